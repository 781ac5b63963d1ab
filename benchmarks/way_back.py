"""How like themselves rows come back from a map that was drawn without them: PCA and UMAP, 2-D, defaults, seed 0.

A tenth of the rows, 500 at most, is held out; the maps are drawn of the others; the rows held out are placed on them
and led back. The table has the median cosine of a row and what comes back, beside that of its nearest row's own vector
(no map at all) and that of the mean of all rows; in brackets the share of the rows held out that come back more like
themselves than their nearest row is. On the shipped digits, and on vectors of one's own::

    .venv/bin/python -m benchmarks.way_back --data lfw_faces.npz

On x86_64, 2 cores, Python 3.11.7::

                                             comes back   nearest row  mean
    Handwritten digits, 179 of 1,797   pca   0.893 (  0%)       0.968 0.831
    Handwritten digits, 179 of 1,797   umap  0.959 ( 26%)       0.968 0.831
    lfw_faces, 302 of 3,023            pca   0.936 (  3%)       0.975 0.922
    lfw_faces, 302 of 3,023            umap  0.978 ( 73%)       0.975 0.922
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.machine import machine
from explorer import plan
from explorer.comparison.returning import Returned
from explorer.dataset import Dataset
from explorer.jobs import materialise
from explorer.params import build
from explorer.recipe import silent
from explorer.settings import read
from explorer.sources.locate import keep, locate
from explorer.store import Store

MAPS = ("pca", "umap")


def table(name: str, store: Store) -> None:
    """A line a map."""
    found, form = locate(name, Path())
    fingerprint, _ = keep(found, store, read({}))
    data = plan.dataset(fingerprint, form, found.title)
    materialise(data, store, silent)
    rows = store.read(data, Dataset)
    space = plan.features(data, plan.USES["given"].params())
    for method in MAPS:
        step = plan.PROJECTIONS[method]
        map_ = plan.projection(space, build(step.params, {"random_state": 0}))
        recipe = plan.returned(map_, rows.n_samples)
        materialise(recipe, store, silent)
        back = store.read(recipe, Returned)
        medians = [float(np.median(each)) for each in (back.back, back.nearest, back.mean)]
        better = float(np.mean(back.back > back.nearest))
        title = f"{found.title}, {len(back.back):,} of {rows.n_samples:,} rows"
        others = f"{medians[1]:11.3f} {medians[2]:5.3f}"
        print(f"    {title:44} {method:5} {medians[0]:.3f} ({better:4.0%}) {others}", flush=True)


def main() -> None:
    """Each data set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", action="append", default=[], help="a file or folder that the app reads, with vectors")
    chosen = parser.parse_args()
    print(machine())
    print(f"    {'':44} {'':5} comes back   nearest row  mean")
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home))
        for name in ("sample:digits", *chosen.data):
            table(name, store)


if __name__ == "__main__":
    main()
