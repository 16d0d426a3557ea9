"""The host as the window shows it: its chip, the panel behind it, its jobs, and what is said of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from morphospace.hosting import Event, Host, HostStatus, StatusChanged
from morphospace.hosting.unfinished import Wanted
from morphospace_desktop.panels.host_panel import HostPanel
from morphospace_desktop.tracking import TrackedHost
from morphospace_desktop.window import MainWindow

_STOPPED = "The models' process stopped and is being started again: your work is untouched."


class HostSide(QObject):
    """``host`` is what every part of the window asks. ``said(text, kind)``: the host has something to say;
    an empty text takes it back. ``changed``: state or jobs are others."""

    said = Signal(str, str)
    changed = Signal()

    def __init__(self, host: Host, window: MainWindow, state: Path) -> None:
        super().__init__(window)
        self.host = TrackedHost(host, state / "jobs")
        self._window = window
        self.panel = HostPanel(window)
        self.state = host.status.state
        window.chip.clicked.connect(lambda: self.panel.open_at(window.chip))
        self.panel.unload_requested.connect(host.unload)
        self.panel.cancel_requested.connect(self.host.cancel)
        self.panel.plugins_requested.connect(window.actions_["models.plugins"].trigger)

    @property
    def starting(self) -> bool:
        """Whether models have to wait for their process."""
        return self.state in ("starting", "restarting")

    def hear(self, event: Event) -> None:
        """An event of the host, on the window's thread."""
        if self.host.hear(event):
            self.panel.set_jobs(self.host.jobs)
            self.changed.emit()
        if isinstance(event, StatusChanged):
            self.show(event.status)

    def show(self, status: HostStatus) -> None:
        """Show how the host is now."""
        self._window.chip.set_status(status)
        self._window.status.set_host(len(status.resident))
        self.panel.set_status(status)
        before, self.state = self.state, status.state
        if status.state == "restarting" and before != "restarting":
            self.said.emit(status.message or _STOPPED, "warning")
        elif status.state == "ready" and before == "restarting":
            self.said.emit("", "warning")
        self.changed.emit()

    def left_behind(self) -> Wanted | None:
        """A job that a window which is gone did not finish."""
        return next(iter(self.host.left_behind()), None)

    def close(self) -> None:
        """The window ends."""
        self.host.leave()
