"""Laying out an exploration: PCA and others on a thread of the window's process, UMAP in the host.

The map is never empty and never jumps without being asked: the former layout stays until the next is there,
and an atlas that grows keeps its layout, with new items beside their like.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from morphospace.atlas import layouts
from morphospace.atlas.atlas import Atlas
from morphospace.atlas.exploration import Exploration, Layout
from morphospace.atlas.given_plane import read_plane
from morphospace.atlas.storage.kept_layouts import kept_positions
from morphospace.hosting import Cancelled, Event, Failed, Finished, Host, Progress
from morphospace_desktop.background import Background

_REFIT = 1.5
"""PCA is fitted anew when an atlas has grown by this factor, and when it is complete."""


class LayoutsWork(QObject):
    """``progressed``: text, done and total (0: unknown), an empty text when all is done. ``failed``: one
    sentence. ``kind``: of the layout that is shown or being made.
    ``stopped``: UMAP was stopped half-way."""

    progressed = Signal(str, float, float)
    failed = Signal(str)
    kind_changed = Signal(str)
    stopped = Signal()

    def __init__(self, exploration: Exploration, host: Host, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exploration, self._host = exploration, host
        self._background = Background(self)
        self._growing = Background(self)
        self._ticket: int | None = None
        self._warming: int | None = None
        self._waiting: np.ndarray | None = None
        self._laid_atlas: Atlas | None = None
        self._fitted = 0
        self.kind = ""
        self._unsubscribe = exploration.subscribe(self._explored)

    @property
    def busy(self) -> bool:
        """Whether a layout is being made."""
        return self._background.busy or self._ticket is not None

    def close(self) -> None:
        """Drop what is being done."""
        self._unsubscribe()
        self.cancel()
        self._background.finish()
        self._growing.finish()

    # ------------------------------------------------------------------ what can be asked for

    def pca(self) -> None:
        """The plane in which the items vary most."""
        former = self._exploration.layout
        self._make("pca", "Laying out by PCA", lambda atlas: layouts.pca_layout(atlas, former))

    def axes(self, first: int, second: int) -> None:
        """Two dimensions of the places."""
        self._make("axes", "Laying out", lambda atlas: layouts.axes_layout(atlas, first, second))

    def directions(self, d1: np.ndarray, d2: np.ndarray, titles: tuple[str, str]) -> None:
        """Along two directions."""
        self._make("directions", "Laying out", lambda atlas: layouts.directions_layout(atlas, d1, d2, titles))

    def given(self, path: Path) -> None:
        """Your own coordinates in a file."""
        self._make(
            "given",
            f"Reading {path.name}",
            lambda atlas: layouts.given_layout(atlas, read_plane(path, atlas), path.stem),
        )

    def umap(self) -> None:
        """UMAP: at once where it was kept, else by the host, with a look at it every half second."""
        self._make("umap", "Looking for the map", self._kept_umap)

    def warm(self) -> None:
        """Get UMAP ready in the host, so that the first map need not wait; nothing is said of it."""
        if self._warming is None:
            self._warming = self._host.run("warm_umap", {})

    def cancel(self) -> None:
        """Stop what is being made; what is shown stays."""
        self._background.cancel()
        if self._ticket is not None:
            ticket, self._ticket = self._ticket, None
            self._host.cancel(ticket)
            self._stay()

    # ------------------------------------------------------------------ making

    def _make(self, kind: str, text: str, work: Callable[[Atlas], Layout | None]) -> None:
        atlas = self._exploration.atlas
        if atlas is None or not len(atlas):
            return
        if self._ticket is not None:
            self._host.cancel(self._ticket)
            self._ticket = None
        self._waiting = None
        self._growing.cancel()
        self._say_kind(kind)
        self._background.start(text, lambda: (atlas, work(atlas)), lambda made: self._made(*made), self._fail)
        self.progressed.emit(text, 0.0, 0.0)

    def _made(self, atlas: Atlas, layout: Layout | None) -> None:
        now = self._exploration.atlas
        if now is None or now.id != atlas.id:
            return
        if layout is None:
            self._ask_umap(now)
            return
        self._lay_out(atlas, layout)
        if self._ticket is None:
            self.progressed.emit("", 0.0, 0.0)
        self._catch_up()

    def _lay_out(self, atlas: Atlas, layout: Layout) -> None:
        self._laid_atlas, self._fitted = atlas, len(atlas)
        self._exploration.lay_out(layout)

    def _kept_umap(self, atlas: Atlas) -> Layout | None:
        kept = kept_positions(atlas.folder, "umap", atlas.places)
        return None if kept is None else layouts.umap_layout(atlas, kept)

    def _fail(self, text: str) -> None:
        self._settle()
        self.failed.emit(text)

    def _stay(self) -> None:
        """UMAP was stopped half-way: what it came to is the map, with all that belongs to one."""
        layout = self._exploration.layout
        self._settle()
        if layout is not None and layout.kind == "umap" and not layout.final:
            self._show_umap(layout.positions, final=True)
            self.stopped.emit()

    def _settle(self) -> None:
        """Nothing more is being made: the kind is that of what is shown."""
        layout = self._exploration.layout
        self._say_kind(layout.kind if layout is not None else "")
        self.progressed.emit("", 0.0, 0.0)

    def _say_kind(self, kind: str) -> None:
        if kind != self.kind:
            self.kind = kind
            self.kind_changed.emit(kind)

    # ------------------------------------------------------------------ UMAP in the host

    def _ask_umap(self, atlas: Atlas) -> None:
        arguments: dict[str, Any] = {"atlas": str(atlas.folder)}
        self._ticket = self._host.run("project", arguments)
        self.progressed.emit("Getting UMAP ready", 0.0, 0.0)

    def hear(self, event: Event) -> None:
        """An event of the host."""
        if self._ticket is None or event.ticket != self._ticket:
            return
        match event:
            case Progress():
                self.progressed.emit(event.text, event.done, event.total)
                if "positions" in event.arrays:
                    self._show_umap(event.arrays["positions"], final=False)
            case Finished():
                self._ticket = None
                self._show_umap(event.result["positions"], final=True)
            case Failed():
                self._ticket = None
                self._fail(event.message)
            case Cancelled():
                self._ticket = None
                self._stay()

    def _show_umap(self, positions: np.ndarray, final: bool) -> None:
        """On the thread; while one is still being made into a layout, only the newest waits."""
        if self._background.busy and not final:
            self._waiting = positions
            return
        self._waiting = None
        atlas = self._exploration.atlas
        if atlas is None or len(positions) > len(atlas):
            return
        self._background.start(
            "UMAP",
            lambda: (atlas, layouts.umap_layout(atlas, positions, final)),
            lambda made: self._look_made(*made),
            self._fail,
        )

    def _look_made(self, atlas: Atlas, layout: Layout) -> None:
        self._made(atlas, layout)
        if self._waiting is not None:
            self._show_umap(self._waiting, final=False)

    # ------------------------------------------------------------------ atlases come and grow

    def _explored(self, aspect: str) -> None:
        if aspect != "atlas":
            return
        atlas = self._exploration.atlas
        same = atlas is not None and self._laid_atlas is not None and atlas.id == self._laid_atlas.id
        if same and self._exploration.layout is not None:
            self._catch_up()
        elif not (same and self.busy):
            self.cancel()
            self._growing.cancel()
            self._laid_atlas = None
            if atlas is not None and len(atlas):
                self._laid_atlas = atlas
                self.pca()

    def _catch_up(self) -> None:
        """Place items that came since; fit PCA anew now and then."""
        atlas, layout = self._exploration.atlas, self._exploration.layout
        if atlas is None or layout is None or self.busy or self._growing.busy:
            return
        refit = layout.kind == "pca" and (
            len(atlas) >= _REFIT * self._fitted or (atlas.complete and self._fitted < len(atlas))
        )
        if not refit and len(layout.positions) >= len(atlas):
            return
        work = layouts.pca_layout if refit else layouts.grown
        self._growing.start(
            "Placing new items",
            lambda: work(atlas, layout),
            lambda made: self._grew(atlas, layout, made, refit),
            self.failed.emit,
        )

    def _grew(self, atlas: Atlas, before: Layout, after: Layout, refit: bool) -> None:
        now = self._exploration.atlas
        if now is None or now.id != atlas.id or self._exploration.layout is not before:
            return
        if refit:
            self._fitted = len(atlas)
        self._laid_atlas = atlas
        self._exploration.lay_out(after)
        self._catch_up()
