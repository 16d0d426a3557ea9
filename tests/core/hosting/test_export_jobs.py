"""The job that exports: it tells how far it is, what it wrote and what it left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.faces_atlas import small_atlas

from morphospace.atlas.storage import opening
from morphospace.errors import BadInputError
from morphospace.hosting.jobs import JobStep, start_job


def run(**arguments: Any) -> tuple[list[JobStep], dict[str, Any]]:
    steps, seen = start_job("export_selection", None, arguments), []  # type: ignore[arg-type]
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as ended:
            return seen, dict(ended.value)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An atlas of eight faces, of which the file of one is gone."""
    atlas = replace(small_atlas(), files=["", str(tmp_path / "gone.png"), *[""] * 6])
    monkeypatch.setattr(opening, "open_atlas", lambda path: atlas if path == tmp_path else None)
    return tmp_path


def test_the_job_tells_how_far_it_is_and_what_came_of_it(folder: Path, tmp_path: Path) -> None:
    steps, result = run(
        atlas=str(folder), rows=np.array([0, 1, 2]), form="images", output=str(tmp_path / "out")
    )
    assert [step.done for step in steps] == [0, 3] and steps[-1].total == 3
    assert result["count"] == 2 and result["output"] == str(tmp_path / "out")
    assert [file for file, _ in result["skipped"]] == [str(tmp_path / "gone.png")]


def test_the_job_says_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="Nothing is selected"):
        run(atlas=str(folder), rows=np.array([], int), form="csv", output=str(tmp_path / "out.csv"))
