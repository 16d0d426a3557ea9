"""The picture under the pointer: the item there, or the place decoded, where no item lies.

Decoding is asked for with every move, and the newest wins; judging waits until the pointer rests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QPointF, QTimer, Signal

from morphospace.atlas.atlas import Atlas, validity
from morphospace.atlas.exploration import Exploration, Hover
from morphospace.atlas.wording import facts
from morphospace.errors import MorphospaceError
from morphospace.hosting import Cancelled, Event, Failed, Finished, Host, Progress
from morphospace.latents.coordinates import unpack
from morphospace_desktop.explorer.glass_card import GlassCard, Words
from morphospace_desktop.explorer.plane import Plane
from morphospace_desktop.pictures import to_image

VIEW, JUDGE_VIEW = "glass", "judge"
REST_MS = 120
_FACTS = 2


@dataclass(frozen=True, eq=False)
class Sight:
    """What is seen at ``hover``. ``picture`` uint8 ``(H, W, 3)``: the item's thumbnail, or the place decoded.

    The rest is None until it is judged, and NaN where it cannot be told. ``valid``: how ordinary it is among
    the items how well the picture is rebuilt, in [0, 1]. ``round_trip``: of the place, in deviations of one
    latent dimension; ``usual``: the same of the middle one of the items. ``distance``: to the nearest item,
    in these deviations. ``psnr``: of the rebuilt picture, dB.
    """

    hover: Hover
    picture: np.ndarray | None = None
    valid: float | None = None
    round_trip: float | None = None
    usual: float | None = None
    distance: float | None = None
    psnr: float | None = None


class Glass(QObject):
    """``seen`` carries a ``Sight``, or None where nothing is pointed at; ``failed`` one sentence."""

    seen = Signal(object)
    failed = Signal(str)

    def __init__(self, exploration: Exploration, host: Host, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exploration, self._host = exploration, host
        self.card: GlassCard | None = None
        self.sight: Sight | None = None
        self._plane: Plane | None = None
        self._ticket: int | None = None
        self._judging: int | None = None
        self._judged: Hover | None = None
        self._broken = self._off = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._judge)
        self._unsubscribe = exploration.subscribe(self._explored)

    def show_on(self, plane: Plane) -> GlassCard:
        """Show it on a card over the plane, beside the pointer."""
        self._plane, self.card = plane, GlassCard(plane)
        return self.card

    @property
    def waiting(self) -> bool:
        """Whether the picture of the place has not come yet."""
        return self._ticket is not None

    def set_shown(self, shown: bool) -> None:
        """Whether to look at all, as people choose."""
        self._off = not shown
        if not shown:
            self._clear()

    def close(self) -> None:
        """Ask for nothing more."""
        self._unsubscribe()
        self._clear()

    # ------------------------------------------------------------------ looking

    def _explored(self, aspect: str) -> None:
        moved = aspect in ("offset", "layout") and self.sight is not None and self.sight.hover.row < 0
        if aspect == "hover" or moved:
            self._look()
        elif aspect == "atlas":
            self._broken = False
            self._clear()

    def _look(self) -> None:
        hover, atlas = self._exploration.hover, self._exploration.atlas
        drawing = self._plane is not None and self._plane.drawing
        if hover is None or atlas is None or self._exploration.layout is None or self._off or drawing:
            self._clear()
            return
        self._judged = None
        if hover.row >= 0:
            self._ticket = None
            self._show(Sight(hover, np.asarray(atlas.thumbnails[hover.row])))
        else:
            former = self.sight.picture if self.sight is not None and self.sight.hover.row < 0 else None
            self._show(Sight(hover, former), fresh=False)
            self._decode(atlas, hover)
        self._rest.start()

    def _decode(self, atlas: Atlas, hover: Hover) -> None:
        arguments = self._arguments(atlas, hover)
        if arguments is not None:
            self._ticket = self._host.run("decode_places", arguments, view=VIEW)

    def _judge(self) -> None:
        sight, atlas = self.sight, self._exploration.atlas
        if sight is None or atlas is None:
            return
        arguments = self._arguments(atlas, sight.hover)
        if arguments is None:
            return
        arguments["spread"] = atlas.unit
        if sight.hover.row >= 0:
            arguments["picture"] = sight.picture
        else:
            arguments["atlas"], arguments["place"] = str(atlas.folder), self._place(sight.hover)[0]
        self._judged = sight.hover
        self._judging = self._host.run("look_at", arguments, view=JUDGE_VIEW)

    def _arguments(self, atlas: Atlas, hover: Hover) -> dict[str, Any] | None:
        if self._broken:
            return None
        try:
            latents, settings = unpack(atlas.coordinates, self._place(hover))
        except MorphospaceError as error:
            self._break(str(error))
            return None
        return {"model": atlas.model, "latents": latents, "settings": settings}

    def _place(self, hover: Hover) -> np.ndarray:
        """The place ``(1, D)``: an item's own, or the plane's inverse."""
        atlas = self._exploration.atlas
        if hover.row >= 0 and atlas is not None:
            return np.asarray(atlas.places[hover.row : hover.row + 1])
        return self._exploration.place_at(np.array([[hover.x, hover.y]]))

    def _break(self, sentence: str) -> None:
        self._broken = True
        self.failed.emit(sentence)

    def _clear(self) -> None:
        self._rest.stop()
        self._ticket = self._judging = self._judged = None
        if self.card is not None:
            self.card.hide()
        if self.sight is not None:
            self.sight = None
            self.seen.emit(None)

    # ------------------------------------------------------------------ hearing

    def hear(self, event: Event) -> None:
        """An event of the host."""
        if event.ticket == self._ticket and self._ticket is not None:
            self._hear_picture(event)
        elif event.ticket == self._judging and self._judging is not None:
            self._hear_judgement(event)

    def _hear_picture(self, event: Event) -> None:
        match event:
            case Progress() if "images" in event.arrays and self.sight is not None:
                self._show(Sight(self.sight.hover, event.arrays["images"][0]))
            case Failed():
                self._ticket = None
                if event.kind != "HostError":
                    self._break(event.message)
            case Finished() | Cancelled():
                self._ticket = None

    def _hear_judgement(self, event: Event) -> None:
        match event:
            case Finished() if self.sight is not None and self.sight.hover == self._judged:
                self._judging = None
                self._show(self._sight(self.sight, event.result))
            case Failed():
                self._judging = None
                if event.kind != "HostError":
                    self._break(event.message)
            case Finished() | Cancelled():
                self._judging = None

    def _sight(self, sight: Sight, found: Any) -> Sight:
        atlas = self._exploration.atlas
        valid = usual = math.nan
        if atlas is not None:
            valid = float(validity(np.array([found["rebuilt"]]), atlas.rebuilt)[0])
            usual = float(np.median(atlas.round_trips)) if len(atlas.round_trips) else math.nan
        return Sight(
            sight.hover,
            sight.picture if sight.hover.row >= 0 else found["image"],
            valid=valid,
            round_trip=float(found["round_trip"]),
            usual=usual,
            distance=float(found["distance"]),
            psnr=float(found["psnr"]),
        )

    # ------------------------------------------------------------------ showing

    def _show(self, sight: Sight, fresh: bool = True) -> None:
        new_picture = self.sight is None or sight.picture is not self.sight.picture
        self.sight = sight
        card, atlas = self.card, self._exploration.atlas
        if card is not None and atlas is not None:
            if new_picture or card.isHidden():
                card.show_picture(None if sight.picture is None else to_image(sight.picture))
            card.say(*words_of(sight, atlas))
            if self._plane is not None:
                at = self._plane.view.to_screen(np.array([sight.hover.x, sight.hover.y]))
                card.stand_by(QPointF(float(at[0]), float(at[1])))
            # A card without a picture would only flash.
            card.setVisible(sight.picture is not None)
        if fresh:
            self.seen.emit(sight)


def words_of(sight: Sight, atlas: Atlas) -> tuple[str, list[list[Words]]]:
    """Title and lines of the card."""
    if sight.hover.row >= 0:
        lines: list[list[Words]] = [[(line, "secondary")] for line in facts(atlas, sight.hover.row, _FACTS)]
        return atlas.names[sight.hover.row], lines
    near = [("no item within reach", "secondary")]
    if sight.distance is not None and not math.isnan(sight.distance):
        near = [(f"no item within {sight.distance:.1f} σ", "secondary")]
    if sight.valid is None:
        return "Decoded here", [near, [(" ", "secondary")]]
    if math.isnan(sight.valid):
        return "Decoded here", [near, [("not judged", "secondary")]]
    role = "good" if sight.valid >= 0.5 else "warm" if sight.valid >= 0.05 else "bad"
    return "Decoded here", [near, [("validity ", "secondary"), (share(sight.valid), role)]]


def share(validity: float) -> str:
    """A validity in [0, 1] in words, the same wherever it stands."""
    return "under 1 %" if validity < 0.01 else f"{100 * validity:.0f} %"
