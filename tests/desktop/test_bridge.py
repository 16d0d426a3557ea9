"""Events of the host reach the window on its own thread, all of them, in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from morphospace_desktop.bridge import HostBridge


class Talking:
    """A host that only talks."""

    callback: Callable[[Any], None]

    def listen(self, callback: Callable[[Any], None]) -> Callable[[], None]:
        self.callback = callback
        return lambda: None


def from_thread(call: Callable[[], None]) -> None:
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


def test_events_arrive_in_order_on_the_windows_thread(qtbot: Any) -> None:
    host, heard, threads = Talking(), [], set()

    def hear(event: Any) -> None:
        heard.append(event)
        threads.add(threading.get_ident())

    bridge = HostBridge(host, hear)
    from_thread(lambda: [host.callback(i) for i in range(1000)])
    assert heard == []
    qtbot.waitUntil(lambda: len(heard) == 1000)
    assert heard == list(range(1000)) and threads == {threading.get_ident()}
    bridge.close()


def test_nothing_arrives_after_closing(qtbot: Any) -> None:
    host, heard = Talking(), []
    bridge = HostBridge(host, heard.append)
    from_thread(lambda: host.callback(1))
    bridge.close()
    from_thread(lambda: host.callback(2))
    qtbot.wait(20)
    assert heard == []


def test_one_bad_event_does_not_lose_the_next(qtbot: Any) -> None:
    host, heard = Talking(), []

    def hear(event: int) -> None:
        if event == 1:
            raise ValueError("bad event")
        heard.append(event)

    bridge = HostBridge(host, hear)
    with qtbot.capture_exceptions() as caught:
        from_thread(lambda: [host.callback(i) for i in range(4)])
        qtbot.waitUntil(lambda: heard == [0, 2, 3])
    assert [kind for kind, *_ in caught] == [ValueError]
    bridge.close()


@pytest.mark.parametrize("kind", ["update", "signal"])
def test_twenty_thousand_void_calls_survive(qtbot: Any, kind: str) -> None:
    """PySide6 6.12.0 aborted after some five thousand calls that return nothing (docs/decisions.md)."""
    from PySide6.QtWidgets import QLabel

    widget, heard = QLabel(), []
    qtbot.addWidget(widget)
    widget.windowTitleChanged.connect(heard.append)
    for i in range(20_000):
        if kind == "update":
            widget.update()
        else:
            widget.setWindowTitle(str(i))
    assert kind == "update" or len(heard) == 20_000
