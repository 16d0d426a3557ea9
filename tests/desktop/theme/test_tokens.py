"""Every text of both palettes can be read on every ground it stands on."""

from __future__ import annotations

import pytest

from morphospace_desktop.theme import DARK, LIGHT, Palette, contrast, readable_on

PALETTES = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)


@PALETTES
@pytest.mark.parametrize("ground", ["window", "panel", "raised", "surround", "well", "chosen"])
@pytest.mark.parametrize("ink", ["text", "secondary"])
def test_text_reads_on_every_ground(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@PALETTES
@pytest.mark.parametrize("ground", ["window", "panel", "raised"])
@pytest.mark.parametrize("ink", ["accent", "warm", "good", "bad"])
def test_coloured_words_read_where_they_stand(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@PALETTES
def test_words_read_on_accent_and_on_chips(palette: Palette) -> None:
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.on_chip, palette.chip) >= 4.5


@PALETTES
def test_the_surround_of_pictures_is_neutral(palette: Palette) -> None:
    channels = [int(palette.surround[at : at + 2], 16) for at in (1, 3, 5)]
    assert max(channels) - min(channels) <= 4


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert readable_on("#ffff00") == "#000000"
    assert readable_on("#102040") == "#ffffff"
