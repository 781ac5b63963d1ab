"""Is our UMAP as good as umap-learn's? Three measures, medians of 5 seeds, from the same neighbour graph.

Ours passes where its median is not below umap-learn's by more than umap-learn's own largest minus smallest. Needs
the Debian package dataset-fashion-mnist, and faces and emoji in ``../shared/datasets``; what is absent is left out.

On x86_64, 2 cores, beside other work: trustworthiness, label accuracy, distance correlation (largest minus smallest)::

    digits       umap-learn  0.9872 (0.0006)   0.9872 (0.0017)   0.3665 (0.0447)
    digits       explorer    0.9877 (0.0023)   0.9878 (0.0017)   0.4283 (0.0373)   passes
    fashion-5000 umap-learn  0.9790 (0.0004)   0.7712 (0.0062)   0.6224 (0.0207)
    fashion-5000 explorer    0.9809 (0.0009)   0.7774 (0.0084)   0.6545 (0.0302)   passes
    faces        umap-learn  0.9893 (0.0001)   0.9977 (0.0003)   0.3093 (0.1057)
    faces        explorer    0.9898 (0.0001)   0.9977 (0.0003)   0.4314 (0.0446)   passes
    emoji        umap-learn  0.9502 (0.0048)   0.7530 (0.0085)   0.2275 (0.0677)
    emoji        explorer    0.9582 (0.0016)   0.7599 (0.0106)   0.3821 (0.1105)   passes

Of the 1,000 people of 5 rows that `benchmarks.map_speed` draws, too (``identities``), it doesn't pass: they lie nearer
as a whole, but fewer rows have one of their own people nearest, and far distances are kept less well::

    identities   umap-learn  0.9459 (0.0064)   0.1270 (0.0104)   0.2780 (0.0083)
    identities   explorer    0.9740 (0.0038)   0.0650 (0.0110)   0.2231 (0.0203)   falls short
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from benchmarks.machine import machine
from benchmarks.map_data import SETS, Rows
from explorer.comparison.map_quality import distance_correlation, label_accuracy, trustworthiness
from explorer.features.result import Features
from explorer.neighbors import knn_graph
from explorer.projections import UMAPParams, graph_params, project

SEEDS = range(5)
MOST_JUDGED = 5000
OWN = {"explorer": "pca", "umap-learn": "spectral"}  # where each starts if nobody says
SMALL = ("digits", "fashion-5000", "faces", "emoji")


def measures(rows: Rows, Y: np.ndarray) -> tuple[float, float, float]:
    """Trustworthiness, label accuracy and distance correlation of a map."""
    return (
        trustworthiness(rows.X, Y, rows.metric, judged=judged(len(Y))),
        label_accuracy(Y, rows.labels),
        distance_correlation(rows.X, Y, rows.metric),
    )


def judged(n_samples: int) -> np.ndarray | None:
    """Of many rows a sample is judged, each among all."""
    if n_samples <= MOST_JUDGED:
        return None
    return np.random.default_rng(0).choice(n_samples, MOST_JUDGED, replace=False)


def table(name: str, init: str) -> None:
    """Print a data set's lines."""
    rows = SETS[name]()
    space = Features(rows.X)
    graph = knn_graph(space, graph_params(UMAPParams(metric=rows.metric)))
    limits = np.zeros(3)
    for engine in ("umap-learn", "explorer"):
        found, seconds = [], []
        for seed in SEEDS:
            params = UMAPParams(metric=rows.metric, engine=engine, init=init or OWN[engine], random_state=seed)
            began = time.perf_counter()
            Y = project(space, params, graph=graph).Y
            seconds.append(time.perf_counter() - began)
            found.append(measures(rows, Y))
        median, spread = np.median(found, axis=0), np.ptp(found, axis=0)
        figures = "   ".join(f"{one:.4f} ({more:.4f})" for one, more in zip(median, spread, strict=True))
        verdict = "" if engine == "umap-learn" else f"   passes: {(median >= limits).all()}"
        print(f"{name:13} {engine:11} {np.median(seconds):6.2f} s   {figures}{verdict}", flush=True)
        limits = median - spread if engine == "umap-learn" else limits


def main() -> None:
    """Both engines on each data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SMALL, help=f"of {', '.join(SETS)}")
    parser.add_argument("--init", default="", help="of both engines; each engine's own where left out")
    chosen = parser.parse_args()
    print(machine())
    print("trustworthiness, label accuracy, distance correlation: median of 5 seeds (largest minus smallest)")
    for name in chosen.sets:
        try:
            table(name, chosen.init)
        except FileNotFoundError as problem:
            print(f"{name:13} left out: {problem.filename} is not here")


if __name__ == "__main__":
    main()
