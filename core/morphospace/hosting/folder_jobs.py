"""Jobs over many pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job
from morphospace.imaging.endings import PICTURES

if TYPE_CHECKING:
    from morphospace.hosting.catalogue import Entry


@job("encode")
def encode(bench: Workbench, model: str, images: Sequence[str], output: str, batch: int = 32) -> Steps:
    """Latents of pictures, written to the safetensors file ``output``.

    ``images``: files, or folders whose pictures are taken by name. The file holds each latent ``(N, ...)``
    as float32, and in its metadata the ``model``'s id and ``files``, a JSON list in the same order.
    Returns ``output``, ``count`` and the ``latents``' shapes. Raises ``BadImageError`` naming the file.
    """
    files = picture_files(images)
    entry = bench.find(model)
    found: dict[str, list[np.ndarray]] = {}
    yield JobStep(0, len(files), f"Loading {entry.title}")
    with bench.use(entry) as loaded:
        if not callable(getattr(loaded, "encode", None)):
            raise BadInputError(f"{entry.title} cannot encode pictures: choose a model that can.")
        for start in range(0, len(files), batch):
            for name, latents in _encoded(loaded, files[start : start + batch], entry, bench.device).items():
                found.setdefault(name, []).append(latents)
            done = min(len(files), start + batch)
            yield JobStep(done, len(files), f"Encoding {files[done - 1].name}")
    arrays = {name: np.concatenate(parts) for name, parts in found.items()}
    _save(Path(output), arrays, {"model": entry.model, "files": json.dumps([str(file) for file in files])})
    return {
        "output": output,
        "count": len(files),
        "latents": {name: list(array.shape) for name, array in arrays.items()},
    }


def picture_files(names: Sequence[str]) -> list[Path]:
    """The files themselves, and every picture directly within the folders, in order of name.

    Raises ``BadInputError`` for what is not there and for a folder without pictures.
    """
    found = [file for name in names for file in _files_of(Path(name))]
    if not found:
        raise BadInputError("No pictures were given: name files, or folders that hold some.")
    return found


def _files_of(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise BadInputError(f"{path} does not exist: check the name.")
    if not path.is_dir():
        yield path
        return
    inside = sorted(one for one in path.iterdir() if one.suffix.lower() in PICTURES and one.is_file())
    if not inside:
        raise BadInputError(f"{path} holds no pictures: name a folder that does.")
    yield from inside


def _encoded(model: Any, files: Sequence[Path], entry: Entry, device: str) -> Mapping[str, np.ndarray]:
    """Latents of one batch of files, float32."""
    import torch

    from morphospace.imaging.files import read_image
    from morphospace.pixels import from_pixels

    pictures = [from_pixels(read_image(file), entry.image_size, device) for file in files]
    with torch.inference_mode():
        latents = model.encode(torch.cat(pictures))
        return {name: tensor.float().cpu().numpy() for name, tensor in latents.items()}


def _save(path: Path, arrays: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> None:
    from safetensors.numpy import save

    from morphospace.imaging.saving import save_file

    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    save_file(path, save(plain, metadata=dict(metadata)))
