"""Which column of one file names the rows of another: found by comparing values, and looked up by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from explorer.sources.columns import MISSING_WORDS
from explorer.sources.pack import ENDINGS

KEY_NAMES = ("id", "key", "name", "file", "filename", "file_name", "path", "filepath", "image", "index", "row", "uid")
ENOUGH = 0.5  # of the rows, to be a key that nobody named
_ENDS = ("_id", "_key", "_name", "_file", "_path")
_MOST_TRIED = 60  # pairs of columns
_LOOKED_AT = 100  # values of a column


@dataclass(frozen=True)
class Match:
    """Two columns as a key.

    Attributes
    ----------
    left, right : str
        The column that is there, and the one of the file to be joined.
    order : ndarray of int
        For each row that is there the row of the other file; -1 where there is none.
    repeated : int
        Rows of the other file whose key occurred before: only the first counts.
    """

    left: str
    right: str
    order: np.ndarray
    repeated: int

    @property
    def n_matched(self) -> int:
        """Rows that have a partner."""
        return int((self.order >= 0).sum())


def match(lefts: np.ndarray, rights: np.ndarray, left: str = "", right: str = "") -> Match:
    """Look up the values of one column in another.

    Paths are compared whole, else by the file's name, else by that without its ending: the first that most agree in.
    """
    return _match(texts_of(lefts), texts_of(rights), left, right)


def guess(lefts: Mapping[str, np.ndarray], rights: Mapping[str, np.ndarray], *, same_length: bool) -> Match | None:
    """The pair of columns that agrees best, if one does for half the rows of either file.

    The one of the file to be joined must tell its rows apart. Two columns of other names must both look like keys; and
    where row order would do, too, they must not be numbers, which agree by chance.
    """
    ours = {name: texts_of(values) for name, values in lefts.items()}
    theirs = {name: texts for name, values in rights.items() if _tells_apart(texts := texts_of(values))}
    keys = {name for columns in (ours, theirs) for name, texts in columns.items() if _is_key(name, texts)}
    pairs = [(left, right) for left in ours for right in theirs if left.lower() == right.lower()]
    pairs += [
        (left, right)
        for left in ours
        for right in theirs
        if left.lower() != right.lower() and {left, right} <= keys and not (same_length and _counts(theirs[right]))
    ]
    best: Match | None = None
    for left, right in pairs[:_MOST_TRIED]:
        found = _match(ours[left], theirs[right], left, right)
        n_used = len(np.unique(found.order[found.order >= 0]))
        enough = found.n_matched >= ENOUGH * len(found.order) or n_used >= ENOUGH * len(theirs[right])
        if enough and found.n_matched and (best is None or found.n_matched > best.n_matched):
            best = found
    return best


def texts_of(values: np.ndarray) -> list[str]:
    """Values as texts that are the same where people would say so: 7, 7.0 and " 7"; empty where there is none."""
    if values.dtype.kind == "f":
        return [
            "" if not np.isfinite(value) else str(int(value)) if value.is_integer() else str(value)
            for value in values.astype(np.float64).tolist()
        ]
    texts = (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in values.tolist())
    return ["" if text in MISSING_WORDS else text.strip() for text in texts]


def _match(ours: Sequence[str], theirs: Sequence[str], left: str, right: str) -> Match:
    best = _looked_up(ours, theirs, left, right)
    if _are_files(ours) or _are_files(theirs):
        for read in (_plain, _last, _stem):
            found = _looked_up([read(text) for text in ours], [read(text) for text in theirs], left, right, sure=True)
            best = found if found.n_matched > best.n_matched else best
    return best


def _looked_up(ours: Sequence[str], theirs: Sequence[str], left: str, right: str, *, sure: bool = False) -> Match:
    """Look up texts among others; of those that occur again the first counts, or none where that must be sure."""
    places: dict[str, int] = {}
    again: set[str] = set()
    for place, text in enumerate(theirs):
        if text and places.setdefault(text, place) != place:
            again.add(text)
    repeated = sum(map(bool, theirs)) - len(places)
    for text in again if sure else ():
        del places[text]
    order = np.array([places.get(text, -1) for text in ours], dtype=np.int64)
    return Match(left, right, order, repeated)


def _tells_apart(texts: Sequence[str]) -> bool:
    known = [text for text in texts if text]
    return len(known) > 1 and len(set(known)) == len(known)


def _is_key(name: str, texts: Sequence[str]) -> bool:
    return name.lower() in KEY_NAMES or name.lower().endswith(_ENDS) or _are_files(texts)


def _counts(texts: Sequence[str]) -> bool:
    return all(text.isdigit() for text in texts[:_LOOKED_AT])


def _are_files(texts: Sequence[str]) -> bool:
    known = [text for text in texts[:_LOOKED_AT] if text]
    return bool(known) and 2 * sum(text.lower().endswith(ENDINGS) for text in known) >= len(known)


def _plain(text: str) -> str:
    return text.replace("\\", "/").removeprefix("./")


def _last(text: str) -> str:
    return _plain(text).rpartition("/")[2]


def _stem(text: str) -> str:
    name = _last(text)
    return name.removesuffix(PurePosixPath(name).suffix) if name.lower().endswith(ENDINGS) else name
