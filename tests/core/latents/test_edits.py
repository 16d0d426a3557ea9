"""A direction moves a place, and what it does not mean stays as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from morphospace.controls import Choice, Slider, Toggle
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import Coordinates
from morphospace.latents.edits import LatentDirection, moved

SMILE = Slider(name="smile", title="Smile", minimum=-1.0, maximum=1.0, default=0.0)
HAIR = Choice(name="hair", title="Hair", choices=("red", "green", "blue"), default="red")
GLASSES = Toggle(name="glasses", title="Glasses")
COORDINATES = Coordinates((("z", (2, 2)),), (SMILE, HAIR, GLASSES), 0.5)
LATENTS = {"z": np.array([[[0.1, 0.2], [0.3, 0.4]]], np.float32)}
SETTINGS = {"hair": "green", "smile": 0.123456789, "glasses": True, "strength": 0.7}


def direction(name: str = "A", sigma: float = 0.5, spread: float = 0.5, **parts: Any) -> LatentDirection:
    """With these parts of its vector: latents as ``z``, attributes by name."""
    coordinates = Coordinates(COORDINATES.latents, COORDINATES.attributes, spread)
    vector = np.zeros(coordinates.width)
    vector[:4] = parts.pop("z", 0.0)
    for attribute, part in parts.items():
        vector[coordinates.columns(attribute)] = part
    return LatentDirection(
        name=name, model="m", model_hash="1", coordinates=coordinates, vector=vector, sigma=sigma
    )


def test_at_nothing_everything_is_the_same() -> None:
    one = direction(z=0.5, smile=0.5, hair=[0, 0, 1], glasses=-1)
    for moves in ({}, {"A": 0.0}, {"B": 2.0}):
        latents, settings = moved(LATENTS, SETTINGS, [one], moves)
        assert latents == LATENTS and list(settings.items()) == list(SETTINGS.items())


def test_what_a_direction_does_not_mean_stays_to_the_bit() -> None:
    latents, settings = moved(LATENTS, SETTINGS, [direction(smile=1.0, hair=[1e-9, 0, 0])], {"A": 0.5})
    assert latents["z"] is LATENTS["z"]
    assert {name: settings[name] for name in ("hair", "glasses", "strength")} == {
        "hair": "green",
        "glasses": True,
        "strength": 0.7,
    }
    # Half a spread of a slider two wide: a spread is 2/√12.
    assert settings["smile"] == pytest.approx(0.123456789 + 0.5 * 2 / np.sqrt(12), abs=1e-5)


def test_latents_move_by_sigmas_of_the_direction() -> None:
    latents, settings = moved(LATENTS, SETTINGS, [direction(z=[1, 0, 0, 0], sigma=0.3)], {"A": -2.0})
    np.testing.assert_allclose(latents["z"] - LATENTS["z"], [[[-0.6, 0], [0, 0]]], atol=1e-6)
    assert latents["z"].dtype == np.float32 and settings == SETTINGS


def test_a_kind_flips_where_the_direction_says_so_and_sliders_stop_at_their_ends() -> None:
    one = direction(hair=[0, -0.7, 0.7], smile=0.5)
    found = [moved(LATENTS, SETTINGS, [one], {"A": amount})[1] for amount in (0.1, 1.2, -9.0)]
    assert [row["hair"] for row in found] == ["green", "blue", "green"]
    assert found[2]["smile"] == -1.0
    off = moved(LATENTS, SETTINGS, [direction(glasses=-1.0)], {"A": 1.5})[1]
    assert off["glasses"] is False


def test_what_moves_most_stands_last() -> None:
    """So a model that must choose between two takes the one that is meant."""
    found = moved(LATENTS, SETTINGS, [direction(glasses=0.9, smile=0.2)], {"A": 1.0})[1]
    assert list(found) == ["hair", "strength", "smile", "glasses"]


def test_directions_add_up_whatever_their_scale() -> None:
    half = direction("half", hair=[0, -0.35, 0.35], z=0.1)
    same = direction("same", hair=[0, -0.35, 0.35], z=0.1, sigma=1.0, spread=1.0)
    alone = moved(LATENTS, SETTINGS, [half, same], {"half": 1.2})[1]
    both = moved(LATENTS, SETTINGS, [half, same], {"half": 1.2, "same": 1.2})
    assert alone["hair"] == "green" and both[1]["hair"] == "blue"
    np.testing.assert_allclose(both[0]["z"] - LATENTS["z"], 1.2 * 0.1 * 1.5, atol=1e-6)


def test_a_direction_of_other_latents_is_passed_over() -> None:
    other = {"z": np.zeros((1, 3), np.float32)}
    latents, settings = moved(other, SETTINGS, [direction(z=1.0, smile=1.0)], {"A": 1.0})
    assert latents == other and settings == SETTINGS
    unknown = moved(LATENTS, {"hair": "red"}, [direction(smile=1.0)], {"A": 1.0})[1]
    assert unknown == {"hair": "red"}, "a setting that is not known cannot be moved"


def test_weights_decide_whose_direction_it_is() -> None:
    one = direction()
    assert one.fits("m", "1") and one.fits("m", "") and not one.fits("m", "2") and not one.fits("n", "1")
    assert one.same_as(one.named("B")) and not one.same_as(direction(sigma=0.6))


@pytest.mark.parametrize(
    "changes",
    [{"name": " "}, {"sigma": 0.0}, {"sigma": float("nan")}, {"vector": np.zeros(3)}],
)
def test_what_is_no_direction_is_refused(changes: dict[str, Any]) -> None:
    fields = {
        "name": "A",
        "model": "m",
        "model_hash": "",
        "coordinates": COORDINATES,
        "vector": np.zeros(COORDINATES.width),
        "sigma": 1.0,
    }
    with pytest.raises(BadInputError, match="make it anew"):
        LatentDirection(**fields | changes)


def test_one_of_other_latents_moves_nothing_beside_one_that_fits() -> None:
    foreign = Coordinates((("w", (2,)),), COORDINATES.attributes, 0.5)
    vector = np.zeros(foreign.width)
    vector[foreign.columns("smile")] = 1.0
    other = LatentDirection(
        name="B", model="m", model_hash="1", coordinates=foreign, vector=vector, sigma=0.5
    )
    mine = direction(smile=0.5)
    alone = moved(LATENTS, SETTINGS, [mine], {"A": 1.0})
    assert moved(LATENTS, SETTINGS, [mine, other], {"A": 1.0, "B": 1.0}) == alone
