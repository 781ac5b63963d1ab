"""Two parts become one: by the order of their rows, or by a column of each that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from explorer.dataset import Join
from explorer.errors import ParamsError, SourceError
from explorer.params import unknown
from explorer.sources.columns import MANY
from explorer.sources.identity import IDENTITY_NAMES
from explorer.sources.pixels import taken
from explorer.sources.records import Records
from explorer.sources.together.keys import Match, guess, match, texts_of

ROW_ORDER, LEFT_OUT, HAS_ROWS = "row order", "left out", "has the rows"
_SHOWN = 5
_MOST_NAMED = 200  # columns offered as keys


@dataclass(frozen=True)
class Part:
    """One file of several, read for itself; or all image files together.

    Attributes
    ----------
    name : str
        What the person calls it.
    records : Records
    why : str
        Why nothing of it can be used, if so.
    """

    name: str
    records: Records
    why: str = ""

    @property
    def what(self) -> str:
        """What is in it, in words."""
        found = self.records
        words = []
        if found.vectors is not None:
            words.append(f"vectors of {found.vectors.shape[1]:,} dimensions")
        if found.images is not None:
            words.append("images")
        if found.columns and not words:
            words.append(_count(len(found.columns), "column"))
        return " and ".join(words)


def first(part: Part) -> Records:
    """The part whose rows the data set has."""
    n_rows = part.records.n_samples
    said = Join(part.name, part.what, n_rows, "first", n_total=n_rows, n_matched=n_rows, rights=_names(part.records))
    return replace(part.records, joins=(said,))


def join(base: Records, part: Part, wanted: str, near: Path) -> Records:
    """Join a part to those before it.

    Parameters
    ----------
    base : Records
        What was joined so far; its rows stay.
    part : Part
    wanted : str
        ``"row order"``, ``"left out"``, ``"COLUMN = COLUMN"`` (of those before, and of this part); or empty: by a key
        if there is one, else by row order.
    near : Path
        The disk to put large arrays on.

    Raises
    ------
    SourceError
        When they have different numbers of rows and no column in common; with both numbers and the remedy.
    ParamsError
        When a column that was named isn't there.
    """
    if wanted == LEFT_OUT:
        return left_out(base, part, "")
    found = _wanted(base, part, wanted)
    if found is None:
        order = _by_rows(base, part)
        said = Join(part.name, part.what, len(order), "row order", n_total=len(order), n_matched=len(order))
    else:
        order = found.order
        said = _by_key(base, part, found)
    said = replace(said, lefts=_names(base), rights=_names(part.records))
    return replace(_joined(base, part, order, said, near), joins=(*base.joins, said))


def left_out(base: Records, part: Part, why: str) -> Records:
    """What was joined so far, with a word on a part that isn't."""
    said = Join(
        part.name,
        part.what,
        part.records.n_samples,
        "left out",
        why=why,
        lefts=_names(base),
        rights=_names(part.records),
    )
    return replace(base, joins=(*base.joins, said))


def _wanted(base: Records, part: Part, wanted: str) -> Match | None:
    """The key to join by; None for the order of the rows."""
    ours, theirs = base.columns, part.records.columns
    if not wanted:
        return guess(ours, theirs, same_length=base.n_samples == part.records.n_samples)
    if wanted == ROW_ORDER:
        return None
    words = wanted.split(" = ")
    for cut in range(1, len(words)):  # a column's name may have the sign in it
        left, right = " = ".join(words[:cut]), " = ".join(words[cut:])
        if left in ours and right in theirs:
            return match(ours[left], theirs[right], left, right)
    left, _, right = wanted.partition(" = ")
    missing, there = (left, ours) if left not in ours else (right, theirs)
    raise ParamsError(f"join: {part.name}: {unknown(missing, list(there))}", field="join")


def _by_rows(base: Records, part: Part) -> np.ndarray:
    n_ours, n_theirs = base.n_samples, part.records.n_samples
    if n_ours != n_theirs:
        name = base.joins[0].file if base.joins else "the data set"
        raise SourceError(
            f"{name!r} has {n_ours:,} rows and {part.name!r} has {n_theirs:,}, and no column says which of them belong "
            f"together. To be joined by the order of rows they must have as many: {_remedy(n_ours, n_theirs)} To be "
            "joined by a key, both need a column that names each row, such as 'id' or 'file'."
        )
    return np.arange(n_ours)


def _remedy(n_ours: int, n_theirs: int) -> str:
    if abs(n_ours - n_theirs) == 1:
        return "one row too many is often a line of names on top, or a last line that is empty."
    return "bring the file that goes with it, or leave the rows out of both."


def _by_key(base: Records, part: Part, found: Match) -> Join:
    ours, theirs = base.columns[found.left], part.records.columns[found.right]
    used = np.zeros(len(theirs), dtype=bool)
    used[found.order[found.order >= 0]] = True
    missed, spare = np.flatnonzero(found.order < 0), np.flatnonzero(~used)
    rows = f"{_count(found.repeated, 'row')} repeat{'s' * (found.repeated == 1)}"
    again = f"{rows} a key; the first of each counts." if found.repeated else ""
    return Join(
        part.name,
        part.what,
        len(theirs),
        "key",
        found.left,
        found.right,
        n_total=len(ours),
        n_matched=found.n_matched,
        n_spare=len(spare),
        missed=tuple(texts_of(ours[missed[:_SHOWN]])),
        spare=tuple(texts_of(theirs[spare[:_SHOWN]])),
        why=again,
    )


def _joined(base: Records, part: Part, order: np.ndarray, said: Join, near: Path) -> Records:
    more = part.records
    columns = dict(base.columns)
    for name, values in more.columns.items():
        if name == said.right == said.left:
            continue  # it says the same
        columns[_free(name, columns)] = _taken(values, order)
    bad = dict(base.left_out)
    images = base.images
    if images is None and more.images is not None:
        images = taken(more.images, order, near)
        for row in np.flatnonzero(order < 0).tolist():
            bad.setdefault(row, f"no image belongs to {texts_of(base.columns[said.left][row : row + 1])[0]!r}")
        for row in np.flatnonzero(np.isin(order, list(more.left_out))).tolist() if more.left_out else ():
            bad.setdefault(row, more.left_out[int(order[row])])
    elif more.left_out:
        lost = f"{_count(len(more.left_out), 'row')} of {part.name!r} can't be read"
        some = "; ".join(f"row {row}: {why}" for row, why in list(more.left_out.items())[:_SHOWN])
        base = replace(base, notes=(*base.notes, f"{lost}: {some}."))
    return replace(
        base,
        images=images,
        columns=columns,
        notes=(*base.notes, *more.notes),
        identity=_identity(base, more),
        left_out=bad,
    )


def _identity(base: Records, more: Records) -> str | None:
    """The column of the identities, where that is known: a folder's name counts only where no column is called so."""
    ours, theirs = (any(name.lower() in IDENTITY_NAMES for name in side.columns) for side in (base, more))
    if base.identity and (base.vectors is not None or not theirs):
        return base.identity
    return None if ours or theirs else more.identity


def _taken(values: np.ndarray, order: np.ndarray) -> np.ndarray:
    """A column's values in another order; where there is none, what stands for that."""
    missing = order < 0
    found: np.ndarray = values[order]
    if not missing.any():
        return found
    if values.dtype.kind == "f" or (values.dtype.kind in "iu" and len(np.unique(values)) > MANY):
        found = found.astype(np.float64)
        found[missing] = np.nan
        return found
    texts = found.astype(str).astype(object)
    texts[missing] = ""
    return texts


def _free(name: str, taken_names: Mapping[str, object]) -> str:
    free, number = name, 1
    while free in taken_names:
        number += 1
        free = f"{name} ({number})"
    return free


def _names(records: Records) -> tuple[str, ...]:
    return tuple(list(records.columns)[:_MOST_NAMED])


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def parse(directions: Sequence[str], name: str) -> str:
    """What the directions say of one file, without its name; empty where they say nothing."""
    beginning = f"{name}: "
    return next((text.removeprefix(beginning) for text in directions if text.startswith(beginning)), "")
