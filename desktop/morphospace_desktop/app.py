"""The application: Qt, the library read from cards, the window at once, the first picture when it comes."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from morphospace.hosting import Host
from morphospace.library import Library
from morphospace_desktop.arguments import Options
from morphospace_desktop.settings import Preferences
from morphospace_desktop.studio import Studio

_SIGNAL_CHECK_MS = 500


def make_application() -> QApplication:
    """The one ``QApplication``, named, without a plugin of the desktop's own style."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Morphospace")
    app.setApplicationDisplayName("Morphospace")
    app.setDesktopFileName("morphospace")
    return app


def open_studio(host: Host, options: Options) -> Studio:
    """The window, shown; its first picture is asked for once it stands."""
    studio = Studio(host, Library(), Preferences())
    studio.window.show()
    studio.window.activateWindow()
    studio.create.canvas.setFocus()
    QTimer.singleShot(0, studio, lambda: studio.begin(options.file, options.model))
    return studio


def run(host: Host, options: Options, watch: Callable[[Studio], object] | None = None) -> int:
    """Open the window and stay until it is closed. ``watch`` sees the studio as soon as it stands."""
    app = make_application()
    studio = open_studio(host, options)
    if watch is not None:
        watch(studio)
    heartbeat = _quit_on_interrupt(app)
    try:
        return app.exec()
    finally:
        heartbeat.stop()
        studio.close()


def _quit_on_interrupt(app: QApplication) -> QTimer:
    """Ctrl+C in the terminal ends the window like its menu does; Python hears of it between two events."""
    signal.signal(signal.SIGINT, lambda *_: app.closeAllWindows())
    timer = QTimer()
    timer.timeout.connect(lambda: None)
    timer.start(_SIGNAL_CHECK_MS)
    return timer
