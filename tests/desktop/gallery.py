"""Every widget of the window on two pages, in dark and light, as pictures to be looked at.

Run it under a virtual display::

    xvfb-run -a -s "-screen 0 1600x1000x24" python tests/desktop/gallery.py OUT_FOLDER
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from morphospace.controls import Choice, Control, Prompt, Seed, Slider, Toggle
from morphospace.data.attributes import ATTRIBUTES
from morphospace.hosting.host import HostStatus, Resident
from morphospace_desktop import theme
from morphospace_desktop.canvas import Canvas
from morphospace_desktop.panels import (
    ControlsPanel,
    Filmstrip,
    HostChip,
    MessageBar,
    PluginsDialog,
    SectionHead,
)

GB = 1024**3
MB = 1024**2


@dataclass(frozen=True)
class Card:
    """What the panel reads of a model's card."""

    id: str = "faces-cvae"
    title: str = "Conditional VAE"
    summary: str = "Edits and draws cartoon faces by ten attributes."
    data: str = "faces"
    image_size: int = 64
    controls: tuple[Control, ...] = ()
    latents: dict[str, tuple[int, ...]] = field(default_factory=lambda: {"h": (64,)})


def face_controls() -> tuple[Control, ...]:
    """The controls of the faces: sliders, segments, swatches."""
    made: list[Control] = []
    for a in ATTRIBUTES:
        if a.ordered:
            low, high = float(a.values[0]), float(a.values[-1])
            typical = (low * 0.85, high * 0.85)
            made.append(
                Slider(
                    name=a.name, title=a.title, group=a.group, minimum=low, maximum=high, default=0.0,
                    typical=typical,
                )
            )  # fmt: skip
        else:
            words = tuple(str(value) for value in a.values)
            made.append(
                Choice(
                    name=a.name, title=a.title, group=a.group, choices=words, default=words[1],
                    colours=a.colours,
                )
            )  # fmt: skip
    return tuple(made)


def other_controls() -> tuple[Control, ...]:
    """The kinds that faces do not use."""
    return (
        Prompt(name="prompt", title="Prompt", group="Imagine", placeholder="A smiling face with red hair"),
        Slider(name="guidance", title="Guidance", group="Imagine", minimum=0, maximum=12, default=4),
        Toggle(name="prior", title="Use the prior", group="Imagine", default=True),
        Toggle(name="tile", title="Tile", group="Imagine"),
        Choice(
            name="eyes",
            title="Eyes",
            group="A group with a long name",
            choices=("wide open", "surprised", "looking sideways", "closed", "winking", "crossed", "happy"),
            default="closed",
        ),
        Slider(name="long", title="A label much too long", group="A group with a long name",
               minimum=-3, maximum=3, default=2.6, typical=(-2, 2)),
        Seed(name="seed", title="Seed"),
    )  # fmt: skip


def pictures(n: int) -> list[np.ndarray]:
    """Faces of the embedded data."""
    from morphospace.data.faces import load_faces

    return [np.asarray(picture) for picture in load_faces("test", n).images]


def status(state: str = "ready", used: int = 312 * MB) -> HostStatus:
    """A host as it may be."""
    resident = (Resident("faces-cvae", "Conditional VAE", 5 * MB, "cpu", time.time() - 300),)
    return HostStatus(state, "cpu", "", used, 8 * GB, resident, "")  # type: ignore[arg-type]


class Ground(QWidget):
    """A plain ground in one of the palette's colours."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def paintEvent(self, _event: object) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), theme.color(self._role))


def panel(faces: list[np.ndarray], controls: tuple[Control, ...], width: int) -> ControlsPanel:
    """A controls panel in use."""
    made = ControlsPanel()
    made.set_model(Card(controls=controls))
    made.model_card.set_models([Card(), Card(id="dcgan", title="DCGAN")])
    made.model_card.set_thumbnail(faces[0])
    made.set_values(
        {"smile": 0.68, "beard": 1 / 3, "glasses": 1.0, "hair_colour": "brown", "eyes": "happy", "skin": 0.25}
    )
    made.set_seed(4711)
    made.setFixedWidth(width)
    return made


def studio(faces: list[np.ndarray]) -> QWidget:
    """The Create workspace, roughly as drawn."""
    page = Ground("panel")
    canvas = Canvas()
    canvas.set_picture(faces[0])
    canvas.set_original(faces[1])
    canvas.set_split(True)
    canvas.set_split_position(0.34)
    strips = QHBoxLayout()
    strips.setContentsMargins(16, 14, 16, 14)
    ramp, variations = Filmstrip(), Filmstrip()
    ramp.set_frames("Smile\n−1 to 1", faces[2:9], 5)
    variations.set_label_width(0)
    variations.set_frames("Variations", faces[9:13])
    strips.addWidget(ramp)
    strips.addStretch()
    strips.addWidget(variations)
    left = QVBoxLayout()
    left.setSpacing(0)
    left.addWidget(canvas, 1)
    left.addLayout(strips)
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(1)
    row.addLayout(left, 1)
    row.addWidget(panel(faces, face_controls(), theme.PANEL_WIDTH))
    page.canvas = canvas  # type: ignore[attr-defined]
    return page


def pieces(faces: list[np.ndarray]) -> QWidget:
    """Everything else: narrow panels, an empty canvas, chips, messages, buttons, plugins."""
    page = Ground("window")
    row = QHBoxLayout(page)
    row.setSpacing(16)
    row.addWidget(panel(faces, face_controls(), 264))
    row.addWidget(panel(faces, other_controls(), 320))
    middle = QVBoxLayout()
    empty = Canvas()
    middle.addWidget(empty, 1)
    for state, used in (("ready", 312 * MB), ("starting", 0), ("failed", int(7.7 * GB))):
        chip = HostChip()
        chip.set_status(status(state, used))
        middle.addWidget(chip)
    for kind, text, remedy in (
        (
            "error",
            "holiday.png is a text file, not a picture: choose a PNG, JPEG or WebP.",
            "Choose another…",
        ),
        ("warning", "This colour is not among the ones the model knows, so the nearest was taken.", ""),
        ("hint", "Hold \\ to see the original.", ""),
        ("done", "face.png is saved.", "Show in folder"),
    ):
        bar = MessageBar()
        middle.addWidget(bar)
        bar.show_message(text, kind=kind, remedy=remedy)
    middle.addWidget(SectionHead("Buttons", "all kinds"))
    buttons = QHBoxLayout()
    for kind, text in (("accent", "New face"), ("", "Reset"), ("quiet", "Quiet"), ("link", "Untangle")):
        button = QPushButton(text)
        button.setProperty("kind", kind)
        buttons.addWidget(button)
    off = QPushButton("Disabled")
    off.setEnabled(False)
    buttons.addWidget(off)
    middle.addLayout(buttons)
    row.addLayout(middle, 1)
    row.addWidget(plugins(), 0)
    return page


def plugins() -> PluginsDialog:
    """The dialog with something broken in it."""
    made = PluginsDialog()
    made.setFixedWidth(400)
    made.set_plugins(
        [
            {"name": "vae", "version": "0.1.0", "families": ["Conditional VAE"], "error": ""},
            {"name": "gan", "version": "0.1.0", "families": ["DCGAN", "cGAN"], "error": ""},
            {
                "name": "sketchy",
                "version": "2.0",
                "families": [],
                "error": "sketchy raised ModuleNotFoundError on import: install its requirement 'foo'.",
            },
        ],
        [{"name": "faces-old", "error": "model.safetensors is cut short: install the model again."}],
    )
    return made


def shoot(folder: Path) -> None:
    """Write one picture for each page and theme."""
    app = QApplication.instance() or QApplication(sys.argv)
    theme.apply(app, theme.DARK)
    faces = pictures(13)
    for name, make in (("studio", studio), ("pieces", pieces)):
        page = make(faces)
        page.resize(1600, 900 if name == "studio" else 1000)
        page.show()
        for palette in (theme.DARK, theme.LIGHT):
            theme.apply(app, palette)
            QTest.qWait(250)
            page.grab().save(str(folder / f"{name}-{palette.name}.png"))
        if name == "studio":
            theme.apply(app, theme.DARK)
            drag(page, folder)
        page.close()


def drag(page: QWidget, folder: Path) -> None:
    """States that only a hand brings about: a zoom, work under way, a message, a drop."""
    canvas: Canvas = page.canvas  # type: ignore[attr-defined]
    canvas.zoom_by(2.0, QPointF(500, 300))
    canvas.set_busy("Reading the picture", 0.4)
    canvas.show_message("Could not read holiday.png: it is a text file.", remedy="Choose another…")
    canvas._set_drop_text("Drop to open")
    QTest.qWait(700)
    page.grab().save(str(folder / "studio-states.png"))


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "gallery")
    target.mkdir(parents=True, exist_ok=True)
    shoot(target)
