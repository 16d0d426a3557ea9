"""What lies under the points: the plane itself, decoded, or where it has holes.

Tiles are asked for while nothing else happens: when neither the pointer nor the map has moved for a moment
and no slider is held. The coarse ones come first, then those near the pointer.
"""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from morphospace.atlas.drawing.tiles import Tile, TileCache, level_for, tile_at, wanted
from morphospace.atlas.exploration import Exploration
from morphospace.hosting import Event, Host
from morphospace_desktop import theme
from morphospace_desktop.explorer.heat import Scale, badness, paint_heat, scale_of
from morphospace_desktop.explorer.mosaic import FAINT, Mosaic, View, paint_tile
from morphospace_desktop.explorer.tile_feed import TileFeed
from morphospace_desktop.pictures import to_image

KINDS = ("none", "decoded", "holes")
IDLE_MS = 150
_FADE_SECONDS = 0.2
_FRAME_MS = 40
_BATCH = 12
_LEAST = {"decoded": 64.0, "holes": 26.0}
"""Logical pixels of the smallest tiles: a face is seen, a judgement is a spot."""
_COARSER = {"decoded": (1, 0), "holes": (2, 1, 0)}
_NEAR = 0.62
"""How much more of the tile under the pointer is seen."""
_REACH = 1.7
"""Tiles around the pointer that stand out."""


class Underlay(QObject):
    """``paint`` goes to ``Plane.set_underlay``; ``changed``: paint again; ``failed``: one sentence;
    ``scaled``: the ``Scale`` of the holes, or None while there is none."""

    changed = Signal()
    scaled = Signal(object)
    failed = Signal(str)

    def __init__(self, exploration: Exploration, host: Host, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._feed = TileFeed(exploration, host, self)
        self._feed.came.connect(self._take)
        self._feed.ended.connect(self._go_on)
        self._feed.failed.connect(self.failed)
        self.kind = "none"
        self.held = self._renewed = False
        self._view: View | None = None
        self._pictures: TileCache[QImage] = TileCache()
        self._values: TileCache[float] = TileCache(8000)
        self._mosaic = Mosaic()
        self._coming: dict[Tile, float] = {}
        self._projection: object = None
        self._palette: theme.Palette | None = None
        self.scale: Scale | None = None
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self._work)
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._animate)
        self._unsubscribe = exploration.subscribe(self._explored)

    # ------------------------------------------------------------------ what can be asked for

    def set_kind(self, kind: str) -> None:
        """Show ``none``, the plane ``decoded``, or its ``holes``."""
        if kind not in KINDS:
            raise ValueError(f"under the points lies one of {', '.join(KINDS)}, not {kind!r}")
        if kind != self.kind:
            self.kind = kind
            self._feed.mend()
            self._stop()
            self._mosaic.clear()
            self._unscale()
            atlas = self._exploration.atlas
            if kind == "holes" and atlas is not None and not len(atlas.round_trips):
                self.failed.emit("This map has nothing to judge places by yet: wait until it is built.")
            self._rest()
            self.changed.emit()

    def pause(self) -> None:
        """A slider is held: the model is needed for it."""
        self.held = True

    def resume(self) -> None:
        """It was let go."""
        self.held = False
        self._rest()

    def close(self) -> None:
        """Ask for nothing more."""
        self._unsubscribe()
        self._stop()
        self._idle.stop()

    # ------------------------------------------------------------------ painting

    def paint(self, painter: QPainter, view: View) -> None:
        """Under the points, in the pixels of the plane's widget."""
        if view != self._view or theme.current() is not self._palette:
            if theme.current() is not self._palette:
                self._mosaic.clear()
            self._view, self._palette = view, theme.current()
            self._rest()
        if self.kind == "none":
            return
        self._mosaic.paint(painter, view)
        if self.kind == "decoded":
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            now = time.monotonic()
            for tile, since in self._coming.items():
                picture = self._pictures.get(tile)
                if picture is not None:
                    share = min(1.0, (now - since) / _FADE_SECONDS)
                    paint_tile(painter, view, tile, picture, FAINT, share)
            self._paint_near(painter, view)

    def _paint_near(self, painter: QPainter, view: View) -> None:
        """The tile under the pointer, and a little of those around it, stand out."""
        hover = self._exploration.hover
        if hover is None:
            return
        middle = tile_at(hover.x, hover.y, level_for(view.scale, _LEAST["decoded"]))
        for column in range(middle.column - 1, middle.column + 2):
            for row in range(middle.row - 1, middle.row + 2):
                tile = Tile(middle.level, column, row)
                picture = self._pictures.get(tile)
                away = np.hypot(tile.centre[0] - hover.x, tile.centre[1] - hover.y) / tile.side
                nearness = max(0.0, 1.0 - float(away) / _REACH)
                if picture is not None and nearness > 0 and tile not in self._coming:
                    paint_tile(painter, view, tile, picture, FAINT + _NEAR * nearness**1.5)

    def _animate(self) -> None:
        """New tiles come in softly and are then part of the mosaic."""
        now = time.monotonic()
        self._settle([tile for tile, since in self._coming.items() if now - since >= _FADE_SECONDS])
        if not self._coming:
            self._frames.stop()
        self.changed.emit()

    def _settle(self, tiles: list[Tile]) -> None:
        for tile in tiles:
            del self._coming[tile]
        known = [(tile, self._pictures.get(tile)) for tile in tiles]
        self._mosaic.add((tile, picture) for tile, picture in known if picture is not None)

    # ------------------------------------------------------------------ asking

    def _unscale(self) -> None:
        if self.scale is not None:
            self.scale = None
            self.scaled.emit(None)

    def _rest(self) -> None:
        if self.kind != "none":
            self._idle.start()

    def _work(self) -> None:
        """Nothing has moved for a moment: make the mosaic fit, and ask for what it lacks."""
        view, layout = self._view, self._exploration.layout
        if view is None or layout is None or self.kind == "none" or not layout.final:
            return
        tiles = self._wanted(view)
        if not self._mosaic.fits(view):
            self._make(view, tiles)
        if self.held or not self._feed.free:
            return
        atlas = self._exploration.atlas
        if self.kind == "decoded":
            self._ask("decode_places", self._pictures.missing(tiles))
        elif atlas is not None and len(atlas.round_trips):
            self._ask("judge_places", self._values.missing(tiles), spread=atlas.unit)

    def _ask(self, job: str, missing: list[Tile], **more: float) -> None:
        if missing:
            self._feed.ask(job, missing[:_BATCH], **more)

    def _go_on(self) -> None:
        if not self._idle.isActive():
            self._work()

    def _wanted(self, view: View) -> list[Tile]:
        hover = self._exploration.hover
        level = level_for(view.scale, _LEAST[self.kind])
        coarser = (0,) if self._renewed and self.kind == "decoded" else _COARSER[self.kind]
        tiles = wanted(view.rect, [level - more for more in coarser], hover and (hover.x, hover.y))
        if self.kind == "decoded":
            fine = {tile for tile in tiles if tile.level == level and tile in self._pictures}
            # A coarse face is not put over finer ones.
            covered = {tile.parent for tile in fine}
            tiles = [tile for tile in tiles if tile.level == level or tile not in covered]
        return tiles

    def _make(self, view: View, tiles: list[Tile]) -> None:
        """The mosaic of a view, from the tiles that are known."""
        self._coming.clear()
        self._renewed = False
        self._mosaic.begin(view)
        if self._mosaic.view is None:
            return
        around = wanted(self._mosaic.view.rect, sorted({tile.level for tile in tiles}))
        if self.kind == "decoded":
            known = [(tile, self._pictures.get(tile)) for tile in around]
            self._mosaic.add((tile, picture) for tile, picture in known if picture is not None)
        else:
            self._paint_holes(around)
        self.changed.emit()

    def _paint_holes(self, tiles: list[Tile]) -> None:
        atlas = self._exploration.atlas
        known = [(tile, value) for tile in tiles if (value := self._values.get(tile)) is not None]
        if atlas is None or not known:
            return
        errors = np.array([value for _, value in known])
        self.scale = scale_of(errors, atlas.round_trips)
        bad = badness(errors, self.scale, atlas.round_trips)
        paint_heat(self._mosaic, [(tile, float(one)) for (tile, _), one in zip(known, bad, strict=True)])
        self.scaled.emit(self.scale)

    def _stop(self) -> None:
        """Whatever was asked for is of no use any more; what came stays."""
        self._settle(list(self._coming))
        self._frames.stop()
        self._feed.stop()

    # ------------------------------------------------------------------ hearing

    def hear(self, event: Event) -> None:
        """An event of the host."""
        self._feed.hear(event)

    def _take(self, tiles: list[Tile], content: np.ndarray, last: bool) -> None:
        if self.kind == "decoded":
            for tile, picture in zip(tiles, content, strict=True):
                self._pictures.put(tile, to_image(picture))
                self._coming[tile] = time.monotonic()
            self._frames.start()
            return
        for tile, error in zip(tiles, content, strict=True):
            self._values.put(tile, float(error))
        if last and self._mosaic.view is not None and self._view is not None:
            level = level_for(self._view.scale, _LEAST["holes"])
            levels = [level - more for more in _COARSER["holes"]]
            self._paint_holes(wanted(self._mosaic.view.rect, levels))
            self.changed.emit()

    # ------------------------------------------------------------------ the exploration changes

    def _explored(self, aspect: str) -> None:
        if aspect == "hover":
            if self.kind == "decoded":
                self.changed.emit()
            self._rest()
        elif aspect == "offset":
            self._forget(keep_picture=True)
        elif aspect == "layout":
            layout = self._exploration.layout
            if layout is None or layout.projection is not self._projection:
                self._projection = None if layout is None else layout.projection
                self._forget(keep_picture=False)
        elif aspect == "atlas":
            self._feed.mend()

    def _forget(self, keep_picture: bool) -> None:
        """The plane is another one. Moved off it, the old faces stay until the new ones are there."""
        self._stop()
        self._pictures.clear()
        self._values.clear()
        self._renewed = keep_picture and self._mosaic.image is not None
        if not keep_picture:
            self._mosaic.clear()
            self._unscale()
        self._rest()
        self.changed.emit()
