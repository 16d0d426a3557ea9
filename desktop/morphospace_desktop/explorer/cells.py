"""Where pictures of one size stand in a grid that fills a width: plain arithmetic, no Qt."""

from __future__ import annotations

from dataclasses import dataclass

_EDGE = 16


@dataclass(frozen=True)
class Cells:
    """``count`` squares of ``side`` pixels in rows across ``width``, with a margin around them all."""

    count: int
    side: int
    width: int
    gap: int = 8

    @property
    def step(self) -> int:
        """From one picture to the next."""
        return self.side + self.gap

    @property
    def columns(self) -> int:
        """Pictures in a row."""
        return max(1, (self.width - 2 * _EDGE + self.gap) // self.step)

    @property
    def height(self) -> int:
        """Of all rows together, margins included."""
        rows = -(-self.count // self.columns)
        return 2 * _EDGE + rows * self.step - self.gap if rows else 0

    def place(self, index: int) -> tuple[int, int]:
        """The left upper corner of a picture."""
        row, column = divmod(index, self.columns)
        return _EDGE + column * self.step, _EDGE + row * self.step

    def at(self, x: float, y: float) -> int:
        """The picture at a point, or -1 between them."""
        column, right = divmod(x - _EDGE, self.step)
        row, below = divmod(y - _EDGE, self.step)
        inside = 0 <= column < self.columns and row >= 0 and right < self.side and below < self.side
        index = int(row * self.columns + column)
        return index if inside and index < self.count else -1

    def between(self, top: float, bottom: float) -> range:
        """The pictures of which something is seen between two heights."""
        first = max(0, int((top - _EDGE) // self.step)) * self.columns
        last = (int((bottom - _EDGE) // self.step) + 1) * self.columns
        return range(min(first, self.count), max(0, min(last, self.count)))
