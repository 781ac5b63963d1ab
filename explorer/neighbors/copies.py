"""Rows that are the same: byte for byte, or once their pictures are decoded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.neighbors.grouped import described, numbered
from explorer.neighbors.result import Duplicates
from explorer.params import Params, param
from explorer.pictures import ImageFiles
from explorer.recipe import Report, silent
from explorer.settings import current
from explorer.store import row_blocks

DIGEST_BYTES = 16
_REPORT_EVERY = 64


@dataclass(frozen=True)
class CopiesParams(Params):
    """What must be the same."""

    compare: str = param(
        "bytes",
        "bytes: the files themselves, or the given numbers; pixels: what is seen, whatever the format and its headers",
        choices=("bytes", "pixels"),
    )


def find(params: CopiesParams, *, dataset: Dataset, report: Report = silent) -> Duplicates:
    """Group the rows that are the same.

    Pictures are compared where there are any, else the vectors. Pixels are compared upright (as EXIF says), in 8 bits a
    colour, with their transparency: a grey picture is the same as one of three equal colours.

    Parameters
    ----------
    params : CopiesParams
    dataset : Dataset
    report : Report, optional

    Returns
    -------
    Duplicates
        Exact, all rows compared, but for the chance that two different ones share 128 bits of a hash.

    Raises
    ------
    InputError
        When pixels are to be compared and there are no pictures.
    """
    images = dataset.images
    if params.compare == "pixels" and images is None:
        raise InputError("There are no pictures in this data set, so no pixels can be compared. Compare the bytes.")
    if isinstance(images, ImageFiles):
        leaders = same(_hashed(images.files(), len(images), report))
        if params.compare == "pixels":
            leaders = _same_pixels(images, leaders, report)
        what = "image files" if params.compare == "bytes" else "decoded pixels, upright, 8 bits a colour"
    else:
        array = dataset.vectors if images is None else images
        assert array is not None
        leaders = same_rows(array, report)
        what = "vectors" if images is None else "pixels as they were given"
    return described(numbered(leaders), dataset, f"Exact: all {dataset.n_samples:,} rows, by their {what}.")


def same_rows(array: np.ndarray, report: Report = silent) -> np.ndarray:
    """For each row of an array the first row with the same numbers; 0 and -0 are the same number."""

    def rows() -> Iterator[bytes]:
        for start, stop in row_blocks(array):
            block = np.ascontiguousarray(array[start:stop])
            yield from (row.tobytes() for row in (block + 0.0 if block.dtype.kind == "f" else block))

    return same(_hashed(rows(), len(array), report))


def same(keys: Iterable[bytes]) -> np.ndarray:
    """For each key the position of the first that equals it. Shape (n,), int64."""
    known: dict[bytes, int] = {}
    return np.fromiter((known.setdefault(key, row) for row, key in enumerate(keys)), dtype=np.int64)


def _hashed(contents: Iterable[bytes], count: int, report: Report) -> Iterator[bytes]:
    for row, content in enumerate(contents):
        if row % _REPORT_EVERY == 0:
            report("comparing", row / count)
        yield hashlib.blake2b(content, digest_size=DIGEST_BYTES).digest()


def _same_pixels(images: ImageFiles, leaders: np.ndarray, report: Report) -> np.ndarray:
    """The same for decoded pictures; of files that are the same, one is decoded."""
    from explorer.sources.parallel import ahead
    from explorer.sources.picture import pixels_digest

    most_pixels = current().max_image_pixels
    different = np.flatnonzero(leaders == np.arange(len(leaders)))

    encoded = (images.read(row) for row in different.tolist())
    found: list[bytes] = []
    for pixels in ahead(encoded, lambda data: pixels_digest(data, most_pixels), len):
        report("decoding", len(found) / len(different))
        found.append(pixels)
    by_row = np.empty(len(leaders), dtype=np.int64)
    by_row[different] = different[same(found)]
    found_leaders: np.ndarray = by_row[leaders]
    return found_leaders
