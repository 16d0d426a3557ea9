"""What stands around the controls: the host's chip, messages, strips of pictures and the plugins."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from morphospace.hosting.host import HostStatus, Resident
from morphospace_desktop import theme
from morphospace_desktop.panels import Filmstrip, HostChip, MessageBar, PluginsDialog
from morphospace_desktop.panels.host_chip import tooltip
from morphospace_desktop.panels.wording import memory_text, size_text

MB, GB = 1024**2, 1024**3


def status(**changes: object) -> HostStatus:
    known = {
        "state": "ready",
        "device": "cpu",
        "used": 312 * MB,
        "budget": 8 * GB,
        "resident": (
            Resident("faces-pca", "PCA", 2 * MB, "cpu", 100.0),
            Resident("faces-cvae", "Conditional VAE", 5 * MB, "cpu", 400.0),
        ),
    }
    return HostStatus(**(known | changes))  # type: ignore[arg-type]


def test_the_chip_shows_model_device_and_memory(qtbot) -> None:
    chip = HostChip()
    qtbot.addWidget(chip)
    chip.set_status(status())
    assert chip.words == "Conditional VAE · CPU"
    assert chip.memory == "312 MB of 8 GB"
    assert chip.accessibleName() == "Host: Conditional VAE · CPU"
    metrics = QFontMetricsF(theme.font("body"))
    words = metrics.horizontalAdvance(chip.words) + metrics.horizontalAdvance(chip.memory)
    assert chip.sizeHint().width() >= words + 72 + 28


@pytest.mark.parametrize(
    ("state", "word"), [("starting", "Starting…"), ("restarting", "Restarting…"), ("failed", "Stopped")]
)
def test_the_chip_says_when_the_host_is_not_ready(qtbot, state: str, word: str) -> None:
    chip = HostChip()
    qtbot.addWidget(chip)
    chip.set_status(status(state=state, device_name="RTX 4090"))
    assert chip.words == f"{word} · RTX 4090"


def test_the_dot_has_the_colour_of_the_state(qtbot) -> None:
    chip = HostChip()
    qtbot.addWidget(chip)
    for state, role in (("ready", "good"), ("restarting", "warm"), ("failed", "bad")):
        chip.set_status(status(state=state))
        chip.resize(chip.sizeHint())
        ink = chip.grab().toImage().pixelColor(16, 15)
        assert ink.name() == getattr(theme.current(), role)


def test_the_tooltip_lists_what_is_resident() -> None:
    text = tooltip(status(message="Restarted after a crash."), now=700.0)
    assert "Restarted after a crash." in text
    for part in ("PCA", "2 MB", "10 min", "Conditional VAE", "5 MB", "5 min"):
        assert part in text
    assert "No model is in memory." in tooltip(HostStatus(), now=0.0)
    assert "<script>" not in tooltip(status(message="<script>"), now=0.0)


@pytest.mark.parametrize(
    ("count", "text"),
    [(812 * 1024, "812 kB"), (312 * MB, "312 MB"), (8 * GB, "8 GB"), (int(7.8 * GB), "7.8 GB")],
)
def test_sizes_in_words(count: int, text: str) -> None:
    assert size_text(count) == text


def test_memory_without_a_budget() -> None:
    assert memory_text(5 * MB, 0) == "5 MB"


def frames(count: int) -> list[np.ndarray]:
    return [np.full((64, 64, 3), 10 * at, np.uint8) for at in range(count)]


def test_a_picture_of_the_strip_can_be_picked(qtbot) -> None:
    strip = Filmstrip()
    qtbot.addWidget(strip)
    strip.set_frames("Smile\n−1 to 1", frames(7), 3)
    strip.show()
    with qtbot.waitSignal(strip.picked) as caught:
        qtbot.mouseClick(strip.frame(5), Qt.MouseButton.LeftButton)
    assert caught.args == [5]
    strip.frame(3).setFocus()
    qtbot.keyClick(strip.frame(3), Qt.Key.Key_Right)
    with qtbot.waitSignal(strip.picked) as caught:
        qtbot.keyClick(strip.frame(4), Qt.Key.Key_Return)
    assert caught.args == [4]


def test_a_strip_of_the_same_length_changes_in_place(qtbot) -> None:
    strip = Filmstrip()
    qtbot.addWidget(strip)
    strip.set_frames("Smile", frames(4), 0)
    strip.show()
    first, place = strip.frame(0), strip.frame(0).geometry()
    strip.set_frames("Beard", [np.full((64, 64, 3), 250, np.uint8), None, *frames(2)], 0)
    assert strip.frame(0) is first and strip.frame(0).geometry() == place
    assert first.grab().toImage().pixelColor(42, 42).name() == "#fafafa"
    strip.set_frames("Variations", frames(2))
    with pytest.raises(IndexError):
        strip.frame(2)


def test_the_strip_keeps_pictures_that_are_written_over_later(qtbot) -> None:
    strip = Filmstrip()
    qtbot.addWidget(strip)
    picture = np.full((64, 64, 3), 200, np.uint8)
    strip.set_frames("Smile", [picture])
    picture[:] = 0
    assert strip.frame(0).grab().toImage().pixelColor(42, 42).red() == 200


def test_a_message_can_be_dismissed(qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(800, 400)
    bar = MessageBar(parent)
    parent.show()
    bar.show_message("holiday.png is cut short: copy it again.")
    assert bar.text == "holiday.png is cut short: copy it again." and not bar.remedy_button.isVisible()
    with qtbot.waitSignal(bar.dismissed):
        qtbot.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert bar.text == ""
    bar.show_message("Again.")
    bar.close_button.setFocus()
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_the_plugins_dialog_shows_the_broken_first_and_why(qtbot) -> None:
    dialog = PluginsDialog()
    qtbot.addWidget(dialog)
    reason = "sketchy raised ModuleNotFoundError on import: install 'foo'."
    dialog.set_plugins(
        [
            {"name": "vae", "version": "0.1.0", "families": ["Conditional VAE"], "error": None},
            {"name": "sketchy", "version": None, "families": [], "error": reason},
        ],
        [{"name": "faces-old", "error": "model.safetensors is cut short: install the model again."}],
    )
    names = [entry.accessibleName() for entry in dialog.entries()]
    assert names[0] == f"sketchy: broken. {reason}"
    assert names[1].startswith("faces-old: broken.")
    assert names[2] == "vae 0.1.0: Conditional VAE"
    dialog.set_plugins([{"name": "vae", "version": "1", "families": [], "error": ""}])
    assert [entry.accessibleName() for entry in dialog.entries()] == ["vae 1: brings no model family"]
