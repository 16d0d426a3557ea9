"""Scores and speeds, for people and for programs."""

import json
import subprocess
from typing import Any

import pytest
from support.commandline import Command

from morphospace.cli import measuring
from morphospace.evaluation import scoring
from morphospace.evaluation.scorecard import Figure, Scorecard

FIGURES = (
    Figure(
        name="psnr",
        title="Reconstruction",
        value=31.4,
        unit="dB",
        bar=31.0,
        reference=27.0,
        reference_name="PCA",
    ),
    Figure(name="kept", title="Kept", value=0.5, bar=0.95),
    Figure(name="fd", title="Distance", value=float("inf"), higher_is_better=False),
)


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was scored, with how."""
    asked: list[dict[str, Any]] = []

    def score(model: Any, card: Any, **options: Any) -> Scorecard:
        asked.append({"model": model, "card": card, **options})
        options["progress"]("Half", 0.5)
        return Scorecard(model=card.id, title=card.title, sha256=card.sha256, figures=FIGURES)

    monkeypatch.setattr(scoring, "score", score)
    return asked


def test_evaluate_as_json(morphospace: Command, scored: list[dict[str, Any]]) -> None:
    said = morphospace("evaluate", "tiny-squares", "--json", "--device", "cpu")
    assert said.code == 0, said.error
    (card,) = said.json()
    assert card["model"] == "tiny-squares"
    assert [figure["reached"] for figure in card["figures"]] == [True, False, None]
    assert card["figures"][2]["value"] is None  # JSON has no infinity
    assert scored[0]["device"] == "cpu" and hasattr(scored[0]["model"], "render")


def test_evaluate_for_people(morphospace: Command, scored: list[dict[str, Any]]) -> None:
    said = morphospace("evaluate", "tiny-squares", "tiny-squares", "--fresh")
    assert said.code == 0 and len(scored) == 2 and scored[0]["fresh"] is True
    for words in ("Tiny squares", "31.400 dB", "27.000 PCA", "≥ 31", "reached", "missed"):
        assert words in said.out


def test_every_model_is_looked_for_before_any_is_scored(
    morphospace: Command, scored: list[dict[str, Any]]
) -> None:
    said = morphospace("evaluate", "tiny-squares", "nobody")
    assert said.code == 2 and "'nobody'" in said.error and scored == []


ROW = {
    "name": "tick_p99",
    "what": "lateness of a tick",
    "value": 12.345,
    "unit": "ms",
    "bar": 20.0,
    "details": {},
    "passed": True,
}


def window_that(monkeypatch: pytest.MonkeyPatch, code: int, out: str, error: str = "") -> list[list[str]]:
    asked: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, code, out, error)

    monkeypatch.setattr(measuring.subprocess, "run", run)
    return asked


def test_bench_passes_on_what_the_window_measured(
    morphospace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = window_that(monkeypatch, 0, json.dumps([ROW]))
    assert morphospace("bench", "--json", "--model", "tiny-squares", "--starts", 1).json() == [ROW]
    assert asked[0][1:4] == ["-m", "morphospace_desktop.bench", "--json"]
    assert "--model=tiny-squares" in asked[0] and "--starts=1" in asked[0]
    said = morphospace("bench")
    for words in ("lateness of a tick", "12.35 ms", "≤ 20 ms", "reached"):
        assert words in said.out


@pytest.mark.parametrize(
    ("code", "out", "error", "words"),
    [
        (1, "", "Traceback\nRuntimeError: no display.\n", "no display"),
        (0, "not json", "", "not json"),
        (1, "", "", "nothing"),
    ],
)
def test_a_window_that_cannot_be_measured(
    code: int, out: str, error: str, words: str, morphospace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    window_that(monkeypatch, code, out, error)
    said = morphospace("bench", "--json")
    assert said.code == 1 and words in said.error and len(said.error.splitlines()) == 1
