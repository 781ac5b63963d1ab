"""Are new rows placed as well by our transform as by umap-learn's? On held-out rows, medians of 3 seeds.

Both place the same rows on the same map, umap-learn's; a third line is ours on our own map. Beside the two measures are
the processor's seconds for the placing alone, compiled before: there umap-learn's approximate search overtakes our
exact one as the map grows (`map_speed` has the first). Needs what `map_quality` needs.

On x86_64, 2 cores, beside other work: trustworthiness, label accuracy (largest minus smallest), seconds::

    digits        umap-learn           0.9856 (0.0011)   0.9663 (0.0034)     0.75 s
    digits        explorer on its map  0.9843 (0.0023)   0.9731 (0.0034)     0.04 s
    digits        explorer on its own  0.9854 (0.0026)   0.9865 (0.0000)     0.05 s
    digits        shuffled             0.4815 (0.0272)   0.0842 (0.0337)     0.00 s
    faces         umap-learn           0.9854 (0.0015)   0.9980 (0.0020)     2.17 s
    faces         explorer on its map  0.9869 (0.0001)   0.9960 (0.0000)     0.12 s
    faces         explorer on its own  0.9878 (0.0010)   0.9960 (0.0000)     0.09 s
    faces         shuffled             0.5012 (0.0168)   0.0400 (0.0080)     0.00 s
    fashion-5000  umap-learn           0.9778 (0.0006)   0.7610 (0.0160)     7.33 s
    fashion-5000  explorer on its map  0.9778 (0.0000)   0.7770 (0.0060)     0.62 s
    fashion-5000  explorer on its own  0.9796 (0.0005)   0.7760 (0.0080)     0.37 s
    fashion-5000  shuffled             0.4927 (0.0086)   0.1030 (0.0290)     0.00 s
    fashion-20000 umap-learn           0.9781 (0.0004)   0.7640 (0.0130)     0.82 s
    fashion-20000 explorer on its map  0.9776 (0.0012)   0.7720 (0.0130)     1.55 s
    fashion-20000 explorer on its own  0.9792 (0.0018)   0.7710 (0.0110)     1.46 s
    fashion-20000 shuffled             0.5046 (0.0147)   0.1130 (0.0130)     0.00 s
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable

import numpy as np

from benchmarks.machine import machine
from benchmarks.map_data import SETS
from explorer.comparison.map_quality import placed_accuracy, placed_trustworthiness
from explorer.features.result import Features
from explorer.projections import Projection, UMAPParams, project
from explorer.projections.umap.transform import transform

SEEDS = range(3)
HELD = {"digits": 297, "faces": 500}  # rows to place; 1,000 of the others
NAMES = ("digits", "faces", "fashion-5000", "fashion-20000")
PLACERS = ("umap-learn", "explorer on its map", "explorer on its own", "shuffled")


def places(X: np.ndarray, new: np.ndarray, metric: str, seed: int) -> dict[str, tuple[np.ndarray, np.ndarray, float]]:
    """By each of `PLACERS`: the map, the places on it, and the seconds that placing took."""
    warnings.simplefilter("ignore")
    from umap import UMAP

    params = UMAPParams(metric=metric, random_state=seed)
    theirs = UMAP(metric=metric, random_state=seed).fit(X)
    their_map = Projection(theirs.embedding_.astype(np.float32), ("UMAP 1", "UMAP 2"))
    our_map = project(Features(X), params)

    def timed(place: Callable[[], np.ndarray], on: Projection) -> tuple[np.ndarray, np.ndarray, float]:
        began = time.process_time()
        Y = place()
        return on.Y, Y, time.process_time() - began

    def ours(on: Projection) -> Callable[[], np.ndarray]:
        return lambda: transform(params, features=Features(X), projection=on, new=Features(new)).Y

    found = (
        timed(lambda: theirs.transform(new), their_map),
        timed(ours(their_map), their_map),
        timed(ours(our_map), our_map),
    )
    on, Y, _ = found[-1]
    shuffled = (on, np.random.default_rng(seed).permutation(Y), 0.0)
    return dict(zip(PLACERS, (*found, shuffled), strict=True))


def table(name: str) -> None:
    """Print a data set's lines."""
    rows = SETS[name]()
    order = np.random.default_rng(0).permutation(len(rows.X))
    held = HELD.get(name, 1000)
    X, new = rows.X[order[:-held]], rows.X[order[-held:]]
    labels, true = rows.labels[order[:-held]], rows.labels[order[-held:]]
    runs = [places(X, new, rows.metric, seed) for seed in SEEDS]
    for placer in PLACERS:
        judged = [
            (placed_trustworthiness(X, on, new, Y, rows.metric), placed_accuracy(on, labels, Y, true), seconds)
            for on, Y, seconds in (run[placer] for run in runs)
        ]
        trust, right, seconds = np.median(judged, axis=0)
        spread = np.ptp(judged, axis=0)
        figures = f"{trust:.4f} ({spread[0]:.4f})   {right:.4f} ({spread[1]:.4f})   {seconds:6.2f} s"
        print(f"    {name:13} {placer:20} {figures}", flush=True)


def main() -> None:
    """Both on each data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=NAMES, help=f"of {', '.join(SETS)}")
    chosen = parser.parse_args()
    print(machine())
    print("trustworthiness, label accuracy by the map's own rows: median of 3 seeds (largest minus smallest); seconds")
    for name in chosen.sets:
        try:
            table(name)
        except FileNotFoundError as problem:
            print(f"    {name:13} left out: {problem.filename} is not here")


if __name__ == "__main__":
    main()
