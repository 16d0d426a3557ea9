"""Two selections of an atlas make a slider, with figures that say what it does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.columns import MISSING, Column
from morphospace.atlas.evidence import direction_from
from morphospace.controls import Choice, Setting, Slider
from morphospace.errors import BadInputError
from morphospace.latents.coordinates import Coordinates, pack
from morphospace.latents.edits import moved

SMILE = Slider(name="smile", title="Smile", minimum=-1.0, maximum=1.0, default=0.0)
BEARD = Slider(name="beard", title="Beard", minimum=0.0, maximum=1.0, default=0.0)
HAIR = Choice(name="hair", title="Hair", choices=("bald", "short", "long"), default="short")
ATTRIBUTES = (SMILE, BEARD, HAIR)


def atlas(count: int = 600, width: int = 12, **changes: Any) -> Atlas:
    """Items with attributes drawn evenly, of a model that says nothing about them in its latents."""
    rng = np.random.default_rng(4)
    latents = {"h": rng.standard_normal((count, width)).astype(np.float32)}
    rows: list[dict[str, Setting]] = [
        {
            "smile": float(rng.integers(-1, 2)),
            "beard": float(rng.integers(0, 4)) / 3,
            "hair": str(rng.choice(HAIR.choices)),
        }
        for _ in range(count)
    ]
    coordinates = Coordinates((("h", (width,)),), ATTRIBUTES, 1.0)
    columns = {
        "smile": Column("smile", "Smile", np.array([row["smile"] for row in rows], np.float32)),
        "beard": Column("beard", "Beard", np.array([row["beard"] for row in rows], np.float32)),
        "hair": Column(
            "hair",
            "Hair",
            np.array([HAIR.choices.index(str(r["hair"])) for r in rows], np.int16),
            HAIR.choices,
        ),
    }
    fields: dict[str, Any] = {
        "id": "faces",
        "title": "Faces",
        "folder": Path("faces"),
        "source": "faces",
        "model": "faces-cvae",
        "model_hash": "abc",
        "coordinates": coordinates,
        "places": pack(coordinates, latents, rows),
        "thumbnails": np.zeros((count, 2, 2, 3), np.uint8),
        "columns": columns,
        "names": [f"face {row}" for row in range(count)],
        "files": [""] * count,
        "total": count,
    }
    return Atlas(**fields | changes)


ATLAS = atlas()
SMILES = ATLAS.columns["smile"].values
HAIRS = ATLAS.columns["hair"].values
HAPPY, SAD = np.flatnonzero(SMILES == 1), np.flatnonzero(SMILES == -1)


@pytest.mark.parametrize("method", ["means", "svm"])
def test_smiling_against_sad_is_a_slider_of_the_smile_and_of_nothing_else(method: Any) -> None:
    found = direction_from(ATLAS, HAPPY, SAD, method, "happy − sad")
    assert found.auc == pytest.approx(1.0) and found.turn[1] < 10
    assert found.means is not None and found.means.name == "smile" and found.means.amount > 1
    assert all(abs(leak.amount) < 0.1 for leak in found.side_effects)
    assert found.counts == (len(HAPPY), len(SAD))
    latents, settings = moved(
        {"h": np.zeros((1, 12), np.float32)},
        {"smile": -1.0, "beard": 1 / 3, "hair": "bald"},
        [found.direction],
        {"happy − sad": 2.0},
    )
    # Two sigmas lead from one selection to the other.
    assert settings["smile"] == pytest.approx(1.0, abs=0.05)
    assert settings["hair"] == "bald" and settings["beard"] == pytest.approx(1 / 3, abs=0.05)
    assert np.abs(latents["h"]).max() < 0.3


def test_few_pictures_differ_by_chance_and_the_slider_does_not_move_what_did() -> None:
    found = direction_from(ATLAS, HAPPY[:40], SAD[:40])
    plain = ATLAS.places[HAPPY[:40]].mean(0) - ATLAS.places[SAD[:40]].mean(0)
    chance = np.linalg.norm(np.delete(plain, 12)) / np.linalg.norm(plain)
    assert chance > 0.15 and np.linalg.norm(np.delete(found.direction.vector, 12)) < 0.05


def test_what_the_selections_differ_in_besides_leaks_until_it_is_untangled() -> None:
    bald = np.flatnonzero((SMILES == 1) & (HAIRS == 0))
    hairy = np.flatnonzero((SMILES == -1) & (HAIRS != 0))
    found = direction_from(ATLAS, bald, hairy)
    leak = found.side_effects[0]
    assert (leak.name, leak.kind, leak.title) == ("hair", "bald", "Hair") and leak.amount > 0.3
    clean = direction_from(ATLAS, bald, hairy, untangle=True)
    assert clean.untangled and clean.means is not None and clean.means.name == "smile"
    assert all(abs(one.amount) < 1e-6 for one in clean.side_effects)
    assert clean.direction.figures["without"] == ["beard", "hair"]
    kept = direction_from(ATLAS, bald, hairy, untangle=True, keep="hair")
    assert kept.means is not None and kept.means.name == "hair"


def test_a_model_without_attributes_has_a_slider_without_leaks() -> None:
    places = ATLAS.places[:, :12].copy()
    places[HAPPY, 3] += 2
    plain = replace(ATLAS, coordinates=Coordinates((("h", (12,)),)), places=places, columns={})
    found = direction_from(plain, HAPPY, SAD)
    assert found.leaks == () and found.means is None
    assert found.direction.vector[3] > 0.95
    assert direction_from(plain, HAPPY, SAD, untangle=True).direction.same_as(found.direction)


def test_attributes_that_are_constant_or_unknown_do_not_stand_in_the_way() -> None:
    half = SMILES.copy()
    half[::2] = np.nan
    columns = {
        "smile": Column("smile", "Smile", half),
        "constant": Column("constant", "Constant", np.ones(600, np.float32)),
        "unknown": Column("unknown", "Unknown", np.full(600, MISSING, np.int16), ("a", "b")),
    }
    found = direction_from(replace(ATLAS, columns=columns), HAPPY, SAD)
    assert [leak.name for leak in found.leaks] == ["smile"] and found.leaks[0].amount > 1


def test_items_in_both_selections_and_broken_ones_are_left_out() -> None:
    both = np.concatenate([HAPPY, SAD[:10]])
    assert direction_from(ATLAS, both, SAD).counts == (len(HAPPY), len(SAD) - 10)
    places = ATLAS.places.copy()
    places[HAPPY[:5], 0] = np.nan
    assert direction_from(replace(ATLAS, places=places), HAPPY, SAD).counts[0] == len(HAPPY) - 5


def test_one_picture_a_side_is_enough_and_says_that_nothing_is_known() -> None:
    found = direction_from(ATLAS, HAPPY[:1], SAD[:1])
    assert found.auc is None and found.counts == (1, 1)


def test_what_makes_no_slider_is_refused() -> None:
    with pytest.raises(BadInputError, match="one of them is empty"):
        direction_from(ATLAS, HAPPY, [])
    for a, b in ((HAPPY, HAPPY), (HAPPY[:3], HAPPY)):
        with pytest.raises(BadInputError, match="within the other"):
            direction_from(ATLAS, a, b)
    broken = ATLAS.places.copy()
    broken[SAD] = np.nan
    with pytest.raises(BadInputError, match="NaN"):
        direction_from(replace(ATLAS, places=broken), HAPPY, SAD)
    twins = np.repeat(ATLAS.places[:1], 600, 0)
    with pytest.raises(BadInputError, match="same place"):
        direction_from(replace(ATLAS, places=twins), HAPPY, SAD)
