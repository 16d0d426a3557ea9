"""Points on their way from where they were to where they will be."""

import numpy as np

from morphospace_desktop.explorer.plane.drifting import drifted

START, END = np.zeros((3, 2), np.float32), np.full((3, 2), 4, np.float32)


def test_points_go_evenly_and_arrive_exactly() -> None:
    half, last = drifted(START, END, 0.5)
    assert not last and half.dtype == np.float32 and (half == 2).all()
    assert not drifted(START, END, 0.0)[1] and (drifted(START, END, 0.0)[0] == START).all()
    there, last = drifted(START, END, 1.0)
    assert last and there is END
