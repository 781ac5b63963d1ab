"""The consensus of many groupings: how long, how much memory, and how both grow from 10,000 rows to 100,000.

Thirty groupings in two kinds of data. "Cells": rows in the plane, each grouping the cells nearest to 15 to 25 places
drawn anew, every third with noise; most rows are like their neighbours, as with methods that people use. "Strays": a
common truth, in each grouping another eighth of the rows dealt out at random, so that hardly two rows are of one kind:
the worst there is. Memory is what Python and numpy took at most while it ran, beside the groupings.

On x86_64, 2 cores, beside other work::

    cells: 30 runs x 10,000 rows (4,030 kinds): 0.5 s, 47 MB
    cells: 30 runs x 30,000 rows (6,740 kinds): 1.0 s, 72 MB; 2.1 and 1.5 times the last
    cells: 30 runs x 100,000 rows (10,034 kinds): 3.6 s, 108 MB; 3.5 and 1.5 times the last
    strays: 30 runs x 10,000 rows (9,790 kinds): 1.6 s, 162 MB
    strays: 30 runs x 30,000 rows (29,047 kinds): 7.1 s, 397 MB; 4.4 and 2.4 times the last
    strays: 30 runs x 100,000 rows (94,794 kinds): 34.6 s, 1,183 MB; 4.9 and 3.0 times the last
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable, Sequence

import numpy as np
from scipy.spatial import cKDTree

from benchmarks.machine import machine
from explorer.clusterings.result import Clustering, ordered
from explorer.comparison.consensus import Consensus, ConsensusParams
from explorer.comparison.consensus.consensus import fit
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.recipe import silent

NEIGHBORS = 14
Made = tuple[np.ndarray, list[np.ndarray]]


def cells(n_runs: int, n_samples: int) -> Made:
    """Rows in the plane, and each grouping the cells of places drawn anew."""
    random = np.random.default_rng(0)
    X = random.normal(size=(n_samples, 2)) + 4 * random.integers(0, 4, (n_samples, 2))
    found = []
    for number in range(n_runs):
        places = X[random.choice(n_samples, 15 + number % 11, replace=False)]
        distance, labels = cKDTree(places).query(X)
        far = distance > np.quantile(distance, 0.9)
        found.append(np.where(far, -1, labels) if number % 3 == 0 else labels)
    return X, found


def strays(n_runs: int, n_samples: int) -> Made:
    """A common truth, and in each grouping another eighth of the rows anywhere."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 20, n_samples)
    X = random.normal(size=(n_samples, 2)) + 8 * np.stack([truth % 5, truth // 5], axis=1)
    lost = random.random((n_runs, n_samples)) < 0.125
    return X, [np.where(part, random.integers(0, 20, n_samples), truth) for part in lost]


def measured(made: Made) -> tuple[float, float, Consensus]:
    """Seconds, megabytes at most, and what came of it."""
    X, labels = made
    distances, indices = cKDTree(X).query(X, NEIGHBORS + 1)
    graph = KNNGraph(indices[:, 1:].astype(np.int32), distances[:, 1:].astype(np.float32), "euclidean", True)
    groupings = {f"grouping_{number:04}": Clustering(ordered(part)) for number, part in enumerate(labels)}
    features = Features(X.astype(np.float32), "")
    began = time.perf_counter()
    found = fit(ConsensusParams(), features=features, graph=graph, report=silent, **groupings)
    seconds = time.perf_counter() - began
    tracemalloc.start()
    fit(ConsensusParams(), features=features, graph=graph, report=silent, **groupings)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return seconds, peak, found


def growth(name: str, make: Callable[[int, int], Made], n_runs: int, sizes: Sequence[int]) -> None:
    """One kind of data at growing numbers of rows."""
    before = None
    for n_samples in sizes:
        made = make(n_runs, n_samples)
        n_kinds = len(np.unique(np.stack(made[1], axis=1), axis=0))
        seconds, peak, found = measured(made)
        grown = "" if before is None else f"; {seconds / before[0]:.1f} and {peak / before[1]:.1f} times the last"
        print(
            f"{name}: {n_runs} runs x {n_samples:,} rows ({n_kinds:,} kinds): {seconds:.1f} s, {peak:,.0f} MB, "
            f"{len(found.sizes)} clusters, mean ARI {found.agreement:.2f}{grown}",
            flush=True,
        )
        before = seconds, peak


def main() -> None:
    """Both kinds of data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    chosen = parser.parse_args()
    print(machine())
    growth("cells", cells, chosen.runs, chosen.rows)
    growth("strays", strays, chosen.runs, chosen.rows)


if __name__ == "__main__":
    main()
