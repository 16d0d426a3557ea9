"""Plugins are listed by another process, broken ones with the reason; none is imported here."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from PySide6.QtCore import QObject

from morphospace_desktop import plugin_listing
from morphospace_desktop.plugin_listing import PluginListing


def listed(qtbot: Any) -> list[Any]:
    owner = QObject()
    listing = PluginListing(owner)
    with qtbot.waitSignal(listing.listed, timeout=60_000) as found:
        listing.start()
    plugins: list[Any] = found.args[0]
    return plugins


def test_the_plugins_of_this_machine_are_listed(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # Other tests in this process have imported it.
    monkeypatch.delitem(sys.modules, "morphospace_vae", raising=False)
    plugins = listed(qtbot)
    assert any("vae" in plugin["name"] and not plugin["error"] for plugin in plugins)
    assert "morphospace_vae" not in sys.modules


def test_a_process_that_fails_is_told_of(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_listing, "_CODE", "print('chatter'); raise SystemExit('no disk left')")
    (told,) = listed(qtbot)
    assert "no disk left" in told["error"]
