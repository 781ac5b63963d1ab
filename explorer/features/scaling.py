"""Which pixel value is white, and which is black."""

from __future__ import annotations

import numpy as np

from explorer.store import row_blocks


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
    for start, stop in row_blocks(images):
        block = images[start:stop]
        least, most = min(least, float(block.min())), max(most, float(block.max()))
    return least, most
