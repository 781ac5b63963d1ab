"""One image with the pictures of all rows in a grid -> a picture a row."""

from __future__ import annotations

import math

import numpy as np

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.picture import decoded


def pictures(data: bytes, n_rows: int, size: tuple[int, int] | None, limits: Settings) -> np.ndarray:
    """Cut a sprite image: row by row, from the top left.

    Parameters
    ----------
    data : bytes
        The encoded image.
    n_rows : int
        Pictures that are wanted.
    size : tuple of int or None
        Width and height of a picture; None to find out, see `guess`.
    limits : Settings

    Returns
    -------
    ndarray of shape (n_rows, height, width[, 3 or 4]), uint8

    Raises
    ------
    SourceError
        When it can't be read, or hasn't room for as many; to follow its name.
    """
    pixels = decoded(data, limits.max_image_pixels)
    height, width = pixels.shape[:2]
    size = size or guess(width, height, n_rows)
    if size is None:
        raise SourceError(
            f"it has {width:,} x {height:,} pixels, which don't make a grid of {n_rows:,} pictures. Bring the "
            "configuration (config.json, with singleImageDim) along"
        )
    across, down = width // max(1, size[0]), height // max(1, size[1])
    if min(size) < 1 or across * down < n_rows:
        raise SourceError(
            f"it has room for {across * down:,} pictures of {size[0]} x {size[1]} pixels, and there are {n_rows:,} rows"
        )
    grid = pixels[: down * size[1], : across * size[0]].reshape(down, size[1], across, size[0], *pixels.shape[2:])
    cut = grid.swapaxes(1, 2).reshape(down * across, size[1], size[0], *pixels.shape[2:])
    return np.ascontiguousarray(cut[:n_rows])


def guess(width: int, height: int, n_rows: int) -> tuple[int, int] | None:
    """Width and height of a picture, of so many in a grid as square as can be; None where that doesn't work out.

    TensorFlow Projector's sprites have as many pictures across as down, the last rows of the grid perhaps left away.
    """
    across = math.isqrt(n_rows - 1) + 1
    if width % across:
        return None
    side, down = width // across, -(-n_rows // across)
    if height == width or height == down * side:
        return side, side
    return next(((side, height // count) for count in (down, across) if height % count == 0 and height >= count), None)
