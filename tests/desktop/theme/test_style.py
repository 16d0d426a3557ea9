"""The theme dresses an application, and a change of theme reaches what is already shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

import morphospace_desktop
from morphospace.controls import Slider
from morphospace_desktop import theme
from morphospace_desktop.panels import ControlsPanel, MorphSlider
from morphospace_desktop.theme.icons import has_icon


@pytest.fixture(autouse=True)
def dark_again(qapp: QApplication):
    theme.apply(qapp, theme.DARK)
    yield
    theme.apply(qapp, theme.DARK)


def test_a_change_of_theme_reaches_widgets_that_are_shown(qtbot, qapp: QApplication) -> None:
    panel, edit = ControlsPanel(), QLineEdit()
    for widget in (panel, edit):
        qtbot.addWidget(widget)
        widget.resize(320, 400)
        widget.show()
        QTest.qWaitForWindowExposed(widget)
    for palette in (theme.LIGHT, theme.DARK):
        theme.apply(qapp, palette)
        assert theme.current() is palette
        assert panel.grab().toImage().pixelColor(4, 200).name() == palette.panel
        assert edit.palette().color(QPalette.ColorRole.WindowText).name() == palette.text


def test_icons_take_the_colour_of_the_theme(qapp: QApplication) -> None:
    icon = theme.icon("cursor", "accent")
    for palette in (theme.DARK, theme.LIGHT):
        theme.apply(qapp, palette)
        image = icon.pixmap(QSize(64, 64)).toImage()
        inks = {
            image.pixelColor(x, y).name()
            for x in range(64)
            for y in range(64)
            if image.pixelColor(x, y).alpha() == 255
        }
        assert inks == {palette.accent}


def test_every_icon_the_window_names_exists(qapp: QApplication) -> None:
    folder = Path(morphospace_desktop.__file__).parent
    named = set()
    for source in folder.rglob("*.py"):
        named |= set(re.findall(r'(?:\bicon\(|paint_icon\(\w+, )"([^"]+)"', source.read_text("utf-8")))
    assert {"caret-down", "dice-five"} <= named
    assert [name for name in sorted(named) if not has_icon(name)] == []


def test_an_unknown_icon_is_empty_and_does_no_harm(qapp: QApplication) -> None:
    assert not has_icon("no-such-icon")
    assert not theme.icon("no-such-icon").pixmap(QSize(16, 16)).isNull()


def test_fonts_have_the_sizes_of_the_design(qapp: QApplication) -> None:
    assert QFontInfo(theme.font("body")).pixelSize() == 13
    assert QFontInfo(theme.font("head")).pixelSize() == 11
    assert theme.font("head").letterSpacing() > 0


def test_figures_are_of_one_width(qtbot) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(theme.font("body"))
    assert len({round(metrics.horizontalAdvance(figure), 3) for figure in "0123456789"}) == 1


def test_painting_needs_no_application_style(qtbot) -> None:
    """Own-painted widgets do not depend on ``apply`` having been called before they were made."""
    slider = MorphSlider(Slider(name="smile", title="Smile", minimum=-1, maximum=1, default=0))
    qtbot.addWidget(slider)
    slider.resize(300, 28)
    assert not slider.grab().isNull()
