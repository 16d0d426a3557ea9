"""What is wrong with a filter: one sentence each, with the place of the fault and what was probably meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from morphospace.atlas.columns import Column
from morphospace.atlas.filtering.words import Token, folded, quoted
from morphospace.errors import BadFilterError

_MOST_NAMED = 8


def no_test(found: Token) -> BadFilterError:
    """A name was expected."""
    if found.kind == "end":
        return BadFilterError("The filter ends too soon: name a column here.", found.start)
    return BadFilterError(f"A test begins with the name of a column, not with {found.text}.", found.start)


def left_over(found: Token) -> BadFilterError:
    """A whole filter was read, and something follows."""
    if found.text == ")":
        return BadFilterError("A bracket is closed that was never opened: take it away.", found.start)
    return BadFilterError(f"Put and or or before {_named(found)}.", found.start)


def run_together(last: Token) -> BadFilterError:
    """Two tests stand side by side; ``last`` begins the second."""
    return BadFilterError(f"Put and or or before {_named(last)}: here a second test begins.", last.start)


def unclosed(found: Token, opened: Token) -> BadFilterError:
    """A closing bracket was expected."""
    if found.kind == "end":
        return BadFilterError("A bracket was opened and not closed: put ) behind it.", opened.start)
    return BadFilterError(f"Close the bracket before {_named(found)}.", found.start)


def kind_alone(column: Column, at: Token) -> BadFilterError:
    """A column of kinds without a value."""
    example = f"{quoted(column.name)} = {quoted(column.kinds[0])}"
    return BadFilterError(f"{column.name} has kinds: say which, for example {example}.", at.start)


def no_order(column: Column, sign: Token) -> BadFilterError:
    """Kinds were compared by size."""
    return BadFilterError(
        f"{column.name} has kinds, of which none is more than another: use = or !=.", sign.start
    )


def no_list(column: Column, found: Token) -> BadFilterError:
    """``in`` without a list."""
    values = ", ".join(quoted(kind) for kind in column.kinds[:2]) or "0, 1"
    return BadFilterError(
        f"Put values in brackets behind in: {quoted(column.name)} in ({values}).", found.start
    )


def no_value(column: Column, found: Token) -> BadFilterError:
    """A value was expected."""
    what = f"one of {_list(column.kinds)}" if column.is_kind else "a number"
    return BadFilterError(f"Put a value here: {column.name} is {what}.", found.start)


def no_column(name: str, at: Token, columns: Mapping[str, Column]) -> BadFilterError:
    """A column that is not there."""
    message = f"There is no column {name}"
    owner = _owner(name, columns)
    near = _near(name, [column.name for column in columns.values()])
    if owner is not None:
        return BadFilterError(f"{message}: did you mean {_meant(owner, name)}?", at.start)
    if near:
        return BadFilterError(f"{message}: did you mean {near}?", at.start)
    known = f"the columns are {_list(list(columns))}" if columns else "there are no columns at all"
    return BadFilterError(f"{message}: {known}.", at.start)


def wrong_value(column: Column, text: str, at: Token, columns: Mapping[str, Column]) -> BadFilterError:
    """A value that the column cannot have."""
    message = f"{column.name} has no value {text}" if column.is_kind else f"{column.name} is a number"
    near = _near(text, column.kinds)
    owner = _owner(text, columns)
    if owner is not None:
        return BadFilterError(f"{message}: did you mean {_meant(owner, text)}?", at.start)
    if near:
        return BadFilterError(f"{message}: did you mean {quoted(near)}?", at.start)
    rest = f"it has {_list(column.kinds)}" if column.is_kind else f"compare it with one, not with {text}"
    return BadFilterError(f"{message}: {rest}.", at.start)


def _owner(text: str, columns: Mapping[str, Column]) -> Column | None:
    """The column that has ``text`` among its kinds."""
    for column in columns.values():
        if any(folded(kind) == folded(text) for kind in column.kinds):
            return column
    return None


def _meant(column: Column, text: str) -> str:
    kind = next(kind for kind in column.kinds if folded(kind) == folded(text))
    return f"{quoted(column.name)} = {quoted(kind)}"


def _near(text: str, known: Sequence[str]) -> str:
    by_fold = {folded(one): one for one in known}
    found = get_close_matches(folded(text), list(by_fold), 1, 0.75)
    return by_fold[found[0]] if found else ""


def _list(words: Sequence[str]) -> str:
    shown = ", ".join(words[:_MOST_NAMED])
    return f"{shown} and {len(words) - _MOST_NAMED} more" if len(words) > _MOST_NAMED else shown


def _named(token: Token) -> str:
    return "the end" if token.kind == "end" else token.text
