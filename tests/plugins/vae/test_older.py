"""*Older*, the direction that is shipped: found between two selections, and true to the shipped weights."""

from __future__ import annotations

import pytest

from morphospace.latents.direction_files import read_direction, shipped_folder
from morphospace.latents.edits import LatentDirection, moved
from morphospace.library import Library

FILE = shipped_folder() / "faces-cvae" / "older.safetensors"


@pytest.fixture(scope="module")
def older() -> LatentDirection:
    return read_direction(FILE)


def test_it_is_a_direction_of_the_shipped_weights(older: LatentDirection) -> None:
    card = Library().get("faces-cvae").card
    assert older.fits(card.id, card.sha256), "make it anew with the command in its figures"
    assert str(older.figures["command"]).startswith("morphospace direction faces-cvae --example")
    assert older.figures["auc"] > 0.99


def test_hair_turns_grey_and_then_falls_out(older: LatentDirection) -> None:
    import numpy as np

    face = {
        "smile": 0.5,
        "hair": "short",
        "hair_colour": "brown",
        "glasses": 1.0,
        "skin": 0.25,
        "eyes": "open",
    }
    latents = {"h": np.zeros((1, 64), np.float32)}
    found = [moved(latents, face, [older], {"Older": amount})[1] for amount in (1.0, 2.2, 3.0, -3.0)]
    assert [row["hair_colour"] for row in found] == ["brown", "grey", "grey", "brown"]
    assert [row["hair"] for row in found] == ["short", "short", "bald", "short"]
    assert all(row["eyes"] == "open" and abs(float(row["smile"]) - 0.5) < 0.05 for row in found)
    younger = moved(latents, {**face, "hair_colour": "grey"}, [older], {"Older": -2.5})[1]
    assert younger["hair_colour"] != "grey"
