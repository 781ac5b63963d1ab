"""Seconds, processor time, memory and recall of the k nearest other rows: our search against others on the same rows.

Against scikit-learn's brute force and pynndescent, and hnswlib, usearch and faiss where they are installed. Each in a
process of its own, warm: what is compiled or started by 500 rows is not counted. Medians; as many threads as
``OMP_NUM_THREADS`` and ``NUMBA_NUM_THREADS`` allow. Recall is the share of the true 15 nearest of 1,000 rows. Memory
is what the process took at most above what it had when the rows were loaded and the libraries warm (as Linux tells it).

On x86_64, 2 cores, 25 GB, Python 3.11.7, nothing else running: seconds by the clock, of processor time in brackets, and
recall; ours is exact.

================== =========== =========================
rows               ours        pynndescent
================== =========== =========================
5,000 x 512 cosine 0.24 (0.39) 0.14 (0.25), recall 0.975
20,000 x 784       1.1 (1.9)   1.1 (2.1), recall 0.994
60,000 x 784       7.9 (14.9)  5.0 (9.3), recall 0.992
100,000 x 64       2.8 (4.9)   3.0 (5.6), recall 1.000
200,000 x 64       5.1 (9.3)   7.2 (13.5), recall 1.000
================== =========== =========================

The last three rows are of the search as it was before a quick distance in float32 ruled pairs out; scikit-learn took
8.7 s (17.1) for the 20,000. Beside other work, before cells ruled rows out (`explorer.neighbors.cells`), seconds of
processor time: 20,000 x 784 took us 2.7, faiss flat 7.7, scikit-learn 15, hnswlib 8.5, usearch 15; 60,000 x 784 us 17,
scikit-learn 139; 200,000 x 64 us 50, hnswlib 40 (0.980), usearch 66 (0.975). 1,000,000 x 64, where ours is pynndescent,
compiled in that time, and looks 1,000 rows up to tell the recall: 85 (0.993), 890 MB.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.machine import machine

K = 15
SETS = ("identities", "fashion-20000")
EF = 100  # candidates that an index of hierarchical graphs looks at for a row


def ours(X: np.ndarray, metric: str) -> np.ndarray:
    """The app's own function, as for a map."""
    from explorer.features.result import Features
    from explorer.neighbors import GraphParams, knn_graph

    return knn_graph(Features(X), GraphParams(n_neighbors=K, metric=metric)).indices


def brute(X: np.ndarray, metric: str) -> np.ndarray:
    """scikit-learn."""
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(n_neighbors=K, algorithm="brute", metric=metric).fit(X)
    return index.kneighbors(return_distance=False)


def descent(X: np.ndarray, metric: str) -> np.ndarray:
    """pynndescent, as umap-learn calls it."""
    from pynndescent import NNDescent

    warnings.simplefilter("ignore")
    trees, rounds = min(64, 5 + round(len(X) ** 0.5 / 20)), max(5, round(np.log2(len(X))))
    index = NNDescent(X, metric=metric, n_neighbors=K + 1, random_state=0, n_trees=trees, n_iters=rounds)
    return index.neighbor_graph[0][:, 1:]


def hierarchical(X: np.ndarray, metric: str) -> np.ndarray:
    """hnswlib."""
    import hnswlib

    index = hnswlib.Index(space={"euclidean": "l2", "cosine": "cosine"}[metric], dim=X.shape[1])
    index.init_index(max_elements=len(X), ef_construction=EF, M=16, random_seed=0)
    index.set_num_threads(threads())
    index.add_items(X)
    index.set_ef(EF)
    return index.knn_query(X, k=K + 1)[0][:, 1:]


def usearch(X: np.ndarray, metric: str) -> np.ndarray:
    """usearch."""
    from usearch.index import Index

    index = Index(
        ndim=X.shape[1], metric={"euclidean": "l2sq", "cosine": "cos"}[metric], dtype="f32",
        expansion_add=EF, expansion_search=EF,
    )  # fmt: skip
    index.add(np.arange(len(X)), X, threads=threads())
    return np.asarray(index.search(X, K + 1, threads=threads()).keys)[:, 1:]


def flat(X: np.ndarray, metric: str) -> np.ndarray:
    """faiss, every pair."""
    import faiss

    faiss.omp_set_num_threads(threads())
    if metric == "cosine":
        X = X / np.linalg.norm(X, axis=1, keepdims=True)
    index = faiss.IndexFlatL2(X.shape[1])
    index.add(X)
    return index.search(X, K + 1)[1][:, 1:]


def threads() -> int:
    """How many the others may use, as we do."""
    import numba

    return int(numba.get_num_threads())


ENGINES: dict[str, tuple[str, Callable[[np.ndarray, str], np.ndarray]]] = {
    "explorer": ("numba", ours),
    "scikit-learn": ("sklearn", brute),
    "pynndescent": ("pynndescent", descent),
    "hnswlib": ("hnswlib", hierarchical),
    "usearch": ("usearch", usearch),
    "faiss flat": ("faiss", flat),
}


def memory(field: str) -> float:
    """What Linux says this process has, or had at most, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(field)) / 1e3


def recall(X: np.ndarray, metric: str, found: np.ndarray) -> float:
    """Share of the true nearest found, by distances in float64 that owe nothing to any of the searches."""
    X = X.astype(np.float64)
    if metric == "cosine":
        X /= np.linalg.norm(X, axis=1, keepdims=True)
    squares = np.einsum("ij,ij->i", X, X)
    shares = []
    for rows in np.array_split(np.random.default_rng(1).choice(len(X), min(1000, len(X)), replace=False), 20):
        distances = squares[rows, None] + squares - 2 * X[rows] @ X.T
        distances[np.arange(len(rows)), rows] = np.inf
        last = np.partition(distances, K - 1, axis=1)[:, K - 1 : K]
        kept = np.take_along_axis(distances, found[rows].astype(np.int64), axis=1)
        shares.append(np.mean(kept <= last * (1 + 1e-6) + 1e-9))
    return float(np.mean(shares))


def child(engine: str, path: Path, repeats: int) -> None:
    """In a process of its own: the figures as JSON on the last line."""
    with np.load(path) as file:
        X, metric = file["X"], str(file["metric"])
    search = ENGINES[engine][1]
    search(X[:500].copy(), metric)
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the most so far is forgotten
    times = []
    for _ in range(repeats):
        began, used = time.perf_counter(), time.process_time()
        found = search(X, metric)
        times.append((time.perf_counter() - began, time.process_time() - used))
    peak = memory("VmHWM") - before
    wall, processor = np.median(times, axis=0)
    print(json.dumps([wall, processor, peak, recall(X, metric, found)]))


def compare(name: str, folder: Path, engines: list[str], repeats: int) -> None:
    """Print a data set's lines; ratios are of processor time, against ours."""
    from benchmarks.map_data import SETS as KNOWN

    rows = KNOWN[name]()
    data = folder / f"{name}.npz"
    np.savez(data, X=rows.X, metric=rows.metric)
    print(f"{name}: {rows.X.shape[0]:,} x {rows.X.shape[1]}, {rows.metric}", flush=True)
    own = None
    for engine in engines:
        if importlib.util.find_spec(ENGINES[engine][0]) is None:
            print(f"  {engine:13} left out: not installed", flush=True)
            continue
        command = [sys.executable, "-m", "benchmarks.graph", "--child", engine, str(data), str(repeats)]
        environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        wall, processor, peak, share = json.loads(done.stdout.splitlines()[-1])
        own = own or processor
        ratio = f"{processor / own:5.2f} times ours"
        measured = f"{wall:7.2f} s ({processor:7.2f})  {ratio}  {peak:5.0f} MB  recall {share:.4f}"
        print(f"  {engine:13} {measured}", flush=True)


def main() -> None:
    """Each engine on each data set, ours first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS, help="names in benchmarks/map_data.py")
    parser.add_argument("--engine", action="append", choices=list(ENGINES), help="only these; may be given again")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--child", nargs=3, metavar=("ENGINE", "DATA", "REPEATS"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        engine, data, repeats = chosen.child
        child(engine, Path(data), int(repeats))
        return
    print(machine())
    engines = ["explorer", *(name for name in chosen.engine or list(ENGINES) if name != "explorer")]
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.sets:
            compare(name, Path(folder), engines, chosen.repeats)


if __name__ == "__main__":
    main()
