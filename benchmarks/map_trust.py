"""What does a sample cost a map's figures, and what does it save? Beside the whole, on Fashion-MNIST's first rows.

Needs the Debian package dataset-fashion-mnist. On x86_64, 2 cores, beside other work; 20 draws each::

    UMAP: trustworthiness 0.9812, distance correlation 0.6565 of all 5,000
      2000 rows: off by -0.0000 on average, 0.0009 at most; data cut down to them: -0.0037 on average, 0.0047 at most
      100,000 pairs: off by -0.0001 on average, 0.0030 at most
    PCA: trustworthiness 0.9134, distance correlation 0.8742 of all 5,000
      2000 rows: off by -0.0000 on average, 0.0034 at most; data cut down to them: +0.0025 on average, 0.0047 at most
      100,000 pairs: off by -0.0002 on average, 0.0020 at most
    60,000 x 784: 10.9 s, 10.5 s of processor
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from benchmarks.machine import machine
from benchmarks.map_data import Rows, fashion
from explorer.comparison import Identities, MapQualityParams
from explorer.comparison.map_quality import distance_correlation, trustworthiness
from explorer.comparison.map_trust import fit
from explorer.features.result import Features
from explorer.params import Params
from explorer.projections import PCAParams, Projection, UMAPParams, project

DRAWS = 20
ALL_PAIRS = 10**9


def errors(rows: Rows, params: Params) -> None:
    """Print how far a sample of rows, and one of pairs, is off; and a data set cut down to as many rows."""
    n_samples = len(rows.X)
    Y = project(Features(rows.X), params).Y
    near, far = trustworthiness(rows.X, Y), distance_correlation(rows.X, Y, n_pairs=ALL_PAIRS)
    name = type(params).__name__.removesuffix("Params")
    print(f"{name}: trustworthiness {near:.4f}, distance correlation {far:.4f} of all {n_samples:,}")
    for n_judged in (500, 1000, 2000):
        drawn = [np.random.default_rng(seed).choice(n_samples, n_judged, replace=False) for seed in range(DRAWS)]
        off = [trustworthiness(rows.X, Y, judged=some) - near for some in drawn]
        cut = [trustworthiness(rows.X[some], Y[some]) - near for some in drawn[:5]]
        print(f"  {n_judged:5} rows: off by {_said(off)}; data cut down to them: {_said(cut)}", flush=True)
    off = [distance_correlation(rows.X, Y, random_state=seed) - far for seed in range(DRAWS)]
    print(f"  100,000 pairs: off by {_said(off)}", flush=True)


def seconds(n_samples: int) -> None:
    """Print what the step takes, and how much of the whole that is."""
    rows = fashion(n_samples)
    Y = project(Features(rows.X), PCAParams()).Y
    codes = Identities(rows.labels.astype(np.int32), tuple("0123456789"))
    began, used = time.perf_counter(), time.process_time()
    found = fit(MapQualityParams(), features=Features(rows.X), projection=Projection(Y, ("x", "y")), identities=codes)
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    saved = found.n_samples / found.n_judged
    print(f"{n_samples:,} x 784: {wall:.1f} s, {cpu:.1f} s of processor; one row of {saved:.0f} was judged", flush=True)


def _said(off: list[float]) -> str:
    return f"{np.mean(off):+.4f} on average, {np.abs(off).max():.4f} at most"


def main() -> None:
    """The errors for a UMAP and a PCA, then the time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    chosen = parser.parse_args()
    print(machine())
    for params in (UMAPParams(random_state=0), PCAParams()):
        errors(fashion(chosen.rows), params)
    seconds(60_000)


if __name__ == "__main__":
    main()
