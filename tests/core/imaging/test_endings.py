"""Files of a folder are taken by endings that belong to the formats that can be read, all of them."""

from __future__ import annotations

from PIL import Image

from morphospace.imaging.endings import PICTURES
from morphospace.imaging.files import FORMATS


def test_endings_and_formats_are_in_step() -> None:
    formats = Image.registered_extensions()
    assert {formats[ending] for ending in PICTURES} == set(FORMATS)
