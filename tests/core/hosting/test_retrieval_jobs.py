"""Finding similar pictures as a host runs it: progress, cancel, and who is near."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.ears import TOYS
from support.tiny import SIZE, make_tiny_model

from morphospace.errors import CancelledError
from morphospace.hosting import Event, Host, Progress, open_host, wait
from morphospace.imaging.files import write_png

CATALOGUE = f"{Path(TOYS).with_name('tiny_catalogue.py')}:catalogue"


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    make_tiny_model(tmp_path / "models")
    monkeypatch.setenv("MORPHOSPACE_MODELS", str(tmp_path / "models"))
    host = open_host("inline", "cpu", catalogue=CATALOGUE)
    yield host
    host.close()


@pytest.fixture
def arguments(tmp_path: Path) -> dict[str, object]:
    """Twenty greys, and one that is asked about."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for index in range(20):
        write_png(folder / f"{index:02d}.png", np.full((SIZE, SIZE, 3), 10 * index, np.uint8))
    write_png(tmp_path / "asked.png", np.full((SIZE, SIZE, 3), 72, np.uint8))
    return {
        "model": "tiny-squares",
        "image": str(tmp_path / "asked.png"),
        "folder": str(folder),
        "k": 3,
        "batch": 4,
    }


def test_the_nearest_are_found_batch_by_batch(host: Host, arguments: dict[str, object]) -> None:
    heard: list[Event] = []
    host.listen(heard.append)
    found = wait(host, host.run("neighbours", arguments))
    assert isinstance(found, dict) and found["count"] == 20 and found["skipped"] == []
    assert [Path(one["file"]).stem for one in found["pixel"]] == ["07", "08", "06"]
    assert found["pixel"][0]["distance"] == pytest.approx(2 / 255, abs=1e-5)
    assert {Path(one["file"]).stem for one in found["latent"][:2]} == {"07", "08"}
    steps = [event for event in heard if isinstance(event, Progress)]
    assert steps and all(step.total in (1, 20) for step in steps)


def test_it_stops_when_cancelled(
    host: Host, arguments: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    from morphospace.hosting import engine, retrieval_jobs

    monkeypatch.setattr(engine, "_PROGRESS_SECONDS", 0.0)
    added: list[int] = []
    real = retrieval_jobs._add

    def counted(*given: object) -> None:
        added.append(1)
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(retrieval_jobs, "_add", counted)

    def stop(event: Event) -> None:
        if isinstance(event, Progress) and "Comparing" in event.text:
            host.cancel(event.ticket)

    host.listen(stop)
    with pytest.raises(CancelledError):
        wait(host, host.run("neighbours", arguments))
    assert len(added) == 2  # the asked picture and the first of five batches
