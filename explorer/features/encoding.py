"""Arrays of pixels -> small pictures for the page, one pack."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np

from explorer.features.result import Thumbnails

LEAST_SIDE = 64  # smaller ones are enlarged by whole numbers: a browser would blur them


def encoded(images: Iterable[np.ndarray]) -> Thumbnails:
    """Images, uint8 of shape (height, width[, 1 or 3]), as WebP without loss."""
    from PIL.Image import fromarray

    files = []
    for image in images:
        times = max(1, -(-LEAST_SIDE // max(image.shape[:2])))
        large = np.repeat(np.repeat(image, times, axis=0), times, axis=1)
        buffer = io.BytesIO()
        fromarray(np.ascontiguousarray(large[..., 0] if large.shape[2:] == (1,) else large)).save(
            buffer, "WEBP", lossless=True
        )
        files.append(buffer.getvalue())
    offsets = np.zeros(len(files) + 1, dtype=np.uint32)
    np.cumsum([len(file) for file in files], out=offsets[1:])
    return Thumbnails(np.frombuffer(b"".join(files), dtype=np.uint8), offsets)


def shades(values: np.ndarray) -> np.ndarray:
    """Pixels in 0..1 as uint8; what lies outside is cut."""
    cut: np.ndarray = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return cut


def signed(values: np.ndarray) -> np.ndarray:
    """One image of signed values, of shape (height, width, channels), as uint8; the largest magnitude is full.

    Grey ones in diverging colours, blue below 0, white at 0, red above; in those of colours each colour's own
    value, 0 as mid-grey.
    """
    share = values / (np.abs(values).max() or 1)
    if values.shape[2] == 3:
        return shades(0.5 + share / 2)
    up, down = np.clip(share, 0, 1), np.clip(-share, 0, 1)
    return shades(np.concatenate([1 - 0.75 * down, 1 - 0.7 * up - 0.55 * down, 1 - 0.8 * up - 0.1 * down], axis=2))
