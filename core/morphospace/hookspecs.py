"""The hooks a plugin may implement. A hook is added only with a plugin that uses it."""

from __future__ import annotations

from collections.abc import Sequence

import pluggy

from morphospace.models import ModelFamily

PROJECT = "morphospace"
ENTRY_POINT_GROUP = "morphospace"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def morphospace_families() -> Sequence[ModelFamily]:
    """The model families this plugin brings. Called once; must not import torch."""
    raise NotImplementedError
