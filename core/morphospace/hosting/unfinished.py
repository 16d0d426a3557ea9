"""Jobs that a window left behind: what ran or waited when it ended is offered again by the next one.

One small JSON file for each process in the state folder, written anew whenever a job comes or goes, so that
a killed window leaves it behind, too. Only what can be said in JSON is kept: a job that was given arrays is
made of something on the screen, and is gone with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from morphospace.errors import CannotSaveError
from morphospace.hosting.host import Cancelled, Event, Failed, Finished
from morphospace.hosting.lending import alive
from morphospace.library.atomic import replace_files

_PREFIX = "jobs-"


@dataclass(frozen=True)
class Wanted:
    """A job as someone asked for it: ``host.run(job, arguments)`` begins it again."""

    job: str
    title: str
    arguments: Mapping[str, Any]


class Unfinished:
    """The jobs of this process, kept on disk while they are open. For one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[int, Wanted] = {}

    def add(self, ticket: int, wanted: Wanted) -> None:
        """A job was asked for under this ticket."""
        try:
            json.dumps(dict(wanted.arguments))
        except (TypeError, ValueError):
            return
        self._open[ticket] = wanted
        self._write()

    def hear(self, event: Event) -> None:
        """Take an event of the host in: what has ended is not wanted again, cancelled or not."""
        if isinstance(event, Finished | Failed | Cancelled) and event.ticket in self._open:
            del self._open[event.ticket]
            self._write()

    def leave(self) -> None:
        """The window ends: what the host cancels from now on stays wanted."""
        self._open = {}

    def collect(self) -> tuple[Wanted, ...]:
        """What processes that are gone left behind; it is handed out once."""
        found: list[Wanted] = []
        for path in sorted(self._folder.glob(f"{_PREFIX}*.json")):
            owner = path.stem.removeprefix(_PREFIX)
            if not owner.isdigit() or (int(owner) != os.getpid() and alive(int(owner))):
                continue
            with suppress(OSError, ValueError, TypeError, KeyError):
                found += [_read(item) for item in json.loads(path.read_text())]
            path.unlink(missing_ok=True)
        return tuple(found)

    def _write(self) -> None:
        name = f"{_PREFIX}{os.getpid()}.json"
        if not self._open:
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)
            return
        content = json.dumps([asdict(wanted) for wanted in self._open.values()])
        with suppress(CannotSaveError):  # the jobs run all the same
            replace_files(self._folder, {name: content.encode()}, durable=False)


def _read(item: Mapping[str, Any]) -> Wanted:
    return Wanted(str(item["job"]), str(item["title"]), dict(item["arguments"]))
