"""Pictures in folders as one zip: the files as they were brought, and a list of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import numpy as np

from explorer.blobs import Blobs
from explorer.clusterings.result import Clustering
from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.exports.carried import MANIFEST, carried, check_size, manifest_lines
from explorer.exports.params import FoldersParams
from explorer.exports.result import FoldersFile
from explorer.features.png import PngFiles
from explorer.pictures import ImageFiles
from explorer.recipe import Report, silent
from explorer.settings import current
from explorer.sources.masks import stored_mask
from explorer.sources.pack import Pack


def zipped(
    params: FoldersParams, *, dataset: Dataset, grouping: Clustering, blobs: Blobs, report: Report = silent
) -> FoldersFile:
    """Pack the pictures, a folder for each cluster, and ``manifest.csv`` behind them.

    Nothing is compressed: pictures are already. The same rows in the same groups give the same bytes.

    Parameters
    ----------
    params : FoldersParams
    dataset : Dataset
    grouping : Clustering
    blobs : Blobs
        Where the selection is stored, and the zip is written to: once, and never held.
    report : Report, optional

    Raises
    ------
    InputError
        When there are no pictures, no row is left, or the grouping is of other rows.
    LimitError
        Before anything is written, when it would be more than the server gives or has room for.
    """
    positions = wanted(params, dataset, grouping, blobs)
    check_size(dataset, positions, current(), shutil.disk_usage(blobs.root).free)
    first, line = manifest_lines(dataset, params.group)
    listed, folders = [first], set()
    with blobs.writer() as writer:
        with Pack(writer) as pack:
            for number, one in enumerate(carried(dataset, grouping, positions, params.unplaced, pictures_of(dataset))):
                report("packing", number / len(positions))
                pack.begin(f"{one.folder}/{one.name}", len(one.content))
                pack.write(one.content)
                listed.append(line(one))
                folders.add(one.folder)
            content = b"".join(listed)
            pack.begin(MANIFEST, len(content))
            pack.write(content)
            pack.finish()
        digest = writer.commit()
    return FoldersFile(np.memmap(blobs.blob(digest), np.uint8, mode="r"), len(listed) - 1, len(folders))


def wanted(params: FoldersParams, dataset: Dataset, grouping: Clustering, blobs: Blobs) -> np.ndarray:
    """Positions of the rows to take.

    Raises
    ------
    InputError
        When the grouping or the selection is of other rows.
    """
    if len(grouping.labels) != dataset.n_samples:
        raise InputError(f"The groups are of {len(grouping.labels):,} rows, the data set has {dataset.n_samples:,}.")
    chosen = np.ones(dataset.n_samples, dtype=bool)
    if params.selection:
        chosen = stored_mask(blobs, params.selection, dataset.n_samples, "The selection")
    if not params.unplaced:
        chosen = chosen & (grouping.labels >= 0)
    return np.flatnonzero(chosen)


def pictures_of(dataset: Dataset) -> Callable[[int], bytes]:
    """From a position to its picture's file: as it was brought, or as PNG.

    Raises
    ------
    InputError
        When there are no pictures.
    """
    images = dataset.images
    if images is None:
        raise InputError("There are no pictures in this data set, so there are no folders of them. Export the rows.")
    return images.read if isinstance(images, ImageFiles) else PngFiles(images)
