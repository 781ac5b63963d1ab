"""An HDF5 file, opened for reading: AnnData's, or any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import h5py

from explorer.errors import SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources.arrays import Found
from explorer.sources.by_hand import OPEN, RoleParams
from explorer.sources.choose import Decide, choose
from explorer.sources.hdf5.anndata import arrays_of, is_anndata
from explorer.sources.hdf5.inside import walk
from explorer.sources.hdf5.rehearsal import rehearse
from explorer.sources.records import Records

_BROKEN = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError, IndexError)
_MOST_SAID = 200
_AGAIN = "Copy or download it again, or write it again with h5py."


def read_hdf5(path: Path, limits: Settings, report: Report, hand: RoleParams = OPEN) -> Records:  # noqa: ARG001
    """Read an HDF5 file.

    Parameters
    ----------
    path : Path
    limits : Settings
    report : Report
    hand : RoleParams
        What a person says of the data sets in it.

    Raises
    ------
    SourceError
        When it is damaged, or there are neither vectors nor images in it, or only such as lead out of it.
    LimitError
        When a limit of this server is hit.
    """
    rehearse(path)
    return decided(path, limits, choose, hand)


def rehearsed(path: Path, limits: Settings, decide: Decide) -> Records:
    """Read an HDF5 file that nobody knows to be sound; see `decided`."""
    rehearse(path)
    return decided(path, limits, decide)


def decided(path: Path, limits: Settings, decide: Decide, hand: RoleParams = OPEN) -> Records:
    """Read an HDF5 file; `decide` says which of its arrays are what. Raises as `read_hdf5` does."""
    with opened(path, limits, hand) as (arrays, notes, meant):
        how = partial(choose, hand=meant) if decide is choose else decide
        try:
            return how(arrays, limits, notes)
        except SourceError as problem:
            if not notes or notes[0] in problem.message:
                raise
            raise SourceError(f"{problem.message} {' '.join(notes)}") from problem


@contextmanager
def opened(path: Path, limits: Settings, hand: RoleParams) -> Iterator[tuple[list[Found], list[str], RoleParams]]:
    """The arrays of a file while it is open, what to say of it, and what a person means of them.

    Where nobody says what the vector is, it is the first that AnnData's layout has.

    Raises
    ------
    SourceError
        When it is damaged, also within.
    """
    notes: list[str] = []
    try:
        with h5py.File(path, "r") as file:
            if not is_anndata(file):
                yield list(walk(file, path, limits, notes)), notes, hand
                return
            arrays = arrays_of(file, path, limits, notes)
            if arrays and len(arrays[0].shape) == 2 and not hand.vector:
                hand = replace(hand, vector=(arrays[0].name,))
            yield arrays, notes, hand
    except _BROKEN as problem:
        said = str(problem).split("\n")[0][:_MOST_SAID].rstrip(". ")
        raise SourceError(f"The file is damaged or cut short ({said}). {_AGAIN}") from problem
