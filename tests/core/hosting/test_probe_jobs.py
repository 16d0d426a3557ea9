"""Probes as a host runs them: who learns, what is said of it, and what stops it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.ears import TOYS
from support.tiny import SIZE, make_tiny_model

from morphospace.errors import BadInputError, CancelledError, MorphospaceError
from morphospace.hosting import Event, Host, Progress, open_host, wait
from morphospace.imaging.files import write_png
from morphospace.probing import arms

CATALOGUE = f"{Path(TOYS).with_name('tiny_catalogue.py')}:catalogue"


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    make_tiny_model(tmp_path / "models")
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(arms, "STEPS", 40)
    monkeypatch.setattr(arms, "FINE_STEPS", 5)
    host = open_host("inline", "cpu", catalogue=CATALOGUE)
    yield host
    host.close()


@pytest.fixture
def arguments(tmp_path: Path) -> dict[str, Any]:
    """Reddish and bluish pictures, which the latents tell apart, among noise of its own."""
    rng = np.random.default_rng(0)
    for name, colour in (("red", (170, 90, 90)), ("blue", (90, 90, 170))):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for index in range(14):
            noise = rng.integers(-30, 30, (SIZE, SIZE, 3))
            image = (np.array(colour) + noise).astype(np.uint8)
            write_png(tmp_path / "pictures" / name / f"{index:02d}.png", image)
    return {
        "model": "tiny-squares",
        "source": str(tmp_path / "pictures"),
        "attribute": "folder",
        "labels": [2, 6],
        "seeds": 2,
    }


def test_curves_of_all_arms(host: Host, arguments: dict[str, Any]) -> None:
    heard: list[Event] = []
    host.listen(heard.append)
    found: Any = wait(host, host.run("probe", {**arguments, "on": ["latents", "pixels", "finetune"]}))
    assert found["classes"] == ["blue", "red"] and found["counts"] == {"blue": 14, "red": 14}
    assert found["held_out"] == 8 and found["chance"] == 0.5 and found["missing"] == {}
    assert list(found["arms"]) == ["pixels", "latents", "finetune"]
    for arm in found["arms"].values():
        assert [point["labels"] for point in arm["points"]] == [2, 6]
    for arm in ("latents", "finetune"):
        assert found["arms"][arm]["points"][1]["accuracies"] == [1.0, 1.0]
    assert found["arms"]["latents"]["weights"] == 3 * 64 + 64 + 64 * 2 + 2
    assert found["arms"]["finetune"]["weights"] == found["arms"]["latents"]["weights"] + 3  # and the gain
    pixels = found["arms"]["pixels"]["points"][0]["mean"]
    assert found["gains"]["latents"][0]["mean"] == pytest.approx(
        found["arms"]["latents"]["points"][0]["mean"] - pixels
    )
    parts = [event.arrays["accuracy"] for event in heard if isinstance(event, Progress) and event.arrays]
    assert [int(np.isfinite(one).sum()) for one in parts] == list(range(1, 13))


def test_labels_that_mean_nothing_are_not_learnt(
    host: Host, arguments: dict[str, Any], tmp_path: Path
) -> None:
    for index, file in enumerate(sorted((tmp_path / "pictures").rglob("*.png"))):
        file.rename(file.parents[1] / ("red" if index % 2 else "blue") / f"x{index}.png")
    found: Any = wait(host, host.run("probe", {**arguments, "on": ["latents"], "labels": [5], "seeds": 4}))
    assert found["arms"]["latents"]["points"][0]["mean"] < 0.85 and found["gains"] == {}


def test_the_same_twice(host: Host, arguments: dict[str, Any]) -> None:
    asked = {**arguments, "labels": [3], "seeds": 1}
    assert wait(host, host.run("probe", asked)) == wait(host, host.run("probe", asked))


def test_a_loss_that_is_no_number_stops_it_and_says_so(
    host: Host, arguments: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arms, "RATE", 1e30)
    with pytest.raises(MorphospaceError, match=r"stopped at step \d+: its loss is not a number"):
        wait(host, host.run("probe", {**arguments, "on": ["latents"]}))


def test_it_stops_when_cancelled(
    host: Host, arguments: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from morphospace.hosting import engine

    monkeypatch.setattr(engine, "_PROGRESS_SECONDS", 0.0)

    def stop(event: Event) -> None:
        if isinstance(event, Progress) and "Learning" in event.text:
            host.cancel(event.ticket)

    host.listen(stop)
    with pytest.raises(CancelledError):
        wait(host, host.run("probe", arguments))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"labels": [2, 40]}, "40 labels a class cannot be had"),
        ({"labels": []}, "needs 1 label"),
        ({"labels": [0]}, "needs 1 label"),
        ({"seeds": 0}, "0 seeds"),
        ({"on": ["dreams"]}, "not on 'dreams'"),
        ({"attribute": "hair"}, "choose one of folder"),
        ({"source": "nowhere"}, "nowhere"),
    ],
)
def test_what_cannot_be_asked(
    host: Host, arguments: dict[str, Any], wrong: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadInputError, match=says):
        wait(host, host.run("probe", {**arguments, **wrong}))
