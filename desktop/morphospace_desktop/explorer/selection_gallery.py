"""The gallery of a selection: its pictures in a grid, brushed and linked with the map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.exploration import Exploration, Hover
from morphospace_desktop import theme
from morphospace_desktop.explorer.cells import Cells
from morphospace_desktop.pictures import to_image

HEIGHT = 236
_SIDES = (48, 64, 96, 128)
_KEPT = 600
"""Images kept made, so that scrolling back costs nothing."""
_FOLLOW_MS = 40
_TEACHES = "Select some items on the map: their pictures stand here.\nDraw around points, or click a colour."


class SelectionGallery(QAbstractScrollArea):
    """Shows the selection of an exploration, or ``show_rows``: some that stay whatever is selected.

    Hovering a picture points at its item on the map; a click picks it (``picked``), Shift or Ctrl with a
    click takes it out of the selection or back in, a double click or Return asks to open it (``opened``).
    Ctrl with the wheel changes the size.
    """

    changed = Signal()
    """Other items are shown."""
    picked = Signal(int)
    opened = Signal(int)

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._rows = np.empty(0, np.int64)
        self._pinned = False
        self._folder: Path | None = None
        self._side = 64
        self._current = -1
        self._hovered = -1
        self._pointing = False
        self._own = False
        self._images: dict[int, QImage] = {}
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(_FOLLOW_MS)
        self._follow.timeout.connect(self._show_selection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Gallery of the selection")
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        exploration.subscribe(self._explored)
        self._explored("atlas")

    # ------------------------------------------------------------------ what it shows

    @property
    def rows(self) -> np.ndarray:
        """The items shown, int64 ``(n,)``, in order."""
        return self._rows

    @property
    def pinned(self) -> bool:
        """Whether these items stay whatever is selected."""
        return self._pinned

    @property
    def current(self) -> int:
        """The item that the keyboard is at, or -1."""
        return int(self._rows[self._current]) if 0 <= self._current < len(self._rows) else -1

    def show_rows(self, rows: np.ndarray) -> None:
        """Show these items until ``follow`` is called: a kept selection."""
        self._pinned = True
        self._set_rows(np.asarray(rows, np.int64))

    def follow(self) -> None:
        """Show whatever is selected from now on."""
        self._pinned = False
        self._show_selection()

    def set_side(self, side: int) -> None:
        """How large the pictures are, in pixels."""
        if side != self._side:
            self._side = side
            self._arrange()

    def _explored(self, aspect: str) -> None:
        if aspect == "atlas":
            self._images.clear()
            atlas = self._exploration.atlas
            folder = None if atlas is None else atlas.folder
            if folder != self._folder:
                # Items of another atlas are others, whatever their rows.
                self._folder, self._pinned = folder, False
            self._show_selection()
        elif aspect == "selection":
            # What was taken out here stays to be taken back in, until the selection changes elsewhere.
            if not (self._pinned or self._own):
                self._follow.start()
            self.viewport().update()
        elif aspect == "hover":
            self._show_hovered()

    def _show_selection(self) -> None:
        if not self._pinned:
            self._set_rows(np.flatnonzero(self._exploration.selected))
        self.viewport().update()

    def _set_rows(self, rows: np.ndarray) -> None:
        self._follow.stop()
        if not np.array_equal(rows, self._rows):
            kept = self.current
            self._rows = rows
            at = int(np.searchsorted(rows, kept)) if kept >= 0 else -1
            self._current = at if 0 <= at < len(rows) and rows[at] == kept else -1
        self.setAccessibleDescription(f"{len(rows):,} pictures")
        self._arrange()
        self.changed.emit()

    def _show_hovered(self) -> None:
        hover = self._exploration.hover
        row = -1 if hover is None else hover.row
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    # ------------------------------------------------------------------ geometry

    @property
    def cells(self) -> Cells:
        """Where each picture stands."""
        return Cells(len(self._rows), self._side, self.viewport().width())

    def _arrange(self) -> None:
        bar, cells = self.verticalScrollBar(), self.cells
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(cells.step)
        bar.setRange(0, max(0, cells.height - self.viewport().height()))
        self.viewport().update()

    @property
    def _page(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.viewport().height() // self.cells.step)

    def _index_at(self, x: float, y: float) -> int:
        return self.cells.at(x, y + self.verticalScrollBar().value())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(640, HEIGHT)

    # ------------------------------------------------------------------ paint

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("panel"))
        atlas = self._exploration.atlas
        if atlas is None or not len(self._rows):
            painter.setPen(theme.color("secondary"))
            painter.setFont(theme.font("body"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, _TEACHES)
            return
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        top, cells = self.verticalScrollBar().value(), self.cells
        for index in cells.between(top, top + self.viewport().height()):
            x, y = cells.place(index)
            self._paint_cell(painter, atlas, index, QRect(x, y - top, self._side, self._side))

    def _paint_cell(self, painter: QPainter, atlas: Atlas, index: int, box: QRect) -> None:
        row = int(self._rows[index])
        path = QPainterPath()
        path.addRoundedRect(QRectF(box), theme.RADIUS_PICTURE, theme.RADIUS_PICTURE)
        painter.save()
        painter.setClipPath(path)
        gone = self._pinned is False and not self._exploration.selected[row]
        painter.setOpacity(0.3 if gone else 1.0)
        painter.drawImage(box, self._image(atlas, row))
        painter.restore()
        if row == self._hovered or (index == self._current and self.hasFocus()):
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(-2, -2, 2, 2), 6, 6)

    def _image(self, atlas: Atlas, row: int) -> QImage:
        image = self._images.get(row)
        if image is None:
            if len(self._images) >= _KEPT:
                for old in list(self._images)[: _KEPT // 3]:
                    del self._images[old]
            image = self._images[row] = to_image(np.asarray(atlas.thumbnails[row]))
        return image

    # ------------------------------------------------------------------ hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._point(self._index_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: object) -> None:  # noqa: N802
        self._point(-1)

    def _point(self, index: int) -> None:
        """Show on the map where an item lies, as if the pointer were at it."""
        layout = self._exploration.layout
        if 0 <= index < len(self._rows) and layout is not None and self._rows[index] < len(layout.positions):
            row = int(self._rows[index])
            x, y = layout.positions[row].tolist()
            self._pointing = True
            self.viewport().setToolTip(self._name(row))
            self._exploration.point_at(Hover(x, y, row))
        elif self._pointing:
            self._pointing = False
            self.viewport().setToolTip("")
            self._exploration.point_at(None)

    def _name(self, row: int) -> str:
        atlas = self._exploration.atlas
        return "" if atlas is None else atlas.names[row]

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        index = self._index_at(event.position().x(), event.position().y())
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._go(index)
            self._act(index, event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        index = self._index_at(event.position().x(), event.position().y())
        if index >= 0 and not event.modifiers():
            self.opened.emit(int(self._rows[index]))

    def _act(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        row = int(self._rows[index])
        if modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            mode = "subtract" if self._exploration.selected[row] else "add"
            self._own = True
            self._exploration.select_rows([row], mode)
            self._own = False
        else:
            self.picked.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        columns = self.cells.columns
        steps = {
            Qt.Key.Key_Left: self._current - 1,
            Qt.Key.Key_Right: self._current + 1,
            Qt.Key.Key_Up: self._current - columns,
            Qt.Key.Key_Down: self._current + columns if self._current >= 0 else 0,
            Qt.Key.Key_PageUp: self._current - columns * self._page,
            Qt.Key.Key_PageDown: self._current + columns * self._page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._rows) - 1,
        }
        if event.key() in steps and len(self._rows):
            self._go(min(max(steps[Qt.Key(event.key())], 0), len(self._rows) - 1))
            self._point(self._current)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current >= 0:
            self.opened.emit(self.current)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Delete) and self.current >= 0:
            toggles = event.key() == Qt.Key.Key_Delete
            self._act(self._current, Qt.KeyboardModifier.ShiftModifier if toggles else event.modifiers())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            larger = event.angleDelta().y() > 0
            at = min(max(_SIDES.index(self._side) + (1 if larger else -1), 0), len(_SIDES) - 1)
            self.set_side(_SIDES[at])
        else:
            super().wheelEvent(event)

    def _go(self, index: int) -> None:
        """Move the keyboard to a picture, scrolled into view."""
        self._current = index
        y, bar = self.cells.place(index)[1], self.verticalScrollBar()
        if y < bar.value():
            bar.setValue(y - self.cells.gap)
        elif y + self._side > bar.value() + self.viewport().height():
            bar.setValue(y + self._side + self.cells.gap - self.viewport().height())
        self.viewport().update()
