"""Telling how far a long measurement is, and stopping it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from morphospace.errors import CancelledError

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of everything that is done, in [0, 1]."""


@dataclass(frozen=True)
class Watch:
    """A stretch of the work, from ``begin`` to ``end`` of the whole, called ``what``."""

    progress: Progress = lambda what, share: None
    cancelled: Callable[[], bool] = lambda: False
    what: str = ""
    begin: float = 0.0
    end: float = 1.0

    def stage(self, what: str, begin: float, end: float) -> Watch:
        """A part of this stretch, from ``begin`` to ``end`` of it."""
        width = self.end - self.begin
        return replace(self, what=what, begin=self.begin + begin * width, end=self.begin + end * width)

    def at(self, share: float) -> None:
        """Report ``share`` of this stretch as done. Raises ``CancelledError`` when it is to stop."""
        if self.cancelled():
            raise CancelledError("The measurement was cancelled; nothing was changed.")
        self.progress(self.what, self.begin + share * (self.end - self.begin))

    def batches(self, n: int, size: int) -> Iterator[slice]:
        """Slices of ``range(n)`` no longer than ``size``, reporting at each."""
        for start in range(0, n, size):
            self.at(start / n)
            yield slice(start, min(start + size, n))
        self.at(1.0)
