"""What people drop on the canvas becomes a picture, or one sentence naming the file and the remedy."""

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from morphospace.errors import BadImageError, CannotSaveError
from morphospace.imaging.files import read_image, read_image_bytes, read_picture, write_png

RAMP = np.linspace(0, 255, 24 * 16 * 3).astype(np.uint8).reshape(16, 24, 3)


def complaint(path: Path) -> str:
    with pytest.raises(BadImageError) as caught:
        read_image(path)
    message = str(caught.value)
    assert str(path) in message and "\n" not in message and message.endswith(".") and ": " in message
    return message


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, bits: int, colour: int, rows: bytes) -> bytes:
    """A PNG made by hand: Pillow cannot write them all."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_png_comes_back_as_it_was_saved_and_cannot_be_written_to(tmp_path: Path) -> None:
    write_png(tmp_path / "ramp.png", RAMP)
    pixels = read_image(tmp_path / "ramp.png")
    assert pixels.dtype == np.uint8 and np.array_equal(pixels, RAMP)
    assert not pixels.flags.writeable


def test_a_text_file_called_png(tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_text("buy milk")
    assert "not a picture" in complaint(tmp_path / "notes.png")


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "webp", "bmp"])
def test_a_picture_cut_short(tmp_path: Path, ending: str) -> None:
    stream = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(stream, {"jpg": "JPEG"}.get(ending, ending))
    path = tmp_path / f"half.{ending}"
    path.write_bytes(stream.getvalue()[: len(stream.getvalue()) // 2])
    complaint(path)


def test_a_huge_picture_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(png(30_000, 30_000, 8, 2, b""))
    message = complaint(path)
    assert "900 megapixels" in message and "80" in message and "smaller" in message
    path.write_bytes(png(10_000, 10_000, 8, 2, b""))
    assert "100 megapixels" in complaint(path)


def test_a_cmyk_jpeg(tmp_path: Path) -> None:
    Image.new("CMYK", (20, 10), (0, 255, 255, 0)).save(tmp_path / "print.jpg", quality=95)
    red = read_image(tmp_path / "print.jpg")
    assert red.shape == (10, 20, 3)
    assert red[5, 10, 0] > 200 and red[5, 10, 1:].max() < 60


def test_16_bit_grey_keeps_its_range(tmp_path: Path) -> None:
    levels = [0, 257 * 100, 65535]
    rows = b"\0" + b"".join(struct.pack(">H", level) for level in levels)
    (tmp_path / "scan.png").write_bytes(png(3, 1, 16, 0, rows))
    assert read_image(tmp_path / "scan.png")[0].tolist() == [[0] * 3, [100] * 3, [255] * 3]


def test_16_bit_colour_keeps_its_range(tmp_path: Path) -> None:
    rows = b"\0" + struct.pack(">HHHHHH", 0, 257 * 100, 65535, 65535, 257 * 7, 0)
    (tmp_path / "scan.png").write_bytes(png(2, 1, 16, 2, rows))
    assert read_image(tmp_path / "scan.png")[0].tolist() == [[0, 100, 255], [255, 7, 0]]


def test_float_grey_tiff(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0.0, 0.5, 1.0]], np.float32)).save(tmp_path / "map.tiff")
    assert read_image(tmp_path / "map.tiff")[0, :, 0].tolist() == [0, 128, 255]


def test_a_palette_png_with_transparency_is_laid_over_white(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 200, 0, 0])
    image.putpixel((1, 0), 1)
    image.save(tmp_path / "icon.png", transparency=0)
    picture = read_picture(tmp_path / "icon.png")
    assert picture.pixels[0].tolist() == [[255, 255, 255], [200, 0, 0]]
    assert "white" in picture.note


def test_half_transparent_red_over_white_is_pink_and_opaque_alpha_no_note(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (255, 0, 0, 127)).save(tmp_path / "veil.png")
    assert read_image(tmp_path / "veil.png")[0, 0].tolist() == [255, 128, 128]
    Image.new("RGBA", (4, 4), (255, 0, 0, 255)).save(tmp_path / "solid.png")
    assert read_picture(tmp_path / "solid.png").note == ""


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "YCbCr"])
def test_other_kinds_of_pictures_become_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("any.jpg" if mode == "YCbCr" else "any.png")
    Image.fromarray(RAMP).convert(mode).save(path)  # type: ignore[arg-type]
    pixels = read_image(path)
    assert pixels.shape == RAMP.shape and pixels.dtype == np.uint8
    assert pixels[-1].mean() > pixels[0].mean() + 100


def test_the_first_frame_of_an_animation_is_taken_and_noted(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (6, 6), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "loop.gif", save_all=True, append_images=frames[1:])
    picture = read_picture(tmp_path / "loop.gif")
    assert picture.pixels[3, 3].tolist() == [255, 0, 0] and "3 frames" in picture.note


def test_a_photo_taken_on_its_side_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    Image.fromarray(RAMP).save(tmp_path / "photo.png", exif=exif)
    assert np.array_equal(read_image(tmp_path / "photo.png"), np.rot90(RAMP, -1))


def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    assert "does not exist" in complaint(tmp_path / "gone.png")
    assert "folder" in complaint(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
        assert "not a file" in complaint(tmp_path / "pipe.png")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_png(tmp_path / "mine.png", RAMP)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "Permission denied" in complaint(tmp_path / "mine.png")


def test_postscript_is_never_given_to_an_interpreter() -> None:
    with pytest.raises(BadImageError, match="The pasted picture is not a picture"):
        read_image_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EOF\n")


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_bytes_are_a_picture_or_a_sentence(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["PNG", "GIF", "JPEG", "TIFF", "WEBP", "BMP", "PPM"]))
    stream = io.BytesIO()
    Image.fromarray(RAMP).save(stream, kind)
    damaged = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(0, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    length = data.draw(st.integers(0, len(damaged)))
    try:
        pixels = read_image_bytes(bytes(damaged[:length]), "dropped.png")
    except BadImageError as error:
        assert str(error).startswith("dropped.png ")
    else:
        assert pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3


def test_saving_where_nothing_can_be_saved_says_why(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    for path, why in [
        (tmp_path / "none" / "a.png", "does not exist"),
        (tmp_path / "folder.png", "belongs to a folder"),
    ]:
        with pytest.raises(CannotSaveError) as caught:
            write_png(path, RAMP)
        assert str(path) in str(caught.value) and why in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]


def test_a_photograph_is_read_no_larger_than_needed(tmp_path: Path) -> None:
    large = Image.fromarray(RAMP).resize((1200, 800))
    upright = Image.Exif()
    upright[0x0112] = 6  # the camera was turned
    large.save(tmp_path / "photo.jpg", exif=upright)
    large.save(tmp_path / "drawing.png")
    assert read_image(tmp_path / "photo.jpg").shape == (1200, 800, 3)
    small = read_image(tmp_path / "photo.jpg", 150)
    assert small.shape == (300, 200, 3)
    whole = np.asarray(Image.fromarray(read_image(tmp_path / "photo.jpg")).resize((200, 300)))
    assert np.abs(small.astype(int) - whole).mean() < 2
    assert read_image(tmp_path / "drawing.png", 150).shape == (800, 1200, 3)
