"""What maps are measured on: vectors, labels, and the metric that suits them."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

FASHION = Path("/usr/share/datasets/fashion-mnist")  # the Debian package dataset-fashion-mnist
SHARED = Path(__file__).parents[2] / "shared" / "datasets"


class Rows(NamedTuple):
    """A data set to map."""

    X: np.ndarray
    labels: np.ndarray
    metric: str


def digits() -> Rows:
    """1,797 x 64, 10 digits."""
    from sklearn.datasets import load_digits

    found = load_digits()
    return Rows(found.data.astype(np.float32), found.target, "euclidean")


def fashion(n_samples: int) -> Rows:
    """The first rows of Fashion-MNIST's 70,000 x 784, those for training before those for tests; 10 classes."""

    def numbers(kind: str, offset: int) -> np.ndarray:
        files = [(FASHION / f"{part}-{kind}-ubyte.gz").read_bytes() for part in ("train", "t10k")]
        return np.concatenate([np.frombuffer(gzip.decompress(file), np.uint8, offset=offset) for file in files])

    X = numbers("images-idx3", 16).reshape(-1, 784)[:n_samples]
    return Rows(X.astype(np.float32) / 255, numbers("labels-idx1", 8)[:n_samples], "euclidean")


def faces() -> Rows:
    """3,023 face vectors x 128, 62 people."""
    with np.load(SHARED / "lfw_faces.npz") as file:
        return Rows(file["embedding"], np.unique(file["name"], return_inverse=True)[1], "cosine")


def emoji() -> Rows:
    """The pixels of 3,786 emoji on white, 16 x 16 x 3; 10 categories."""
    from PIL import Image

    X, categories = [], []
    with zipfile.ZipFile(SHARED / "emoji_by_category.zip") as file:
        for name in sorted(one for one in file.namelist() if one.endswith(".png")):
            picture = Image.open(io.BytesIO(file.read(name))).convert("RGBA")
            paper = Image.new("RGBA", picture.size, "white")
            paper.alpha_composite(picture)
            X.append(np.asarray(paper.convert("RGB").resize((16, 16), Image.Resampling.BOX), np.float32).ravel() / 255)
            categories.append(Path(name).parent.name)
    return Rows(np.array(X), np.unique(categories, return_inverse=True)[1], "euclidean")


def identities(n_identities: int = 1000, each: int = 5, n_features: int = 512) -> Rows:
    """Vectors as a face model gives them: cosine 0.950 +- 0.014 of one person, 0.838 +- 0.035 of two.

    Every row is a common direction, a person's in 10 dimensions and its own in 13: as many as give those spreads.
    """
    random = np.random.default_rng(0)
    who = np.repeat(np.arange(n_identities), each)

    def units(n: int, dimensions: int) -> np.ndarray:
        found = random.normal(size=(n, dimensions))
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    common = np.ones((len(who), 1))
    person, own = units(n_identities, 10)[who], units(len(who), 13)
    parts = np.hstack([np.sqrt(0.838) * common, np.sqrt(0.112) * person, np.sqrt(0.050) * own])
    turn = np.linalg.qr(random.normal(size=(n_features, parts.shape[1])))[0]
    return Rows((parts @ turn.T).astype(np.float32), who, "cosine")


def groups(n_samples: int, n_features: int = 64) -> Rows:
    """200 groups of unequal spread, each in 12 dimensions of its own and a little in all."""
    random = np.random.default_rng(0)
    which = random.integers(200, size=n_samples)
    centres, spread = random.normal(size=(200, n_features)), random.uniform(0.2, 1, 200)
    axes = random.normal(size=(200, 12, n_features)) * spread[:, None, None] / 4
    X = np.empty((n_samples, n_features), np.float32)
    for group in range(200):
        rows = np.flatnonzero(which == group)
        within = random.normal(size=(len(rows), 12)) @ axes[group]
        X[rows] = centres[group] + within + 0.05 * random.normal(size=(len(rows), n_features))
    return Rows(X, which, "euclidean")


SETS: dict[str, Callable[[], Rows]] = {
    "digits": digits,
    "fashion-5000": lambda: fashion(5000),
    "faces": faces,
    "emoji": emoji,
    "identities": identities,
    "fashion-20000": lambda: fashion(20_000),
    "fashion-60000": lambda: fashion(60_000),
    "fashion-70000": lambda: fashion(70_000),
    "groups-100000": lambda: groups(100_000),
    "groups-200000": lambda: groups(200_000),
    "groups-1000000": lambda: groups(1_000_000),
}
