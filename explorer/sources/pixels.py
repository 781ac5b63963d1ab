"""Images as they are kept: files, uint8 and uint16 as they came, other whole numbers as uint16, else float32."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from explorer.errors import SourceError
from explorer.pictures import ImageFiles
from explorer.sources.spool import settle, spool, spool_bytes
from explorer.store import BLOCK_BYTES, let_go, row_blocks


def stored_images(images: np.ndarray, keep: np.ndarray | None, near: Path, notes: list[str]) -> np.ndarray:
    """The rows `keep` (all when None) of the images.

    Parameters
    ----------
    images : ndarray of shape (n_samples, height, width[, 3 or 4])
        Of kind bool, integer or float.
    keep : ndarray of int or None
    near : Path
        The disk to put a copy on where one is needed.
    notes : list of str
        Says when the type was changed.

    Raises
    ------
    SourceError
        For whole numbers below 0.
    """
    dtype = _kept_type(images)
    if images.dtype.kind in "biu" and images.dtype.newbyteorder("=") != dtype:
        notes.append(f"Images of {images.dtype.name} are kept as {dtype.name}, which holds all their values.")
    return settle(images, keep, dtype, near)


def taken(images: np.ndarray | ImageFiles, order: np.ndarray, near: Path) -> np.ndarray | ImageFiles:
    """Images in another order, some perhaps more than once; where the order says -1, nothing that may be shown.

    Parameters
    ----------
    images : ndarray of shape (n_images, height, width[, colours]), or ImageFiles
    order : ndarray of int
        For each row its image.
    near : Path
        The disk to put a copy on where one is needed.
    """
    if np.array_equal(order, np.arange(len(images))):
        return images
    if not isinstance(images, ImageFiles):
        rows = np.maximum(order, 0)
        size = max(1, BLOCK_BYTES // max(1, images[:1].nbytes))
        blocks = (images[rows[start : start + size]] for start in range(0, len(rows), size))
        pieces = (np.ascontiguousarray(block).reshape(-1).view(np.uint8).data for block in blocks)
        return spool(pieces, images.dtype, (len(order), *images.shape[1:]), near)
    there = order >= 0
    ends = images.offsets.astype(np.int64)
    lengths = np.where(there, np.diff(ends)[order], 0)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64)
    files = (images.read(row) if row >= 0 else b"" for row in order.tolist())
    heights, widths = (np.where(there, sides[order], 0).astype(np.uint32) for sides in (images.heights, images.widths))
    channels = np.where(there, images.channels[order], 1).astype(np.uint8)
    return ImageFiles(spool_bytes(files, near), offsets, heights, widths, channels)


def stored_files(files: ImageFiles, keep: np.ndarray, near: Path) -> ImageFiles:
    """The rows `keep` of encoded images; the bytes of others aren't kept.

    Parameters
    ----------
    files : ImageFiles
    keep : ndarray of int
        Rising.
    near : Path
        The disk to put a copy on where one is needed.
    """
    ends = files.offsets.astype(np.int64)
    lengths = np.diff(ends)[keep]
    offsets = np.zeros(len(keep) + 1, dtype=np.uint64)
    offsets[1:] = np.cumsum(lengths)
    pack = files.pack
    if int(offsets[-1]) != len(pack):

        def pieces() -> Iterator[memoryview]:
            for row in keep.tolist():
                yield np.ascontiguousarray(files.pack[ends[row] : ends[row + 1]]).data
            let_go(files.pack)

        pack = spool_bytes(pieces(), near)
    return ImageFiles(pack, offsets, files.heights[keep], files.widths[keep], files.channels[keep])


def _kept_type(images: np.ndarray) -> np.dtype[Any]:
    if images.dtype.kind == "f":
        return np.dtype(np.float32)
    if images.dtype.kind == "b":
        return np.dtype(np.uint16)
    if images.dtype.kind == "u" and images.itemsize <= 2:
        return images.dtype.newbyteorder("=")
    least, most = 0, 0
    for start, stop in row_blocks(images):
        block = images[start:stop]
        least, most = min(least, int(block.min())), max(most, int(block.max()))
    if least < 0:
        raise SourceError(f"The images hold whole numbers below 0 ({least}). Save them as uint8, 0 to 255.")
    # Not uint8 even where it would do: those are divided by 255, others by the largest value present.
    return np.dtype(np.uint16) if most <= np.iinfo(np.uint16).max else np.dtype(np.float32)
