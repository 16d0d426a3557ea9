"""An exploration of eight faces for the parts of *Explore*."""

from __future__ import annotations

import pytest
from support.faces_atlas import layout_of, small_atlas

from morphospace.atlas.exploration import Exploration


@pytest.fixture
def faces() -> Exploration:
    """Eight faces, laid out by PCA."""
    made = Exploration()
    atlas = small_atlas()
    made.open(atlas)
    made.lay_out(layout_of(atlas))
    return made
