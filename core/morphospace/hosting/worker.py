"""A worker process: holds models and does what it is told, until the connection drops.

``python -m morphospace.hosting.worker`` reads its settings as one line of JSON from standard input. One
thread receives, so that newer requests and cancellations are seen while the main thread renders.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Client, Connection
from pathlib import Path

from morphospace.errors import MorphospaceError
from morphospace.hosting import devices, limits, logs
from morphospace.hosting.engine import Engine
from morphospace.hosting.failures import failure
from morphospace.hosting.host import Cancelled, Failed
from morphospace.hosting.lending import Lending, remove_folder
from morphospace.hosting.messages import Told, read_order, told_message
from morphospace.hosting.orders import Cancel, Close, Fatal, Importing, Ping, Pong
from morphospace.hosting.schedule import Schedule
from morphospace.hosting.settings import HostSettings, WorkerSettings
from morphospace.hosting.wire import WireError, pack, unpack
from morphospace.plugins import announce_imports

_GRACE_SECONDS = 5.0
"""A running job gets this long to reach its next step when the worker is to end."""

_NICENESS = 10
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h
_SHARES = {"interactive": 2 / 3, "jobs": 1 / 3}
"""Of the budget: people wait for the interactive worker."""


class Worker:
    """One connection, one schedule, one engine."""

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        key = bytes.fromhex(settings.key)
        self._connection: Connection = Client(settings.address, family=settings.family, authkey=key)
        self._lending = Lending(Path(settings.folder))
        self._schedule = Schedule()
        self._sending = threading.Lock()
        self._engine: Engine | None = None

    def work(self) -> None:
        """Until told to end: receive on one thread, carry out on this one."""
        threading.Thread(target=self._receive, name="receive", daemon=True).start()
        engine = self._start()
        while (order := self._schedule.take()) is not None:
            engine.perform(order)

    def _start(self) -> Engine:
        try:
            host = self._settings.host
            limits.bound_memory(host.memory)
            # The window keeps one core for itself.
            host = replace(host, threads=host.threads or max(1, devices.cores() - 1))
            engine = Engine(host, self._schedule, self._tell)
            announce_imports(lambda plugin: self._tell(Importing(plugin)))
            engine.start(_SHARES[self._settings.role])
            if engine.device != "cpu":
                limits.free_memory()
            import torch

            with suppress(RuntimeError):  # too late once something ran in parallel
                torch.set_num_interop_threads(1)
        except Exception as error:
            failed = failure(0, error, "The model process", "starting")
            self._tell(Fatal(failed.message))
            raise SystemExit(1) from error
        self._engine = engine
        return engine

    def _receive(self) -> None:
        while True:
            try:
                data = self._connection.recv_bytes()
            except (EOFError, OSError):
                remove_folder(self._lending.folder)  # whoever owned it is gone
                self._leave()
            try:
                self._obey(data)
            except WireError as error:
                # Whoever waits for it cannot be known: say it where people look.
                logs.write_traceback(error, "receiving")

    def _obey(self, data: bytes) -> None:
        match read_order(unpack(data, self._lending)):
            case Cancel(ticket):
                if self._schedule.cancel(ticket):
                    self._tell(Cancelled(ticket))
            case Ping():
                self._tell(self._engine.answer() if self._engine else Pong())
            case Close():
                self._leave()
            case work:
                replaced = self._schedule.put(work)
                if replaced is not None:
                    self._tell(Cancelled(replaced.ticket))

    def _leave(self) -> None:
        """End, whatever the main thread does; a job may first stop at its next step."""
        self._schedule.close()
        if self._settings.role == "jobs":
            time.sleep(_GRACE_SECONDS)
        os._exit(0)

    def _tell(self, told: Told) -> None:
        try:
            data = pack(told_message(told), self._lending)
        except WireError as error:
            ticket = getattr(told, "ticket", 0)
            data = pack(told_message(Failed(ticket, str(error), "PluginError")), self._lending)
        with self._sending, suppress(OSError):  # a dropped connection is seen by the receiver
            self._connection.send_bytes(data)


def read_settings(line: str) -> WorkerSettings:
    """The settings in a line of JSON."""
    data = json.loads(line)
    address = data["address"]
    data["address"] = address if isinstance(address, str) else (str(address[0]), int(address[1]))
    return WorkerSettings(**{**data, "host": HostSettings(**data["host"])})


def _be_a_good_child(role: str) -> None:
    """Leave the keyboard to the window, yield to it as a job, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, ValueError, AttributeError):
        faulthandler.enable()
    limits.be_first_to_go()
    if role == "jobs" and hasattr(os, "nice"):
        os.nice(_NICENESS)
    if sys.platform == "linux" and role == "interactive":
        # Should a plugin hold the interpreter for ever, the receiving thread cannot see the drop.
        # A job may still save what it has (``_GRACE_SECONDS``).
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)


def main() -> None:
    """The process."""
    settings = read_settings(sys.stdin.readline())
    _be_a_good_child(settings.role)
    with suppress(EOFError, OSError, MorphospaceError):
        Worker(settings).work()


if __name__ == "__main__":
    main()
