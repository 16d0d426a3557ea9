"""What is most like the picture in question: by latents in one row, by pixels in the row below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from morphospace.atlas.atlas import Atlas
from morphospace.atlas.exploration import Exploration
from morphospace.atlas.similar import Likeness, Ranked, Similar, likeness_of, similar
from morphospace_desktop import theme
from morphospace_desktop.background import Background
from morphospace_desktop.explorer.thumbs import Thumbs
from morphospace_desktop.panels.role_label import RoleLabel
from morphospace_desktop.panels.rows import SectionHead
from morphospace_desktop.pictures import to_image

COUNT = 6
_NOTE = "latent · pixel"


@dataclass(frozen=True, eq=False)
class Asked:
    """The picture in question: an item of the atlas (``row``), or a place and a picture."""

    row: int = -1
    place: np.ndarray | None = None
    picture: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class _Found:
    """What came of it on another thread, with the pictures already read."""

    atlas: Atlas
    likeness: Likeness
    similar: Similar
    images: tuple[list[QImage | None], list[QImage | None]]


class NearestPanel(QWidget):
    """Follows the item under the pointer; away from items it keeps what ``show_place`` or ``show_item`` gave.

    ``opened(row)``: an item was clicked. The nearest by latents are ringed on the map. One search runs at a
    time, on another thread, and the newest question is next: hovering never waits for it.
    """

    opened = Signal(int)

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._work = Background(self)
        self._likeness: Likeness | None = None
        self._atlas: Atlas | None = exploration.atlas
        self._next: Asked | None = None
        self._kept: Asked | None = None
        self._shown: Similar | None = None
        self._left = False
        self.latent = Thumbs(COUNT, "Nearest by latents")
        self.pixel = Thumbs(COUNT, "Nearest by pixels")
        self._head = SectionHead("Nearest", _NOTE)
        self._hint = RoleLabel("Point at an item: what is most like it is shown here.", "small", "secondary")
        self._hint.setWordWrap(True)
        for thumbs, name in ((self.latent, "latent"), (self.pixel, "pixel")):
            thumbs.picked.connect(lambda index, n=name: self._open(n, index))
        self._lay_out()
        self._clear()
        self._unsubscribe = exploration.subscribe(self._explored)

    def show_item(self, row: int) -> None:
        """Keep an item in question: one that was clicked."""
        self._keep(Asked(row=row))

    def show_place(self, place: np.ndarray | None, picture: np.ndarray | None) -> None:
        """Keep a place ``(D,)`` of the atlas and a picture uint8 ``(H, W, 3)`` in question, either of which
        may be missing: the picture on the canvas. Both missing: nothing is kept."""
        self._keep(None if place is None and picture is None else Asked(place=place, picture=picture))

    def close(self) -> bool:
        """Stop searching, for the window goes."""
        self._left = True
        self._unsubscribe()
        self._work.finish()
        return super().close()

    @property
    def found(self) -> Similar | None:
        """What is shown."""
        return self._shown

    def _keep(self, asked: Asked | None) -> None:
        self._kept = asked
        hover = self._exploration.hover
        if asked is not None and (hover is None or hover.row < 0):
            self._ask(asked)

    def _explored(self, aspect: str) -> None:
        if aspect == "atlas":
            self._atlas_changed()
        elif aspect == "hover":
            hover = self._exploration.hover
            if hover is not None and hover.row >= 0:
                self._ask(Asked(row=hover.row))
            elif hover is None and self._kept is not None:
                self._ask(self._kept)

    def _atlas_changed(self) -> None:
        atlas = self._exploration.atlas
        if atlas is not None and self._is_open(atlas):
            self._atlas = atlas  # it has grown: the next search goes on from what is known
            return
        self._atlas, self._likeness = atlas, None
        self._kept = self._next = None
        self._work.cancel()
        self._clear()

    def _ask(self, asked: Asked) -> None:
        if self._atlas is None or not len(self._atlas):
            return
        if self._work.busy:
            self._next = asked
            return
        self._next = None
        if self._likeness is None:
            self._head.set_note("reading the map…")
        work = self._search(self._atlas, asked)
        self._work.start("Looking for what is alike", work, self._show, self._fail)

    def _is_open(self, atlas: Atlas) -> bool:
        """Whether it is the open one, perhaps when it had fewer items."""
        return self._atlas is not None and self._atlas.folder == atlas.folder

    def _search(self, atlas: Atlas, asked: Asked) -> Callable[[], _Found]:
        known = self._likeness

        def work() -> _Found:
            likeness = known
            if likeness is None or len(likeness) != len(atlas):
                likeness = likeness_of(atlas, known, lambda: self._left or not self._is_open(atlas))
            place, picture, row = asked.place, asked.picture, asked.row
            if 0 <= row < len(atlas):
                place, picture = np.asarray(atlas.places[row]), np.asarray(atlas.thumbnails[row])
            found = similar(likeness, place, picture, COUNT, row)
            return _Found(atlas, likeness, found, (_images(atlas, found.latent), _images(atlas, found.pixel)))

        return work

    def _show(self, found: _Found) -> None:
        if not self._is_open(found.atlas):
            return
        self._likeness, self._shown = found.likeness, found.similar
        latent, pixel = found.similar.latent, found.similar.pixel
        self.latent.set_pictures(found.images[0], _words(found.atlas, latent, "{:.2f} deviations away"))
        self.pixel.set_pictures(found.images[1], _words(found.atlas, pixel, "pixels differ by {:.3f}"))
        self._head.set_note(_NOTE)
        self._hint.hide()
        self.latent.show()
        self.pixel.show()
        self._exploration.highlight([int(row) for row in latent.rows])
        self._go_on()

    def _fail(self, text: str) -> None:
        self._head.set_note(_NOTE)
        self._hint.setText(text)
        self._hint.show()
        self._go_on()

    def _go_on(self) -> None:
        if self._next is not None:
            self._ask(self._next)

    def _open(self, name: str, index: int) -> None:
        rows = getattr(self._shown, name).rows if self._shown is not None else ()
        if index < len(rows):
            self.opened.emit(int(rows[index]))

    def _clear(self) -> None:
        self._shown = None
        self._head.set_note("")
        self._hint.setText("Point at an item: what is most like it is shown here.")
        self._hint.show()
        for thumbs in (self.latent, self.pixel):
            thumbs.set_pictures([], [])
            thumbs.hide()
        if self._exploration.highlights:
            self._exploration.highlight(())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP // 2)
        for part in (self._head, self._hint, self.latent, self.pixel):
            column.addWidget(part)


def _images(atlas: Atlas, ranked: Ranked) -> list[QImage | None]:
    return [to_image(np.asarray(atlas.thumbnails[row])) for row in ranked.rows]


def _words(atlas: Atlas, ranked: Ranked, distance: str) -> list[str]:
    return [
        f"{atlas.names[row]}, {distance.format(apart)}"
        for row, apart in zip(ranked.rows.tolist(), ranked.distances.tolist(), strict=True)
    ]
