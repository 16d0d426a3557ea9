"""Motion: from one value to another, given up where another sets off."""

from typing import Any

from PySide6.QtCore import QObject

from morphospace_desktop.motion import Motion


def between(start: float, end: float, share: float) -> float:
    return start + share * (end - start)


def test_it_arrives_exactly_and_only_where_it_went_last(qtbot: Any) -> None:
    parent, seen = QObject(), list[float]()
    motion = Motion(seen.append, between, 30, parent)
    assert not motion.running and motion.target is None
    motion.go(0.0, 100.0)
    motion.go(1.0, 2.0)
    assert motion.running and motion.target == 2.0
    qtbot.waitUntil(lambda: not motion.running)
    assert seen[-1] == 2.0 and all(1.0 <= value <= 2.0 for value in seen if value != 0.0)


def test_stopped_it_stays(qtbot: Any) -> None:
    parent, seen = QObject(), list[float]()
    motion = Motion(seen.append, between, 1000, parent)
    motion.go(0.0, 1.0)
    motion.stop()
    assert not motion.running and 1.0 not in seen
