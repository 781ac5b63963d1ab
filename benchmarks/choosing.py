"""Which to use, of thirty groupings: how long, where it goes, and how it grows from 10,000 rows to 100,000.

Silhouettes of all in one space (from 5,000 rows drawn), the likeness of every two, and for each family of near-copies
the consensus of the others: with thirty groupings of which none is a copy that is thirty times a consensus, the most
there can be. Seconds of processor time. The two kinds of data are those of `benchmarks.consensus`; nearly all rows of
"strays" are unlike each other, which is the worst there is and like nothing that people bring. The page shows how far
it is meanwhile::

    .venv/bin/python -m benchmarks.choosing
    .venv/bin/python -m benchmarks.choosing --strays --rows 10000 30000

On x86_64, 2 cores, beside other work::

    cells: 30 runs x 10,000 rows: 8.3 s (silhouette 3.3, comparing 0.2, the consensus of the others 4.7)
    cells: 30 runs x 30,000 rows: 7.6 s (0.9, 0.2, 6.6); 0.9 times the last
    cells: 30 runs x 100,000 rows: 11.6 s (2.1, 0.5, 9.0); 1.5 times the last

What rows have in common is counted once for all: their kinds, and which kinds are near each other. The rest is joining
and placing, anew for each family left out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np
from scipy.spatial import cKDTree

from benchmarks.consensus import NEIGHBORS, cells, strays
from benchmarks.machine import machine
from explorer.clusterings.result import Clustering, ordered
from explorer.comparison.choosing import Verdicts, VerdictsParams
from explorer.comparison.choosing.judge import fit
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph


class Stages:
    """Seconds of processor time by what is reported."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._stage, self._since = "", time.process_time()

    def __call__(self, stage: str, done: float | None = None) -> None:  # noqa: ARG002 - a report's signature
        now = time.process_time()
        if self._stage:
            self.spent[self._stage] = self.spent.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now

    def __str__(self) -> str:
        self("")
        return ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in self.spent.items())


def judged(X: np.ndarray, labels: Sequence[np.ndarray]) -> tuple[float, Stages, Verdicts]:
    """Seconds of processor time, by stage too, and what came of it."""
    distances, indices = cKDTree(X).query(X, NEIGHBORS + 1)
    graph = KNNGraph(indices[:, 1:].astype(np.int32), distances[:, 1:].astype(np.float32), "euclidean", True)
    groupings = {f"grouping_{number:04}": Clustering(ordered(part)) for number, part in enumerate(labels)}
    stages, began = Stages(), time.process_time()
    found = fit(
        VerdictsParams(), features=Features(X.astype(np.float32), ""), graph=graph, report=stages, **groupings
    )
    return time.process_time() - began, stages, found


def main() -> None:
    """Growing numbers of rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--strays", action="store_true", help="the worst there is, instead of what people bring")
    chosen = parser.parse_args()
    print(machine())
    name, make = ("strays", strays) if chosen.strays else ("cells", cells)
    before = None
    for n_samples in chosen.rows:
        seconds, stages, found = judged(*make(chosen.runs, n_samples))
        grown = "" if before is None else f"; {seconds / before:.1f} times the last"
        known = int(np.isfinite(found.agreement).sum())
        print(
            f"{name}: {chosen.runs} runs x {n_samples:,} rows: {seconds:.1f} s ({stages}), {known} held against the "
            f"others{grown}",
            flush=True,
        )
        before = seconds


if __name__ == "__main__":
    main()
