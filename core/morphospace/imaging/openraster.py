"""OpenRaster, the layered zip that Krita, GIMP and MyPaint open, as bytes in and out.

Specification: https://www.openraster.org/baseline/file-layout-spec.html. ``mimetype`` comes first and
stored; ``stack.xml`` lists the layers from the top down. It knows no layer masks, so they are baked
into each layer's alpha.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from morphospace.imaging.document import Document, PixelLayer, baked, flatten
from morphospace.imaging.files import MAX_PIXELS, png_bytes, read_exact_bytes

MIMETYPE = b"image/openraster"
MAX_ENTRIES = 100_000
MAX_BYTES = 4 * 2**30
MAX_DECODED = 500_000_000
"""The most pixels that all pictures of one archive may have together (2 GB in memory)."""
_MAX_XML = 2**20
_MAX_LAYERS = 1000
_THUMBNAIL = 256


class Archive:
    """The entries of a zip, read with limits. Raises ``ValueError`` or ``zipfile.BadZipFile``."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        entries = self._zip.infolist()
        self._decoded = 0
        self.names = {entry.filename for entry in entries}
        if len(entries) > MAX_ENTRIES or len(self.names) != len(entries):
            raise ValueError("it has too many entries, or one twice")
        if sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise ValueError(f"it unpacks to more than {MAX_BYTES // 2**30} GB")

    def read(self, name: str, limit: int) -> bytes:
        """The content of an entry, its sum checked; ``ValueError`` where it is missing or too large."""
        if name not in self.names:
            raise ValueError(f"{name} is missing in it")
        if self._zip.getinfo(name).file_size > limit:
            raise ValueError(f"{name} in it is too large")
        return self._zip.read(name)

    def png(self, name: str) -> np.ndarray:
        """The picture of an entry, with the channels it has; counted, since many small bombs are a bomb."""
        pixels = read_exact_bytes(self.read(name, 5 * MAX_PIXELS), name)
        self._decoded += pixels.shape[0] * pixels.shape[1]
        if self._decoded > MAX_DECODED:
            raise ValueError("its pictures are too large together")
        return pixels

    def colour(self, name: str) -> np.ndarray:
        """The picture of an entry as uint8 ``(H, W, 3)`` or ``(H, W, 4)``."""
        pixels = self.png(name)
        return pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)


def write_stack(document: Document, extra: Mapping[str, bytes], shown: np.ndarray | None) -> bytes:
    """A document as OpenRaster with the private entries ``extra`` stored behind it.

    ``shown``: uint8 ``(H, W, 3)`` for a layer whose picture is not rendered yet, or None for white.
    """
    width, height = document.size
    blank = np.full((max(1, height), max(1, width), 3), 255, np.uint8)
    spare = shown if shown is not None and shown.shape == blank.shape else blank
    pictures = layer_pictures(document, spare)
    merged = flatten(document)
    merged = spare if merged is None else merged
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "mimetype", MIMETYPE)
        _add(archive, "stack.xml", _stack_xml(document, len(pictures)), zipfile.ZIP_DEFLATED)
        for index, picture in enumerate(pictures):
            _add(archive, _layer_name(index), png_bytes(picture))
        _add(archive, "mergedimage.png", png_bytes(merged))
        _add(archive, "Thumbnails/thumbnail.png", png_bytes(_thumbnail(merged)))
        for name, content in extra.items():
            _add(archive, name, content, zipfile.ZIP_DEFLATED if name.endswith(".json") else None)
    return stream.getvalue()


def layer_pictures(document: Document, spare: np.ndarray) -> list[np.ndarray]:
    """What is written for each layer, from the bottom up; ``spare`` where it is not rendered yet."""
    return [spare if (picture := baked(layer)) is None else picture for layer in document.layers]


def read_stack(archive: Archive) -> Document:
    """The pictures in the archive as pixel layers, from the bottom up.

    Where another program used groups or blending that ours does not know, its own ``mergedimage.png``
    is the one layer. Raises ``ValueError``, ``BadImageError`` or ``zipfile.BadZipFile``.
    """
    if archive.read("mimetype", 100).strip() != MIMETYPE:
        raise ValueError("it is a zip of another kind")
    root = _parsed(archive.read("stack.xml", _MAX_XML))
    size = (_side(root.get("w")), _side(root.get("h")))
    if size[0] * size[1] > MAX_PIXELS:
        raise ValueError("its picture is too large")
    elements = list(root.iter("layer"))[::-1]
    if len(elements) > _MAX_LAYERS:
        raise ValueError("it has too many layers")
    if not _plain(root, elements) and "mergedimage.png" in archive.names:
        return Document((PixelLayer(name="Merged", pixels=archive.colour("mergedimage.png")),), 0, size)
    layers = tuple(_layer(archive, element) for element in elements)
    return Document(layers, max(0, len(layers) - 1), size)


def _add(archive: zipfile.ZipFile, name: str, content: bytes, method: int | None = None) -> None:
    """PNG and latents do not shrink, so they are stored; a fixed date makes equal work equal bytes."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content, zipfile.ZIP_STORED if method is None else method)


def _layer_name(index: int) -> str:
    return f"data/layer{index}.png"


def _stack_xml(document: Document, count: int) -> bytes:
    width, height = (str(max(1, side)) for side in document.size)
    root = ElementTree.Element("image", {"version": "0.0.5", "w": width, "h": height})
    stack = ElementTree.SubElement(root, "stack")
    for index in reversed(range(count)):
        layer = document.layers[index]
        x, y = (layer.x, layer.y) if isinstance(layer, PixelLayer) else (0, 0)
        attributes = {
            "name": _printable(layer.name),
            "src": _layer_name(index),
            "x": str(x),
            "y": str(y),
            "opacity": f"{layer.opacity:g}",
            "visibility": "visible" if layer.visible else "hidden",
            "composite-op": "svg:src-over",
        }
        ElementTree.SubElement(stack, "layer", attributes)
    xml: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _printable(name: str) -> str:
    """``name`` without what XML cannot hold."""
    return "".join(c if c.isprintable() else " " for c in name)


def _parsed(xml: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("its stack.xml declares entities, which no painting program writes")
    try:
        return ElementTree.fromstring(xml)
    except ElementTree.ParseError:
        raise ValueError("its stack.xml cannot be read") from None


def _plain(root: ElementTree.Element, layers: list[ElementTree.Element]) -> bool:
    """Whether the layers lie over one another with nothing special."""
    grouped = len(list(root.iter("stack"))) > 1
    return not grouped and all(e.get("composite-op", "svg:src-over") == "svg:src-over" for e in layers)


def _layer(archive: Archive, element: ElementTree.Element) -> PixelLayer:
    return PixelLayer(
        name=element.get("name") or "Layer",
        pixels=archive.colour(element.get("src") or ""),
        x=int(float(element.get("x") or 0)),
        y=int(float(element.get("y") or 0)),
        opacity=min(1.0, max(0.0, float(element.get("opacity") or 1.0))),
        visible=element.get("visibility", "visible") != "hidden",
    )


def _side(text: str | None) -> int:
    side = int(text or "")
    if not 1 <= side <= MAX_PIXELS:
        raise ValueError("its picture has no size")
    return side


def _thumbnail(pixels: np.ndarray) -> np.ndarray:
    image = Image.fromarray(pixels)
    image.thumbnail((_THUMBNAIL, _THUMBNAIL), Image.Resampling.LANCZOS)
    return np.asarray(image)
