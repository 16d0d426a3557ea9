"""Errors a person reads: each message is one sentence saying what is wrong, why, and what to do."""


class MorphospaceError(Exception):
    """Anything Morphospace reports on purpose; ``str(error)`` can be shown as it is."""


class BadInputError(MorphospaceError):
    """A file or a value that the user gave cannot be used (exit code 2 on the command line)."""


class BadSettingError(BadInputError):
    """A setting names an unknown control, or its value is out of that control's range."""


class BadImageError(BadInputError):
    """A picture cannot be read: not an image, cut short, too large, or of an unusable kind."""


class BadCheckpointError(BadInputError):
    """A model folder is incomplete, damaged, or does not hold what its card says."""


class BadProjectError(BadInputError):
    """A project file is damaged or not a project."""


class BadFilterError(BadInputError):
    """A filter cannot be read; ``position`` is the place in its text at which the fault stands."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


class CannotSaveError(MorphospaceError):
    """Writing failed (disk full, read-only folder); nothing that existed before was changed."""


class PluginError(MorphospaceError):
    """A plugin raised, or declared something impossible."""


class HostError(MorphospaceError):
    """The process that holds the models failed (crashed, out of memory, stopped answering)."""


class CancelledError(MorphospaceError):
    """The work was cancelled, or a newer request took its place."""
