"""Near duplicates among many rows: seconds, memory, and whether all planted ones are found, and nothing else.

Rows of 20 hidden dimensions in `--dimensions`, every seventh of them planted again with a thousandth of noise; groups
at a cosine distance of 0.001. Beside it scikit-learn's radius search (brute force) of the same pairs, which is not
grouped yet; above 20,000 rows it is left out, since it takes minutes.

On x86_64, 2 cores, 25 GB, Python 3.11.7, shared with other work, one run each: 70,000 x 50 in 7.7 s and 70,000 x 784 in
16.6 s (0.3 and 1.1 GB, of which the rows are 0.01 and 0.22), all 10,000 planted pairs found and no other. 20,000 x
128: 2.4 s, against 19.7. In the worst case that is allowed, 9.8 million pairs in 250 clumps of 280 rows: 52 s, 0.9 GB.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from benchmarks.machine import machine
from explorer.dataset import Dataset
from explorer.features.result import Features
from explorer.neighbors import NearParams
from explorer.neighbors.near import find

REACH = 0.001
MOST_BESIDE = 20_000


def planted(n_samples: int, n_features: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows, and which earlier row each of the last seventh is a copy of."""
    random = np.random.default_rng(0)
    X = random.normal(size=(n_samples, 20)) @ random.normal(size=(20, n_features))
    X += 0.3 * random.normal(size=X.shape)
    n_copies = n_samples // 7
    sources = random.choice(n_samples - n_copies, n_copies, replace=False)
    X[n_samples - n_copies :] = X[sources] + 1e-3 * random.normal(size=(n_copies, n_features))
    return X.astype(np.float32), sources


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=70_000)
    parser.add_argument("--dimensions", type=int, default=50)
    asked = parser.parse_args()
    print(machine())
    X, sources = planted(asked.rows, asked.dimensions)
    few = X[:600]
    grouped(few)  # compiled, and not counted
    began = time.perf_counter()
    found = grouped(X)
    seconds = time.perf_counter() - began
    first = asked.rows - len(sources)
    together = found.groups[first:] == found.groups[sources]
    right = int((together & (found.groups[first:] >= 0)).sum())
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{asked.rows:,} x {asked.dimensions}: {seconds:.1f} s, {most:.2f} GB at most")
    print(f"{right:,} of {len(sources):,} planted pairs found, {found.n_groups - right:,} other groups")
    if asked.rows <= MOST_BESIDE:
        beside = radius(X)
        print(f"scikit-learn's radius search: {beside:.1f} s, {beside / seconds:.1f} times as long")


def grouped(X: np.ndarray):
    rows = Dataset("", np.arange(len(X), dtype=np.uint32), vectors=X)
    return find(NearParams(reach=REACH), features=Features(X), dataset=rows)


def radius(X: np.ndarray) -> float:
    from sklearn.neighbors import NearestNeighbors

    began = time.perf_counter()
    NearestNeighbors(radius=REACH, algorithm="brute", metric="cosine").fit(X).radius_neighbors(X)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
