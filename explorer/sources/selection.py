"""Which of a file's rows are kept: every k-th, those a filter holds for, so many of each identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.dataset import Column
from explorer.errors import ParamsError
from explorer.params import Params, param
from explorer.sources.cells import Table
from explorer.sources.where import parse

FIRST, RANDOM = "first", "random"
USABLE = "rows that can be used"


@dataclass(frozen=True)
class SelectionParams(Params):
    """Which rows are kept; each narrows what the one before has left. Rows keep their numbers."""

    every: int | None = param(None, "keep one row in so many: the first, then every so-many-th", low=1, unit="rows")
    where: str = param("", "keep the rows that this holds for, e.g. person in ('KA', 'KL') and age >= 30")
    min_per_identity: int | None = param(None, "keep identities with so many rows at the least", low=1, unit="rows")
    max_per_identity: int | None = param(None, "keep so many rows of each identity at most", low=1, unit="rows")
    pick: str = param(FIRST, "which of an identity's rows those are", choices=(FIRST, RANDOM))
    pick_seed: int = param(0, "draws which rows those are, where they are picked at random", low=0, high=2**31 - 1)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.where.strip():
            parse(self.where)


@dataclass(frozen=True)
class Kept:
    """What a selection has left.

    Attributes
    ----------
    places : ndarray of int
        Places in what was selected from, rising.
    counts : tuple of (str, int)
        What was asked for, in words, and how many rows were left after it.
    """

    places: np.ndarray
    counts: tuple[tuple[str, int], ...]


def select(
    params: SelectionParams, rows: np.ndarray, columns: Mapping[str, Column | np.ndarray], identity: Column | None
) -> Kept:
    """Keep what is asked for.

    Parameters
    ----------
    params : SelectionParams
    rows : ndarray of shape (n_rows,)
        Row numbers in the file.
    columns : mapping of str to Column or ndarray of shape (n_rows,)
    identity : Column or None
        Who or what each row is; those without a value are kept by `max_per_identity`, not by `min_per_identity`.

    Raises
    ------
    ParamsError
        When there is no identity to count by, a filter is about no column, or no row is left.
    """
    places = np.arange(len(rows))
    counts: list[tuple[str, int]] = []

    def narrow(words: str, keep: np.ndarray, field: str) -> None:
        nonlocal places
        before, places = len(places), places[keep]
        counts.append((words, len(places)))
        if not len(places):
            raise ParamsError(f"No row is left of {before:,}: {words}. Ask for less.", field=field)

    if params.every is not None:
        narrow(f"one row in {params.every:,}", np.arange(len(places)) % params.every == 0, "every")
    if params.where.strip():
        holds = parse(params.where)(Table(rows, columns))
        narrow(f"where {params.where.strip()}", holds[places], "where")
    if params.min_per_identity is not None:
        codes = _codes(identity, places, "min_per_identity")
        sizes = np.bincount(codes + 1)  # those without an identity first
        sizes[0] = 0
        words = f"identities with at least {params.min_per_identity:,} rows"
        narrow(words, sizes[codes + 1] >= params.min_per_identity, "min_per_identity")
    if params.max_per_identity is not None:
        codes = _codes(identity, places, "max_per_identity")
        seed = params.pick_seed if params.pick == RANDOM else None
        how = "the first" if seed is None else f"at random (seed {seed})"
        words = f"at most {params.max_per_identity:,} rows of each identity, {how}"
        narrow(words, _capped(codes, params.max_per_identity, seed), "max_per_identity")
    return Kept(places, tuple(counts))


def _codes(identity: Column | None, places: np.ndarray, field: str) -> np.ndarray:
    """Which identity each row has, -1 for none."""
    if identity is None:
        raise ParamsError(
            f"{field} needs a column of identities, and none was found. Name one with identity.", field=field
        )
    codes = identity.values[places].astype(np.int64)
    return codes if identity.missing is None else np.where(codes == identity.missing, -1, codes)


def _capped(codes: np.ndarray, most: int, seed: int | None) -> np.ndarray:
    """Which rows stay: so many of each code; all without one."""
    at = np.arange(len(codes)) if seed is None else np.random.default_rng(seed).permutation(len(codes))
    order = at[np.argsort(codes[at], kind="stable")]
    sorted_codes = codes[order]
    place = np.arange(len(codes)) - np.searchsorted(sorted_codes, sorted_codes)  # how many of the same come before
    keep = np.empty(len(codes), dtype=bool)
    keep[order] = place < most
    return keep | (codes < 0)
