"""Where a picture lives on the map and where its sliders lead."""

import numpy as np
import pytest
from support.atlases import tiny_atlas

from morphospace.atlas.exploration import Layout
from morphospace.atlas.whereabouts import place_of, whereabouts
from morphospace.latents.projections import along_axes

SETTINGS = {"smile": 0.0, "hair": "red", "glasses": False}
LATENTS = {"z": np.zeros((1, 3), np.float32)}


def layout_of_smile_and_z() -> Layout:
    """The plane of the first latent number and of smile."""
    atlas = tiny_atlas()
    column = atlas.coordinates.columns("smile").start
    projection = along_axes(atlas.places, 0, column)
    positions = projection.transform(atlas.places).astype(np.float32)
    width = atlas.coordinates.width
    return Layout("axes", "z and smile", projection, positions, np.zeros((0, width)), np.zeros(0))


def test_moving_smile_moves_the_dot_along_its_arrow() -> None:
    layout, coordinates = layout_of_smile_and_z(), tiny_atlas().coordinates
    here = place_of(coordinates, LATENTS, SETTINGS)
    there = place_of(coordinates, LATENTS, {**SETTINGS, "smile": 1.0})
    assert here is not None and there is not None
    now, later = whereabouts(layout, coordinates, here), whereabouts(layout, coordinates, there)
    arrow = now.arrow("smile")
    assert arrow is not None and arrow.title == "Smile"
    assert (arrow.x, arrow.y) == pytest.approx((later.x, later.y), abs=1e-5)
    assert later.y > now.y and later.x == pytest.approx(now.x)
    assert now.arrow("hair") is None, "a kind has no way to be pushed"


def test_at_its_end_a_slider_leads_back() -> None:
    layout, coordinates = layout_of_smile_and_z(), tiny_atlas().coordinates
    end = place_of(coordinates, LATENTS, {**SETTINGS, "smile": 1.0})
    assert end is not None
    now = whereabouts(layout, coordinates, end)
    arrow = now.arrow("smile")
    assert arrow is not None and arrow.y < now.y


@pytest.mark.parametrize(
    ("latents", "settings"),
    [
        ({"z": np.zeros((1, 4), np.float32)}, SETTINGS),
        ({}, SETTINGS),
        (LATENTS, {"smile": 0.0}),
        (LATENTS, {**SETTINGS, "smile": 7.0}),
    ],
)
def test_a_picture_of_another_kind_has_no_place(latents: dict, settings: dict) -> None:
    assert place_of(tiny_atlas().coordinates, latents, settings) is None
