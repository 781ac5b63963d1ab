"""Small pictures for the page, in batches, as WebP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import InputError, ParamsError
from explorer.features.resize import SPARE
from explorer.features.result import Thumbnails
from explorer.features.scaling import extremes
from explorer.params import Params, param
from explorer.pictures import ImageFiles
from explorer.recipe import Report, silent
from explorer.settings import current

if TYPE_CHECKING:
    from PIL.Image import Image

BATCH, LEAST_BATCH = 2_048, 128
FILES_BATCH = 512  # each has to be decoded: some seconds of work, after which a map that was asked for has its turn
BATCH_PIXELS = 1_000_000_000  # decoded for one batch: some seconds of work
LONGEST_SIDE = 96
LARGE_SIDE = 1_024  # of a picture looked at by itself
LOSSLESS_SIDE = 32  # below this a picture is icon-like, and lossless is the smaller one too
QUALITY = 82
EFFORT = 20  # of 100, where nothing is lost: more takes four times as long, and saves nothing
_REPORT_EVERY = 64


@dataclass(frozen=True)
class ThumbnailsParams(Params):
    """Which rows."""

    start: int = param(0, "position of the first row", low=0, unit="rows")
    stop: int = param(BATCH, "position after the last row", low=1, unit="rows")
    side: int = param(
        LONGEST_SIDE, "longest side; smaller images are never enlarged", low=8, high=LARGE_SIDE, unit="pixels"
    )


def batch_size(mean_pixels: int | None = None) -> int:
    """How many thumbnails are made at once: fewer where images are large, so that the first are soon there.

    Parameters
    ----------
    mean_pixels : int or None
        Height x width of an image file, on average; None: they are arrays of pixels.
    """
    size = BATCH if mean_pixels is None else FILES_BATCH
    while size > LEAST_BATCH and size * (mean_pixels or 0) > BATCH_PIXELS:
        size //= 2
    return size


def batches(n_samples: int, size: int = BATCH) -> list[tuple[int, int]]:
    """The ranges of positions that thumbnails are made in."""
    return [(start, min(n_samples, start + size)) for start in range(0, n_samples, size)]


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
    made = _of_files(images, params) if isinstance(images, ImageFiles) else _of_array(images, params)
    files: list[bytes] = []
    for file in made:
        if len(files) % _REPORT_EVERY == 0:
            report("thumbnails", len(files) / (params.stop - params.start))
        files.append(file)
    offsets = np.zeros(len(files) + 1, dtype=np.uint32)
    np.cumsum([len(file) for file in files], out=offsets[1:])
    return Thumbnails(np.frombuffer(b"".join(files), dtype=np.uint8), offsets)


def _of_array(images: np.ndarray, params: ThumbnailsParams) -> Iterator[bytes]:
    from PIL.Image import fromarray

    low, high = value_range(images)
    for row in range(params.start, params.stop):
        image = fromarray(np.ascontiguousarray(shades(images[row], low, high)))
        yield _webp(image, max(image.size), params.side)


def _of_files(images: ImageFiles, params: ThumbnailsParams) -> Iterator[bytes]:
    from explorer.sources.parallel import ahead
    from explorer.sources.picture import shrunk

    most_pixels = current().max_image_pixels

    def small(row: int, data: bytes) -> bytes:
        longest = int(max(images.heights[row], images.widths[row]))
        image, _ = shrunk(data, most_pixels, longest / params.side / SPARE)
        return _webp(image, longest, params.side)

    numbered = zip(range(params.start, params.stop), images.files(params.start, params.stop), strict=True)
    return ahead(numbered, lambda entry: small(*entry), lambda entry: len(entry[1]))


def value_range(images: np.ndarray) -> tuple[float, float]:
    """What is shown black and white: of all images together, so that they look alike."""
    if images.dtype == np.uint8:
        return 0.0, 255.0
    least, most = extremes(images)
    if images.dtype.kind == "f" and least >= 0 and most <= 1:
        return 0.0, 1.0
    return min(0.0, least), most


def shades(image: np.ndarray, low: float, high: float) -> np.ndarray:
    """An image in 8 bits a value."""
    if image.dtype == np.uint8:
        return image
    share = (image.astype(np.float32) - low) / ((high - low) or 1)
    shades: np.ndarray = np.rint(share * 255).astype(np.uint8)
    return shades


def _webp(picture: Image, longest: int, side: int) -> bytes:
    """As WebP; `longest` is the longest side of the original."""
    from PIL.Image import Resampling

    picture.thumbnail((side, side), Resampling.LANCZOS)
    buffer = io.BytesIO()
    lossless = longest <= LOSSLESS_SIDE
    picture.save(buffer, "WEBP", lossless=lossless, quality=EFFORT if lossless else QUALITY)
    return buffer.getvalue()
