"""Jobs of directions: pictures along one, and what a slider changes besides what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from morphospace.controls import Setting
from morphospace.errors import BadInputError, PluginError
from morphospace.hosting.catalogue import Entry
from morphospace.hosting.jobs import JobStep, Steps, Workbench, job
from morphospace.hosting.rendering import check_request, to_rendered
from morphospace.models import Request

Stop = Mapping[str, Any]
"""What one picture is rendered from: ``latents`` by name, batch of one, and ``settings``; or, where a
picture has no latents, its ``images``."""


@job("direction_strip")
def direction_strip(bench: Workbench, model: str, stops: Sequence[Stop], seed: int = 0) -> Steps:
    """The pictures of places along a direction (``morphospace.latents.edits.along``), one after another.

    Yields those so far as the array ``pictures``; returns ``pictures``, uint8 ``(S, H, W, 3)``, whole.
    """
    if not stops:
        raise BadInputError("There is no place to show: give one or more.")
    entry = bench.find(model)
    yield JobStep(0, len(stops), f"Loading {entry.title}")
    with bench.use(entry) as loaded:
        pictures: list[np.ndarray] = []
        for stop in stops:
            pictures.append(_shown(entry, loaded, stop, seed))
            made = np.stack(pictures)
            yield JobStep(len(made), len(stops), "Showing the direction", arrays={"pictures": made})
    return {"pictures": made}


@job("side_effects")
def side_effects(bench: Workbench, model: str, without: Stop, edited: Stop, seed: int = 0) -> Steps:
    """What the model's own reader finds in a picture ``edited``, and ``without`` that one edit.

    Returns ``before`` and ``after``: the settings read. Raises ``BadInputError`` for a model that reads no
    attributes.
    """
    import torch

    from morphospace.pixels import from_pixels

    entry = bench.find(model)
    yield JobStep(0, 3, f"Loading {entry.title}")
    with bench.use(entry) as loaded:
        if not callable(getattr(loaded, "read", None)):
            raise BadInputError(f"{entry.title} reads no attributes: choose a model that does.")
        pictures = []
        for done, stop in enumerate((without, edited), 1):
            pictures.append(_shown(entry, loaded, stop, seed))
            yield JobStep(done, 3, "Measuring side effects")
        with torch.inference_mode():
            images = from_pixels(np.stack(pictures), entry.image_size, bench.device)
            before, after = (_plain(row) for row in loaded.read(images))
    return {"before": before, "after": after}


def _shown(entry: Entry, loaded: Any, stop: Stop, seed: int) -> np.ndarray:
    """The last frame of one place, uint8 ``(H, W, 3)``."""
    import torch

    request = check_request(
        entry,
        Request(
            settings=dict(stop.get("settings", {})),
            latents={name: np.asarray(one) for name, one in stop.get("latents", {}).items()},
            images={name: np.asarray(one) for name, one in stop.get("images", {}).items()},
            seed=seed,
        ),
    )
    frame = None
    with torch.inference_mode():
        for frame in loaded.render(request):  # noqa: B007 - each frame replaces the one before
            pass
    if frame is None:
        raise PluginError(f"{entry.title} rendered no picture: tell the plugin's author.")
    return np.asarray(to_rendered(entry, frame, False, 0.0).images[0])


def _plain(settings: Mapping[str, Setting]) -> dict[str, Setting]:
    return {
        name: value.item() if isinstance(value, np.generic) else value for name, value in settings.items()
    }
