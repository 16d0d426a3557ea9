"""What commands say: JSON and tables on standard output, progress and errors on standard error."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

_LINE_SECONDS = 10.0

Advance = Callable[[float, str], None]
"""Called with how much is done and a few words."""


def say_error(sentence: str) -> None:
    """One line on standard error."""
    print(sentence, file=sys.stderr)


def say_json(data: object) -> None:
    """Indented JSON on standard output; what is not a number becomes null, as JSON has no word for it."""
    print(json.dumps(_finite(data), indent=2, ensure_ascii=False))


def say_table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """A table on standard output, as wide as the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, title=title or None, title_justify="left", box=None, header_style="bold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


@contextmanager
def progress(total: float, words: str, *, lines: bool = False) -> Iterator[Advance]:
    """Show how far the work is: a live bar on a terminal; elsewhere nothing, or ``lines`` now and then."""
    if not sys.stderr.isatty():
        yield _lines(total, words) if lines else lambda done, text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    shown = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with shown:
        task = shown.add_task(words, total=total)
        yield lambda done, text: shown.update(task, completed=int(done), description=text or words)


def _lines(total: float, words: str) -> Advance:
    last = time.monotonic()

    def advance(done: float, text: str) -> None:
        nonlocal last
        if time.monotonic() - last >= _LINE_SECONDS:
            last = time.monotonic()
            print(f"{text or words}: {done:g} of {total:g}", file=sys.stderr, flush=True)

    return advance


def _finite(data: object) -> object:
    if isinstance(data, dict):
        return {str(key): _finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_finite(value) for value in data]
    if isinstance(data, float) and not -1e300 < data < 1e300:
        return None
    return data
