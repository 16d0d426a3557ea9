"""What was made waits a moment in memory and goes to disk together: every half second, later every few."""

from __future__ import annotations

import json
import time
from types import TracebackType

import numpy as np

from morphospace.atlas.building.making import Made
from morphospace.atlas.building.sources import Batch
from morphospace.atlas.columns import Column
from morphospace.atlas.storage.store import PLACES, SKIPPED, THUMBNAILS, Appender
from morphospace.atlas.storage.table import SegmentWriter, Table

_FIRST_SECONDS, _MOST_SECONDS = 0.5, 5.0
_SLOWING = 20.0


class Growth:
    """One source going into an atlas. Use as a context: what is made is kept, whatever ends it.

    ``source``: the place of the source among those of the atlas.
    """

    def __init__(self, appender: Appender, source: int) -> None:
        self._appender, self._source = appender, source
        self._segment = f"items-{len(appender.state.segments):03d}.arrow"
        self._writer = SegmentWriter()
        self._began = self._written_at = time.monotonic()
        self._broken = False
        self._clear()

    def __enter__(self) -> Growth:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        # After a failed write the files may hold half of a batch, which the next run cuts off.
        if not self._broken:
            self.write()

    @property
    def waiting(self) -> int:
        """How many items were looked at and are not written yet."""
        return self._taken

    def add(self, batch: Batch, made: Made) -> None:
        """Take what was made of a batch, and write if it is time. Raises ``CannotSaveError``."""
        self._made.append(made)
        self._taken += batch.taken
        self.skip([*batch.skipped, *made.skipped])
        self._lost += len(batch.skipped) + len(made.skipped)
        now = time.monotonic()
        patience = min(_MOST_SECONDS, _FIRST_SECONDS + (now - self._began) / _SLOWING)
        if now - self._written_at >= patience or not self._appender.state.count:
            self.write()

    def skip(self, skipped: list[tuple[str, str]]) -> None:
        """List what cannot be used."""
        self._skipped += [
            json.dumps({"file": file, "reason": reason}, ensure_ascii=False) for file, reason in skipped
        ]

    def write(self) -> None:
        """Bring all to disk, where it counts from now on. Raises ``CannotSaveError``."""
        self._broken = True
        state, appender = self._appender.state, self._appender
        made = [one for one in self._made if len(one.table)]
        segments = state.segments
        if made:
            appender.append(PLACES, np.concatenate([one.places for one in made]).tobytes())
            appender.append(THUMBNAILS, np.concatenate([one.thumbnails for one in made]).tobytes())
            appender.append(self._segment, self._writer.batch(_together([one.table for one in made])))
            segments = segments if self._segment in segments else (*segments, self._segment)
        if self._skipped:
            appender.append(SKIPPED, "".join(f"{line}\n" for line in self._skipped).encode())
        taken = list(state.taken)
        taken[self._source] += self._taken
        appender.commit(
            count=state.count + sum(len(one.table) for one in made),
            skipped=state.skipped + self._lost,
            taken=tuple(taken),
            segments=segments,
        )
        self._written_at = time.monotonic()
        self._clear()

    def _clear(self) -> None:
        self._made: list[Made] = []
        self._skipped: list[str] = []
        self._taken = self._lost = 0
        self._broken = False


def _together(tables: list[Table]) -> Table:
    columns = {
        name: Column(
            name, one.title, np.concatenate([table.columns[name].values for table in tables]), one.kinds
        )
        for name, one in tables[0].columns.items()
    }
    return Table(
        [name for table in tables for name in table.names],
        [file for table in tables for file in table.files],
        [text for table in tables for text in table.texts],
        columns,
    )
