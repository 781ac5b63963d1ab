"""Are stray pictures among the strongest outliers? 5 % foreign images (emoji) planted among face crops.

As many rows as were planted are taken from the top of each ranking; by chance 5 % of them are stray. By score: how
badly a PCA's first components (90 % of the variance, at most 60) rebuild the features; after PCA to 50 dimensions the
mean distance to the 14 nearest rows, the local outlier factor, and the mean of the ranks of these two and GLOSH. In the
map: the distance to the 14 nearest rows on it. Mean and standard deviation over draws of the emoji. Needs
face crops in colour and a zip of emoji::

    .venv/bin/python -m benchmarks.stray --data ../shared/datasets

On x86_64, 2 cores, beside other work::

    159 emoji among 3,182 rows; by chance 5%; 2 draws
                       rebuilding       distance            LOF      mean rank        PCA map           UMAP
    pixels               79% ± 1%       65% ± 2%       33% ± 2%       39% ± 3%       20% ± 3%       17% ± 8%
    even light           47% ± 4%       16% ± 4%        3% ± 1%       11% ± 1%        7% ± 1%        9% ± 1%
    edges (HOG)          86% ± 1%       98% ± 2%       51% ± 3%       58% ± 0%       51% ± 0%       10% ± 2%
    colours (HSV)        20% ± 1%       30% ± 3%       19% ± 3%       22% ± 2%       15% ± 7%        4% ± 4%

Strays are found by their edges, or as what the eigen-images can't rebuild; hardly on a map, where they are a group of
their own and near to each other.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.decomposition import PCA

from benchmarks.machine import machine
from explorer.comparison.outlying import GloshParams, OutliersParams
from explorer.comparison.outlying.glosh import fit as glosh
from explorer.comparison.outlying.outliers import fit as outliers
from explorer.dataset import Dataset
from explorer.features import extract, preprocess
from explorer.features.eigenimages import EigenimagesParams, enough, off_space
from explorer.features.evened import EvenedParams
from explorer.features.hog import HOGParams
from explorer.features.hsv import HSVParams
from explorer.features.pca import PCAParams
from explorer.features.pixels import PixelsParams
from explorer.features.result import Features
from explorer.neighbors import GraphParams, knn_graph
from explorer.params import Params
from explorer.projections import PCAParams as MapParams
from explorer.projections import UMAPParams, project

FACES, EMOJI = "lfw_faces.npz", "emoji_by_category.zip"
SIDE = 64
SHARE = 0.05
NEIGHBORS = 14
FEATURES: Mapping[str, Params] = {
    "pixels": PixelsParams(size=32),
    "even light": EvenedParams(size=32),
    "edges (HOG)": HOGParams(),
    "colours (HSV)": HSVParams(),
}
MAPS: Mapping[str, Params] = {"PCA map": MapParams(random_state=0), "UMAP": UMAPParams(random_state=0)}


def emoji(path: Path) -> np.ndarray:
    """All pictures of the zip on white, of shape (n, 64, 64, 3)."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".png"):
                picture = Image.open(io.BytesIO(archive.read(name))).convert("RGBA").resize((SIDE, SIDE))
                ground = Image.new("RGBA", picture.size, "white")
                found.append(np.asarray(Image.alpha_composite(ground, picture).convert("RGB")))
    return np.stack(found)


def plant(faces: np.ndarray, foreign: np.ndarray, seed: int) -> tuple[Dataset, np.ndarray]:
    """The faces with so many of the others that these are 5 % of all, in random order; and which they are."""
    random = np.random.default_rng(seed)
    number = round(SHARE / (1 - SHARE) * len(faces))
    images = np.concatenate([faces, foreign[random.choice(len(foreign), number, replace=False)]])
    stray = np.arange(len(images)) >= len(faces)
    order = random.permutation(len(images))
    return Dataset("", np.arange(len(images), dtype=np.uint32), images=images[order]), stray[order]


def found(score: np.ndarray, stray: np.ndarray) -> float:
    """Share of stray rows among as many of the highest scores as there are stray rows."""
    top = np.argsort(-score, kind="stable")[: int(stray.sum())]
    return float(stray[top].mean())


def rebuilding(X: np.ndarray) -> np.ndarray:
    """How badly each row is rebuilt from the first components."""
    model = PCA(EigenimagesParams().n_components, random_state=0).fit(X)
    return off_space(X, model.mean_, model.components_[: enough(model.explained_variance_ratio_)])


def rankings(space: Features) -> dict[str, np.ndarray]:
    """How far out each row lies, by each score and in each map."""
    graph = knn_graph(space, GraphParams(n_neighbors=NEIGHBORS))
    scored = outliers(OutliersParams(), graph=graph, glosh=glosh(GloshParams(), features=space))
    ranked = {"distance": scored.measures["knn"], "LOF": scored.measures["lof"], "mean rank": scored.score}
    for name, params in MAPS.items():
        on_map = knn_graph(Features(project(space, params).Y), GraphParams(n_neighbors=NEIGHBORS))
        ranked[name] = on_map.distances.mean(axis=1)
    return ranked


def main() -> None:
    """The share found of each feature, score and map."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--draws", type=int, default=3)
    chosen = parser.parse_args()
    print(machine())
    with np.load(chosen.data / FACES) as file:
        faces = file["images"]
    foreign = emoji(chosen.data / EMOJI)
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    for seed in range(chosen.draws):
        dataset, stray = plant(faces, foreign, seed)
        for name, params in FEATURES.items():
            whole = extract(dataset, params)
            rebuilt = rebuilding(whole.X)
            space = preprocess(whole, PCAParams(n_components=50))
            for ranking, score in {"rebuilding": rebuilt, **rankings(space)}.items():
                shares[name, ranking].append(found(score, stray))
    print(f"{stray.sum()} emoji among {len(stray):,} rows; by chance {stray.mean():.0%}; {chosen.draws} draws")
    columns = list(dict.fromkeys(ranking for _, ranking in shares))
    print(f"{'':14}" + "".join(f"{column:>15}" for column in columns))
    for name in FEATURES:
        cells = [f"{np.mean(shares[name, c]):.0%} ± {np.std(shares[name, c]):.0%}" for c in columns]
        print(f"{name:14}" + "".join(f"{cell:>15}" for cell in cells))


if __name__ == "__main__":
    main()
