"""The commands together, and what becomes of errors: one sentence on standard error and an exit code.

Importing this must stay fast (``morphospace --help``): a command imports what it works with when it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from morphospace.cli import (
    atlases,
    authoring,
    directing,
    exploring,
    judging,
    listing,
    making,
    measuring,
    pictures,
    probing,
)
from morphospace.cli.output import say_error
from morphospace.errors import BadInputError, CancelledError, CannotSaveError, MorphospaceError

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130
DEBUG_VARIABLE = "MORPHOSPACE_DEBUG"

app = typer.Typer(
    name="morphospace",
    help="Create, edit and explore pictures through the latents of generative models. "
    "Without a command the window opens.",
    add_completion=False,
    no_args_is_help=True,
    # Plain help: the panels of rich would double the time it takes to appear.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for _command in (
    listing.models,
    listing.plugins,
    pictures.sample,
    pictures.edit,
    pictures.reconstruct,
    pictures.encode,
    directing.direction,
    exploring.interpolate,
    exploring.neighbours,
    judging.novelty,
    making.data,
    making.train,
    measuring.evaluate,
    probing.probe,
    measuring.bench,
    authoring.new_plugin,
):
    app.command()(_command)
app.add_typer(atlases.atlas)


@app.command()
def studio(
    file: Annotated[str | None, typer.Argument(help="A picture or a project to open.")] = None,
) -> int:
    """Open the window."""
    from morphospace.cli.window import open_window

    return open_window([file] if file else [])


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"morphospace {installed('morphospace')}")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; errors are said here, and never as a traceback."""
    command = typer.main.get_command(app)
    try:
        return int(command.main(list(arguments), prog_name="morphospace", standalone_mode=False) or 0)
    except (BadInputError, CannotSaveError) as error:
        say_error(str(error))
        return BAD_INPUT
    except CancelledError as error:
        say_error(str(error))
        return INTERRUPTED
    except MorphospaceError as error:
        say_error(str(error))
        return FAILED
    except (KeyboardInterrupt, typer.Abort):
        say_error("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); let Python not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        return _unforeseen(error)


def _unforeseen(error: Exception) -> int:
    """A wrong command line, which typer raises as errors of its own, or a fault of ours."""
    if hasattr(error, "format_message"):
        said = " ".join(str(error.format_message()).split())
        say_error(f"{said.rstrip('.')}: see `morphospace --help`.")
        return BAD_INPUT
    if os.environ.get(DEBUG_VARIABLE):
        raise error
    said = " ".join(f"{type(error).__name__}: {error}".split())
    say_error(f"Morphospace failed ({said}): set {DEBUG_VARIABLE}=1 to see where, and report it.")
    return FAILED
