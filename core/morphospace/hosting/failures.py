"""Failures: any exception, as the one sentence and the kind that travel to whoever asked."""

from __future__ import annotations

from morphospace import errors
from morphospace.errors import HostError, MorphospaceError
from morphospace.hosting import logs
from morphospace.hosting.devices import is_out_of_memory
from morphospace.hosting.host import Failed


def failure(ticket: int, error: BaseException, title: str, doing: str) -> Failed:
    """What went wrong while ``title`` (a model or a job) was ``doing`` something.

    Errors made for people pass as they are; whatever else a plugin raises is written to the log.
    """
    if isinstance(error, MorphospaceError):
        return Failed(ticket, str(error), _kind(error))
    if is_out_of_memory(error):
        message = f"Memory ran out while {title} was {doing}: ask for fewer or smaller pictures."
        return Failed(ticket, message, HostError.__name__)
    path = logs.write_traceback(error, f"{title} {doing}")
    said = " ".join(str(error).split())[:200]
    what = f"{type(error).__name__} ({said})" if said else type(error).__name__
    remedy = f"see {path} and tell the plugin's author" if path else "tell the plugin's author"
    return Failed(ticket, f"{title} failed while {doing} with {what}: {remedy}.", errors.PluginError.__name__)


def to_error(failed: Failed) -> MorphospaceError:
    """The narrow exception that a ``Failed`` stands for."""
    kind = getattr(errors, failed.kind, None)
    if isinstance(kind, type) and issubclass(kind, MorphospaceError):
        return kind(failed.message)
    return MorphospaceError(failed.message)


def _kind(error: MorphospaceError) -> str:
    """The nearest class that every process knows (a plugin may have its own subclasses)."""
    for kind in type(error).__mro__:
        if getattr(errors, kind.__name__, None) is kind:
            return str(kind.__name__)
    return MorphospaceError.__name__
