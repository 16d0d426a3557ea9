"""What is like a picture in an atlas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.atlases import head_of, tiny_atlas

from morphospace.atlas.similar import by_pixels, by_place, likeness_of, similar
from morphospace.errors import BadInputError, CancelledError

ATLAS = tiny_atlas(200)
LIKENESS = likeness_of(ATLAS)


def test_an_item_is_not_like_itself_but_others_are() -> None:
    found = similar(LIKENESS, ATLAS.places[7], ATLAS.thumbnails[7], 6, row=7)
    for ranked in (found.latent, found.pixel):
        assert len(ranked.rows) == 6 and 7 not in ranked.rows
        assert (np.diff(ranked.distances) >= 0).all() and ranked.distances[0] > 0
    again = similar(LIKENESS, ATLAS.places[7], ATLAS.thumbnails[7], 6)
    assert again.latent.rows[0] == again.pixel.rows[0] == 7
    assert again.latent.distances[0] == again.pixel.distances[0] == 0


def test_attributes_count_as_much_as_latents() -> None:
    hair = ATLAS.columns["hair"].values
    other = ATLAS.places[7].copy()
    columns = ATLAS.coordinates.columns("hair")
    other[columns] = np.roll(other[columns], 1)
    same = [(hair[by_place(LIKENESS, one, 10).rows] == hair[7]).mean() for one in (ATLAS.places[7], other)]
    assert same[0] >= 0.7 and same[1] <= 0.3


def test_few_attributes_beside_many_latents_weigh_more_each() -> None:
    rng = np.random.default_rng(0)
    coordinates = replace(ATLAS.coordinates, latents=(("z", (12,)),))
    places = np.concatenate([rng.normal(0, 0.3, (200, 12)), ATLAS.places[:, 3:]], 1).astype(np.float32)
    weights = likeness_of(replace(ATLAS, coordinates=coordinates, places=places)).weights
    np.testing.assert_array_equal(weights[:12], 1)
    np.testing.assert_allclose(weights[12:], 2, rtol=0.05)  # the root of 12 latents over 3 attributes


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([5, 16, 33]), st.integers(1, 12), st.booleans())
def test_pixels_are_compared_exactly(seed: int, side: int, k: int, smooth: bool) -> None:
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 120))
    thumbnails = random.integers(0, 256, (count, 1 if smooth else side, 1 if smooth else side, 3), np.uint8)
    thumbnails = np.ascontiguousarray(np.broadcast_to(thumbnails, (count, side, side, 3)))
    likeness = likeness_of(replace(head_of(ATLAS, count), thumbnails=thumbnails))
    asked = random.integers(0, 256, (side, side, 3), np.uint8)
    found = by_pixels(likeness, asked, k)
    apart = (thumbnails.astype(float) - asked) / 255
    distances = np.sqrt((apart**2).mean((1, 2, 3)))
    order = np.argsort(distances, kind="stable")[:k]
    np.testing.assert_allclose(found.distances, distances[order], rtol=1e-5)
    np.testing.assert_allclose(distances[found.rows], distances[order], rtol=1e-5)


def test_a_picture_of_any_size_is_compared() -> None:
    large = np.repeat(np.repeat(ATLAS.thumbnails[3], 4, 0), 4, 1)
    assert by_pixels(LIKENESS, large, 1).rows.tolist() == [3]


def test_an_atlas_that_grew_is_searched_from_where_it_was() -> None:
    before = likeness_of(head_of(ATLAS, 90))
    after = likeness_of(ATLAS, before)
    np.testing.assert_array_equal(after.blocks, LIKENESS.blocks)
    assert by_pixels(after, ATLAS.thumbnails[150], 1).rows.tolist() == [150]


def test_more_than_there_are_gives_all() -> None:
    few = likeness_of(head_of(ATLAS, 3))
    found = similar(few, ATLAS.places[1], ATLAS.thumbnails[1], 99, row=1)
    assert sorted(found.latent.rows) == sorted(found.pixel.rows) == [0, 2]
    alone = likeness_of(head_of(ATLAS, 1))
    assert not len(similar(alone, ATLAS.places[0], ATLAS.thumbnails[0], 6, row=0).latent.rows)


def test_what_cannot_be_compared_is_one_sentence() -> None:
    for ask, words in (
        (lambda: by_place(LIKENESS, np.zeros(2), 3), "The place has 2 numbers"),
        (lambda: by_place(LIKENESS, np.full(ATLAS.coordinates.width, np.nan), 3), "NaN"),
        (lambda: by_place(LIKENESS, ATLAS.places[0], 0), "Cannot find 0"),
        (lambda: by_pixels(LIKENESS, ATLAS.thumbnails[0], 0), "Cannot find 0"),
        (lambda: by_pixels(LIKENESS, ATLAS.thumbnails[0].astype(float), 1), "uint8"),
        (lambda: likeness_of(head_of(ATLAS, 0)), "empty"),
    ):
        with pytest.raises(BadInputError, match=words):
            ask()
    broken = ATLAS.places.copy()
    broken[4, 0] = np.nan
    with pytest.raises(BadInputError, match="row 4"):
        likeness_of(replace(ATLAS, places=broken))


def test_making_it_searchable_can_be_left() -> None:
    with pytest.raises(CancelledError):
        likeness_of(ATLAS, cancelled=lambda: True)
