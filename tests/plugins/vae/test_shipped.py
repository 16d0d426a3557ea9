"""The model that comes with Morphospace does what the window promises."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from morphospace import Request, to_pixels
from morphospace.data.faces import Faces, load_faces
from morphospace.library import read_checkpoint, shipped_folder
from morphospace.models import Model
from morphospace_vae import ConditionalVae


@pytest.fixture(scope="module")
def shipped() -> Model:
    return ConditionalVae().load(read_checkpoint(shipped_folder() / "faces-cvae"), "cpu")


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Faces:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MORPHOSPACE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return load_faces("test", 24)


def shown(model: Model, **request: object) -> np.ndarray:
    (frame,) = model.render(Request(**request))  # type: ignore[arg-type]
    return to_pixels(frame.images)


def test_an_opened_face_comes_back(shipped: Model, faces: Faces) -> None:
    again = shown(shipped, images={"image": np.asarray(faces.images)})
    error = np.square(again.astype(float) - faces.images).mean((1, 2, 3))
    assert (10 * np.log10(255**2 / error)).mean() > 30


@pytest.mark.parametrize(
    "asked", [{"smile": 1.0}, {"sunglasses": 1.0}, {"beard": 1.0}, {"hair": "long"}, {"skin": 1.0}]
)
def test_an_edit_is_read_as_asked(shipped: Model, faces: Faces, asked: dict[str, float | str]) -> None:
    edited = shown(shipped, images={"image": np.asarray(faces.images)}, settings=asked)
    images = torch.from_numpy(edited).permute(0, 3, 1, 2).float() / 127.5 - 1
    ((name, value),) = asked.items()
    read = [row[name] for row in shipped.read(images)]  # type: ignore[attr-defined]
    right = [r == value if isinstance(value, str) else abs(float(r) - value) < 0.2 for r in read]
    assert np.mean(right) > 0.9


def test_a_slider_moves_the_picture_smoothly(shipped: Model, faces: Faces) -> None:
    """No step of a twentieth of *Smile* makes more than half of the whole change."""
    smiles = np.linspace(-1, 1, 21)
    face = {"image": np.asarray(faces.images[:1])}
    strip = [shown(shipped, images=face, settings={"smile": float(smile)})[0] for smile in smiles]
    steps = [np.abs(b.astype(float) - a).mean() for a, b in itertools.pairwise(strip)]
    assert min(steps) > 0 and max(steps) < 0.5 * sum(steps)


def test_a_smile_leaves_the_hair_alone(shipped: Model, faces: Faces) -> None:
    face = {"image": np.asarray(faces.images[:8])}
    sad, glad = (
        shown(shipped, images=face, settings={"smile": smile}).astype(float) for smile in (-1.0, 1.0)
    )
    change = np.abs(glad - sad).mean((0, 3))
    assert change[32:52, 20:44].mean() > 5 * change[:16].mean()
