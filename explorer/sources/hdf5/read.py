"""An HDF5 file, opened for reading: AnnData's, or any other."""

from __future__ import annotations

from pathlib import Path

import h5py

from explorer.errors import SourceError
from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources.choose import Decide, choose
from explorer.sources.hdf5.anndata import arrays_of, is_anndata
from explorer.sources.hdf5.inside import walk
from explorer.sources.hdf5.rehearsal import rehearse
from explorer.sources.records import Records

_BROKEN = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError, IndexError)
_MOST_SAID = 200
_AGAIN = "Copy or download it again, or write it again with h5py."


def read_hdf5(path: Path, limits: Settings, report: Report) -> Records:  # noqa: ARG001 - as all that are read in blocks
    """Read an HDF5 file.

    Raises
    ------
    SourceError
        When it is damaged, or there are neither vectors nor images in it, or only such as lead out of it.
    LimitError
        When a limit of this server is hit.
    """
    return rehearsed(path, limits, choose)


def rehearsed(path: Path, limits: Settings, decide: Decide) -> Records:
    """Read an HDF5 file that nobody knows to be sound; see `decided`."""
    rehearse(path)
    return decided(path, limits, decide)


def decided(path: Path, limits: Settings, decide: Decide) -> Records:
    """Read an HDF5 file; `decide` says which of its arrays are what. Raises as `read_hdf5` does."""
    notes: list[str] = []
    try:
        with h5py.File(path, "r") as file:
            found = arrays_of if is_anndata(file) else walk
            return decide(list(found(file, path, limits, notes)), limits, notes)
    except SourceError as problem:
        if not notes or notes[0] in problem.message:
            raise
        raise SourceError(f"{problem.message} {' '.join(notes)}") from problem
    except _BROKEN as problem:
        said = str(problem).split("\n")[0][:_MOST_SAID].rstrip(". ")
        raise SourceError(f"The file is damaged or cut short ({said}). {_AGAIN}") from problem
