"""What is nearest to one vector: seconds a question and recall, of our scan against indexes and a smaller copy.

Our scan of all rows (`explorer.neighbors.scan`), against measuring every row (`explorer.neighbors.cross`) and
scikit-learn's brute force, all exact; and against what is built first and kept: a copy of the rows along 64 principal
axes in 8 bits, of whose nearest 400 are measured in all dimensions; pynndescent's graph; hnswlib, usearch and faiss
where they are installed. A question is a row; recall is the share of its true 20 nearest others. Seconds are of the
processor (by the clock in brackets), medians over the questions; "first" is what must be built before the first, and
MB what is kept of it besides the rows. Without ``--data`` on rows that it draws, in groups::

    .venv/bin/python -m benchmarks.neighbours
    .venv/bin/python -m benchmarks.neighbours --set fashion-70000
    .venv/bin/python -m benchmarks.neighbours --data faces.npz --metric cosine

On x86_64, 2 cores, 25 GB, Python 3.11.7, seconds of processor time, recall 1.0000 for all but pynndescent's 0.998. Of
70,000 x 784 of Fashion-MNIST, quiet: ours 0.056, every row measured 0.35, scikit-learn 0.11, the small copy 0.0055 (0.7
s to make, 4.5 MB), pynndescent 0.0002 (163 s to build and compile). Beside other work, 70,000 x 512 drawn: 0.063, 0.35,
0.077, 0.011 and 0.0001 (68 s); 3,023 x 128 face vectors by cosine: 0.0009, 0.011, 0.0034, 0.0020. All rows in 0.06 s is
the time of a click, of which most goes into drawing the page: so nothing is built or kept, nothing is missed, and no
recall needs be told.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.machine import machine
from benchmarks.map_data import SETS, groups

K = 20
LOOKED_AT = 400  # of the small copy's nearest, that are measured in all dimensions
AXES = 64
EF = 100  # candidates that an index of hierarchical graphs looks at for a row

Ask = Callable[[np.ndarray], np.ndarray]  # a vector -> positions of its nearest rows, K + 1 of them


def scan(X: np.ndarray, metric: str) -> tuple[Ask, float]:
    """The app's own."""
    from explorer.neighbors.scan import nearest_to

    return lambda vector: nearest_to(vector, X, K + 1, metric)[0], 0.0


def measured(X: np.ndarray, metric: str) -> tuple[Ask, float]:
    """Every row measured."""
    from explorer.neighbors.cross import nearest_rows

    return lambda vector: nearest_rows(vector[None], X, K + 1, metric)[0][0], 0.0


def brute(X: np.ndarray, metric: str) -> tuple[Ask, float]:
    """scikit-learn."""
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(n_neighbors=K + 1, algorithm="brute", metric=metric).fit(X)
    return lambda vector: index.kneighbors(vector[None], return_distance=False)[0], 0.0


def small_copy(X: np.ndarray, metric: str) -> tuple[Ask, float]:
    """Along the principal axes, in 8 bits; the nearest measured in all dimensions."""
    from sklearn.decomposition import PCA

    from explorer.neighbors.cross import nearest_rows

    rows = X / np.maximum(np.linalg.norm(X, axis=1, keepdims=True), 1e-12) if metric == "cosine" else X
    model = PCA(min(AXES, *X.shape), svd_solver="covariance_eigh").fit(rows)
    places = model.transform(rows)
    unit = np.abs(places).max() / 127
    copy = np.rint(places / unit).astype(np.int8)

    def ask(vector: np.ndarray) -> np.ndarray:
        asked = vector / max(np.linalg.norm(vector), 1e-12) if metric == "cosine" else vector
        place = (model.transform(asked[None])[0] / unit).astype(np.float32)
        apart = np.empty(len(copy), np.float32)
        for start in range(0, len(copy), 8192):
            gap = copy[start : start + 8192] - place
            apart[start : start + 8192] = np.einsum("ij,ij->i", gap, gap)
        some = np.sort(np.argpartition(apart, LOOKED_AT)[:LOOKED_AT])
        return some[nearest_rows(vector[None], X[some], K + 1, metric)[0][0]]

    return ask, copy.nbytes / 1e6


def descent(X: np.ndarray, metric: str) -> tuple[Ask, float]:
    """pynndescent."""
    from pynndescent import NNDescent

    warnings.simplefilter("ignore")
    index = NNDescent(X, metric=metric, n_neighbors=30, random_state=0)
    index.prepare()
    kept = sum(part.nbytes for part in index.neighbor_graph)  # its graph; besides, the rows in an order of its own
    return lambda vector: index.query(vector[None], k=K + 1)[0][0], kept / 1e6


def hierarchical(X: np.ndarray, metric: str) -> tuple[Ask, float]:
    """hnswlib."""
    import hnswlib

    index = hnswlib.Index(space={"euclidean": "l2", "cosine": "cosine"}[metric], dim=X.shape[1])
    index.init_index(max_elements=len(X), ef_construction=EF, M=16, random_seed=0)
    index.add_items(X)
    index.set_ef(EF)
    return lambda vector: index.knn_query(vector[None], k=K + 1)[0][0], index.index_file_size() / 1e6


def usearch(X: np.ndarray, metric: str) -> tuple[Ask, float]:
    """usearch."""
    from usearch.index import Index

    kind = {"euclidean": "l2sq", "cosine": "cos"}[metric]
    index = Index(ndim=X.shape[1], metric=kind, dtype="f32", expansion_add=EF, expansion_search=EF)
    index.add(np.arange(len(X)), X)
    return lambda vector: np.asarray(index.search(vector, K + 1).keys), index.memory_usage / 1e6


def flat(X: np.ndarray, metric: str) -> tuple[Ask, float]:
    """faiss, every pair."""
    import faiss

    if metric == "cosine":
        X = X / np.linalg.norm(X, axis=1, keepdims=True)
    index = faiss.IndexFlatL2(X.shape[1])
    index.add(X)
    return lambda vector: index.search(vector[None], K + 1)[1][0], X.nbytes / 1e6


ENGINES: dict[str, tuple[str, Callable[[np.ndarray, str], tuple[Ask, float]]]] = {
    "our scan": ("numpy", scan),
    "every row": ("numpy", measured),
    "scikit-learn": ("sklearn", brute),
    "64 axes, 8 bits": ("sklearn", small_copy),
    "pynndescent": ("pynndescent", descent),
    "hnswlib": ("hnswlib", hierarchical),
    "usearch": ("usearch", usearch),
    "faiss flat": ("faiss", flat),
}


def compare(X: np.ndarray, metric: str, questions: int) -> None:
    """A line an engine."""
    rows = np.random.default_rng(1).choice(len(X), min(questions, len(X)), replace=False)
    last = nearest_distances(X, rows, metric)
    own = None
    for name, (library, build) in ENGINES.items():
        if importlib.util.find_spec(library) is None:
            print(f"  {name:16} left out: not installed", flush=True)
            continue
        began = time.perf_counter()
        ask, kept = build(X, metric)
        ask(X[0])  # what is compiled or started by the first question is counted to what comes first
        first = time.perf_counter() - began
        times, shares = [], []
        for row, limit in zip(rows, last, strict=True):
            wall, used = time.perf_counter(), time.process_time()
            found = ask(X[row])
            times.append((time.process_time() - used, time.perf_counter() - wall))
            others = found[found != row][:K].astype(np.int64)
            shares.append(np.mean(exact(X[row], X[others], metric) <= limit))
        used, wall = np.median(times, axis=0)
        own = own or used
        said = f"{used:7.4f} s ({wall:7.4f})  {used / own:6.2f} times ours  first {first:6.1f} s  {kept:6.1f} MB"
        print(f"  {name:16} {said}  recall {np.mean(shares):.4f}", flush=True)


def exact(vector: np.ndarray, rows: np.ndarray, metric: str) -> np.ndarray:
    """Distances in float64 that owe nothing to any of the searches."""
    one, many = vector.astype(np.float64), rows.astype(np.float64)
    if metric == "cosine":
        one, many = one / np.linalg.norm(one), many / np.linalg.norm(many, axis=1, keepdims=True)
    return np.linalg.norm(many - one, axis=1)


def nearest_distances(X: np.ndarray, rows: np.ndarray, metric: str) -> list[float]:
    """How far each row's K-th nearest other is; a little more, for rounding."""
    return [float(np.partition(exact(X[row], X, metric), K)[K]) * (1 + 1e-7) + 1e-12 for row in rows]


def loaded(path: Path) -> np.ndarray:
    """The vectors of a .npz with ``embedding``, or of a .npy, structured or not."""
    found = np.load(path)
    if not isinstance(found, np.ndarray) or found.dtype.names:
        found = found["embedding"]
    return np.ascontiguousarray(found.reshape(len(found), -1), dtype=np.float32)


def main() -> None:
    """Each engine on one data set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a .npz with embedding, or a .npy")
    parser.add_argument("--set", choices=list(SETS), help="a set of benchmarks/map_data.py")
    parser.add_argument("--metric", choices=("euclidean", "cosine"), default="euclidean")
    parser.add_argument("--rows", type=int, default=70_000, help="of drawn rows")
    parser.add_argument("--dimensions", type=int, default=512, help="of drawn rows")
    parser.add_argument("--questions", type=int, default=50)
    chosen = parser.parse_args()
    if chosen.data is not None:
        X = loaded(chosen.data)
    elif chosen.set is not None:
        X = SETS[chosen.set]().X
    else:
        X = groups(chosen.rows, chosen.dimensions).X
    print(machine())
    print(f"{X.shape[0]:,} x {X.shape[1]:,}, {chosen.metric}, {chosen.questions} questions", flush=True)
    compare(np.ascontiguousarray(X), chosen.metric, chosen.questions)


if __name__ == "__main__":
    main()
