"""``evaluate`` and ``bench``: how good a model is, and how fast this machine is with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from morphospace.cli.listing import Json
from morphospace.cli.output import progress, say_json, say_table
from morphospace.errors import HostError

if TYPE_CHECKING:
    from morphospace.evaluation.scorecard import Figure, Scorecard

WINDOW_BENCH = "morphospace_desktop.bench"
_PERCENT = 100
_VERDICTS = {True: "reached", False: "missed", None: ""}


def evaluate(
    models: Annotated[list[str], typer.Argument(metavar="MODEL...", help="Ids or folders of models.")],
    as_json: Json = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Score anew what was scored before.")] = False,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, cuda:1 or mps; the best there is.")] = None,
) -> None:
    """Score models on held-out data: reconstruction, edits, new pictures, and what is asked of each."""
    from morphospace.hosting.catalogue import installed

    catalogue = installed()
    entries = [catalogue.find(model) for model in models]
    from morphospace.evaluation.scoring import score
    from morphospace.hosting.devices import pick_device

    place = pick_device(device)
    scorecards = []
    for entry in entries:
        with progress(_PERCENT, f"Evaluating {entry.model}", lines=True) as advance:
            scorecards.append(
                score(
                    entry.open(place),
                    entry.checkpoint.card,
                    device=place,
                    fresh=fresh,
                    progress=lambda what, share, advance=advance: advance(share * _PERCENT, what),  # type: ignore[misc]
                )
            )
    if as_json:
        say_json([scorecard.to_json() for scorecard in scorecards])
        return
    for scorecard in scorecards:
        say_scorecard(scorecard)


def say_scorecard(scorecard: Scorecard) -> None:
    """One model's figures as a table."""
    rows = [figure_row(figure) for figure in scorecard.figures]
    say_table(("figure", "value", "beside it", "asked", ""), rows, f"{scorecard.title} ({scorecard.model})")


def figure_row(figure: Figure) -> tuple[str, str, str, str, str]:
    """Title, value, what it stands beside, what is asked, and whether that is reached."""
    beside = "" if figure.reference is None else f"{figure.reference:.3f} {figure.reference_name}"
    asked = ""
    if figure.bar is not None:
        sign = "≥" if figure.higher_is_better else "≤"
        asked = f"{sign} {figure.bar:g}" + (" of it" if figure.relative else "")
    return figure.title, f"{figure.value:.3f} {figure.unit}".strip(), beside, asked, _VERDICTS[figure.reached]


def bench(
    as_json: Json = False,
    model: Annotated[str | None, typer.Option(help="The model to measure with; the window's first.")] = None,
    starts: Annotated[int, typer.Option(min=1, help="How many cold starts.")] = 5,
    moves: Annotated[int, typer.Option(min=10, help="How many moves of a slider.")] = 300,
    seconds: Annotated[float, typer.Option(min=0.5, help="How long the tick is watched.")] = 10.0,
    kills: Annotated[
        int, typer.Option(min=0, help="How often the model process is killed in a drag: 20 take minutes.")
    ] = 0,
    atlas: Annotated[
        str | None, typer.Option(help="A map's folder: also how alive it is, and UMAP beside the window.")
    ] = None,
) -> None:
    """Measure the speed of this machine: window start, first picture, slider to pixel, tick, and the map."""
    rows = window_rows(model, starts, moves, seconds, kills, atlas)
    if as_json:
        say_json(rows)
        return
    say_table(("what", "measured", "bar", ""), [speed_row(row) for row in rows])


def speed_row(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """What was measured, its value, the most it may be, and whether it is within that."""
    unit = row["unit"]
    return (
        row["what"],
        f"{row['value']:.2f} {unit}",
        f"≤ {row['bar']:g} {unit}",
        _VERDICTS[bool(row["passed"])],
    )


def window_rows(
    model: str | None, starts: int, moves: int, seconds: float, kills: int = 0, atlas: str | None = None
) -> list[dict[str, Any]]:
    """What the window measures of itself, in processes of its own: the rows of ``WINDOW_BENCH``.

    Raises ``HostError``, one sentence, if it cannot be measured.
    """
    options = {
        "model": model,
        "starts": starts,
        "moves": moves,
        "seconds": seconds,
        "kills": kills,
        "atlas": atlas,
    }
    given = [f"--{name}={value}" for name, value in options.items() if value is not None]
    done = subprocess.run(
        [sys.executable, "-m", WINDOW_BENCH, "--json", *given], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise HostError(f"The window cannot be measured ({last.rstrip('.')}): see that it starts.")
    try:
        rows: list[dict[str, Any]] = json.loads(done.stdout)
    except ValueError:
        raise HostError(f"The window's measurements are not JSON but {done.stdout!r:.80}.") from None
    return rows
