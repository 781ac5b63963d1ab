"""The pixels of an image as its feature vector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.features.result import Features, Sight
from explorer.features.sized import MOST_SIDE, SizedImages, check_size
from explorer.params import Params, param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class PixelsParams(Params):
    """Which pixels."""

    size: int | tuple[int, int] | None = param(
        None,
        "side, or height and width, to scale to; empty: the images' own",
        low=1,
        high=MOST_SIDE,
        unit="pixels",
    )
    color: bool = param(True, "keep colours; otherwise the luma (ITU-R BT.601)")
    shape: str = param(
        "fit",
        "where the new shape is another: fit on white, crop the middle, or stretch",
        choices=("fit", "crop", "stretch"),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        check_size(self.size)


def pixels(params: PixelsParams, *, dataset: Dataset, like: Sight | None = None, report: Report = silent) -> Features:
    """The pixels of each image, row by row, as one vector; in 0..1 (see `divisor`).

    Parameters
    ----------
    params : PixelsParams
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
    images = SizedImages(dataset, params.size, params.color, params.shape, like)
    n_features = images.size[0] * images.size[1] * images.channels
    images.check_limits(n_features)
    X = np.empty((len(images), n_features), dtype=np.float32)
    for rows, block in images.blocks(report):
        X[rows] = block.reshape(len(block), -1)
    return Features(X, images.note)
