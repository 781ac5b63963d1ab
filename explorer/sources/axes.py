"""Columns that are places on a map somebody has made already: two or three of numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from explorer.errors import ParamsError
from explorer.params import unknown
from explorer.sources.by_hand import RoleParams

NAMES = ("x", "y", "z")
FEWEST, MOST = 2, 3
_NAMED = re.compile(r"(?:(umap|t-?sne|trimap|pacmap|isomap|mds)[ _.-]?(?=[xyz123]))?([xyz]|(?<!^)[123])")
_AXES = {"x": 0, "y": 1, "z": 2, "1": 0, "2": 1, "3": 2}


def axes_of(
    columns: Mapping[str, np.ndarray], hand: RoleParams, known: tuple[str, ...], notes: list[str]
) -> tuple[str, ...]:
    """The columns that are places on a map: those chosen, those a format knows, or found by name.

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
    found = _by_name([name for name, values in columns.items() if values.dtype.kind in "iuf"])
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
    if not names or set(_by_name(names)) != set(names):
        return {}
    return {name: np.array(vectors[:, axis]) for axis, name in enumerate(names)}


def _by_name(names: Sequence[str]) -> tuple[str, ...]:
    """Of names of columns of numbers those of a map: ``x, y[, z]``, else the first such as ``umap_x, umap_y``."""
    maps: dict[str, dict[int, str]] = {"": {}}
    for name in names:
        axis = _NAMED.fullmatch(name.lower())
        if axis:
            maps.setdefault(axis[1] or "", {})[_AXES[axis[2]]] = name
    for axes in maps.values():
        if set(axes) in ({0, 1}, {0, 1, 2}):
            return tuple(axes[axis] for axis in sorted(axes))
    return ()


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
