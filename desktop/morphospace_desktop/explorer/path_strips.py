"""The pictures of a path, through latents above and through pixels below, with curves and a playhead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from morphospace_desktop import theme
from morphospace_desktop.explorer.curve import Curve, Line
from morphospace_desktop.explorer.thumbs import Thumbs
from morphospace_desktop.pictures import to_image

SHOWN = 7
"""How many of the pictures of a path stand in the strip, evenly taken."""


@dataclass(frozen=True, eq=False)
class Travelled:
    """A path as the host made it: see the job ``path``. ``places`` ``(S, D)``."""

    latent: np.ndarray
    pixel: np.ndarray
    latent_validity: np.ndarray
    pixel_validity: np.ndarray
    latent_steps: np.ndarray
    pixel_steps: np.ndarray
    places: np.ndarray

    def __len__(self) -> int:
        return len(self.latent)

    def index(self, t: float) -> int:
        """The picture at a moment from 0 to 1."""
        return round(t * (len(self) - 1))


class PathStrips(QWidget):
    """``dragged(t)``: a hand or a key asks for another moment."""

    dragged = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.latent = Thumbs(SHOWN, "Path through latents")
        self.pixel = Thumbs(SHOWN, "Path through pixels")
        self.validity = Curve("Validity", lambda value: f"{100 * value:.0f} %")
        self.steps = Curve("Step size", lambda value: f"{value:.1f}")
        for thumbs in (self.latent, self.pixel):
            thumbs.dragged.connect(self.dragged)
            thumbs.picked.connect(lambda index: self.dragged.emit(index / (SHOWN - 1)))
        for curve in (self.validity, self.steps):
            curve.dragged.connect(self.dragged)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP // 2)
        for part in (self.latent, self.pixel, self.validity, self.steps):
            column.addWidget(part)

    def clear(self) -> None:
        """Empty strips, no curves."""
        for thumbs in (self.latent, self.pixel):
            thumbs.set_pictures([], [])
            thumbs.set_current(-1)
        self.validity.set_lines([])
        self.steps.set_lines([])

    def show_partial(self, latent: np.ndarray, pixel: np.ndarray, steps: int) -> None:
        """The pictures so far of a path of ``steps``, uint8 ``(n, H, W, 3)`` and ``(steps, H, W, 3)``."""
        for thumbs, pictures in ((self.latent, latent), (self.pixel, pixel)):
            rows = shown_rows(steps)
            images = [to_image(pictures[row]) if row < len(pictures) else None for row in rows]
            thumbs.set_pictures(images, [f"picture {row + 1} of {steps}" for row in rows])

    def show_path(self, path: Travelled) -> None:
        """The whole path."""
        self.show_partial(path.latent, path.pixel, len(path))
        at, between = np.linspace(0, 1, len(path)), (np.arange(len(path) - 1) + 0.5) / (len(path) - 1)
        self._show_curves(
            [
                Line("latent", "accent", at, path.latent_validity),
                Line("pixel", "warm", at, path.pixel_validity),
            ],
            [
                Line("latent", "accent", between, path.latent_steps),
                Line("pixel", "warm", between, path.pixel_steps),
            ],
        )
        for curve in (self.validity, self.steps):
            curve.step = 1 / (len(path) - 1)

    def set_playhead(self, t: float) -> None:
        """Move the playhead to a moment from 0 to 1."""
        current = round(t * (SHOWN - 1))
        self.latent.set_current(current)
        self.pixel.set_current(current)
        self.validity.set_playhead(t)
        self.steps.set_playhead(t)

    def _show_curves(self, validity: list[Line], steps: list[Line]) -> None:
        self.validity.set_lines(validity, top=1.0)
        self.steps.set_lines(steps)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        for curve in (self.validity, self.steps):
            curve.inset = min(64.0, (self.width() - 4 * (SHOWN - 1)) / SHOWN) / 2


def shown_rows(steps: int) -> list[int]:
    """Which pictures of a path stand in the strip; of a short path some stand there twice."""
    return [round(row) for row in np.linspace(0, steps - 1, SHOWN)]
