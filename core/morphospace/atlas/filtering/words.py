"""The words of a filter: names, values, numbers, signs and brackets, each with its place in the text."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from morphospace.errors import BadFilterError

KEYWORDS = frozenset({"and", "or", "not", "in"})
SIGNS = {"==": "=", "≠": "!=", "<>": "!=", "≤": "<=", "≥": ">="}
"""Other ways to write a sign."""

_TOKEN = re.compile(
    r"""(?P<quoted>"(?:[^"]|"")*"|'(?:[^']|'')*')
      | (?P<sign><=|>=|!=|<>|==|[=<>≠≤≥])
      | (?P<bracket>[(),])
      | (?P<word>[^\s()=<>!≠≤≥,"']+)""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"[-+−]?(\d+\.?(?P<decimals>\d*)|\.(?P<fraction>\d+))([eE][-+−]?\d+)?")
_SIMPLE = re.compile(r"[^\W\d]\w*")
_FLOAT32 = 2e-6
"""Values are float32: a number that a person types is rounded on its way there."""

Kind = Literal["word", "quoted", "sign", "bracket", "keyword", "end"]


@dataclass(frozen=True)
class Token:
    """``text`` without quotes; it stands at ``start`` to ``end`` of the filter."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of a filter, and an ``end`` behind them. Raises ``BadFilterError``."""
    found = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadFilterError(_stray(text[at]), at)
        found.append(_token(match))
        at = match.end()
    return [*found, Token("end", "", len(text), len(text))]


def _token(match: re.Match[str]) -> Token:
    kind, text = str(match.lastgroup), match.group()
    if kind == "quoted":
        return Token("quoted", text[1:-1].replace(text[0] * 2, text[0]), match.start(), match.end())
    if kind == "sign":
        return Token("sign", SIGNS.get(text, text), match.start(), match.end())
    if kind == "word" and text.lower() in KEYWORDS:
        return Token("keyword", text.lower(), match.start(), match.end())
    return Token("bracket" if kind == "bracket" else "word", text, match.start(), match.end())


def _stray(sign: str) -> str:
    if sign in "\"'":
        return f"A quoted word has no end: close it with {sign}."
    return "The sign ! stands alone: write != for what is different, or not before a test."


def folded(text: str) -> str:
    """How names and kinds are compared: without case, spaces and underscores alike."""
    return " ".join(text.replace("_", " ").split()).casefold()


def quoted(text: str) -> str:
    """A name or a kind as a filter writes it: quoted where it would be read as something else."""
    if text.lower() not in KEYWORDS and (_SIMPLE.fullmatch(text) or number(text) is not None):
        return text
    return '"' + text.replace('"', '""') + '"'


def number(text: str) -> tuple[float, float] | None:
    """The number a word says, and how far from it counts as equal; None for another word.

    What float32 cannot tell apart is equal; with two decimals or more, so is whatever is rounded to them:
    ``0.33`` is a third.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    value = float(text.replace("−", "-"))
    decimals = len(match["decimals"] or match["fraction"] or "")
    exact = _FLOAT32 * max(1.0, abs(value)) if math.isfinite(value) else 0.0
    rounded = 0.5 * 10.0**-decimals if decimals >= 2 and "e" not in text.lower() else 0.0
    return value, max(exact, rounded)
