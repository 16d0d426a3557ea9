"""``python -m morphospace_desktop [FILE]``: the host's process first, then the window, each on its core.

Nothing of Qt is imported at the top: a worker that starts by this module's name must stay light.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from morphospace_desktop.studio import Studio


def main(arguments: Sequence[str] | None = None, watch: Callable[[Studio], object] | None = None) -> int:
    """Open the window; returns the exit code. ``watch`` sees the studio as soon as it stands."""
    from morphospace.hosting.host import INSTALLED, open_host
    from morphospace_desktop.arguments import parse

    options = parse(sys.argv[1:] if arguments is None else arguments)
    # Importing torch takes the host a few seconds: it starts before this process has even seen Qt.
    host = open_host("process", options.device, catalogue=options.catalogue or INSTALLED)
    try:
        from morphospace_desktop.app import run

        return run(host, options, watch)
    finally:
        host.close()


if __name__ == "__main__":
    sys.exit(main())
