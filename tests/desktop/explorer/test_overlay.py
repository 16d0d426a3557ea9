"""The names of arrows stand beside each other."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from morphospace_desktop.explorer.overlay import beside


def test_names_whose_arrows_end_together_can_all_be_read() -> None:
    wanted = [
        QRectF(40, 100, 60, 18),
        QRectF(30, 106, 80, 18),
        QRectF(50, 96, 50, 18),
        QRectF(300, 96, 50, 18),
    ]
    taken: list[QRectF] = []
    for box in wanted:
        taken.append(beside(box, taken))
    assert taken[0] == wanted[0], "the first stays where it belongs"
    assert taken[3] == wanted[3], "what covers nothing stays, too"
    for at, box in enumerate(taken):
        assert not any(box.intersects(other) for other in taken[:at])
        assert box.x() == wanted[at].x() and abs(box.y() - wanted[at].y()) <= 3 * 20, "near its arrow"
