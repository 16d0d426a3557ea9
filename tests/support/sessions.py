"""Sessions with the fake host, as most tests of editing need them."""

from __future__ import annotations

import numpy as np

from morphospace.imaging.session import Session
from support.fakehost import SIZE, FakeHost
from support.tiny import tiny_card

PHOTO = np.random.default_rng(1).integers(0, 255, (20, 30, 3), np.uint8)


def make(host: FakeHost, **card: object) -> Session:
    """A session with the tiny model chosen; ``card`` changes fields of its card."""
    session = Session(host, [tiny_card(image_size=SIZE, **card)])
    host.listen(session.handle)
    session.choose_model("tiny-squares")
    return session


def labels(session: Session) -> list[str]:
    """The steps of its history."""
    return [state.label for state in session.history]


def same(a: np.ndarray | None, b: np.ndarray | None) -> bool:
    """Whether two pictures are there and equal."""
    return a is not None and b is not None and np.array_equal(a, b)
