"""Is our UMAP as good as umap-learn's? Three measures, medians of 5 seeds, from the same neighbour graph.

Ours passes where its median is not below umap-learn's by more than umap-learn's own largest minus smallest. Needs
the Debian package dataset-fashion-mnist, and faces and emoji in ``../shared/datasets``; what is absent is left out.

On x86_64, 2 cores, beside other work: trustworthiness, label accuracy, distance correlation (largest minus smallest)::

    digits       umap-learn  0.9875 (0.0015)   0.9878 (0.0011)   0.3617 (0.0661)
    digits       explorer    0.9873 (0.0030)   0.9872 (0.0022)   0.3361 (0.0437)   passes
    fashion-5000 umap-learn  0.9790 (0.0006)   0.7720 (0.0056)   0.6144 (0.0221)
    fashion-5000 explorer    0.9814 (0.0007)   0.7812 (0.0098)   0.6361 (0.0323)   passes
    faces        umap-learn  0.9894 (0.0002)   0.9977 (0.0003)   0.2853 (0.0553)
    faces        explorer    0.9898 (0.0002)   0.9977 (0.0000)   0.3091 (0.0858)   passes
    emoji        umap-learn  0.9503 (0.0036)   0.7501 (0.0095)   0.2279 (0.0782)
    emoji        explorer    0.9571 (0.0023)   0.7588 (0.0132)   0.2418 (0.0685)   passes
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
