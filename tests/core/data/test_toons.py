"""Toons: drawn the same again, and showing what their labels say."""

from collections import Counter

import numpy as np
import pytest

from morphospace.data.toons import TOON_PARTS, draw_toon, draw_toons, toon_row
from morphospace.errors import BadInputError, CancelledError


def test_every_part_takes_every_variant_about_as_often_as_it_should() -> None:
    rows = [toon_row(index) for index in range(3000)]
    for part in TOON_PARTS:
        counts = Counter(row.variants[part.name] for row in rows)
        shares = [counts[variant] / len(rows) for variant in part.variants]
        np.testing.assert_allclose(shares, part.weights, atol=0.035)
    assert {row.labels["hair"] for row in rows} == {"short", "medium", "long"}
    assert not any(row.labels["beard"] and row.labels["moustache"] for row in rows)


def test_a_toon_is_the_same_however_many_are_drawn() -> None:
    few, more = draw_toons(2, 32, seed=4), draw_toons(3, 32, seed=4)
    np.testing.assert_array_equal(few.images, more.images[:2])
    assert few.labels == more.labels[:2] and few.images.shape == (2, 32, 32, 3)
    assert (draw_toons(1, 32, seed=5).images != few.images[:1]).any()


@pytest.mark.parametrize("part", TOON_PARTS, ids=lambda part: part.name)
def test_every_part_can_be_seen(part: object) -> None:
    variants = {**toon_row(0).variants, "beard": "none", "rearHair": "none", "clothes": "turtleNeck"}
    drawn = {draw_toon({**variants, part.name: one}, 96).tobytes() for one in part.variants}  # type: ignore[attr-defined]
    assert len(drawn) == len(part.variants)  # type: ignore[attr-defined]


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(BadInputError, match="ask for 1"):
        draw_toons(0)
    with pytest.raises(CancelledError):
        draw_toons(3, cancelled=lambda: True)
