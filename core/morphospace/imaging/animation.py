"""Pictures in a row as one file: a PNG strip, a GIF, or an MP4 where the library for it is installed.

Frames are uint8 ``(S, H, W, 3)``. A film rests at both ends and runs forth only; a GIF does so for ever.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from morphospace.errors import BadInputError

FRAME_MILLISECONDS = 80
HOLD_MILLISECONDS = 600

_LEAST_FILM = 256
"""Players show a film at its own size, so smaller pictures are enlarged by a whole number to this side."""

_RATE = 25
_SMALLEST = 16
"""Below this side encoders of films refuse."""


def has_film() -> bool:
    """Whether MP4 can be written: whether PyAV is installed (the extra ``video``)."""
    return find_spec("av") is not None


def strip(*rows: np.ndarray) -> np.ndarray:
    """Frames side by side, one row of them under the other: uint8 ``(rows·H, S·W, 3)``."""
    return np.concatenate([np.concatenate(list(frames), axis=1) for frames in rows], axis=0)


def png_strip(frames: np.ndarray) -> bytes:
    """The strip as a PNG file."""
    from morphospace.imaging.files import png_bytes

    return png_bytes(strip(frames))


def gif(frames: np.ndarray) -> bytes:
    """The frames as a GIF of their own size."""
    from PIL import Image

    first, *rest = [Image.fromarray(frame) for frame in frames]
    stream = io.BytesIO()
    first.save(stream, "GIF", save_all=True, append_images=rest, duration=_durations(len(frames)), loop=0)
    return stream.getvalue()


def mp4(frames: np.ndarray) -> bytes:
    """The frames as an MP4 (H.264), enlarged where they are small, 25 pictures a second.

    Raises ``BadInputError`` where PyAV is not installed, and for pictures too small for a film.
    """
    av = _pyav()
    big = _enlarged(frames)
    height, width = big.shape[1:3]
    stream = io.BytesIO()
    with av.open(stream, "w", format="mp4") as container:
        track = container.add_stream("libx264", rate=Fraction(_RATE))
        track.width, track.height, track.pix_fmt = width, height, "yuv420p"
        track.options = {"crf": "16"}
        for picture, milliseconds in zip(big, _durations(len(big)), strict=True):
            for _ in range(max(1, round(milliseconds * _RATE / 1000))):
                container.mux(track.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(track.encode())
    return stream.getvalue()


WRITERS: Mapping[str, Callable[[np.ndarray], bytes]] = {".png": png_strip, ".gif": gif, ".mp4": mp4}
"""What makes a file of frames, by its ending."""


def check_ending(path: Path) -> None:
    """Raises ``BadInputError`` where a path cannot be written to this file, before any work is done."""
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise BadInputError(
            f"{path} ends in {suffix or 'nothing'}, which paths are not written as: use .png, .gif or .mp4."
        )
    if suffix == ".mp4":
        _pyav()


def write_animation(path: Path, frames: np.ndarray) -> None:
    """Write frames as the ending of ``path`` says, whole or not at all.

    Raises ``BadInputError`` for another ending, and ``CannotSaveError``.
    """
    from morphospace.imaging.saving import save_file

    check_ending(path)
    save_file(path, WRITERS[path.suffix.lower()](frames))


def _pyav() -> Any:
    try:
        import av
    except ImportError:
        raise BadInputError(
            "MP4 needs the library PyAV, which is not installed: install morphospace[video], or use .gif."
        ) from None
    return av


def _durations(count: int) -> list[int]:
    """Milliseconds for each frame."""
    return [HOLD_MILLISECONDS, *[FRAME_MILLISECONDS] * (count - 2), HOLD_MILLISECONDS][:count]


def _enlarged(frames: np.ndarray) -> np.ndarray:
    """Frames of even sides, at least ``_LEAST_FILM`` long where a whole number of times leads there."""
    from PIL import Image

    height, width = frames.shape[1:3]
    if min(height, width) < 1:
        raise BadInputError("Pictures without pixels make no film: choose others.")
    times = max(1, -(-_LEAST_FILM // max(height, width)))
    size = (max(_SMALLEST, width * times // 2 * 2), max(_SMALLEST, height * times // 2 * 2))
    if size == (width, height):
        return frames
    return np.stack(
        [np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.BICUBIC)) for frame in frames]
    )
