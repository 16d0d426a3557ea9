"""The legend: rows for kinds and steps, a bar for a ramp, and clicks that choose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from support.faces_atlas import small_columns

from morphospace.atlas.columns import Column
from morphospace.atlas.drawing import colours
from morphospace_desktop import theme
from morphospace_desktop.explorer.legend import BarEntry, Legend, RowEntry


@pytest.fixture
def legend(qtbot) -> Legend:
    made = Legend()
    qtbot.addWidget(made)
    made.resize(232, 200)
    made.show()
    return made


def test_rows_say_what_how_many_and_in_which_colour(legend: Legend) -> None:
    column = small_columns()["smile"]
    legend.show_column(column)
    assert [(e.entry.title, e.entry.count) for e in legend.entries] == [
        ("smiling", 4),
        ("neutral", 2),
        ("sad", 2),
    ]
    legend.grab()
    assert [e.colour.name() for e in legend.entries] == [
        theme.color(role).name() for role in ("warm", "secondary", "accent")
    ]


@pytest.mark.parametrize(
    ("modifier", "mode"),
    [
        (Qt.KeyboardModifier.NoModifier, "replace"),
        (Qt.KeyboardModifier.ShiftModifier, "add"),
        (Qt.KeyboardModifier.AltModifier, "subtract"),
    ],
)
def test_a_click_or_return_picks_a_colour(qtbot, legend: Legend, modifier, mode: str) -> None:
    legend.show_column(small_columns()["hair"])
    row = legend.entries[1]
    with qtbot.waitSignal(legend.picked) as caught:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton, modifier)
    assert caught.args == [row.entry.code, mode]
    with qtbot.waitSignal(legend.picked) as caught:
        qtbot.keyClick(row, Qt.Key.Key_Return, modifier)
    assert caught.args == [row.entry.code, mode]


def test_many_numbers_are_a_bar_and_what_is_not_known_a_row(legend: Legend) -> None:
    values = np.linspace(0, 1, 100, dtype=np.float32)
    values[:7] = np.nan
    legend.show_column(Column("h", "H", values))
    bars = [e for e in legend.entries if isinstance(e, BarEntry)]
    rows = [e for e in legend.entries if isinstance(e, RowEntry)]
    assert len(bars) == colours.BINS and sum(e.entry.count for e in bars) == 93
    assert [(e.entry.title, e.entry.count) for e in rows] == [("not known", 7)]


def test_colours_follow_the_theme(legend: Legend) -> None:
    legend.show_column(small_columns()["smile"])
    legend.grab()
    dark = [e.colour.name() for e in legend.entries]
    app = QApplication.instance()
    try:
        theme.apply(app, theme.LIGHT)
        legend.grab()
        assert legend.entries[0].colour.name() == theme.LIGHT.warm != dark[0]
    finally:
        theme.apply(app, theme.DARK)


def test_the_core_knows_the_themes_own_accent_and_warm() -> None:
    for name, palette in theme.PALETTES.items():
        shades = colours.SHADES[name]
        assert (f"#{shades.high}", f"#{shades.low}") == (palette.warm, palette.accent)


def test_an_atlas_that_grows_changes_the_counts_in_place(legend: Legend) -> None:
    column = small_columns()["hair"]
    legend.show_column(column)
    before = legend.entries
    legend.show_column(replace(column, values=np.tile(column.values, 3)))
    assert legend.entries == before and [e.entry.count for e in before] == [9, 9, 6]
    assert "9 items" in before[0].accessibleName()


def test_another_column_leaves_nothing_of_the_one_before(legend: Legend) -> None:
    legend.show_column(small_columns()["hair"])
    legend.show_column(None)
    assert legend.entries == []
