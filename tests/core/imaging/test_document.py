"""Documents never change, and show their layers as a painter lays them."""

import dataclasses

import numpy as np
import pytest

from morphospace.imaging.arrays import content_hash, frozen
from morphospace.imaging.document import Document, LatentLayer, PixelLayer, baked, flatten

RED = np.full((4, 6, 3), (255, 0, 0), np.uint8)


def test_layers_hold_arrays_that_nobody_can_change() -> None:
    mine = RED.copy()
    z = np.ones((1, 3), np.float64)
    layer = LatentLayer(name="Face", model="m", pixels=mine, latents={"z": z}, settings={"smile": 0.5})
    mine[:] = 0
    z[:] = 0
    assert layer.pixels is not None and layer.pixels[0, 0].tolist() == [255, 0, 0]
    assert layer.latents["z"].dtype == np.float32 and layer.latents["z"].sum() == 3
    with pytest.raises(ValueError):
        layer.pixels[:] = 0
    with pytest.raises(TypeError):
        layer.settings["smile"] = 1.0  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        layer.seed = 3  # type: ignore[misc]


def test_a_new_layer_shares_what_did_not_change() -> None:
    layer = LatentLayer(name="Face", model="m", pixels=RED, latents={"z": np.ones((1, 3), np.float32)})
    moved = dataclasses.replace(layer, settings={"smile": 1.0})
    assert moved.pixels is layer.pixels and moved.latents["z"] is layer.latents["z"]


def test_a_read_only_view_of_something_that_changes_is_copied() -> None:
    owner = np.zeros(4)
    view = owner[:]
    view.setflags(write=False)
    kept = frozen(view)
    owner[:] = 1
    assert kept.sum() == 0 and frozen(kept) is kept


@pytest.mark.parametrize(
    "pixels", [RED[:, :, 0], RED.astype(np.float32), RED[None], RED[:0], np.zeros((2, 2, 2), np.uint8)]
)
def test_what_is_no_picture_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        PixelLayer(name="x", pixels=pixels)


def test_a_mask_must_fit_and_opacity_be_a_share() -> None:
    with pytest.raises(ValueError, match="mask"):
        PixelLayer(name="x", pixels=RED, mask=np.zeros((2, 2), np.uint8))
    with pytest.raises(ValueError, match="opacity"):
        PixelLayer(name="x", pixels=RED, opacity=1.5)


def test_one_plain_layer_is_shown_without_a_copy() -> None:
    layer = PixelLayer(name="x", pixels=RED)
    assert flatten(Document((layer,), 0, (6, 4))) is layer.pixels
    assert flatten(Document()) is None


def test_layers_lie_over_one_another_and_over_white() -> None:
    ground = PixelLayer(name="ground", pixels=np.zeros((4, 6, 3), np.uint8), opacity=0.5)
    mask = np.zeros((4, 6), np.uint8)
    mask[:, :2] = 255
    top = PixelLayer(name="top", pixels=RED, mask=mask, x=1, y=-2)
    hidden = PixelLayer(name="hidden", pixels=RED, visible=False)
    shown = flatten(Document((ground, top, hidden), 0, (6, 4)))
    assert shown is not None
    grey, red = [128] * 3, [255, 0, 0]
    assert shown[0].tolist() == [grey, red, red, grey, grey, grey]
    assert shown[2].tolist() == [grey] * 6, "what hangs over the edge is cut off"


def test_a_layer_quite_outside_shows_nothing() -> None:
    for x, y in ((6, 0), (-6, 0), (0, 4), (0, -4), (100, 100)):
        shown = flatten(Document((PixelLayer(name="away", pixels=RED, x=x, y=y),), 0, (6, 4)))
        assert shown is not None and shown.min() == 255


def test_a_mask_is_baked_into_transparency() -> None:
    mask = np.full((4, 6), 51, np.uint8)
    half = np.dstack([RED, np.full((4, 6), 100, np.uint8)])
    assert baked(PixelLayer(name="x", pixels=RED, mask=mask))[0, 0].tolist() == [255, 0, 0, 51]  # type: ignore[index]
    assert baked(PixelLayer(name="x", pixels=half, mask=mask))[0, 0].tolist() == [255, 0, 0, 20]  # type: ignore[index]


def test_a_name_by_content_tells_type_shape_and_content_apart() -> None:
    zero = np.zeros((2, 3), np.uint8)
    others = [zero.reshape(3, 2), zero.astype(np.int8), zero + np.uint8(1)]
    assert content_hash(zero) == content_hash(zero.copy())
    assert len({content_hash(array) for array in [zero, *others]}) == 4
