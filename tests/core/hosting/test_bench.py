"""The benchmark of the wire measures what it says (how fast it is, is not asserted here)."""

from __future__ import annotations

import time

import pytest

from morphospace import Request
from morphospace.errors import BadSettingError
from morphospace.hosting import Host, open_host
from morphospace.hosting.bench import BLANK, round_trips, summary


def test_the_models_own_time_is_taken_off(inline_host: Host) -> None:
    requests = [Request(settings={"pause": 0.2})] * 3
    began = time.perf_counter()
    trips = list(round_trips(inline_host, "toy", requests))
    assert len(trips) == 3
    assert sum(trips) <= time.perf_counter() - began - 3 * 0.2


def test_a_request_that_fails_ends_the_measurement(inline_host: Host) -> None:
    with pytest.raises(BadSettingError):
        list(round_trips(inline_host, "toy", [Request(settings={"grey": 9})]))


def test_the_blank_model_can_be_measured_with() -> None:
    host = open_host("inline", "cpu", catalogue=BLANK)
    try:
        trips = list(round_trips(host, "blank", [Request(settings={"grey": 0.5})] * 2))
    finally:
        host.close()
    assert all(trip > 0 for trip in trips)


def test_summary() -> None:
    timing = summary([0.001 * number for number in range(1, 102)])
    assert (timing.median_ms, timing.p95_ms, timing.count) == (51.0, 96.0, 101)
