"""Sweeps of 50 groupings: cut from what they share, against fitting each anew; and HDBSCAN's slider at 70,000 rows.

Of the fits anew only some are made, evenly over the range, and their mean is taken for the rest. Neither side counts
the scores; what judging all 50 takes is printed beside. Each grouping that was fitted anew is compared row for row.
The ratio is of processor seconds of all threads, which other work on the machine changes less than it does the clock.

On x86_64, 2 cores, 25 GB, Python 3.11.7, beside other work, 10,000 x 100, processor seconds of a sweep and of 50 fits
anew (2 of them made): k-means 12.1 and 14.5 (1.2 times: nothing can be shared), ward 8.1 and 326 (40.2
times), DBSCAN 7.4 and 45.6 (6.2 times), HDBSCAN 70.1 and 678 (9.7 times); every grouping compared was the same row for
row. With 5 fits made, beside much more work: 1.0, 34.9, 6.1 and 9.2 times. HDBSCAN of 70,000 x 2, another
`min_cluster_size`: 0.06 to 0.11 s of processor.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hdbscan
import numpy as np
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.datasets import make_blobs

from benchmarks.machine import machine
from explorer import plan
from explorer.clusterings import SHARED, Clustering, DensityTreeParams, HDBSCANParams
from explorer.clusterings.result import ordered
from explorer.comparison.sweeping import SweepParams
from explorer.comparison.sweeping import sweep as step
from explorer.features.result import Features
from explorer.jobs import materialise
from explorer.neighbors import GraphParams, knn_graph
from explorer.recipe import Recipe, silent
from explorer.sources.locate import locate
from explorer.store import Store

PARTS = {shared.params: shared for shared in SHARED}
CELLS = 50


class Lap:
    """Seconds since it was made: by the clock, and of processor."""

    def __init__(self) -> None:
        self.began, self.used = time.perf_counter(), time.process_time()

    def end(self) -> tuple[float, float]:
        """Both."""
        return time.perf_counter() - self.began, time.process_time() - self.used


def said(wall: float, cpu: float) -> str:
    """Both in words."""
    return f"{wall:.2f} s ({cpu:.2f} of processor)"


def rows(n_samples: int, n_features: int) -> np.ndarray:
    """Blobs of differing spread that touch, and a tenth of the rows anywhere."""
    spread = np.linspace(1.0, 3.0, 20)
    X, _ = make_blobs(n_samples * 9 // 10, n_features, centers=20, cluster_std=spread, random_state=0)
    anywhere = np.random.default_rng(0).uniform(X.min(), X.max(), (n_samples - len(X), n_features))
    return np.concatenate([X, anywhere]).astype(np.float32)


def sweeps(X: np.ndarray) -> dict[str, tuple[SweepParams, Callable[..., Any]]]:
    """For each method 50 groupings, and the library's own way to one."""
    near = np.sort(knn_graph(Features(X), GraphParams(4)).distances[:, -1])
    eps = np.linspace(float(np.quantile(near, 0.02)), float(np.quantile(near, 0.9)), CELLS).round(4)
    sizes = tuple(int(size) for size in np.unique(np.geomspace(5, 500, 10).round()))
    return {
        "k-means over k": (
            SweepParams("kmeans", values=tuple(range(2, 52)), fixed={"random_state": 0}),
            lambda k: KMeans(k, random_state=0),
        ),
        "agglomerative (ward) over k": (
            SweepParams("agglomerative", values=tuple(range(2, 52))),
            AgglomerativeClustering,
        ),
        "DBSCAN over eps": (
            SweepParams("dbscan", values=tuple(map(float, eps)), fixed={"min_samples": 5}),
            lambda eps: DBSCAN(eps=eps, min_samples=5),
        ),
        "HDBSCAN over 10 min_cluster_size x 5 min_samples": (
            SweepParams("hdbscan", values=sizes, second=(1, 3, 5, 10, 20)),
            lambda size, near: hdbscan.HDBSCAN(size, min_samples=near, core_dist_n_jobs=1),
        ),
    }


def compare(name: str, params: SweepParams, library: Callable[..., Any], X: np.ndarray, fits: int) -> None:
    """Print what a sweep takes, and what fitting each of its groupings anew would."""
    space = Features(X)
    lap = Lap()
    parts = [PARTS[type(part)].resolve()(part, features=space) for part in params.parts()]
    shared = lap.end()
    lap = Lap()
    made = step._groupings(params, space, None, parts, silent)  # noqa: SLF001 - without the scores
    cut = lap.end()
    labels = np.stack([found.labels for found, _, _ in made])
    lap = Lap()
    named = {f"shared_{number}": part for number, part in enumerate(parts)}
    step._judged(params, space, labels, named, silent)  # noqa: SLF001
    judged = lap.end()
    some = np.unique(np.linspace(0, len(params.cells) - 1, fits).round().astype(int))
    lap = Lap()
    theirs = [library(*(getattr(params.cells[cell], name) for name in params.names)).fit(X).labels_ for cell in some]
    wall, cpu = (seconds / len(some) * len(params.cells) for seconds in lap.end())
    same = sum(np.array_equal(labels[cell], ordered(found)) for cell, found in zip(some, theirs, strict=True))
    ratio = cpu / (shared[1] + cut[1])
    print(
        f"{name}: shared {said(*shared)} + {len(params.cells)} cuts {said(*cut)}, against about {said(wall, cpu)} "
        f"anew: {ratio:.1f} times; judging {said(*judged)}; {same} of {len(some)} the same row for row",
        flush=True,
    )


def slider(n_samples: int) -> None:
    """Print what another `min_cluster_size` takes where HDBSCAN's tree is there."""
    X, _ = make_blobs(n_samples, 2, centers=200, random_state=0)
    found, form = locate("sample:digits", Path.cwd())
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        space = plan.features(plan.dataset(store.copy(found.path), form, found.title), plan.USES["given"].params())
        store.write(space, Features(X.astype(np.float32)), 0.0)
        lap = Lap()
        materialise(grouping(space, 5), store, silent)
        first, times = lap.end(), []
        for size in (8, 15, 40, 100, 400):
            lap = Lap()
            materialise(grouping(space, size), store, silent)
            times.append(lap.end())
            store.read(grouping(space, size), Clustering)
    others = ", ".join(said(*each) for each in times)
    print(f"HDBSCAN of {n_samples:,} x 2: first {said(*first)}, then another min_cluster_size {others}", flush=True)


def grouping(space: Recipe, size: int) -> Recipe:
    """An HDBSCAN of the tree that all of them share."""
    params = HDBSCANParams(min_cluster_size=size, min_samples=5)
    assert params.shared_params() == DensityTreeParams(5)
    return plan.clustering(space, params)


def main() -> None:
    """Every method, then the slider."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--dimensions", type=int, default=100)
    parser.add_argument("--fits", type=int, default=5, help="of the 50, made anew")
    chosen = parser.parse_args()
    print(machine())
    X = rows(chosen.rows, chosen.dimensions)
    for name, (params, library) in sweeps(X).items():
        compare(name, params, library, X, chosen.fits)
    slider(70_000)


if __name__ == "__main__":
    main()
