"""Images as they are kept: files, uint8 and uint16 as they came, other whole numbers as uint16, else float32."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from explorer.errors import SourceError
from explorer.pictures import ImageFiles
from explorer.sources.spool import settle, spool_bytes
from explorer.store import let_go, row_blocks


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
