"""One recipe's run: as the engine keeps it, and as a page sees it."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Literal

from distributed import Future

from explorer.errors import ExplorerError
from explorer.pipeline import STEPS
from explorer.recipe import Recipe

State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Job:
    """One recipe's run, as it stands.

    Attributes
    ----------
    recipe : Recipe
    state : {"waiting", "running", "done", "failed", "cancelled"}
    stage : str
        What it is doing, in a word or two.
    share : float or None
        Share done of that stage, in 0..1, where it is known.
    seconds : float
        Since it began to run; while waiting, since it was asked for.
    ahead : int
        While waiting: how many other jobs are running or were asked for earlier.
    error : ExplorerError or None
        Why it failed or was cancelled.
    """

    recipe: Recipe
    state: State
    stage: str = ""
    share: float | None = None
    seconds: float = 0.0
    ahead: int = 0
    error: ExplorerError | None = None

    @property
    def live(self) -> bool:
        """Whether a result may still come."""
        return self.state in ("waiting", "running")


@dataclass
class Entry:
    """A run as the engine keeps it; `token` names this one try of it, `address` and `pid` the worker that runs it.

    Whether it is `heavy` is found out once: pages look at every run that waits several times a second.
    """

    recipe: Recipe
    heavy: bool = False
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    owners: set[str] = field(default_factory=set)
    declined: set[str] = field(default_factory=set)  # those who cancelled it while others still ask
    state: State = "waiting"
    stage: str = ""
    share: float | None = None
    asked: float = field(default_factory=time.monotonic)
    began: float = 0.0
    ended: float = 0.0
    future: Future[str] | None = None
    address: str = ""
    pid: int = 0
    error: ExplorerError | None = None

    @property
    def live(self) -> bool:
        """Whether a result may still come."""
        return self.state in ("waiting", "running")

    @property
    def kept(self) -> bool:
        """Whether it waits and hasn't been handed to the workers yet."""
        return self.state == "waiting" and self.future is None

    @property
    def patient(self) -> bool:
        """Whether all other short jobs go first."""
        return STEPS[self.recipe.step].patient
