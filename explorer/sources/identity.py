"""Which column says who or what a row is: the one named, one whose name is known, or none; and what to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from explorer.dataset import Column
from explorer.errors import ParamsError
from explorer.params import unknown
from explorer.sources.by_hand import NONE
from explorer.sources.columns import encode, has_repeats, is_whole

IDENTITY_NAMES = ("identity", "id", "name", "label", "person", "target", "class", "y")
MEASURED = ("target", "class", "y")  # by these names measurements are nothing unusual
MANY = 1_000
_SHOWN = 3


def identity_of(
    columns: Mapping[str, np.ndarray], rows: np.ndarray, wanted: str, notes: list[str]
) -> tuple[str | None, Column | None]:
    """The column of the identities and its name.

    Parameters
    ----------
    columns : mapping of str to ndarray of shape (n_rows,)
    rows : ndarray of int
        The rows that can be used.
    wanted : str
        Its name; empty to guess, ``"-"`` for none.
    notes : list of str
        Gets what to know of it: measurements, very many, missing ones.

    Raises
    ------
    ParamsError
        When there is no such column.
    """
    if wanted == NONE:
        return None, None
    if wanted:
        if wanted not in columns:
            ignored = [note for note in notes if note.startswith(f"Ignored: {wanted!r}")]
            hint = " ".join([unknown(wanted, list(columns)), *ignored])
            raise ParamsError(f"identity: {hint}", field="identity")
        column = encode(columns[wanted][rows], category=True)
        notes += _doubts(wanted, columns[wanted], column)
        return wanted, column
    for guess in IDENTITY_NAMES:
        for name, raw in columns.items():
            if name.lower() != guess:
                continue
            if not is_whole(raw):
                notes += [] if guess in MEASURED else [_measured(name, raw[rows])]
                continue
            column = encode(raw[rows], category=True)
            if has_repeats(column):
                notes += _doubts(name, raw, column)
                return name, column
            notes.append(f"No value of the column {name!r} occurs twice, so it is not taken as the identity.")
    return None, None


def _measured(name: str, raw: np.ndarray) -> str:
    some = ", ".join(f"{value:.6g}" for value in raw[:_SHOWN].tolist()) + ", …" * (len(raw) > _SHOWN)
    return (
        f"The column {name!r} holds measurements ({some}), which aren't taken as identities. Names or ids tell who a "
        "row is."
    )


def _doubts(name: str, raw: np.ndarray, column: Column) -> Sequence[str]:
    """What speaks against a column as the identity, and what to do."""
    said = []
    n_rows, n_names = len(column.values), len(column.names) - (column.missing is not None)
    if not is_whole(raw):
        some = ", ".join(column.names[:_SHOWN])
        said.append(
            f"The identities in {name!r} are measurements ({some}, …): {n_names:,} different ones, each a group of its "
            "own. Names or ids tell who a row is; choose such a column, or none."
        )
    elif n_names > MANY and n_names >= n_rows / 2:
        said.append(
            f"The identity {name!r} has {n_names:,} different values in {n_rows:,} rows, {n_rows / n_names:.1f} rows "
            "each: it may number the rows rather than say who they are. If so, choose another column, or none."
        )
    if column.missing is not None:
        count = int((column.values == column.missing).sum())
        belong = "they belong to no identity, and are" if count > 1 else "it belongs to no identity, and is"
        said.append(f"{count:,} of {n_rows:,} rows {'have' if count > 1 else 'has'} no {name}: {belong} kept.")
    return said
