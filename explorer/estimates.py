"""How long a run will probably take, from what earlier runs of the same step and variant took on this machine.

Every finished run adds a line to ``HOME/timings.jsonl``. An estimate scales the runs nearest in size, the middle one of
the newest five: by n log n in the rows, by the root of the dimensions. Without an earlier run there is no estimate, and
the page says so.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low

KEPT_BYTES = 200_000  # the newest few thousand runs
NEWEST = 5  # runs of a size that are looked at


@dataclass(frozen=True)
class Timing:
    """One finished run: its step, rows, dimensions and seconds, and the step's variant where there are several."""

    step: str
    n_samples: int
    n_features: int
    seconds: float
    variant: str = ""


def record(home: Path, timing: Timing) -> None:
    """Add a finished run to the file."""
    line = json.dumps([timing.step, timing.n_samples, timing.n_features, round(timing.seconds, 4), timing.variant])
    with (home / "timings.jsonl").open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")


def past(home: Path) -> list[Timing]:
    """The newest runs on this machine, oldest first; lines that a crash cut short are passed over."""
    try:
        with (home / "timings.jsonl").open("rb") as handle:
            handle.seek(0, 2)
            handle.seek(max(0, handle.tell() - KEPT_BYTES))
            lines = handle.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            found.append(Timing(*json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def estimate(
    timings: Sequence[Timing], step: str, n_samples: int, n_features: int, variant: str = ""
) -> float | None:
    """Seconds that a run will probably take.

    Parameters
    ----------
    timings : sequence of Timing
        Earlier runs, oldest first.
    step : str
    n_samples, n_features : int
        Size of the run to come.
    variant : str
        As `Step.variant` names it: runs of another program say nothing.

    Returns
    -------
    float or None
        None where nothing within a factor of 30 in rows was run before.
    """
    size = _work(n_samples, n_features)
    alike = [timing for timing in timings if (timing.step, timing.variant) == (step, variant)]
    known = [timing for timing in alike if timing.n_samples and timing.n_features]
    known = [timing for timing in known if 1 / 30 <= n_samples / timing.n_samples <= 30]
    if not known or not n_samples:
        return None
    # A first run also compiled, and one may have stood beside much else: neither counts where there are others.
    distance = {timing: abs(math.log(size / _work(timing.n_samples, timing.n_features))) for timing in known}
    least = min(distance.values())
    nearest = [timing for timing in known if distance[timing] <= least + 0.1][-NEWEST:]
    return size * median_low(timing.seconds / _work(timing.n_samples, timing.n_features) for timing in nearest)


def _work(n_samples: int, n_features: int) -> float:
    return n_samples * math.log(n_samples + 2) * math.sqrt(max(n_features, 1))
