"""The desktop's tests run without a screen and never touch a person's own settings."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the window needs PySide6")


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of the window in a folder of this test alone."""
    folder = tmp_path / "state"
    monkeypatch.setenv("MORPHOSPACE_STATE", str(folder))
    return folder
