"""Checks of rendering: what frames hold, that the seed decides, and that a host may stop at any time."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any
from unittest import SkipTest

import numpy as np
import torch
from torch import Tensor

from morphospace.models import Frame
from morphospace.testing.case import Case, apart, disturb, kept

SAME = 2
"""Levels of 256 by which what should be one picture may differ: batches of other sizes round otherwise."""
_OVER = 1e-3


def frames_are_pictures(case: Case) -> None:
    """Every frame holds floats ``(N, 3, S, S)`` in [-1, 1], for any N; a draft may be smaller."""
    for n, draft in itertools.product((1, 3), (False, True)):
        for way, asked in case.ways(n).items():
            for frame in case.frames(**asked, draft=draft):
                is_picture(case, frame.images, n, way, draft)


def is_picture(case: Case, images: Tensor, n: int, way: str, draft: bool = False) -> None:
    """Raise ``AssertionError`` unless these are ``n`` pictures of the card's size."""
    side = images.shape[-1] if draft and images.ndim == 4 else case.card.image_size
    assert tuple(images.shape) == (n, 3, side, side) and side <= case.card.image_size, (
        f"{way}: {tuple(images.shape)} where ({n}, 3, S, S) is due, S being the card's image_size "
        f"{case.card.image_size} (less only in a draft): one picture for each that is asked for"
    )
    assert images.is_floating_point(), f"{way}: pictures are {images.dtype}: make them float, in [-1, 1]"
    assert bool(images.isfinite().all()), (
        f"{way}: a picture holds NaN or infinity: clamp what may divide by 0"
    )
    low, high = float(images.min()), float(images.max())
    assert low >= -1 - _OVER and high <= 1 + _OVER, (
        f"{way}: values go from {low:.3g} to {high:.3g}: end with .clamp(-1, 1) or tanh"
    )


def frames_count_their_steps(case: Case) -> None:
    """``step`` rises to ``steps``, so that progress can be shown and the last frame be known."""
    for draft in (False, True):
        frames = case.frames(**case.new(), draft=draft)
        steps = [frame.step for frame in frames]
        assert steps == sorted(set(steps)) and steps[0] >= 1, f"the steps are {steps}: count upwards from 1"
        assert steps[-1] == frames[-1].steps, (
            f"the last frame is step {steps[-1]} of {frames[-1].steps}: yield a frame with step == steps at "
            "the end, or the picture counts as unfinished"
        )


def frames_may_be_abandoned(case: Case) -> None:
    """The host stops a render after any frame; the generator closes and the next render is as ever."""
    whole = case.frames(**case.new())
    for stop in range(1, min(len(whole), 3) + 1):
        stream = _Begun(case, stop, case.new())
        try:
            stream.close()
        except Exception as error:
            raise AssertionError(
                f"closing render after frame {stop} raises {error!r}: do not yield within finally, and let "
                "GeneratorExit pass"
            ) from error
        again = case.last(**case.new())
        assert apart(again.images, whole[-1].images) <= SAME, (
            f"a render that was stopped after frame {stop} changes the next one: keep what a render works on "
            "in local variables"
        )


def renders_do_not_disturb_each_other(case: Case) -> None:
    """Between two frames of one picture the host may render another with the same model."""
    whole = case.last(**case.new(seed=1))
    stream = _Begun(case, 1, case.new(seed=1))
    case.frames(**case.new(seed=2), draft=True)
    end = stream.last()
    assert apart(end.images, whole.images) <= SAME, (
        "a second render while the first is under way changes the first one's picture: keep what a render "
        "works on in local variables"
    )


def the_seed_decides_everything(case: Case) -> None:
    """The same request gives the same picture whatever went before; another seed gives another one."""
    for way, asked in case.ways().items():
        once, twice = case.last(**asked), case.last(**asked)
        assert apart(once.images, twice.images) <= SAME, (
            f"{way}: the same request gives two pictures: draw from a generator of your own, "
            "torch.Generator().manual_seed(request.seed)"
        )
    if case.new()["images"] or case.new()["masks"]:
        return
    one, other = (case.last(**case.new(seed=seed)).images for seed in (1, 2))
    assert apart(one, other) > 0, (
        "seeds 1 and 2 give the same picture: draw what is left open from request.seed"
    )
    assert apart(one[:1], one[1:2]) > 0, "two pictures of one request are the same: draw each by itself"


def pictures_of_any_size_are_opened(case: Case) -> None:
    """Opened pictures come in any size and shape; what is rendered has the card's size."""
    asked = case.opened(1)
    if asked is None:
        raise SkipTest("the model opens no pictures")
    for height, width in ((case.card.image_size * 2, case.card.image_size + 7), (9, 5)):
        resized = {
            kind: {name: _resized(array, height, width) for name, array in asked[kind].items()}
            for kind in ("images", "masks")
        }
        try:
            frame = case.last(**resized)
        except Exception as error:
            raise AssertionError(
                f"a picture of {width}×{height} raises {error!r}: use from_pixels(picture, size, device)"
            ) from error
        is_picture(case, frame.images, 1, f"a picture of {width}×{height}")


class _Begun:
    """A render that has yielded some frames. As in a host, all of the model's own work is done in inference
    mode, closing too: a generator that is closed leaves whatever ``with`` block it stands in."""

    def __init__(self, case: Case, frames: int, asked: Mapping[str, Any]) -> None:
        disturb()
        with torch.inference_mode():
            self._stream = iter(case.model.render(case.request(**asked)))
            self._frames = [kept(next(self._stream)) for _ in range(frames)]

    def last(self) -> Frame:
        """The finished frame, after all that are left."""
        with torch.inference_mode():
            frames: list[Frame] = [*self._frames, *self._stream]
        return frames[-1]

    def close(self) -> None:
        """Stop here; an iterator without ``close`` is just dropped."""
        with torch.inference_mode():
            getattr(self._stream, "close", lambda: None)()


def _resized(array: np.ndarray, height: int, width: int) -> np.ndarray:
    """The nearest pixels of uint8 ``(N, H, W, ...)`` as ``(N, height, width, ...)``."""
    rows = np.arange(height) * array.shape[1] // height
    columns = np.arange(width) * array.shape[2] // width
    return np.ascontiguousarray(array[:, rows][:, :, columns])
