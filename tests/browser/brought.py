"""Files that a person brings, made here."""

from pathlib import Path

import numpy as np
import pandas as pd

PERSONS = ("山田", "鈴木", "佐藤", "田中")
SIDE = 16  # px; so small a picture is kept without loss


def structured_half(path: Path, n: int = 300, seed: int = 0) -> np.ndarray:
    """A structured float16 ``.npy`` as face recognition writes it: an id and an embedding of 512 a row."""
    rng = np.random.default_rng(seed)
    rows = np.zeros(n, dtype=[("id", "<u2"), ("embedding", "<f2", (512,))])
    rows["id"] = np.arange(n) % 6
    centres = rng.normal(size=(6, 512))
    rows["embedding"] = centres[rows["id"]] + 0.5 * rng.normal(size=(n, 512))
    np.save(path, rows)
    return rows


def table(n: int = 120, seed: int = 0) -> pd.DataFrame:
    """Vectors of 6 in columns ``f0`` to ``f5``, a person, and a weight a row."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n, 6)).astype(np.float32) + (np.arange(n) % 4)[:, None]
    frame = pd.DataFrame(vectors, columns=[f"f{place}" for place in range(6)])
    return frame.assign(person=[PERSONS[row % 4] for row in range(n)], weight=rng.uniform(40, 90, n))


def colour_of(row: int) -> tuple[int, int, int]:
    """The colour that stands for a row, in every pixel of its picture."""
    return row % 256, row // 256, 255 - row % 256


def pictures(path: Path, n: int = 200, left_out: tuple[int, ...] = (), seed: int = 0) -> None:
    """An ``.npz`` with vectors, an identity, and a picture a row whose pixels say which row it is.

    The vectors of the rows `left_out` hold NaN.
    """
    rng = np.random.default_rng(seed)
    vectors = rng.uniform(-1, 1, size=(n, 3)) * (3, 2, 1)
    vectors[list(left_out)] = np.nan
    colours = np.array([colour_of(row) for row in range(n)], dtype=np.uint8)
    np.savez(
        path,
        embedding=vectors.astype(np.float32),
        images=np.broadcast_to(colours[:, None, None], (n, SIDE, SIDE, 3)),
        identity=np.array([f"person {row % 5}" for row in range(n)]),
    )
