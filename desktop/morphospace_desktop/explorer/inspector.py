"""The inspector: the item, or the place, under the pointer, with what is known of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.wording import facts
from morphospace_desktop import theme
from morphospace_desktop.explorer.glass import Sight, share
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.rows import SectionHead
from morphospace_desktop.pictures import to_image

PICTURE = 104
_JUDGED = (
    "Decibels: how well the picture is rebuilt. Round trip: how far the latent moves when its picture is "
    "encoded again, in deviations of a latent. Validity: how ordinary that is among the items of the map; "
    "100 % is no worse than half of them."
)
_MOST_LINES = 4


class Inspector(QWidget):
    """Picture, name, attributes and judgement. ``open_requested``: take what is shown to the canvas."""

    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureBox(PICTURE, self)
        self.title = RoleLabel("", "strong", "text")
        self.lines = [_fact() for _ in range(_MOST_LINES)]
        self.setToolTip(_JUDGED)
        self.open = QPushButton("Open on the canvas ↵")
        self.open.setProperty("kind", "link")
        self.open.clicked.connect(self.open_requested)
        self._lay_out()
        self.clear()

    def clear(self) -> None:
        """Nothing was pointed at yet."""
        self.picture.set_image(None)
        self.title.setText("Point at the map")
        self._say(["Every place on it is a picture,", "also where no item lies."])
        self.open.setVisible(False)

    def show_sight(self, atlas: Atlas | None, sight: Sight | None) -> None:
        """What the pointer is at; when it leaves, what it was at last stays."""
        if atlas is None or sight is None:
            return
        self.picture.set_image(None if sight.picture is None else to_image(np.asarray(sight.picture)))
        row = sight.hover.row
        if row >= 0:
            self.title.setText(atlas.names[row])
            self._say([*facts(atlas, row), _judged_text(sight)])
        else:
            self.title.setText("Decoded here")
            self._say([_distance_text(sight.distance), *_judged_text(sight).split(" · ")])
        self.open.setVisible(True)

    def _say(self, lines: list[str]) -> None:
        told = [line for line in lines if line]
        for label, text in zip(self.lines, [*told, *[""] * _MOST_LINES], strict=False):
            label.setText(text)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(self.title)
        for line in self.lines:
            words.addWidget(line)
        words.addStretch(1)
        words.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(SectionHead("Under the cursor"))
        column.addLayout(row)


class PictureBox(QWidget):
    """A picture of a fixed side with rounded corners, or an empty place for one."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Picture")

    def set_image(self, image: QImage | None) -> None:
        """Show a picture, or none."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if self._image is None:
            painter.fillPath(clip, theme.color("raised"))
            theme.paint_icon(painter, "crosshair", box.adjusted(38, 38, -38, -38), theme.color("faint"))
            return
        painter.setClipPath(clip)
        painter.drawImage(box, self._image)


def _distance_text(distance: float | None) -> str:
    """How far the next item is; nothing while that is not known."""
    if distance is None or not np.isfinite(distance):
        return ""
    return f"no item within {distance:.1f} σ"


def _judged_text(sight: Sight) -> str:
    """How well an item is rebuilt and how far a round trip leads, as far as that is known."""
    words = []
    item = sight.hover.row >= 0
    if item and sight.psnr is not None and np.isfinite(sight.psnr):
        words.append(f"{sight.psnr:.1f} dB")
    if sight.round_trip is not None and np.isfinite(sight.round_trip):
        words.append(f"round trip {sight.round_trip:.2f}")
    if not item and sight.valid is not None and np.isfinite(sight.valid):
        words.append(f"validity {share(sight.valid)}")
    return " · ".join(words)


def _fact() -> RoleLabel:
    label = RoleLabel("", "small", "secondary")
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return label
