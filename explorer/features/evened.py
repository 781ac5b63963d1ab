"""Pixels in even light: a dark picture and a bright one of the same thing are alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.features.result import Features, Sight
from explorer.features.sized import MOST_SIDE, SizedImages, check_size
from explorer.params import Params, param
from explorer.recipe import Report, silent

FLAT = 1e-6  # a spread of shades below that is rounding


@dataclass(frozen=True)
class EvenedParams(Params):
    """Which pixels, and how their light is evened."""

    size: int | tuple[int, int] | None = param(
        None, "side, or height and width, to scale to; empty: the images' own", low=1, high=MOST_SIDE, unit="pixels"
    )
    shape: str = param(
        "stretch",
        "where the new shape is another: fit on white, crop the middle, or stretch",
        choices=("fit", "crop", "stretch"),
    )
    by: str = param(
        "contrast",
        "contrast: each image to mean 0 and spread 1; equalise: each pixel's rank in its image (equalised histogram)",
        choices=("contrast", "equalise"),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        check_size(self.size)


def evened(params: EvenedParams, *, dataset: Dataset, like: Sight | None = None, report: Report = silent) -> Features:
    """The luma of each image without its brightness and contrast, row by row, as one vector.

    With ``contrast`` a pixel is how many standard deviations of its image it is above its image's mean, so that any
    brightness added and any positive factor are gone. With ``equalise`` it is the share of its image's pixels that are
    darker, those as light counted half (0 to 1), so that every rising curve of light is gone. An image of one shade
    becomes 0, or one half.

    Parameters
    ----------
    params : EvenedParams
    dataset : Dataset
    like : Sight, optional
        Of a reference whose pictures these are to be read like.
    report : Report, optional

    Raises
    ------
    InputError
        When there are no images.
    ParamsError
        When they differ in size and none is chosen.
    LimitError
        When the vectors would exceed this server's limits.
    """
    images = SizedImages(dataset, params.size, False, params.shape, like)
    n_features = images.size[0] * images.size[1]
    images.check_limits(n_features)
    X = np.empty((len(images), n_features), dtype=np.float32)
    even = standardised if params.by == "contrast" else equalised
    for rows, block in images.blocks(report):
        X[rows] = even(block.reshape(len(block), -1))
    how = "mean 0 and spread 1 in each image" if params.by == "contrast" else "ranks within each image"
    return Features(X, f"{images.note}, {how}")


def standardised(values: np.ndarray) -> np.ndarray:
    """Each row to mean 0 and standard deviation 1; one of a single value to 0."""
    moved = values.astype(np.float64) - values.mean(axis=1, dtype=np.float64, keepdims=True)
    spread = moved.std(axis=1, keepdims=True)
    even: np.ndarray = np.where(spread > FLAT, moved / np.maximum(spread, FLAT), 0)
    return even


def equalised(values: np.ndarray) -> np.ndarray:
    """For each value the share of its row that is smaller, equal ones counted half."""
    from scipy.stats import rankdata

    share: np.ndarray = (rankdata(values, axis=1) - 0.5) / values.shape[1]
    return share
