"""Picture files in and out: whatever people drop on the canvas becomes uint8 RGB, or one clear sentence.

Decisions: transparency is laid over white; 16 bits are scaled to 8; the first frame of an animation
is taken; the orientation a camera noted is applied. What was done to a picture stands in its ``note``.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps, PngImagePlugin, UnidentifiedImageError

from morphospace.errors import BadImageError
from morphospace.imaging.arrays import frozen
from morphospace.imaging.saving import save_file

MAX_PIXELS = 80_000_000
"""The most pixels a picture may have (240 MB as RGB); larger ones are refused by their header."""

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM")
"""What is opened. Formats that run programs (EPS) or scripts are not among them."""

_REMEDY = "choose a PNG, JPEG, GIF, BMP, WebP or TIFF picture"


@dataclass(frozen=True, eq=False)
class Picture:
    """``pixels``: uint8 ``(H, W, 3)``, read-only; ``note``: one sentence on what was changed, or empty."""

    pixels: np.ndarray
    name: str
    note: str = ""


def read_image(path: Path, least: int | None = None) -> np.ndarray:
    """The picture in a file, uint8 ``(H, W, 3)``, read-only. Raises ``BadImageError``: one sentence.

    ``least``: sides of so many pixels are enough; a large photograph is then read in a fraction of the time.
    """
    return read_picture(path, least).pixels


def read_picture(path: Path, least: int | None = None) -> Picture:
    """The picture in a file with a note on what was changed. ``least`` as in ``read_image``.

    Raises ``BadImageError``: one sentence.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise BadImageError(f"{path} is a folder: choose a picture in it.")
        if path.exists() and not path.is_file():  # a pipe or a device would wait for ever
            raise BadImageError(f"{path} is not a file: {_REMEDY}.")
        with path.open("rb") as file:
            return _picture(file, str(path), path.name, least)
    except FileNotFoundError:
        raise BadImageError(f"{path} does not exist: check the name.") from None
    except OSError as error:
        why = error.strerror or error
        raise BadImageError(f"{path} cannot be read ({why}): check its permissions.") from None


def read_image_bytes(data: bytes, name: str = "The pasted picture") -> np.ndarray:
    """Like ``read_image``, for what comes from the clipboard or a drop; ``name`` stands in the errors."""
    return _picture(io.BytesIO(data), name, name).pixels


def read_exact_bytes(data: bytes, name: str) -> np.ndarray:
    """A picture with the channels it has, read-only: uint8 ``(H, W)`` for grey, ``(H, W, 3)`` for RGB, and
    ``(H, W, 4)`` for anything else. Raises ``BadImageError``.
    """
    image = _decoded(io.BytesIO(data), name)[0]
    plain = image.mode in ("L", "RGB") and not image.has_transparency_data
    return frozen(np.asarray(image if plain else image.convert("RGBA")))


def png_bytes(pixels: np.ndarray, texts: Mapping[str, str] | None = None) -> bytes:
    """uint8 ``(H, W, 3)`` or ``(H, W, 4)`` as PNG; ``texts`` are stored as international text."""
    info = PngImagePlugin.PngInfo()
    for key, text in (texts or {}).items():
        info.add_itxt(key, text)
    stream = io.BytesIO()
    # Beyond a megapixel the default level costs seconds and gains little.
    level = 6 if pixels.size < 2**22 else 1
    Image.fromarray(np.ascontiguousarray(pixels)).save(stream, "PNG", pnginfo=info, compress_level=level)
    return stream.getvalue()


def write_png(path: Path, pixels: np.ndarray, texts: Mapping[str, str] | None = None) -> None:
    """Save uint8 ``(H, W, 3)`` or ``(H, W, 4)`` as PNG, all or nothing; raises ``CannotSaveError``."""
    save_file(path, png_bytes(pixels, texts))


def _picture(file: BinaryIO, label: str, name: str, least: int | None = None) -> Picture:
    image, frames = _decoded(file, label, least)
    note = f"The first of {frames} frames was taken." if frames > 1 else ""
    flat, had_alpha = _flattened(image)
    if had_alpha:
        note = f"{note} Transparent parts were laid over white.".strip()
    return Picture(frozen(np.asarray(flat)), name, note)


def _decoded(file: BinaryIO, label: str, least: int | None = None) -> tuple[Image.Image, int]:
    """The first frame, upright, in 8 bits, and how many frames there are. Raises ``BadImageError``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's hints at large or odd files: judged here instead
            image = Image.open(file, formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(label, image.width * image.height)
            if least is not None:
                image.draft(None, (least, least))  # JPEG only: an eighth, a quarter or a half of the size
            image.load()
            return _upright(_eight_bits(image)), getattr(image, "n_frames", 1)
    except BadImageError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(label, int(next(iter(re.findall(r"\d+", str(error))), 0))) from None
    except UnidentifiedImageError:
        raise BadImageError(f"{label} is not a picture that can be read: {_REMEDY}.") from None
    except MemoryError:
        raise BadImageError(f"{label} does not fit into memory: make it smaller first.") from None
    except Exception:  # Pillow's readers raise nearly anything on a damaged file
        raise BadImageError(f"{label} is damaged or cut short: get a complete copy of it.") from None


def _too_large(label: str, pixels: int) -> BadImageError:
    return BadImageError(
        f"{label} has {pixels / 1e6:,.0f} megapixels, more than the {MAX_PIXELS // 10**6} that are opened: "
        "make it smaller first."
    )


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # unreadable camera notes are no reason to refuse a readable picture
        return image


def _eight_bits(image: Image.Image) -> Image.Image:
    """16-bit, 32-bit and float grey as 8-bit grey; anything else as it is."""
    if not (image.mode.startswith("I") or image.mode == "F"):
        return image
    values = np.nan_to_num(np.asarray(image).astype(np.float64))
    top = float(values.max(initial=0.0))
    if image.mode == "F" and top <= 1.0:
        white = 1.0
    elif image.mode != "F" or top > 255.0:
        white = 65535.0 if top <= 65535.0 else float(2**32 - 1)
    else:
        white = 255.0
    grey = Image.fromarray(np.rint(values.clip(0, white) * (255.0 / white)).astype(np.uint8))
    grey.info.update(image.info)
    grey.info.pop("transparency", None)
    return grey


def _flattened(image: Image.Image) -> tuple[Image.Image, bool]:
    """The picture as RGB over white, and whether there was anything transparent in it."""
    if not image.has_transparency_data:
        return image.convert("RGB"), False
    layered = image.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    transparent = int(np.asarray(layered)[:, :, 3].min()) < 255
    return Image.alpha_composite(white, layered).convert("RGB"), transparent
