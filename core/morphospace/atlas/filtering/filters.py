"""Filters: a small language to say which items of an atlas are meant, ``glasses = 1 and hair = red``.

Tests are joined by ``and``, ``or``, ``not`` and brackets. A test is a column (its name or its title) with
``= != < <= > >=`` and a value, or with ``in (a, b)``, or a number's column alone, which means above 0. An
item whose value is not known matches neither a test nor its opposite (Kleene's logic of three values).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from morphospace.atlas.columns import Column
from morphospace.atlas.filtering import faults
from morphospace.atlas.filtering.words import Token, folded, number, quoted, tokens
from morphospace.errors import BadFilterError

_DEEPEST = 60
_LONGEST = 10_000
_SAID = {"yes": "1", "true": "1", "on": "1", "no": "0", "false": "0", "off": "0"}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True)
class Comparison:
    """One column against values: ``sign`` is ``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in`` or
    ``above 0``; a kind is written as the column writes it, a number as the person did."""

    column: str
    sign: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.sign == "above 0":
            return quoted(self.column)
        if self.sign == "in":
            return f"{quoted(self.column)} in ({', '.join(map(quoted, self.values))})"
        return f"{quoted(self.column)} {self.sign} {quoted(self.values[0])}"


@dataclass(frozen=True)
class Joined:
    """Tests joined by ``and`` or by ``or``."""

    word: str
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return f" {self.word} ".join(f"({part})" if self._binds(part) else str(part) for part in self.parts)

    def _binds(self, part: Node) -> bool:
        """Whether a part needs brackets: only ``and`` within ``or`` does not."""
        return isinstance(part, Joined) and (self.word, part.word) != ("or", "and")


@dataclass(frozen=True)
class Not:
    """The opposite of a test."""

    part: Node

    def __str__(self) -> str:
        return f"not ({self.part})" if isinstance(self.part, Joined) else f"not {self.part}"


Node = Comparison | Joined | Not


@dataclass(frozen=True)
class Filter:
    """A filter that was read; ``str`` writes it in the plainest way, which reads as the same filter."""

    root: Node

    def __str__(self) -> str:
        return str(self.root)

    def matches(self, columns: Mapping[str, Column]) -> np.ndarray:
        """Which items match: bool ``(N,)``."""
        return _matches(self.root, columns, True)


def parse(text: str, columns: Mapping[str, Column]) -> Filter:
    """The filter that ``text`` says of these columns. Raises ``BadFilterError`` and nothing else."""
    if len(text) > _LONGEST:
        raise BadFilterError(f"A filter has at most {_LONGEST:,} letters: say less at once.", _LONGEST)
    reader = _Reader(tokens(text), columns)
    root = reader.any_of()
    if reader.next.kind != "end":
        raise faults.left_over(reader.next)
    return Filter(root)


def column_named(name: str, columns: Mapping[str, Column]) -> Column | None:
    """The column that a filter means: by its name as it is, else by name or title however written."""
    if name in columns:
        return columns[name]
    known = columns.values()
    for called in ({folded(c.name): c for c in known}, {folded(c.title): c for c in known}):
        if folded(name) in called:
            return called[folded(name)]
    return None


# ---------------------------------------------------------------------- reading


class _Reader:
    """Reads tokens from the first to the last: one method for each rule of the grammar."""

    def __init__(self, found: Sequence[Token], columns: Mapping[str, Column]) -> None:
        self._tokens, self._columns = found, columns
        self._at = 0
        self._depth = 0

    @property
    def next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self.next
        self._at += 1
        return token

    def _took(self, kind: str, text: str) -> bool:
        found = self.next.kind == kind and self.next.text == text
        self._at += found
        return found

    def any_of(self) -> Node:
        """``test and test or test``: ``and`` binds closer."""
        return self._joined("or", lambda: self._joined("and", self._one))

    def _joined(self, word: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self._took("keyword", word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _one(self) -> Node:
        start = self.next
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadFilterError("There are too many brackets in brackets: write it plainer.", start.start)
        try:
            if self._took("keyword", "not"):
                return Not(self._one())
            if self._took("bracket", "("):
                return self._bracketed(start)
            return self._test()
        finally:
            self._depth -= 1

    def _bracketed(self, start: Token) -> Node:
        inner = self.any_of()
        if not self._took("bracket", ")"):
            raise faults.unclosed(self.next, start)
        return inner

    def _words(self) -> list[Token]:
        """Names and kinds may have spaces: all words up to the next sign, bracket or keyword."""
        found = []
        while self.next.kind in ("word", "quoted"):
            found.append(self._take())
        return found

    def _test(self) -> Comparison:
        words = self._words()
        if not words:
            raise faults.no_test(self.next)
        column = self._column(words)
        if self.next.kind == "sign":
            return self._compared(column)
        refused = self.next.kind == "keyword" and self.next.text == "not"
        if refused and self._tokens[self._at + 1].text == "in":
            raise BadFilterError("Write not before the name: not hair in (bald, hat).", self.next.start)
        if self._took("keyword", "in"):
            return Comparison(column.name, "in", self._list(column))
        if column.is_kind:
            raise faults.kind_alone(column, words[0])
        return Comparison(column.name, "above 0")

    def _compared(self, column: Column) -> Comparison:
        sign = self._take()
        if column.is_kind and sign.text not in ("=", "!="):
            raise faults.no_order(column, sign)
        value = self._value(column)
        if self.next.kind == "sign":
            raise faults.run_together(self._tokens[self._at - 1])
        return Comparison(column.name, sign.text, (value,))

    def _list(self, column: Column) -> tuple[str, ...]:
        opened = self.next
        if not self._took("bracket", "("):
            raise faults.no_list(column, opened)
        values = [self._value(column)]
        while self._took("bracket", ","):
            values.append(self._value(column))
        if not self._took("bracket", ")"):
            raise faults.unclosed(self.next, opened)
        return tuple(values)

    def _column(self, words: Sequence[Token]) -> Column:
        name = _text(words)
        column = column_named(name, self._columns)
        if column is not None:
            return column
        raise faults.no_column(name, words[0], self._columns)

    def _value(self, column: Column) -> str:
        words = self._words()
        if not words:
            raise faults.no_value(column, self.next)
        if self.next.kind == "sign" and len(words) > 1:
            raise faults.run_together(words[-1])
        text = _text(words)
        found = _kind(column, text) if column.is_kind else _number(text)
        if found is None:
            raise faults.wrong_value(column, text, words[0], self._columns)
        return found


def _text(words: Sequence[Token]) -> str:
    return " ".join(word.text for word in words)


def _kind(column: Column, text: str) -> str | None:
    """The kind meant, as the column writes it."""
    if text in column.kinds:
        return text
    return next((kind for kind in column.kinds if folded(kind) == folded(text)), None)


def _number(text: str) -> str | None:
    text = _SAID.get(text.lower(), text)
    found = number(text)
    return text if found is not None and np.isfinite(found[0]) else None


# ---------------------------------------------------------------------- matching


def _matches(node: Node, columns: Mapping[str, Column], wanted: bool) -> np.ndarray:
    """Items of which the node is known to be true (``wanted``), or known to be false (De Morgan)."""
    if isinstance(node, Not):
        return _matches(node.part, columns, not wanted)
    if isinstance(node, Joined):
        parts = (_matches(part, columns, wanted) for part in node.parts)
        return reduce(np.logical_and if (node.word == "and") == wanted else np.logical_or, parts)
    column = columns[node.column]
    return _is_kind(column, node, wanted) if column.is_kind else _compares(column, node, wanted)


def _is_kind(column: Column, test: Comparison, wanted: bool) -> np.ndarray:
    meant = (test.sign != "!=") == wanted
    table = np.array([(kind in test.values) == meant for kind in column.kinds] + [False])
    # The code of what is not known is -1: the last of the table.
    return np.asarray(table[column.values])


def _compares(column: Column, test: Comparison, wanted: bool) -> np.ndarray:
    values = column.values
    if test.sign == "above 0":
        return np.asarray(values > 0 if wanted else values <= 0)
    if test.sign == "in":
        tests = [_sign(values, "=" if wanted else "!=", value) for value in test.values]
        return reduce(np.logical_or if wanted else np.logical_and, tests)
    return _sign(values, test.sign if wanted else _OPPOSITE[test.sign], test.values[0])


def _sign(values: np.ndarray, sign: str, text: str) -> np.ndarray:
    """A comparison in which NaN never holds, and what is equal is neither below nor above."""
    at, slack = number(text) or (np.nan, 0.0)
    with np.errstate(over="ignore"):  # beyond float32 is beyond every value
        low, high = np.float32(at - slack), np.float32(at + slack)
    if sign == "=":
        return np.asarray((values >= low) & (values <= high))
    if sign == "!=":
        return np.asarray((values < low) | (values > high))
    if sign in ("<", ">="):
        return np.asarray(values < low if sign == "<" else values >= low)
    return np.asarray(values > high if sign == ">" else values <= high)
