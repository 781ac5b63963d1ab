"""Which features tell hair colours apart, and which people? On the sample "portraits", where both are known.

How often the nearest row of *another* person has the same hair, and the nearest other row at all is of the same person
or has the same expression. By chance: what a row drawn at random from the same ones gives::

    .venv/bin/python -m benchmarks.hair

On x86_64, 2 cores::

    672 portraits
                                 hair, of others            person        expression
    pixels                                   49%               72%                8%
    grey pixels                              42%               68%                8%
    even light                               34%               64%                9%
    edges (HOG)                              19%               72%               14%
    colours                                  58%               47%                8%
    colours in 3 x 3 fields                  58%               53%                8%
    colours 1 + edges 1                      37%               73%                8%
    colours 3 + edges 1                      51%               67%                7%
    by chance                                19%                4%               14%

Colours tell hair apart, edges don't at all; edges and pixels tell people apart.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from benchmarks.machine import machine
from explorer.dataset import Dataset
from explorer.features import extract, preprocess
from explorer.features.evened import EvenedParams
from explorer.features.hog import HOGParams
from explorer.features.hsv import HSVParams
from explorer.features.joined import JoinedParams, joined
from explorer.features.pca import PCAParams
from explorer.features.pixels import PixelsParams
from explorer.features.result import Features
from explorer.recipe import silent
from explorer.settings import current
from explorer.sources.orders import PortraitsParams, order
from explorer.sources.portraits import read_portraits

BLOCK = 512
FEATURES = {
    "pixels": PixelsParams(size=32),
    "grey pixels": PixelsParams(size=32, color=False),
    "even light": EvenedParams(size=32),
    "edges (HOG)": HOGParams(),
    "colours": HSVParams(),
    "colours in 3 x 3 fields": HSVParams(grid=3),
}


def portraits() -> tuple[Dataset, dict[str, np.ndarray]]:
    """The sample, and who or what each row is, by column."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portraits.json"
        path.write_bytes(order("portraits", PortraitsParams()))
        records = read_portraits(path, current(), silent)
        images = np.array(records.images)
    columns = {name: records.columns[name].astype(str) for name in ("hair", "person", "expression")}
    named = {name: np.unique(values, return_inverse=True)[1] for name, values in columns.items()}
    return Dataset("portraits", np.arange(len(images), dtype=np.uint32), images=images), named


def spaces(dataset: Dataset) -> Mapping[str, Features]:
    """Each way by itself, and colours joined with edges."""
    found = {name: extract(dataset, params) for name, params in FEATURES.items()}
    both = {"block_0": found["colours in 3 x 3 fields"], "block_1": found["edges (HOG)"]}
    for weights in ((1, 1), (3, 1)):
        called = f"colours {weights[0]} + edges {weights[1]}"
        found[called] = joined(JoinedParams(weights), like=None, report=silent, **both)
    return {name: preprocess(space, PCAParams(n_components=0.99)) for name, space in found.items()}


def same(X: np.ndarray, labels: np.ndarray, unlike: np.ndarray | None = None) -> tuple[float, float]:
    """How often the nearest row, of those that differ in `unlike`, has the same label; and a row at random."""
    hits, chance = 0, 0.0
    square = (X.astype(np.float64) ** 2).sum(axis=1)
    for start in range(0, len(X), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(X)))
        apart = square - 2 * X[rows].astype(np.float64) @ X.T.astype(np.float64)
        allowed = rows[:, None] != np.arange(len(X))
        if unlike is not None:
            allowed &= unlike[rows][:, None] != unlike
        apart[~allowed] = np.inf
        equal = labels[rows][:, None] == labels
        hits += int((labels[apart.argmin(axis=1)] == labels[rows]).sum())
        chance += float(((equal & allowed).sum(axis=1) / allowed.sum(axis=1)).sum())
    return hits / len(X), chance / len(X)


def main() -> None:
    """A line for each way."""
    print(machine())
    dataset, named = portraits()
    asked = {
        "hair, of others": ("hair", named["person"]),
        "person": ("person", None),
        "expression": ("expression", None),
    }
    print(f"{len(dataset.rows):,} portraits\n{'':26}" + "".join(f"{name:>18}" for name in asked))
    for name, space in spaces(dataset).items():
        cells = [same(space.X, named[column], unlike) for column, unlike in asked.values()]
        print(f"{name:26}" + "".join(f"{hit:>18.0%}" for hit, _ in cells), flush=True)
    print(f"{'by chance':26}" + "".join(f"{chance:>18.0%}" for _, chance in cells))


if __name__ == "__main__":
    main()
