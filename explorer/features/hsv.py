"""How much of each colour is in an image, wherever it is: a histogram of hue, saturation and value.

The bins are those of Smith & Chang (1996): shades of grey by themselves, since a grey pixel's hue is only noise, and
for what has a colour hue x saturation x value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.features.result import Features, Sight
from explorer.features.sized import SizedImages
from explorer.params import Params, param
from explorer.recipe import Report, silent

GREY = 0.1  # saturation or value below which a pixel has no colour to speak of


@dataclass(frozen=True)
class HSVParams(Params):
    """How finely colours are told apart, and where."""

    grid: int = param(1, "Fields along each side, each with a histogram of its own.", low=1, high=8)
    hues: int = param(18, "Bins of hue, around the circle of colours.", low=1, high=72)
    saturations: int = param(3, "Bins of saturation, from pale to full.", low=1, high=16)
    values: int = param(3, "Bins of value, from dark to light.", low=1, high=16)
    greys: int = param(4, "Bins of what has no colour, from black to white.", low=1, high=32)
    size: int = param(
        64, "Side that images are stretched to before counting.", low=4, high=512, unit="pixels", advanced=True
    )
    root: bool = param(
        True,
        "Take square roots, so that Euclidean distance is Hellinger's between the shares of colours.",
        advanced=True,
    )


def hsv(params: HSVParams, *, dataset: Dataset, like: Sight | None = None, report: Report = silent) -> Features:
    """Share of each field's pixels in each bin (or its square root), field by field from the top left.

    Parameters
    ----------
    params : HSVParams
    dataset : Dataset
    like : Sight, optional
        Of a reference whose pictures these are to be read like.
    report : Report, optional

    Raises
    ------
    InputError
        When there are no images, or all of them are grey.
    LimitError
        When the vectors would exceed this server's limits.
    """
    images = SizedImages(dataset, params.size, True, "stretch", like)
    if images.channels != 3:
        raise InputError("The images are grey, so there are no colours to count. Use their pixels, or HOG.")
    n_bins = params.greys + params.hues * params.saturations * params.values
    n_fields = params.grid**2
    images.check_limits(n_fields * n_bins)
    side = np.arange(params.size) * params.grid // params.size
    field = (side[:, None] * params.grid + side).ravel()
    size = np.bincount(field, minlength=n_fields)
    X = np.empty((len(images), n_fields * n_bins), dtype=np.float32)
    for rows, block in images.blocks(report):
        cell = field * n_bins + bins(block.reshape(len(block), -1, 3), params)
        offset = np.arange(len(block))[:, None] * (n_fields * n_bins)
        counts = np.bincount((cell + offset).ravel(), minlength=len(block) * n_fields * n_bins)
        X[rows] = (counts.reshape(len(block), n_fields, n_bins) / size[:, None]).reshape(len(block), -1)
    if params.root:
        np.sqrt(X, out=X)
    what = "square roots of the shares" if params.root else "shares"
    fields = f" in each of {n_fields} fields" if n_fields > 1 else ""
    return Features(X, f"{what} of {n_bins} colours{fields}; {images.note}")


def bins(rgb: np.ndarray, params: HSVParams) -> np.ndarray:
    """The bin of each pixel; greys come first, from black to white.

    Parameters
    ----------
    rgb : ndarray of shape (..., 3)
        In 0..1.
    params : HSVParams

    Returns
    -------
    ndarray of shape (...), int64
    """
    hue, saturation, value = to_hsv(rgb)
    colour = np.minimum((hue * params.hues).astype(np.int64), params.hues - 1) * params.saturations
    colour = (colour + _binned(saturation, params.saturations)) * params.values + _binned(value, params.values)
    grey = (saturation < GREY) | (value < GREY)
    return np.where(grey, _binned(value, params.greys), params.greys + colour)


def to_hsv(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hue (0 red, 1/3 green, 2/3 blue), saturation and value of colours, each in 0..1 (Smith 1978)."""
    rgb = np.clip(rgb, 0, 1)
    red, green, blue = np.moveaxis(rgb, -1, 0)
    value = rgb.max(axis=-1)
    chroma = value - rgb.min(axis=-1)
    divisor = np.where(chroma > 0, chroma, 1)
    hue = np.where(
        value == red,
        (green - blue) / divisor,
        np.where(value == green, 2 + (blue - red) / divisor, 4 + (red - green) / divisor),
    )
    return hue / 6 % 1, chroma / np.where(value > 0, value, 1), value


def _binned(share: np.ndarray, n_bins: int) -> np.ndarray:
    return np.minimum((share * n_bins).astype(np.int64), n_bins - 1)
