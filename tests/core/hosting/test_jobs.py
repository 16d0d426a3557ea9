"""The jobs themselves, as a host runs them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from support.ears import TOYS
from support.tiny import make_tiny_model

from morphospace.errors import BadImageError, BadInputError, CancelledError, CannotSaveError
from morphospace.hosting import Host, open_host, wait
from morphospace.hosting.callbacks import Report, Stopped, steps_of
from morphospace.hosting.jobs import JobStep
from morphospace.hosting.study_jobs import sheet
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
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for index in range(5):
        write_png(folder / f"{index}.png", np.full((20 + index, 40, 3), 40 * index, np.uint8))
    (folder / "notes.txt").write_text("not a picture")
    return folder


def test_a_folder_is_encoded_to_a_file(host: Host, pictures: Path, tmp_path: Path) -> None:
    output = tmp_path / "latents.safetensors"
    arguments = {"model": "tiny-squares", "images": [str(pictures)], "output": str(output), "batch": 2}
    result = wait(host, host.run("encode", arguments))
    assert result == {"output": str(output), "count": 5, "latents": {"z": [5, 3]}}
    with safe_open(output, framework="np") as file:
        z, metadata = file.get_tensor("z"), file.metadata()
    grey = np.arange(5) * 40 / 127.5 - 1
    np.testing.assert_allclose(z, np.repeat((grey / 0.8)[:, None], 3, 1), atol=0.01)
    assert metadata["model"] == "tiny-squares"
    assert [Path(name).name for name in json.loads(metadata["files"])] == [
        f"{index}.png" for index in range(5)
    ]


def test_what_cannot_be_encoded_is_named(host: Host, pictures: Path, tmp_path: Path) -> None:
    def encode(*images: Path, output: str = "out.safetensors") -> object:
        names = [str(image) for image in images]
        arguments = {"model": "tiny-squares", "images": names, "output": str(tmp_path / output)}
        return wait(host, host.run("encode", arguments))

    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(BadInputError, match="empty holds no pictures"):
        encode(empty)
    with pytest.raises(BadInputError, match="gone does not exist"):
        encode(tmp_path / "gone")
    with pytest.raises(BadInputError, match="No pictures"):
        encode()
    with pytest.raises(BadImageError, match=r"notes\.txt"):
        encode(pictures / "0.png", pictures / "notes.txt")
    with pytest.raises(CannotSaveError, match=r"out\.safetensors"):
        encode(pictures, output="no/such/folder/out.safetensors")
    assert not (tmp_path / "out.safetensors").exists()


def test_pictures_of_a_run_are_laid_out_in_rows() -> None:
    import torch

    shades = torch.linspace(-1, 1, 5)[:, None, None, None].expand(5, 3, 2, 4)
    grid = sheet(shades)
    assert grid.shape == (4, 12, 3)
    assert grid[::2, ::4, 0].tolist() == [[0, 64, 128], [191, 255, 0]]


def test_training_is_a_job_that_shows_how_far_it_is_and_can_go_on(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trainer itself is tested elsewhere: here it is one that takes three steps."""
    import torch

    from morphospace import plugins
    from morphospace.hosting import Cancelled, Progress
    from morphospace.models import Recipe
    from morphospace.training import run, trainer

    recipe = Recipe(id="tiny", title="Tiny", summary="", controls=(), config={}, steps=3)
    saved: list[int] = []

    def train(family: object, found: Recipe, output: Path, **options: object) -> Iterator[trainer.Progress]:
        step = 0
        try:
            for step in range(1, 4):
                preview = torch.zeros(4, 3, 8, 8) if step == 2 else None
                yield trainer.Progress(step=step, steps=3, losses={"loss": 1 / step}, preview=preview)
        finally:
            saved.append(step)

    class Registry:
        def recipe(self, name: str) -> tuple[object, Recipe]:
            return object(), recipe

    monkeypatch.setattr(run, "train", train)
    monkeypatch.setattr(plugins, "load_plugins", Registry)
    told: list[Progress] = []
    silence = host.listen(lambda event: told.append(event) if isinstance(event, Progress) else None)
    arguments = {"recipe": "tiny", "output": str(tmp_path)}
    result = wait(host, host.run("train", arguments))
    assert result == {"output": str(tmp_path), "step": 3, "steps": 3, "losses": {"loss": 1 / 3}}
    shown = next(event for event in told if event.preview is not None)
    assert shown.preview is not None
    assert shown.preview.shape == (16, 16, 3)
    assert shown.text.startswith("Step 2 of 3")
    silence()

    silence = host.listen(
        lambda event: host.cancel(event.ticket) if isinstance(event, Progress) and event.done == 2 else None
    )
    ended: list[object] = []
    host.listen(lambda event: ended.append(event) if isinstance(event, Cancelled) else None)
    with pytest.raises(CancelledError):
        wait(host, host.run("train", arguments))
    silence()
    assert saved == [3, 2], "the trainer was closed in order"


def test_work_that_reports_by_callback_can_be_stopped() -> None:
    def work(report: Report, stopped: Stopped) -> str:
        for step in range(1000):
            report(JobStep(step, 1000, "working"))
            if stopped():
                raise CancelledError("stopped")
            time.sleep(0.001)
        return "done"

    steps = steps_of(work)
    assert next(steps).done == 0
    before = threading.active_count()
    steps.close()
    assert threading.active_count() < before


def test_work_that_reports_by_callback_returns_or_raises() -> None:
    def adds(report: Report, stopped: Stopped) -> int:
        report(JobStep(1, 1, "added"))
        return 3

    def fails(report: Report, stopped: Stopped) -> int:
        raise BadInputError("no")

    def through() -> Generator[JobStep, None, None]:
        results.append((yield from steps_of(adds)))

    results: list[int] = []
    assert [step.text for step in through()] == ["added"]
    assert results == [3]
    with pytest.raises(BadInputError):
        list(steps_of(fails))


def test_only_installed_models_are_evaluated(inline_host: Host) -> None:
    with pytest.raises(BadInputError, match="Toy is not an installed model"):
        wait(inline_host, inline_host.run("evaluate", {"model": "toy"}))
