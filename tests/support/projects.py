"""A small project and its file, to be changed by tests as other programs and accidents do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from morphospace.imaging.document import Document, LatentLayer, Layer, PixelLayer
from morphospace.imaging.history import History, State
from morphospace.imaging.project import project_bytes

PATH = Path("work.ora")
MANIFEST = "morphospace/document.json"
LATENTS = "morphospace/latents.safetensors"
RNG = np.random.default_rng(3)
PHOTO = RNG.integers(0, 255, (20, 30, 3), np.uint8)


def layer(smile: float, **changes: Any) -> LatentLayer:
    fields: dict[str, Any] = {
        "name": "me.png",
        "model": "faces-cvae",
        "model_hash": "c0ffee",
        "latents": {"z": np.linspace(-1, 1, 64, dtype=np.float32)[None]},
        "settings": {"hair": "long", "glasses": True, "smile": smile},
        "original_settings": {"smile": 0.0},
        "seed": 4711,
        "source": PHOTO,
        "pixels": np.full((16, 16, 3), int(100 + 50 * smile), np.uint8),
        "original": np.full((16, 16, 3), 7, np.uint8),
    }
    return LatentLayer(**fields | changes)


def document(*layers: Layer) -> Document:
    return Document(layers, len(layers) - 1, (16, 16))


HISTORY = History(
    (
        State("Open me.png", document(layer(0.0))),
        State("Smile 0.50", document(layer(0.5))),
        State("Smile 0.70", document(layer(0.7))),
    ),
    1,
)


DATA = project_bytes(HISTORY)


def alike(a: object, b: object) -> None:
    """Whether two histories, documents, layers or arrays hold the same."""
    assert type(a) is type(b)
    if isinstance(a, np.ndarray):
        assert isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b)
    elif isinstance(a, History):
        assert isinstance(b, History) and a.index == b.index and len(a.states) == len(b.states)
        for one, other in zip(a.states, b.states, strict=True):
            assert one.label == other.label
            alike(one.document, other.document)
    elif isinstance(a, Document):
        assert isinstance(b, Document) and (a.active, a.size) == (b.active, b.size)
        assert len(a.layers) == len(b.layers)
        for below, above in zip(a.layers, b.layers, strict=True):
            alike(below, above)
    elif isinstance(a, LatentLayer | PixelLayer):
        for name, value in vars(a).items():
            alike(value, getattr(b, name))
    elif hasattr(a, "keys"):
        assert list(a) == list(b)  # type: ignore[call-overload]
        for key in a:  # type: ignore[attr-defined]
            alike(a[key], b[key])  # type: ignore[index]
    else:
        assert a == b


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(change: Callable[[dict[str, bytes]], object], data: bytes = DATA) -> bytes:
    """The project as it looks after ``change`` of its entries, sums and all."""
    contents = entries(data)
    change(contents)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return stream.getvalue()


def png(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()
