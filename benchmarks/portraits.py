"""The portraits that the program draws: how hard are they, in raw pixels, and how long does drawing take?

Leave-one-out accuracy of the nearest neighbour (Euclidean distance of all pixels) for each factor, and the adjusted
Rand index of a k-means with as many clusters as the factor has values, the best of ten runs (scikit-learn, seed 0).
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import NearestNeighbors

from benchmarks.machine import machine
from explorer.recipe import silent
from explorer.settings import current
from explorer.sources.locate import locate
from explorer.sources.portraits import read_portraits


def main() -> None:
    """Draw, measure, print."""
    print(machine())
    found, _ = locate("sample:portraits", Path())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "order"
        path.write_bytes(found.order)
        began = time.perf_counter()
        records = read_portraits(path, current(), silent)
        print(f"{records.n_samples} portraits drawn in {time.perf_counter() - began:.1f} s")
        X = np.asarray(records.images, dtype=np.float32).reshape(records.n_samples, -1)
    nearest = NearestNeighbors(n_neighbors=1).fit(X).kneighbors(return_distance=False)[:, 0]
    for name, values in records.columns.items():
        n_values = len(set(values))
        groups = KMeans(n_values, n_init=10, random_state=0).fit_predict(X)
        print(
            f"{name:>10}, {n_values:2} values: nearest neighbour {np.mean(values[nearest] == values):.3f}, "
            f"k-means ARI {adjusted_rand_score(values, groups):.3f}"
        )


if __name__ == "__main__":
    main()
