"""The link to one worker: its process, the connection to it, and the folder large arrays pass through.

The key of the connection goes through the worker's standard input, so neither a process list nor the
environment shows it. Only bytes travel (``send_bytes``): multiprocessing's own ``send`` would pickle.
"""

from __future__ import annotations

import json
import os
import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

from morphospace.errors import HostError
from morphospace.hosting import logs
from morphospace.hosting.lending import Lending
from morphospace.hosting.messages import Told, order_message, read_told
from morphospace.hosting.orders import Order
from morphospace.hosting.settings import LEFT_OUT, HostSettings, Role, WorkerSettings
from morphospace.hosting.wire import pack, unpack

_LOOK_SECONDS = 0.1
_LONGEST_SOCKET_PATH = 100


class Link:
    """A running worker. One thread sends, one receives."""

    def __init__(self, process: subprocess.Popen[bytes], connection: Connection, folder: Path) -> None:
        self.process = process
        self._connection = connection
        self._lending = Lending(folder)

    def send(self, order: Order) -> None:
        """Raises ``OSError`` when the worker is gone, ``WireError`` for what cannot travel."""
        self._connection.send_bytes(pack(order_message(order), self._lending))

    def receive(self) -> Told:
        """Wait for what the worker tells. Raises ``EOFError`` or ``OSError`` when it is gone."""
        return read_told(unpack(self._connection.recv_bytes(), self._lending))

    def close(self) -> None:
        """Drop the connection; only for the thread that receives."""
        self._connection.close()


def start_link(
    role: Role,
    settings: HostSettings,
    folder: Path,
    wanted: Callable[[], bool],
    left_out: Collection[str] = (),
) -> Link:
    """Start a worker and wait until it has connected. Plugins ``left_out`` are not imported there.

    Raises ``HostError`` if it ends before that, or if it is not ``wanted`` any more.
    """
    key = secrets.token_bytes(32)
    with _listener(folder, key) as listener:
        family = "AF_PIPE" if sys.platform == "win32" else _family(listener.address)
        process = _start_process(role, left_out)
        told = WorkerSettings(
            role=role,
            address=listener.address,
            family=family,
            key=key.hex(),
            folder=str(folder),
            host=settings,
        )
        with suppress(OSError):  # it ended at once: seen below
            assert process.stdin is not None
            process.stdin.write(json.dumps(asdict(told)).encode() + b"\n")
            process.stdin.close()
        connection = _accept(listener, process, wanted)
    if connection is None:
        code = end_process(process, 0.0)
        raise HostError(f"The model process ended at its start ({describe_exit(code)}): {_see_log()}.")
    return Link(process, connection, folder)


def end_process(process: subprocess.Popen[bytes], patience: float) -> int:
    """Wait, then ask, then kill; never leaves it running."""
    with suppress(subprocess.TimeoutExpired):
        return process.wait(patience)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        return process.wait(1.0)
    process.kill()
    return process.wait()


def describe_exit(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        import signal

        with suppress(ValueError):
            name = signal.Signals(-code).name
            often = ", as the system does when memory runs out" if name == "SIGKILL" else ""
            return f"killed by {name}{often}"
        return f"killed by signal {-code}"
    return f"exit code {code}"


def _see_log() -> str:
    path = logs.log_path()
    last = logs.tail(path)
    return f"see {path}" + (f", which ends with “{last[:200]}”" if last else "")


def _listener(folder: Path, key: bytes) -> Listener:
    """Where the worker will connect: a pipe, a socket in the host's folder, or one on this machine."""
    if sys.platform == "win32":
        return Listener(family="AF_PIPE", authkey=key)
    path = str(folder / f"s{secrets.token_hex(4)}")
    if len(path) < _LONGEST_SOCKET_PATH:
        return Listener(path, family="AF_UNIX", authkey=key)
    return Listener(("127.0.0.1", 0), family="AF_INET", authkey=key)


def _family(address: str | tuple[str, int]) -> str:
    return "AF_UNIX" if isinstance(address, str) else "AF_INET"


def _start_process(role: Role, left_out: Collection[str]) -> subprocess.Popen[bytes]:
    """A worker. ``-P``: a file named like a module in the current folder is not taken for it."""
    log = logs.open_log()
    names = [*filter(None, os.environ.get(LEFT_OUT, "").split(",")), *left_out]
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
        flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS if role == "jobs" else 0
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "morphospace.hosting.worker"],
            stdin=subprocess.PIPE,
            stdout=log or subprocess.DEVNULL,
            stderr=log or subprocess.DEVNULL,
            creationflags=flags,
            env={**os.environ, "PYTHONUNBUFFERED": "1", LEFT_OUT: ",".join(names)},
        )
    except OSError as error:
        raise HostError(
            f"The model process cannot be started with {sys.executable} ({error.strerror}): "
            "check the installation."
        ) from None
    finally:
        if log is not None:
            log.close()


def _accept(
    listener: Listener, process: subprocess.Popen[bytes], wanted: Callable[[], bool]
) -> Connection | None:
    """The worker's connection, or None if it ended first or nobody wants it now."""
    accepted: queue.SimpleQueue[Connection | None] = queue.SimpleQueue()

    def accept() -> None:
        try:
            accepted.put(listener.accept())
        except Exception:  # a wrong key, or the knock below
            accepted.put(None)

    threading.Thread(target=accept, name="morphospace-accept", daemon=True).start()
    while True:
        try:
            return accepted.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            if process.poll() is not None or not wanted():
                _knock(listener.address)


def _knock(address: str | tuple[str, int]) -> None:
    """Wake whoever waits in ``accept``, by a connection that does not know the key."""
    with suppress(Exception):
        Client(address).close()
