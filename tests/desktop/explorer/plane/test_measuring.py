"""The plane is measured as people use it; the figures are the machine's and are not tested."""

from __future__ import annotations

import numpy as np

from morphospace_desktop.explorer.plane.measuring import measure_map, mixture


def test_every_act_is_measured(qtbot) -> None:
    found = measure_map(few=300, many=60_000, frames=6)
    assert {name: len(times) for name, times in found.items()} == {
        "pan_few": 6,
        "zoom_few": 6,
        "pan_many": 6,
        "zoom_many": 6,
        "lasso": 9,
        "colours": 9,
    }
    assert all(took > 0 for times in found.values() for took in times)


def test_the_points_it_is_measured_with_are_many_and_of_many_colours() -> None:
    positions, codes = mixture(5000)
    assert positions.shape == (5000, 2) and np.isfinite(positions).all()
    assert len(np.unique(codes)) == 6
