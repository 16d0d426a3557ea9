"""Endings of the files that are taken for pictures where a folder is given: those of the formats read."""

from __future__ import annotations

PICTURES = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm"}
)
"""Lower case, with the dot (see ``morphospace.imaging.files.FORMATS``)."""
