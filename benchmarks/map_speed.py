"""Seconds until a UMAP is there: ours against ``umap.UMAP().fit_transform``, seeded and not, on the same rows.

"First" is a process that has to compile everything, "fresh" one that finds on disk what an earlier one compiled and
kept (as an installed app does: ``make run`` compiles ahead); both count from before the engine is imported until the
coordinates are there, the neighbour graph included. "Warm" is again in a process that has made a map before.
"transform" places the last 1,000 rows on a map of the others; "min_dist" makes a map again with another one, ours
from the same neighbour graph and from the map. Medians of 3; the first run once. Each engine in processes of its own,
with as many threads as ``NUMBA_NUM_THREADS`` and ``OMP_NUM_THREADS`` allow. In brackets are the seconds of processor
time, which say more on a machine that others use too. openTSNE and PaCMAP, for orientation, where they are installed.

On x86_64, 2 cores, 25 GB, Python 3.11.7, two threads, nothing else running; seconds by the clock. The measures are
trustworthiness, label accuracy on the map and rank correlation of distances (`benchmarks.map_quality`):

==================== ===================== ======= ======= ====== =====================
rows                 engine                first   fresh   warm   measures
==================== ===================== ======= ======= ====== =====================
5,000 x 512 cosine   explorer               12       1.65    0.66 0.975 0.065 0.227
(1,000 identities)   umap-learn unseeded    73      44       2.7  0.952 0.118 0.283
the same in 3-D      explorer               12       2.2     0.96 0.981 0.058 0.196
                     umap-learn unseeded    82      57       3.6  0.974 0.079 0.329
20,000 x 784         explorer               11       2.9     1.9  0.981 0.779 0.717
(Fashion-MNIST)      umap-learn unseeded    75      49       6.9  0.979 0.773 0.593
the same in 3-D      explorer               14       3.7     2.5  0.988 0.801 0.709
                     umap-learn unseeded    94      59       7.3  0.987 0.796 0.597
another min_dist     explorer                                0.56
                     umap-learn unseeded                     5.9
1,000 more rows      explorer               0.36    0.39    0.33
                     umap-learn unseeded    74      1.8     0.29
70,000 x 784         explorer               20       9.9     9.8  0.979 0.792 0.697
(Fashion-MNIST)      umap-learn unseeded   127     101      48.1  0.978 0.788 0.574
100,000 x 64         explorer               15       6.8     5.7  0.997 1.000 0.174
200,000 x 64         explorer               21      13      12    0.997 1.000 0.161
1,000,000 x 64       explorer              148     104      78    0.998 1.000 0.222
==================== ===================== ======= ======= ====== =====================

"1,000 more rows" are placed on a map of the other 19,000, the process warm of that map: ours by their exact neighbours.
The last three are rows in groups, drawn at random; their first and warm times are of one run. 1,000,000 is where the
neighbours aren't exact any more (`benchmarks.graph`). For orientation, warm, once: of the 20,000 openTSNE takes 62 s
(0.990 0.821 0.656), PaCMAP 7.4 (0.972 0.769 0.589); of the 5,000 10 s (0.964 0.108 0.222) and 2.4 (0.903 0.193 0.261).

Peak memory 293 MB against umap-learn's 596 (5,000), 427 against 778 (20,000), 0.81 against 1.45 GB (70,000); 0.55, 0.70
and 1.69 GB from 100,000 to 1,000,000. Of the 0.66 s for 5,000 rows the layout takes 0.35; of the 1.9 for 20,000 the
exact neighbour graph takes 1.1 and the layout 0.55; of the 9.8 for 70,000 the graph 5.7 (`benchmarks.graph`) and the
layout 3.2; of the 78 for 1,000,000 the graph 27, the fuzzy set 6, the layout 43.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.machine import machine

LIBRARIES = {"openTSNE": "openTSNE", "PaCMAP": "pacmap"}  # for orientation; left out where they aren't installed
ENGINES = ("explorer", "umap-learn seeded", "umap-learn unseeded", *LIBRARIES)
NAMES = ("identities", "digits", "fashion-20000")
WHAT = ("map", "transform", "min_dist")
PLACED = 1000  # rows placed on a map of the others
OTHER_MIN_DIST = 0.5
Report = Callable[..., None]


def ours(X: np.ndarray, metric: str, seed: int, n_components: int, report: Report) -> np.ndarray:
    """A map by the app's own functions."""
    from explorer.features.result import Features
    from explorer.projections import UMAPParams, project

    params = UMAPParams(n_components=n_components, metric=metric, random_state=seed)
    return project(Features(X), params, report=report).Y


def theirs(engine: str, X: np.ndarray, metric: str, seed: int, n_components: int, **more: Any) -> np.ndarray:
    """A map as the library's documentation makes it."""
    warnings.simplefilter("ignore")
    if engine == "openTSNE":
        from openTSNE import TSNE

        return np.asarray(TSNE(n_components, metric=metric, random_state=seed, n_jobs=-1).fit(X))
    if engine == "PaCMAP":
        from pacmap import PaCMAP

        distance = "angular" if metric == "cosine" else metric
        found: np.ndarray = PaCMAP(n_components=n_components, distance=distance, random_state=seed).fit_transform(X)
        return found
    from umap import UMAP

    own_seed = seed if engine.endswith(" seeded") else None
    return UMAP(n_components=n_components, metric=metric, random_state=own_seed, **more).fit_transform(X)


def placer(engine: str, X: np.ndarray, metric: str) -> Callable[[], object]:
    """A map of all rows but the last ones, as work that places those."""
    X, new = X[:-PLACED], X[-PLACED:]
    if engine == "explorer":
        from explorer.features.result import Features
        from explorer.projections import UMAPParams, project
        from explorer.projections.umap.transform import transform

        features, params = Features(X), UMAPParams(metric=metric, random_state=0)
        projection = project(features, params)
        return lambda: transform(params, features=features, projection=projection, new=Features(new))
    warnings.simplefilter("ignore")
    from umap import UMAP

    fitted = UMAP(metric=metric, random_state=0 if engine.endswith(" seeded") else None).fit(X)
    return lambda: fitted.transform(new)


def changer(engine: str, X: np.ndarray, metric: str) -> Callable[[], object]:
    """A map, as work that makes it again with another min_dist: ours from the same neighbour graph and from the map."""
    if engine == "explorer":
        from explorer.features.result import Features
        from explorer.neighbors import knn_graph
        from explorer.projections import UMAPParams, graph_params, project

        features, params = Features(X), UMAPParams(metric=metric, random_state=0)
        graph = knn_graph(features, graph_params(params))
        before = project(features, params, graph=graph)
        changed = UMAPParams(metric=metric, random_state=0, min_dist=OTHER_MIN_DIST)
        return lambda: project(features, changed, graph=graph, start=before)
    theirs(engine, X, metric, 0, 2)
    return lambda: theirs(engine, X, metric, 0, 2, min_dist=OTHER_MIN_DIST)


LATER = {"transform": placer, "min_dist": changer}


class Timed(NamedTuple):
    """A map and what it took: seconds, of the processor, and of each stage."""

    Y: np.ndarray
    seconds: float
    processor: float
    stages: dict[str, float]


def timed(engine: str, X: np.ndarray, metric: str, seed: int, n_components: int) -> Timed:
    """Make a map."""
    began, used = time.perf_counter(), time.process_time()
    marks: list[tuple[str, float]] = [("imports", began)]

    def report(stage: str, _done: float | None = None) -> None:
        name = stage.split(maxsplit=1)[0]
        if marks[-1][0] != name:
            marks.append((name, time.perf_counter()))

    if engine == "explorer":
        Y = ours(X, metric, seed, n_components, report)
    else:
        Y = theirs(engine, X, metric, seed, n_components)
    end = time.perf_counter()
    ends = [when for _, when in marks[1:]] + [end]
    stages = {name: after - when for (name, when), after in zip(marks, ends, strict=True)}
    return Timed(Y, end - began, time.process_time() - used, stages if engine == "explorer" else {})


def later(engine: str, path: Path, repeats: int, what: str) -> None:
    """In a process of its own: what is asked of a map made just before, and again; figures as `child`'s."""
    with np.load(path) as file:
        work = LATER[what](engine, file["X"], str(file["metric"]))
    took = []
    for _ in range(1 + repeats):
        began, used = time.perf_counter(), time.process_time()
        work()
        took.append((time.perf_counter() - began, time.process_time() - used))
    figures: dict[str, Any] = {"fresh": took[0]}
    if repeats:
        figures["warm"] = np.median(took[1:], axis=0).tolist()
    print(json.dumps(figures))


def child(engine: str, path: Path, repeats: int, n_components: int) -> None:
    """In a process of its own: a first map, then `repeats` more; the figures as JSON on the last line."""
    with np.load(path) as file:
        X, labels, metric = file["X"], file["labels"], str(file["metric"])
    fresh = timed(engine, X, metric, 0, n_components)
    runs = [timed(engine, X, metric, seed, n_components) for seed in range(1, repeats + 1)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    figures: dict[str, Any] = {"fresh": [fresh.seconds, fresh.processor], "peak": peak}
    if runs:
        from benchmarks.map_data import Rows
        from benchmarks.map_quality import measures

        figures["warm"] = np.median([(one.seconds, one.processor) for one in runs], axis=0).tolist()
        figures["stages"] = {
            name: float(np.median([one.stages.get(name, 0) for one in runs])) for name in runs[0].stages
        }
        judged = [measures(Rows(X, labels, metric), one.Y) for one in runs]
        figures["measures"] = np.median(judged, axis=0).tolist()
    print(json.dumps(figures))


def run(engine: str, data: Path, cache: Path, repeats: int, what: str) -> dict[str, Any]:
    """A child process' figures; ``what`` is one of `LATER`, or a map's number of dimensions."""
    command = [sys.executable, "-m", "benchmarks.map_speed", "--child", engine, str(data), str(repeats), what]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "OMP_WAIT_POLICY": "passive"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def shown(first: dict[str, Any], fresh: list[dict[str, Any]], last: dict[str, Any]) -> str:
    """Seconds, of the processor in brackets: the first process, the median of those after it, and warm."""
    median = np.median([one["fresh"] for one in [*fresh, last]], axis=0)
    kinds = {"first": first["fresh"], "fresh": median, "warm": last["warm"]}
    return "  ".join(f"{kind} {wall:6.2f} s ({used:5.2f})" for kind, (wall, used) in kinds.items())


def compare(name: str, folder: Path, chosen: argparse.Namespace) -> None:
    """Print a data set's lines."""
    from benchmarks.map_data import SETS

    rows = SETS[name]()
    data = folder / f"{name}.npz"
    np.savez(data, X=rows.X, labels=rows.labels, metric=rows.metric)
    print(f"{name}: {rows.X.shape[0]:,} x {rows.X.shape[1]}, {rows.metric}", flush=True)
    for engine in chosen.engine or ENGINES:
        if engine in LIBRARIES and importlib.util.find_spec(LIBRARIES[engine]) is None:
            print(f"  {engine:19} left out: not installed")
            continue
        for what in chosen.what or WHAT:
            if what != "map" and engine in LIBRARIES:
                continue
            asked = str(chosen.dims) if what == "map" else what
            cache = folder / f"{name}-{engine.replace(' ', '-')}-{what}"
            first = run(engine, data, cache, 0, asked)
            fresh = [run(engine, data, cache, 0, asked) for _ in range(chosen.repeats - 1)]
            last = run(engine, data, cache, chosen.repeats, asked)
            line = f"  {engine:19} {shown(first, fresh, last)}"
            if what == "map":
                stages = " ".join(f"{stage} {seconds:.2f}" for stage, seconds in last["stages"].items())
                measured = " ".join(f"{one:.4f}" for one in last["measures"])
                print(f"{line}  peak {last['peak']:4.0f} MB  {measured}  {stages}", flush=True)
            else:
                print(f"{line}  {what}", flush=True)


def main() -> None:
    """Each engine on each data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=NAMES)
    parser.add_argument("--engine", action="append", choices=ENGINES, help="only this one; may be given again")
    parser.add_argument("--what", action="append", choices=WHAT, help="only this; may be given again")
    parser.add_argument("--dims", type=int, choices=(2, 3), default=2, help="of the map")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--child", nargs=4, metavar=("ENGINE", "DATA", "REPEATS", "WHAT"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        engine, data, repeats, what = chosen.child
        if what in LATER:
            later(engine, Path(data), int(repeats), what)
        else:
            child(engine, Path(data), int(repeats), int(what))
        return
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.sets:
            compare(name, Path(folder), chosen)


if __name__ == "__main__":
    main()
