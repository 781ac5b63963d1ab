"""A picture of an array as a PNG file."""

from __future__ import annotations

import io
from functools import cache

import numpy as np

from explorer.features.thumbnails import shades, value_range


class PngFiles:
    """The pictures of an array as PNG: 8 bits and grey 16 bits as they are, without loss; others in 8 bits.

    Parameters
    ----------
    images : ndarray of shape (n_samples, height, width[, 3 or 4])
    """

    def __init__(self, images: np.ndarray) -> None:
        self._images = images
        self._range = cache(lambda: value_range(images))  # goes through all of them: only where it is needed

    def __call__(self, position: int) -> bytes:
        """The file of one row."""
        from PIL.Image import fromarray

        pixels = np.ascontiguousarray(self._images[position])
        deep = pixels.dtype == np.uint16 and pixels.ndim == 2
        buffer = io.BytesIO()
        fromarray(pixels if deep else np.ascontiguousarray(shades(pixels, *self._range()))).save(buffer, "PNG")
        return buffer.getvalue()
