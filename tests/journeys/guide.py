"""Runs the window as people start it, and answers a journey's questions about it on standard input.

A question is one JSON line, its answer one JSON line. The guide only looks: hands are the journey's, with
the display's real mouse and keyboard. The one exception is ``drop``: another program would have to hold
the file, so the event of a drop is sent to the canvas.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from morphospace_desktop.__main__ import main

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from morphospace_desktop.studio import Studio


def watch(studio: Studio) -> None:
    """Answer questions until the window closes."""
    from PySide6.QtCore import QObject, Qt, Signal

    class Questions(QObject):
        asked = Signal(str)

    questions = Questions(studio)
    questions.asked.connect(lambda line: answer(studio, json.loads(line)), Qt.ConnectionType.QueuedConnection)

    def listen() -> None:
        for line in sys.stdin:
            questions.asked.emit(line)

    threading.Thread(target=listen, daemon=True).start()


def answer(studio: Studio, question: dict[str, Any]) -> None:
    """Print what was asked for."""
    try:
        found = QUESTIONS[question.pop("ask")](studio, **question)
    except Exception as error:
        found = {"failed": repr(error)}
    print("ANSWER " + json.dumps(found), flush=True)


def state(studio: Studio) -> dict[str, Any]:
    """What the window shows, as plain data."""
    from PySide6.QtWidgets import QApplication

    session, window, canvas = studio.session, studio.window, studio.create.canvas
    picture, dialog = session.picture, QApplication.activeModalWidget()
    return {
        "usable": window.isVisible(),
        "model": session.model.id if session.model else None,
        "picture": None if picture is None else picture.astype(int).mean(axis=(0, 1)).tolist(),
        "print": None if picture is None else hash(picture.tobytes()),
        "settings": dict(session.settings),
        "shown": studio.create.controls.values(),
        "busy": session.busy is not None or studio.files.background.busy,
        "undo": session.undo_label,
        "redo": session.redo_label,
        "steps": len(session.history.states),
        "dirty": session.dirty,
        "path": str(session.path) if session.path else None,
        "message": canvas.messages.text,
        "title": window.windowTitle(),
        "said": window.status.said.text(),
        "host": studio.host.status.state,
        "pids": getattr(studio.host, "worker_pids", dict)(),
        "dialog": type(dialog).__name__ if dialog else None,
        "split": canvas.split_enabled,
        "zoom": canvas.zoom_percent,
        "strips": studio.strips.at_rest,
        "panels": studio.create.controls.isVisible(),
        "palette": bool(window.palette_ and window.palette_.isVisible()),
        "focus": type(QApplication.focusWidget()).__name__,
    }


def where(studio: Studio, name: str) -> dict[str, Any]:
    """The rectangle of something: a control by name, ``canvas``, ``window``, or a button by its words."""
    from PySide6.QtCore import QPoint, QRect
    from PySide6.QtWidgets import QAbstractButton, QApplication

    widget: QWidget | None = None
    area: QRect | None = None
    if name == "window":
        widget = studio.window
    elif name == "canvas":
        widget = studio.create.canvas
    elif name == "plane":
        widget = studio.explorer.plane
    elif name == "filter":
        widget = studio.explorer.panel.filter.line
    elif name in studio.create.controls.values():
        widget = studio.create.controls.editor(name)
        area = widget.track().toAlignedRect() if hasattr(widget, "track") else None
        widget = getattr(widget, "editor", widget)
    elif name in [one.name for one in studio.session.directions]:
        widget = studio.create.controls.directions.slider(name)
        area = widget.track().toAlignedRect()
    else:
        scope = QApplication.activeModalWidget() or studio.window
        for button in scope.findChildren(QAbstractButton):
            if button.isVisible() and name in (button.text().replace("&", ""), button.accessibleName()):
                widget = button
    if widget is None:
        raise LookupError(name)
    area = area or widget.rect()
    corner = widget.mapToGlobal(QPoint(area.x(), area.y()))
    return {"x": corner.x(), "y": corner.y(), "width": area.width(), "height": area.height()}


def modules(studio: Studio) -> list[str]:
    """Everything the window's process has imported, by its first name."""
    return sorted({name.split(".")[0] for name in sys.modules})


def drop(studio: Studio, path: str) -> bool:
    """Drop a file on the canvas; whether the canvas took it."""
    return _drop(studio.create.canvas, path)


def _drop(target: QWidget, path: str) -> bool:
    from PySide6.QtCore import QMimeData, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(Path(path).absolute()))])
    middle, keys = target.rect().center(), Qt.KeyboardModifier.NoModifier
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(middle, action, mime, buttons, keys)
    QApplication.sendEvent(target, enter)
    event = QDropEvent(middle.toPointF(), action, mime, buttons, keys)
    QApplication.sendEvent(target, event)
    return enter.isAccepted() and event.isAccepted()


def activate(studio: Studio) -> bool:
    """Give the window on top the keyboard, as a window manager would: this display has none."""
    from PySide6.QtWidgets import QApplication

    top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or studio.window
    if QApplication.activeWindow() is not top and not QApplication.activePopupWidget():
        top.activateWindow()
    return QApplication.focusWidget() is not None


def explore(studio: Studio) -> dict[str, Any]:
    """What the map shows, as plain data."""
    explorer = studio.explorer
    state, sight, layout = explorer.exploration, explorer.glass.sight, explorer.exploration.layout
    picture = None if sight is None else sight.picture
    return {
        "up": studio.exploring,
        "count": len(state.atlas) if state.atlas is not None else 0,
        "complete": state.atlas is not None and state.atlas.complete and explorer.atlases.building is None,
        "building": explorer.atlases.building is not None,
        "layout": None if layout is None else layout.kind,
        "final": layout is not None and layout.final,
        "busy": explorer.busy is not None,
        "drawn": explorer.plane.count,
        "matches": None if state.matches is None else int(state.matches.sum()),
        "filter": explorer.panel.filter.line.text(),
        "selected": int(state.selected.sum()),
        "mask": hash(state.selected.tobytes()),
        "named": [one.name for one in state.named],
        "seen": None if picture is None else hash(picture.tobytes()),
        "judged": sight is not None and sight.round_trip is not None,
        "row": sight.hover.row if sight is not None else None,
        "nearest": len(state.highlights),
        "auc": explorer.evidence.evidence.auc if explorer.evidence.evidence else None,
        "directions": [one.name for one in studio.session.directions],
        "moves": dict(studio.session.moves),
        "path": state.path is not None,
        "dot": explorer.follower.now is not None,
        "inset": studio.create.canvas.inset.isVisible(),
        "message": explorer.view.stage.messages.text,
    }


def item(studio: Studio, row: int) -> dict[str, Any]:
    """Where an item of the map is on the screen, as a rectangle of one pixel."""
    from PySide6.QtCore import QPoint

    plane, layout = studio.explorer.plane, studio.explorer.exploration.layout
    assert layout is not None
    x, y = plane.view.to_screen(layout.positions[row])
    corner = plane.mapToGlobal(QPoint(round(float(x)), round(float(y))))
    return {"x": corner.x(), "y": corner.y(), "width": 1, "height": 1}


def visible(studio: Studio) -> list[int]:
    """Items that the mouse finds where they lie: no other one covers them."""
    from PySide6.QtCore import QPointF

    plane, layout = studio.explorer.plane, studio.explorer.exploration.layout
    assert layout is not None
    places = plane.view.to_screen(layout.positions).round()
    return [row for row, (x, y) in enumerate(places) if plane.find(QPointF(x, y)).row == row]


def gap(studio: Studio) -> dict[str, Any]:
    """A place on the map where no item is within reach, as a rectangle of one pixel."""
    from PySide6.QtCore import QPoint

    plane, layout = studio.explorer.plane, studio.explorer.exploration.layout
    assert layout is not None
    items = plane.view.to_screen(layout.positions)
    spots = [
        QPoint(x, y) for x in range(40, plane.width() - 40, 24) for y in range(80, plane.height() - 80, 24)
    ]
    away = [min((items[:, 0] - spot.x()) ** 2 + (items[:, 1] - spot.y()) ** 2) for spot in spots]
    corner = plane.mapToGlobal(spots[away.index(max(away))])
    return {"x": corner.x(), "y": corner.y(), "width": 1, "height": 1}


def drop_folder(studio: Studio, path: str) -> bool:
    """Drop a folder on the empty map; whether it was taken."""
    return _drop(studio.explorer.empty, path)


QUESTIONS = {
    "state": state,
    "explore": explore,
    "where": where,
    "item": item,
    "gap": gap,
    "visible": visible,
    "modules": modules,
    "drop": drop,
    "drop_folder": drop_folder,
    "activate": activate,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], watch))
