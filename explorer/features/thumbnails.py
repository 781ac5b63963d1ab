"""Small pictures for the page, in batches, as WebP."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import InputError, ParamsError
from explorer.features.result import Thumbnails
from explorer.features.scaling import extremes
from explorer.params import Params, param
from explorer.recipe import Report, silent

BATCH = 2_048
LONGEST_SIDE = 96
LOSSLESS_SIDE = 32  # below this a picture is icon-like, and lossless is the smaller one too
QUALITY = 82
_REPORT_EVERY = 64


@dataclass(frozen=True)
class ThumbnailsParams(Params):
    """Which rows."""

    start: int = param(0, "position of the first row", low=0, unit="rows")
    stop: int = param(BATCH, "position after the last row", low=1, unit="rows")
    side: int = param(LONGEST_SIDE, "longest side; smaller images are never enlarged", low=8, high=1024, unit="pixels")


def batches(n_samples: int) -> list[tuple[int, int]]:
    """The ranges of positions that thumbnails are made in."""
    return [(start, min(n_samples, start + BATCH)) for start in range(0, n_samples, BATCH)]


def thumbnails(params: ThumbnailsParams, *, dataset: Dataset, report: Report = silent) -> Thumbnails:
    """Small pictures of the rows ``start`` to ``stop``.

    Values other than uint8 are spread from 0 (or the smallest value, where that is below 0) to the largest
    value of *all* images, so that all batches look alike.

    Raises
    ------
    InputError
        When there are no images.
    ParamsError
        When the range is empty or goes past the last row.
    """
    images = dataset.images
    if images is None:
        raise InputError("There are no images in this data set.")
    if not params.start < params.stop <= len(images):
        raise ParamsError(f"stop = {params.stop} must lie in {params.start + 1}..{len(images)}.", field="stop")
    low, high = _range(images)
    files = []
    for row in range(params.start, params.stop):
        if row % _REPORT_EVERY == 0:
            report("thumbnails", (row - params.start) / (params.stop - params.start))
        files.append(_webp(_shades(images[row], low, high), params.side))
    offsets = np.zeros(len(files) + 1, dtype=np.uint32)
    np.cumsum([len(file) for file in files], out=offsets[1:])
    return Thumbnails(np.frombuffer(b"".join(files), dtype=np.uint8), offsets)


def _range(images: np.ndarray) -> tuple[float, float]:
    if images.dtype == np.uint8:
        return 0.0, 255.0
    least, most = extremes(images)
    if images.dtype.kind == "f" and least >= 0 and most <= 1:
        return 0.0, 1.0
    return min(0.0, least), most


def _shades(image: np.ndarray, low: float, high: float) -> np.ndarray:
    if image.dtype == np.uint8:
        return image
    share = (image.astype(np.float32) - low) / ((high - low) or 1)
    shades: np.ndarray = np.rint(share * 255).astype(np.uint8)
    return shades


def _webp(image: np.ndarray, side: int) -> bytes:
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(image))
    lossless = max(picture.size) <= LOSSLESS_SIDE
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", lossless=lossless, quality=QUALITY)
    return buffer.getvalue()
