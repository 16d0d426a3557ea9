"""The command line of the window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What the window is asked to open, and with which models on which device."""

    file: Path | None = None
    model: str | None = None
    device: str | None = None
    catalogue: str | None = None


def parse(arguments: Sequence[str]) -> Options:
    """The options in ``arguments``; prints help or a usage error and exits like any command."""
    parser = argparse.ArgumentParser(prog="morphospace-studio", description="The Morphospace window.")
    parser.add_argument("file", nargs="?", type=Path, help="a picture, a project or an exported PNG to open")
    parser.add_argument("--model", help="id of the model to start with")
    parser.add_argument("--device", help="cpu, cuda, cuda:1 or mps; the best there is unless given")
    parser.add_argument(
        "--catalogue",
        metavar="MODULE:FUNCTION",
        help="where the host takes its models from, for developers of plugins",
    )
    return Options(**vars(parser.parse_args(arguments)))
