"""Columns that are places on a map somebody has made already: two or three of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from explorer.errors import ParamsError
from explorer.params import unknown
from explorer.sources.by_hand import RoleParams

NAMES = ("x", "y", "z")
FEWEST, MOST = 2, 3


def axes_of(
    columns: Mapping[str, np.ndarray], hand: RoleParams, known: tuple[str, ...], notes: list[str]
) -> tuple[str, ...]:
    """The columns that are places on a map: those chosen, those a format knows, or ``x, y[, z]`` of numbers.

    Parameters
    ----------
    columns : mapping of str to ndarray of shape (n_rows,)
    hand : RoleParams
    known : tuple of str
        What the format's reader says.
    notes : list of str
        Gets why columns by these names aren't taken.

    Raises
    ------
    ParamsError
        When those chosen can't be.
    """
    if hand.none("coordinates"):
        return ()
    if hand.coordinates or known:
        split = any(name not in columns for name in hand.coordinates)  # a table of places is an array an axis by now
        wanted = known if known and (split or not hand.coordinates) else hand.coordinates
        _check(wanted, columns)
        return wanted
    by_name = {name.lower(): name for name in columns}
    found = tuple(by_name[name] for name in NAMES if name in by_name and columns[by_name[name]].dtype.kind in "iuf")
    if [name.lower() for name in found[:FEWEST]] != list(NAMES[:FEWEST]):
        return ()
    if any(not np.isfinite(columns[name]).all() for name in found):
        notes.append(f"{', '.join(found)} aren't places on a map: some rows have no number there.")
        return ()
    return found


def misplaced(columns: Mapping[str, np.ndarray], axes: Sequence[str]) -> dict[int, str]:
    """Rows without a place on the map, and why."""
    bad: dict[int, str] = {}
    for name in axes:
        with np.errstate(over="ignore"):
            wrong = ~np.isfinite(columns[name].astype(np.float32))
        for row in np.flatnonzero(wrong).tolist():
            bad.setdefault(row, f"the coordinate {name!r} has no number")
    return bad


def from_vectors(names: Sequence[str], vectors: np.ndarray) -> dict[str, np.ndarray]:
    """The vectors' own columns, where they are named as places on a map; else nothing."""
    if [name.lower() for name in names] not in ([*NAMES[:FEWEST]], [*NAMES]):
        return {}
    return {name: np.array(vectors[:, axis]) for axis, name in enumerate(names)}


def _check(wanted: Sequence[str], columns: Mapping[str, np.ndarray]) -> None:
    for name in wanted:
        if name not in columns:
            raise ParamsError(f"coordinates: {unknown(name, list(columns))}", field="coordinates")
        if columns[name].dtype.kind not in "iuf":
            some = ", ".join(repr(str(value)) for value in columns[name][:FEWEST])
            raise ParamsError(f"coordinates: {name!r} holds no numbers ({some}).", field="coordinates")
    if not FEWEST <= len(wanted) <= MOST:
        raise ParamsError(
            f"coordinates: {len(wanted)} were chosen ({', '.join(wanted)}); a map has {FEWEST} or {MOST}.",
            field="coordinates",
        )
