"""Probes from a shell."""

from pathlib import Path

import numpy as np
import pytest
from support.commandline import Command
from support.tiny import SIZE

from morphospace.imaging.files import write_png
from morphospace.probing import arms

MODEL = "tiny-squares"


@pytest.fixture
def labelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dark and light pictures, a file that is not there, and one that is no picture."""
    monkeypatch.setattr(arms, "STEPS", 30)
    folder = tmp_path / "labelled"
    folder.mkdir()
    rows = ["file_name,hair", "gone.png,dark"]
    for index in range(20):
        write_png(folder / f"{index}.png", np.full((SIZE, SIZE, 3), 60 + 100 * (index % 2) + index, np.uint8))
        rows.append(f"{index}.png,{('dark', 'light')[index % 2]}")
    (folder / "broken.png").write_bytes(b"no picture")
    (folder / "metadata.csv").write_text("\n".join(rows))
    return folder


def test_a_table_with_intervals(morphospace: Command, labelled: Path) -> None:
    said = morphospace("probe", MODEL, labelled, "--attribute", "hair", "--labels", "3,2", "--seeds", 2)
    assert said.code == 0, said.error
    assert "hair (dark, light)" in said.out and "latents" in said.out and "100.0" in said.out
    assert "Guessing is right in 50%; 7 of each class were held out." in said.out
    assert "has a control 'hair'" in said.out
    assert "gone.png" in said.error and "broken.png" in said.error


def test_json(morphospace: Command, labelled: Path) -> None:
    said = morphospace(
        "probe",
        MODEL,
        labelled,
        "--attribute",
        "hair",
        "--on",
        "latents",
        "--labels",
        "4",
        "--seeds",
        1,
        "--json",
    )
    assert said.code == 0, said.error
    found = said.json()
    (point,) = found["arms"]["latents"]["points"]
    assert point == {"labels": 4, "mean": 1.0, "low": None, "high": None, "accuracies": [1.0]}
    assert found["counts"] == {"dark": 10, "light": 10} and len(found["skipped"]) == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--attribute", "hair", "--labels", "many"], "--labels takes whole numbers"),
        (["--attribute", "hair", "--labels", "9"], "at most 5 labels"),
        (["--attribute", "beard"], "choose one of hair"),
    ],
)
def test_what_cannot_be_asked(morphospace: Command, labelled: Path, options: list[str], says: str) -> None:
    said = morphospace("probe", MODEL, labelled, *options)
    assert said.code == 2 and says in said.error
