"""A host that keeps book of the window's long jobs: for the panel, the status line and the next start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from morphospace.hosting import Event, Host, HostStatus, Rendered
from morphospace.hosting.host import Listener
from morphospace.hosting.joblist import JobList, JobState
from morphospace.hosting.unfinished import Unfinished, Wanted
from morphospace.models import Request

_TITLES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "atlas_build": lambda given: f"Map {given.get('title') or given.get('atlas', '')}",
    "project": lambda given: "UMAP",
    "export_selection": lambda given: f"Export {Path(str(given.get('output', ''))).name}",
}
_SILENT = frozenset({"warm_umap"})
_LASTING = frozenset({"atlas_build"})
"""Jobs that the next window offers to go on with: those that keep what they have done."""


class TrackedHost:
    """Every part of the window asks this one; what it asks is asked of ``host``."""

    def __init__(self, host: Host, folder: Path) -> None:
        self._host = host
        self._list = JobList()
        self._unfinished = Unfinished(folder)

    @property
    def jobs(self) -> tuple[JobState, ...]:
        """The long jobs that run or wait."""
        return self._list.jobs

    def left_behind(self) -> tuple[Wanted, ...]:
        """Jobs of windows that are gone, to be offered once."""
        return self._unfinished.collect()

    def hear(self, event: Event) -> bool:
        """Take an event in; whether ``jobs`` is another now."""
        self._unfinished.hear(event)
        return self._list.hear(event)

    def leave(self) -> None:
        """The window ends: what runs stays wanted."""
        self._unfinished.leave()

    # ------------------------------------------------------------------ as a host

    @property
    def status(self) -> HostStatus:
        """See ``Host``."""
        return self._host.status

    def load(self, model: str) -> int:
        """See ``Host``."""
        return self._host.load(model)

    def render(self, model: str, request: Request, *, view: str = "main") -> int:
        """See ``Host``."""
        return self._host.render(model, request, view=view)

    def run(self, job: str, arguments: Mapping[str, Any], *, view: str | None = None) -> int:
        """See ``Host``; a job without a view is kept in the list until it ends."""
        ticket = self._host.run(job, arguments, view=view)
        if view is None and job not in _SILENT:
            title = _TITLES.get(job, lambda given: job.replace("_", " ").capitalize())(arguments)
            self._list.add(ticket, title)
            if job in _LASTING:
                self._unfinished.add(ticket, Wanted(job, title, arguments))
        return ticket

    def cancel(self, ticket: int, *, hard: bool = False) -> None:
        """See ``Host``. It is people who cancel long jobs, and they wait for none that does not listen."""
        tracked = any(job.ticket == ticket for job in self._list.jobs)
        self._list.stopping(ticket)
        self._host.cancel(ticket, hard=hard or tracked)

    def unload(self, model: str) -> None:
        """See ``Host``."""
        self._host.unload(model)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """See ``Host``."""
        return self._host.listen(listener)

    def result(self, ticket: int, timeout: float | None = None) -> Rendered | Mapping[str, Any]:
        """See ``Host``."""
        return self._host.result(ticket, timeout)

    def close(self) -> None:
        """See ``Host``."""
        self._host.close()
