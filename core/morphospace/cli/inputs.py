"""What pictures a command line means, where their results go, and what its ``--set`` asks for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from morphospace.errors import BadInputError
from morphospace.imaging.endings import PICTURES


@dataclass(frozen=True)
class Task:
    """One picture to read and the PNG to write it to."""

    source: Path
    target: Path


def settings(assignments: Sequence[str]) -> dict[str, str]:
    """``name=value`` each, as a mapping. Raises ``BadInputError`` for anything else, or a name twice."""
    asked: dict[str, str] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        name = name.strip()
        if not equals or not name:
            raise BadInputError(f"--set takes name=value, not {assignment!r}: write for example smile=1.")
        if name in asked:
            raise BadInputError(f"--set gives {name} twice: give it once.")
        asked[name] = value.strip()
    return asked


def pictures(given: Sequence[Path]) -> list[Path]:
    """The files that are meant: files as they are, folders as the pictures in them, by name.

    Raises ``BadInputError`` for a folder without pictures.
    """
    found: list[Path] = []
    for path in given:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(one for one in path.iterdir() if one.suffix.lower() in PICTURES and one.is_file())
        if not inside:
            raise BadInputError(f"{path} holds no pictures: name a folder that does, or a file.")
        found.extend(inside)
    return found


def tasks(given: Sequence[Path], place: str) -> list[Task]:
    """Where each picture's result goes: ``place`` itself for one file, else a file of its name in there.

    One file goes into ``place`` too where that is a folder already or ends in a slash.
    Raises ``BadInputError`` where two results would have one name, or one would overwrite its source.
    """
    sources, out = pictures(given), Path(place)
    single = len(given) == 1 and not given[0].is_dir()
    if single and not (out.is_dir() or place.endswith(("/", os.sep))):
        if out.suffix.lower() not in ("", ".png"):
            raise BadInputError(f"{out} is not a PNG by its name: pictures are written as .png.")
        return [Task(sources[0], out)]
    if out.exists() and not out.is_dir():
        raise BadInputError(f"{out} is a file: name a folder for the results of several pictures.")
    planned: dict[Path, Path] = {}
    for source in sources:
        target = out / f"{source.stem}.png"
        if target in planned:
            raise BadInputError(
                f"{planned[target]} and {source} would both become {target}: do them one after the other."
            )
        if target.exists() and source.exists() and target.samefile(source):
            raise BadInputError(f"{source} would be overwritten by its own result: choose another folder.")
        planned[target] = source
    return [Task(source, target) for target, source in planned.items()]
