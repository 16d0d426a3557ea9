"""``morphospace``: everything the window can do, scriptable. Alone it opens the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line (the process's own unless given) and exit with its code.

    0: done. 1: something failed. 2: bad input, told in one sentence on standard error. 130: interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] == "studio":
        from morphospace.cli.window import open_window

        sys.exit(open_window(given[1:]))
    from morphospace.cli.app import run

    sys.exit(run(given))
