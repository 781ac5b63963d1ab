"""Histograms of oriented gradients (Dalal & Triggs 2005): where an image's edges are and which way they run.

Neither brightness nor contrast counts, since each block of cells is scaled to length 1. Our own, in numpy: the library
that has it brings more with it than the rest of this program needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import ParamsError
from explorer.features.result import Features, Sight
from explorer.features.sized import MOST_SIDE, SizedImages
from explorer.params import Params, param
from explorer.recipe import Report, silent

MOST_SHARE = 0.2  # of a block's length that one direction may have: a single strong edge doesn't outweigh all others
SMALL = 1e-5


@dataclass(frozen=True)
class HOGParams(Params):
    """How finely edges are told apart."""

    size: int = param(64, "Side that images are scaled to first.", low=16, high=MOST_SIDE, unit="pixels")
    shape: str = param(
        "stretch",
        "where the new shape is another: fit on white, crop the middle, or stretch",
        choices=("fit", "crop", "stretch"),
    )
    cell: int = param(8, "Side of a cell, in which directions are counted.", low=2, high=256, unit="pixels")
    block: int = param(2, "Side of a block, which is scaled to length 1.", low=1, high=8, unit="cells")
    orientations: int = param(9, "Directions that are told apart, within half a turn.", low=2, high=36)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.size < self.cell * self.block:
            raise ParamsError(
                f"size = {self.size} is smaller than one block of {self.block} x {self.block} cells of {self.cell} "
                f"pixels. Choose a size of {self.cell * self.block} or more, or smaller cells.",
                field="size",
            )


def hog(params: HOGParams, *, dataset: Dataset, like: Sight | None = None, report: Report = silent) -> Features:
    """All blocks of all cells' histograms of the luma's gradients as one vector.

    Pixels on the right and at the bottom that fill no cell are left out.

    Parameters
    ----------
    params : HOGParams
    dataset : Dataset
    like : Sight, optional
        Of a reference whose pictures these are to be read like.
    report : Report, optional

    Raises
    ------
    InputError
        When there are no images.
    LimitError
        When the vectors would exceed this server's limits.
    """
    images = SizedImages(dataset, params.size, False, params.shape, like)
    n_blocks = params.size // params.cell - params.block + 1
    n_features = n_blocks**2 * params.block**2 * params.orientations
    images.check_limits(n_features)
    X = np.empty((len(images), n_features), dtype=np.float32)
    for rows, block in images.blocks(report):
        X[rows] = normalised(cells(block[..., 0], params), params.block)
    cell = f"{params.orientations} directions in cells of {params.cell} x {params.cell} pixels"
    return Features(X, f"{cell}, blocks of {params.block} x {params.block} cells; {images.note}")


def cells(images: np.ndarray, params: HOGParams) -> np.ndarray:
    """Sums of gradients by direction in each cell.

    A gradient counts by its length, shared between the two nearest directions.

    Parameters
    ----------
    images : ndarray of shape (n, height, width)
    params : HOGParams

    Returns
    -------
    ndarray of shape (n, rows of cells, columns of cells, orientations)
    """
    down, across = np.zeros_like(images), np.zeros_like(images)
    down[:, 1:-1] = images[:, 2:] - images[:, :-2]  # none along the rim, where one neighbour is missing
    across[:, :, 1:-1] = images[:, :, 2:] - images[:, :, :-2]
    length = np.hypot(down, across)
    direction = np.arctan2(down, across) / np.pi % 1 * params.orientations - 0.5  # in bins, from the first one's middle
    n_down, n_across = (side // params.cell for side in images.shape[1:])
    parts = (len(images), n_down, params.cell, n_across, params.cell)
    found = np.empty((len(images), n_down, n_across, params.orientations), dtype=np.float32)
    for number in range(params.orientations):
        apart = np.abs(direction - number)
        share = np.maximum(0, 1 - np.minimum(apart, params.orientations - apart))
        votes = (length * share)[:, : n_down * params.cell, : n_across * params.cell]
        found[..., number] = votes.reshape(parts).sum(axis=(2, 4))
    return found


def normalised(found: np.ndarray, block: int) -> np.ndarray:
    """Each block of cells to length 1, its largest shares cut, and to length 1 again (L2-Hys); one after the other."""
    windows = np.lib.stride_tricks.sliding_window_view(found, (block, block), axis=(1, 2))
    flat = np.moveaxis(windows, 3, -1).reshape(len(found), -1, block * block * found.shape[3])
    flat = flat / np.sqrt((flat**2).sum(axis=2, keepdims=True) + SMALL**2)
    flat = np.minimum(flat, MOST_SHARE)
    flat = flat / np.sqrt((flat**2).sum(axis=2, keepdims=True) + SMALL**2)
    lines: np.ndarray = flat.reshape(len(found), -1)
    return lines
