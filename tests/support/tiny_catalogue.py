"""The installed models and the tiny one's family beside them: for windows that run in a process of their own.

``morphospace-studio --catalogue tests/support/tiny_catalogue.py:catalogue`` with ``$MORPHOSPACE_MODELS``
naming the folder that ``tiny.make_tiny_model`` wrote into.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from morphospace.hosting.catalogue import Installed
from morphospace.library import Library
from morphospace.plugins import load_plugins


def catalogue() -> Installed:
    """See ``morphospace.hosting.open_host``."""
    spec = importlib.util.spec_from_file_location("tiny_family", Path(__file__).with_name("tiny.py"))
    assert spec is not None and spec.loader is not None
    tiny = importlib.util.module_from_spec(spec)
    sys.modules["tiny_family"] = tiny
    spec.loader.exec_module(tiny)
    return Installed(Library(), load_plugins([tiny.TinyPlugin()]))
