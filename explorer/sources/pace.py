"""How far a reading is, in words: rows or files so far, how many a second, and the time that is left."""

from __future__ import annotations

import time
from collections.abc import Callable

from explorer.recipe import Report

EVERY_SECONDS = 0.2
SURE_AFTER = 1.0  # seconds; a rate of less says little


class Pace:
    """A count that is told as it grows, a few times a second at most.

    Parameters
    ----------
    report : Report
    doing : str
        ``"reading"``, ``"checking"``.
    unit : str
        What is counted, ``"rows"``.
    total : int or None
        How many there will be; None where only a share tells.
    clock : callable
        Seconds.
    """

    def __init__(
        self,
        report: Report,
        doing: str,
        unit: str,
        total: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._report, self._doing, self._unit, self._total, self._clock = report, doing, unit, total, clock
        self._began = clock()
        self._last = -EVERY_SECONDS

    def __call__(self, count: int, share: float | None = None) -> None:
        """Tell how many there are so far, and the share done in 0..1 where the count doesn't say it."""
        seconds = self._clock() - self._began
        if seconds - self._last < EVERY_SECONDS:
            return
        self._last = seconds
        if self._total:
            share = count / self._total
        share = None if share is None else min(1.0, share)
        self._report(self._words(count, share, seconds), share)

    def _words(self, count: int, share: float | None, seconds: float) -> str:
        of = f" of {self._total:,}" if self._total else ""
        said = f"{self._doing}: {count:,}{of} {self._unit}"
        if seconds < SURE_AFTER or not count:
            return said
        said += f", {_rounded(count / seconds):,} a second"
        if share:
            said += f", {_time(seconds * (1 - share) / share)} left"
        return said


def _rounded(rate: float) -> int | float:
    """Two digits of it: more would flicker."""
    if rate < 10:
        return round(rate, 1)
    digits = len(str(int(rate))) - 2
    return round(int(rate), -digits)


def _time(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(1, round(seconds))} s"
