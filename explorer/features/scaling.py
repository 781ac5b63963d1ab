"""Which pixel value is white, and which is black."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

BATCH_BYTES = 8_000_000


def divisor(images: np.ndarray) -> float:
    """What pixels are divided by.

    255 for uint8; the largest value present for other whole numbers; for floats 1 where they lie within 0..1,
    else the largest magnitude present. Never 0.
    """
    if images.dtype == np.uint8:
        return 255.0
    least, most = extremes(images)
    if images.dtype.kind == "f" and least >= 0 and most <= 1:
        return 1.0
    return max(most, -least) or 1.0


def extremes(images: np.ndarray) -> tuple[float, float]:
    """The smallest and the largest value of all images."""
    least, most = np.inf, -np.inf
    for start, stop in batches(len(images), images[:1].nbytes):
        block = images[start:stop]
        least, most = min(least, float(block.min())), max(most, float(block.max()))
    return least, most


def batches(n_rows: int, row_bytes: int) -> Iterator[tuple[int, int]]:
    """Ranges of rows of about 8 MB each."""
    step = max(1, BATCH_BYTES // max(1, row_bytes))
    for start in range(0, n_rows, step):
        yield start, min(n_rows, start + step)
