"""Opening the window. Core knows it by name only: it lives in a package and a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

WINDOW = "morphospace_desktop"


def open_window(arguments: Sequence[str] = ()) -> int:
    """Open the window, wait until it closes, and return its exit code."""
    return subprocess.call([sys.executable, "-m", WINDOW, *arguments])
