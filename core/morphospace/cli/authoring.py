"""``new-plugin``: where the author of a plugin begins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def new_plugin(
    name: Annotated[str, typer.Argument(help="Lower-case words joined by hyphens, as in soft-clouds.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="New folder for it; morphospace-NAME unless given.")
    ] = None,
) -> None:
    """Write a working plugin to begin from: a family, a first model, a test and what to do next."""
    from morphospace.scaffold import write_plugin

    plugin = write_plugin(name, out)
    print(
        f"{plugin.title} is in {plugin.folder}. Next:\n\n"
        f"  pip install -e {plugin.folder}\n"
        f"  python -m {plugin.module}    # makes its first model\n"
        f"  morphospace plugins\n"
        f"  morphospace sample {plugin.name} -n 4 -o new\n"
    )
