"""The benchmark's arithmetic; its figures are the machine's and are not tested."""

from __future__ import annotations

import json
from typing import Any

import pytest

from morphospace_desktop import bench, kill_bench, map_bench
from morphospace_desktop.bench import Row, quantile


def test_quantiles_are_values_that_were_measured() -> None:
    values = [float(i) for i in range(1, 101)]
    assert (quantile(values, 0.5), quantile(values, 0.95), quantile(values, 0.99)) == (50, 95, 99)
    assert quantile([7.0], 0.99) == 7.0


def test_the_report_names_each_figure_with_its_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found: dict[str, Any] = {
        "usable": 1.0,
        "edited": 8.0,
        "model_id": "m",
        "total": [12.0, 13.0, 14.0],
        "model": [9.0] * 3,
        "late": [0.0, 1.0, 30.0],
    }
    monkeypatch.setattr(bench, "run_window", lambda *_: found)
    monkeypatch.setattr(bench, "bare_decode", lambda *_: [10.0])
    figures = {
        "pan_few": [1.0, 1.0],
        "zoom_few": [3.0],
        "pan_many": [10.0],
        "zoom_many": [20.0, 30.0],
        "lasso": [29.0],
        "colours": [60.0],
    }
    monkeypatch.setattr(map_bench, "measured", lambda: figures)
    assert bench.main(["--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert {name: row["value"] for name, row in rows.items()} == {
        "window_usable": 1.0,
        "first_edit": 8.0,
        "slider_median": 3.0,
        "slider_p95": 4.0,
        "tick_p99": 30.0,
        "map_frame_10k": 1.0,
        "map_frame_1m": 20.0,
        "map_lasso_1m": 29.0,
        "map_colour_1m": 60.0,
    }
    passed = [True, False, True, True, False, True, False, True, True]
    assert [row["passed"] for row in rows.values()] == passed
    bench.main([])
    assert "over" in capsys.readouterr().out


def test_a_figure_at_its_bar_passes() -> None:
    assert Row("n", "w", 3.0, "ms", 3.0, {}).passed


def test_kills_are_told_by_the_slowest_and_by_what_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "run_window", lambda *_: {"back": [3.0, 4.5], "lost": 1})
    back, lost = kill_bench.kill_rows([], 3)
    assert (back.value, back.passed) == (4.5, True)
    assert (lost.value, lost.passed) == (1, False)
    monkeypatch.setattr(bench, "run_window", lambda *_: {"back": [], "lost": 3})
    assert not kill_bench.kill_rows([], 3)[0].passed, "never back is not within any bar"
