"""What plugins there are, asked of another process: the window itself never imports one."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QObject, QProcess, Signal

_CODE = """
import json
from morphospace.plugins import load_plugins
plugins = [plugin.to_json() for plugin in load_plugins().plugins]
print()
print(json.dumps(plugins))
"""


class PluginListing(QObject):
    """``listed`` carries one mapping a plugin: name, version, families, error."""

    listed = Signal(list)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(lambda _error: self._finished())

    def start(self) -> None:
        """Ask; the answer comes with ``listed``."""
        self._process.start(sys.executable, ["-c", _CODE])

    def _finished(self) -> None:
        # A plugin may print while it is imported: the answer is the last line.
        lines = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace").split("\n")
        try:
            self.listed.emit(json.loads([line for line in lines if line.strip()][-1]))
        except (IndexError, ValueError):
            said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").strip()
            reason = said.splitlines()[-1] if said else "its process ended without an answer"
            self.listed.emit([{"name": "Plugins", "error": f"They cannot be listed: {reason}."}])
