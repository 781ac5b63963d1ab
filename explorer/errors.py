"""Every error that a person may read, as one small tree.

::

    ExplorerError
    ├── InputError            what a person gave can't be used as it is
    │   ├── SourceError       a file can't be read as embeddings or images
    │   ├── ParamsError       a parameter has a wrong type or lies outside its range
    │   ├── SpecError         a TOML spec is wrong; names the key's path
    │   └── LimitError        a limit of this server is hit; names value, limit and remedy
    ├── DamagedArtifact       a stored result doesn't match its own checksum or shape
    ├── AccessDenied          an address that belongs to another visitor
    ├── EngineUnavailable     the engine is still starting, or is gone
    └── JobError              a computation didn't end with a result
        ├── JobFailed         the stage itself raised; carries its words
        ├── WorkerDied        the worker process ended in the middle (out of memory, most often)
        ├── JobTimeout        it took longer than a job may
        └── JobCancelled      nobody asks for it any more

A message is for the person at the screen: what was found, what is allowed, what to do. The traceback goes to the log.
All of them survive pickling, since they cross from a worker process to the web process.
"""

from __future__ import annotations


class ExplorerError(Exception):
    """Base of all errors that are shown to a person in the words of their message."""

    @property
    def message(self) -> str:
        """The sentence to show."""
        return str(self.args[0]) if self.args else type(self).__name__

    def __str__(self) -> str:
        return self.message


class InputError(ExplorerError):
    """What a person gave can't be used as it is."""


class SourceError(InputError):
    """A file can't be read as embeddings or images."""


class ParamsError(InputError):
    """A parameter has a wrong type or lies outside its range.

    Parameters
    ----------
    message : str
        The sentence to show.
    field : str, optional
        Name of the parameter, so that a caller can put the key's path before it.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message, field)
        self.field = field


class SpecError(InputError):
    """A TOML spec is wrong. The message begins with the path of the key (``clustering[1].n_cluster``) or the line."""


class LimitError(InputError):
    """A limit of this server is hit.

    Parameters
    ----------
    what : str
        What was counted, e.g. ``"rows"``.
    value, limit : str
        The value found and the limit, ready to show (with units).
    remedy : str
        What the person, or whoever runs the server, can do.
    """

    def __init__(self, what: str, value: str, limit: str, remedy: str) -> None:
        super().__init__(what, value, limit, remedy)
        self.what, self.value, self.limit, self.remedy = what, value, limit, remedy

    @property
    def message(self) -> str:
        """The sentence to show."""
        return f"Too much: {self.what} {self.value}; the limit here is {self.limit}. {self.remedy}"


class DamagedArtifact(ExplorerError):
    """A stored result doesn't match its own checksum or shape. It is dropped and computed again."""


class AccessDenied(ExplorerError):
    """An address that belongs to another visitor, or that nobody signed."""


class EngineUnavailable(ExplorerError):
    """The engine is still starting, or is gone."""


class JobError(ExplorerError):
    """A computation didn't end with a result."""


class JobFailed(JobError):
    """The stage itself raised something that isn't an `ExplorerError`; the traceback is in the log."""


class WorkerDied(JobError):
    """The worker process ended in the middle of the computation."""


class JobTimeout(JobError):
    """The computation took longer than a job may."""


class JobCancelled(JobError):
    """The computation was cancelled because nobody asks for it any more."""
