"""A drawn face shows what its variants say."""

import sys

import numpy as np
import pytest

from morphospace.data import drawing
from morphospace.data.drawing import draw_face
from morphospace.data.sampling import PARTS, split_table
from morphospace.errors import MorphospaceError

PLAIN = {part.name: part.variants[-1] for part in PARTS} | {
    "top": "shortFlat",
    "facialHair": "none",
    "accessories": "none",
    "skinColor": "edb98a",
    "hairColor": "c93305",
    "backgroundColor": "b6e3f4",
}


def rgb(code: str) -> list[int]:
    return list(bytes.fromhex(code))


def share(picture: np.ndarray, code: str) -> float:
    return float((np.abs(picture.astype(int) - rgb(code)).max(-1) < 6).mean())


def test_size_and_background():
    for size in (64, 256):
        picture = draw_face(PLAIN, size)
        assert picture.shape == (size, size, 3) and picture.dtype == np.uint8
        assert picture[size // 2, 0].tolist() == rgb("b6e3f4")


def test_drawing_twice_gives_the_same_picture():
    assert np.array_equal(draw_face(PLAIN), draw_face(PLAIN))


def test_large_and_small_pictures_show_the_same_face():
    small = draw_face(PLAIN, 64).astype(float)
    large = draw_face(PLAIN, 256).astype(float).reshape(64, 4, 64, 4, 3).mean((1, 3))
    assert np.abs(small - large).mean() < 2


def test_skin_and_hair_have_their_colours():
    picture = draw_face(PLAIN)
    assert share(picture, "edb98a") > 0.2
    assert share(picture, "c93305") > 0.03
    bald = draw_face(PLAIN | {"top": "none"})
    assert share(bald, "c93305") == 0
    assert share(draw_face(PLAIN | {"top": "none", "facialHair": "beardMajestic"}), "c93305") > 0.05


def test_a_hat_hides_the_hair_colour_altogether():
    for hat in ("winterHat1", "hat"):
        pictures = [draw_face(PLAIN | {"top": hat, "hairColor": code}) for code in ("c93305", "2c1b18")]
        assert np.array_equal(*pictures)


@pytest.mark.parametrize("part", [p.name for p in PARTS if p.name not in ("hatColor", "accessoriesColor")])
def test_every_variant_of_a_part_looks_different(part):
    variants = next(p.variants for p in PARTS if p.name == part)
    pictures = [draw_face(PLAIN | {part: variant}).tobytes() for variant in variants]
    assert len(set(pictures)) == len(variants)


def test_hats_and_glasses_have_their_own_colours():
    hats = [draw_face(PLAIN | {"top": "hat", "hatColor": code}) for code in ("ff5c5c", "a7ffc4")]
    assert share(hats[0], "ff5c5c") > 0.05 and share(hats[1], "a7ffc4") > 0.05
    rims = [draw_face(PLAIN | {"accessories": "round", "accessoriesColor": c}) for c in ("ff5c5c", "25557c")]
    assert not np.array_equal(*rims)


def test_eyes_can_be_told_apart_behind_sunglasses():
    """The lenses are translucent, which is why ``visible`` has eyes judged under them."""
    eyes = next(p.variants for p in PARTS if p.name == "eyes")
    for dark in ("sunglasses", "wayfarers"):
        pictures = {draw_face(PLAIN | {"accessories": dark, "eyes": e}).tobytes() for e in eyes}
        assert len(pictures) == len(eyes)


def test_every_part_of_the_table_is_drawn():
    table = split_table("test", 0, 1)
    assert set(table.row_variants(0)) == {part.name for part in PARTS}
    draw_face(table.row_variants(0))


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "dicebear", None)
    drawing._tools.cache_clear()
    try:
        with pytest.raises(MorphospaceError, match=r'pip install "morphospace\[faces\]"'):
            draw_face(PLAIN)
    finally:
        drawing._tools.cache_clear()
