"""What is taken away in folders: which picture goes where, under what name, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from explorer.clusterings.result import Clustering
from explorer.dataset import Dataset
from explorer.errors import InputError, LimitError
from explorer.exports import csv_text
from explorer.exports.safe_names import Distinct, safe
from explorer.pictures import ImageFiles
from explorer.settings import Settings
from explorer.sources.pack import ENDINGS

MANIFEST = "manifest.csv"
FILE_COLUMN = "file"  # where a data set of image files keeps their paths
ENTRY_BYTES = 300  # of a zip beside a picture's own, and of its line in the list
_ENDINGS = (  # how a picture begins -> what it may be called, the usual ending first
    (b"\xff\xd8\xff", (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo")),
    (b"\x89PNG", (".png",)),
    (b"GIF8", (".gif",)),
    (b"BM", (".bmp", ".dib")),
    (b"RIFF", (".webp",)),
)


@dataclass(frozen=True)
class Carried:
    """One picture to take away.

    Attributes
    ----------
    position : int
        In the data set.
    group : str
        The name of its group.
    folder, name : str
        Where it goes: safe, and no other is called so.
    content : bytes
        The file as it was brought; an array of pixels as PNG.
    """

    position: int
    group: str
    folder: str
    name: str
    content: bytes


def estimate(dataset: Dataset, positions: np.ndarray) -> int:
    """Bytes of a zip with these rows' pictures; of arrays of pixels the most it can be.

    Raises
    ------
    InputError
        When there are no pictures, or no row.
    """
    images = dataset.images
    if images is None:
        raise InputError("There are no pictures in this data set, so there are no folders of them. Export the rows.")
    if not len(positions):
        raise InputError("No row is left to take away. Keep or select some.")
    pictures = images.sizes[positions].sum() if isinstance(images, ImageFiles) else images[:1].nbytes * len(positions)
    return int(pictures) + ENTRY_BYTES * len(positions)


def check_size(
    dataset: Dataset,
    positions: np.ndarray,
    settings: Settings,
    free: int,
    still: Callable[[], int] | None = None,
) -> None:
    """Refuse, before anything is written, what is more than this server gives, or has room for.

    Parameters
    ----------
    dataset : Dataset
    positions : ndarray of int
    settings : Settings
    free : int
        Bytes that the disk has left.
    still : callable, optional
        Bytes that aren't there yet, where some may be: only asked where there isn't room for all.

    Raises
    ------
    LimitError
    """
    needed = estimate(dataset, positions)
    settings.check("max_takeaway_bytes", needed)
    what = "the pictures take"
    if needed > free and still is not None:
        what, needed = "the pictures still to be written take", still()
    if needed > free:
        raise LimitError(what, f"{needed:,} bytes", f"{free:,}, which is what its disk has left", "Take fewer.")


def carried(
    dataset: Dataset, grouping: Clustering, positions: np.ndarray, unplaced: str, picture: Callable[[int], bytes]
) -> Iterator[Carried]:
    """The pictures of some rows, one after the other.

    Parameters
    ----------
    dataset : Dataset
    grouping : Clustering
        Of the same rows: a folder for each cluster.
    positions : ndarray of int
        Rows to take.
    unplaced : str
        The folder of rows that are noise; empty: they are left out.
    picture : callable
        From a position to its file.
    """
    folders = _folders(grouping, unplaced)
    distinct = {folder: Distinct(MANIFEST) for _, folder in folders.values()}
    labels = grouping.labels[positions]
    width = len(str(int(dataset.rows.max())))
    for position, label in zip(positions.tolist(), labels.tolist(), strict=True):
        if label in folders:
            group, folder = folders[label]
            content = picture(position)
            wanted = safe(PurePosixPath(source_of(dataset, position)).name, "")
            name = _ended(wanted or f"row_{int(dataset.rows[position]):0{width}}", content)
            yield Carried(position, group, folder, distinct[folder](name), content)


def manifest_lines(dataset: Dataset, group: str) -> tuple[bytes, Callable[[Carried], bytes]]:
    """The first line of the list, and what makes the line of a picture.

    Parameters
    ----------
    dataset : Dataset
    group : str
        What the column of the groups is called.
    """
    identity = None if dataset.identity is None else dataset.columns[dataset.identity]

    def line(one: Carried) -> bytes:
        who = "" if identity is None else identity.names[int(identity.values[one.position])]
        path = f"{one.folder}/{one.name}"
        texts = (one.group, path, source_of(dataset, one.position), who)
        cells = [csv_text.cell(text.encode(errors="replace").decode()) for text in texts]
        row = int(dataset.rows[one.position])
        return (",".join([str(row), *cells, str(len(one.content))]) + csv_text.END).encode()

    return csv_text.header(["row", group, "path", "source", "identity", "bytes"]), line


def source_of(dataset: Dataset, position: int) -> str:
    """The path that a row's picture came with; empty where it came without one."""
    column = dataset.columns.get(FILE_COLUMN)
    return "" if column is None or column.kind != "category" else column.names[int(column.values[position])]


def _folders(grouping: Clustering, unplaced: str) -> dict[int, tuple[str, str]]:
    """Label -> the group's name and its folder's."""
    distinct = Distinct(MANIFEST)
    named = list(enumerate(grouping.named))
    width = len(str(len(named) - 1))
    words = {label: name if grouping.names else f"cluster_{label:0{width}}" for label, name in named}
    found = {label: (name, distinct(safe(words[label], f"cluster_{label}"))) for label, name in named}
    return found | ({-1: (unplaced, distinct(safe(unplaced, "noise")))} if unplaced else {})


def _ended(name: str, content: bytes) -> str:
    """A name with an ending that says what the file is: one that was kept as PNG isn't called .tif any more."""
    endings = next((endings for begins, endings in _ENDINGS if content.startswith(begins)), ())
    ending = PurePosixPath(name).suffix
    if not endings or ending.lower() in endings:
        return name
    return (name.removesuffix(ending) if ending.lower() in ENDINGS else name) + endings[0]
