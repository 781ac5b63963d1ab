"""AnnData's ``.h5ad``: a table of rows x variables, what is known of the rows (``obs``), and maps of them (``obsm``).

As AnnData's documentation of its on-disk format has it; categories as older versions wrote them, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from scipy import sparse

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.arrays import Found
from explorer.sources.hdf5.inside import TEXT, array_of, children, member, texts
from explorer.sources.spool import spool
from explorer.store import BLOCK_BYTES

_PCA = "X_pca"
_AXES = ("x", "y", "z")
_OLD_CATEGORIES = "__categories"
_SPARSE = ("csr_matrix", "csc_matrix")


def is_anndata(file: h5py.File) -> bool:
    """Whether it is laid out as AnnData does."""
    return _kind(file) == "anndata" or ("obs" in file and "var" in file and ("X" in file or "obsm" in file))


def arrays_of(file: h5py.File, near: Path, limits: Settings, notes: list[str]) -> list[Found]:
    """What can be the vectors, the columns of ``obs``, and the axes of maps in ``obsm``.

    First stands what is taken where nobody says otherwise: ``X_pca`` of ``obsm``, as single-cell tools take it, else
    ``X``, else the first of ``obsm`` that is no map.
    """
    ways = list(_obsm(file, near, limits, notes))
    maps = [array for array in ways if len(array.shape) == 2 and 2 <= array.shape[1] <= len(_AXES)]
    tables = [array for array in ways if array not in maps and len(array.shape) == 2]
    table = _table(file, near, limits, notes)
    tables += [table] if table is not None else []
    tables.sort(key=lambda array: (array.name != _PCA, array.name != "X"))
    if not tables:
        tables, maps = maps[:1], maps[1:]
    columns = list(_columns(member(file, "obs"), near, limits, notes))
    for array in maps:
        stem = array.name.removeprefix("X_")
        for axis, name in enumerate(_AXES[: array.shape[1]]):
            columns.append(Found(f"{stem}_{name}", array.dtype, array.shape[:1], partial(_axis, array, axis)))
    return [*tables, *columns]


def _obsm(file: h5py.File, near: Path, limits: Settings, notes: list[str]) -> Iterator[Found]:
    group = member(file, "obsm")
    for name, found in children(group, notes) if isinstance(group, h5py.Group) else ():
        if isinstance(found, h5py.Dataset) and (array := array_of(name, found, near, limits, notes)) is not None:
            yield array


def _table(file: h5py.File, near: Path, limits: Settings, notes: list[str]) -> Found | None:
    found = member(file, "X")
    if isinstance(found, h5py.Dataset):
        return array_of("X", found, near, limits, notes)
    if isinstance(found, h5py.Group) and _kind(found) in _SPARSE:
        shape = tuple(int(length) for length in found.attrs["shape"])
        if len(shape) == 2:
            notes.append("X is sparse; what isn't written in it is 0.")
            return Found("X", np.dtype(np.float32), shape, partial(_dense, found, shape, near, limits))
    return None


def _dense(group: h5py.Group, shape: tuple[int, ...], near: Path, limits: Settings) -> np.ndarray:
    """A sparse table with its zeros; how large that becomes was checked before.

    Raises
    ------
    SourceError
        When its parts don't fit together, or aren't read.
    """
    parts = {}
    for name in ("data", "indices", "indptr"):
        part = member(group, name)
        array = array_of(name, part, near, limits, []) if isinstance(part, h5py.Dataset) else None
        if array is None or len(array.shape) != 1 or array.dtype.kind not in "biuf":
            raise SourceError(f"The sparse table X has no array {name!r} that is read. Write it again as a dense one.")
        limits.check("max_values", array.shape[0])
        parts[name] = array.load()
    kind: Any = sparse.csr_array if _kind(group) == _SPARSE[0] else sparse.csc_array
    try:
        table = kind((parts["data"], parts["indices"], parts["indptr"]), shape=shape)
        table.check_format(full_check=True)
    except (ValueError, TypeError, IndexError) as problem:
        raise SourceError(f"The parts of the sparse table X don't fit together ({problem}).") from problem
    rows = table.tocsr().astype(np.float32)
    size = max(1, BLOCK_BYTES // max(1, 4 * shape[1]))
    blocks = (rows[start : start + size].toarray() for start in range(0, shape[0], size))
    pieces = (np.ascontiguousarray(block).reshape(-1).view(np.uint8).data for block in blocks)
    return spool(pieces, np.dtype(np.float32), shape, near)


def _columns(obs: h5py.Dataset | h5py.Group | None, near: Path, limits: Settings, notes: list[str]) -> Iterator[Found]:
    """The columns of a table of what is known of the rows; its index is the first, called so unless it has a name."""
    if not isinstance(obs, h5py.Group):
        return  # older than AnnData 0.7, or none
    index = str(obs.attrs.get("_index", "_index"))
    old = member(obs, _OLD_CATEGORIES)
    found = {name: part for name, part in children(obs, notes) if name != _OLD_CATEGORIES}
    order = [index, *(str(name) for name in obs.attrs.get("column-order", ()) if str(name) != index)]
    for name in dict.fromkeys([*(name for name in order if name in found), *found]):
        part = found[name]
        shown = "index" if name == "_index" else name
        if isinstance(part, h5py.Group):
            array = _encoded(shown, part, near, limits, notes)
        elif isinstance(old, h5py.Group) and name in old:
            array = _named(shown, part, member(old, name), limits)
        else:
            array = array_of(shown, part, near, limits, notes)
        if array is not None:
            yield array


def _encoded(name: str, group: h5py.Group, near: Path, limits: Settings, notes: list[str]) -> Found | None:
    """A column in parts: codes and categories, or values and a mask of those that are missing."""
    codes, values, mask = (member(group, part) for part in ("codes", "values", "mask"))
    if isinstance(codes, h5py.Dataset):
        return _named(name, codes, member(group, "categories"), limits)
    if isinstance(values, h5py.Dataset) and isinstance(mask, h5py.Dataset):
        plain = array_of(name, values, near, limits, notes)
        if plain is not None and array_of(name, mask, near, limits, notes) is not None:
            dtype = plain.dtype if plain.dtype == TEXT else np.dtype(np.float64)
            return Found(name, dtype, plain.shape, partial(_masked, plain, mask))
    notes.append(f"Ignored: {name!r}: it is encoded in a way that isn't read ({_kind(group) or 'not said which'}).")
    return None


def _named(
    name: str, codes: h5py.Dataset, categories: h5py.Dataset | h5py.Group | None, limits: Settings
) -> Found | None:
    """A column of codes, whose categories are elsewhere; -1 is none."""
    if not isinstance(categories, h5py.Dataset) or len(categories.shape) != 1 or codes.dtype.kind not in "iu":
        return None

    def load() -> np.ndarray:
        text = h5py.check_string_dtype(categories.dtype) is not None
        names = texts(categories, limits) if text else np.array([str(value) for value in categories[...]], dtype=object)
        found = codes[...].astype(np.int64)
        known = (found >= 0) & (found < len(names))
        column = np.full(len(found), "", dtype=object)
        column[known] = names[found[known]]
        return column

    return Found(name, TEXT, codes.shape, load)


def _masked(values: Found, mask: h5py.Dataset) -> np.ndarray:
    missing = mask[...].astype(bool)
    if values.dtype == TEXT:
        return np.where(missing, "", values.load())
    return np.where(missing, np.nan, values.load().astype(np.float64))


def _axis(array: Found, axis: int) -> np.ndarray:
    return np.array(array.load()[:, axis])


def _kind(group: h5py.Group) -> str:
    said = group.attrs.get("encoding-type", group.attrs.get("h5sparse_format", ""))
    return {"csr": _SPARSE[0], "csc": _SPARSE[1]}.get(str(said), str(said))
