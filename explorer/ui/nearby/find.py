"""Rows by what a person writes of them: a number, or a name in one of the columns (who it is, its file)."""

from __future__ import annotations

import json

import numpy as np

from explorer.store import Manifest
from explorer.ui.people.who import row_numbers
from explorer.ui.state import Visit

MOST_DIGITS = 18  # of a row's number: more digits are a name


def find_rows(visit: Visit, data: Manifest, text: str) -> np.ndarray:
    """Positions of the rows that are meant, in order; none where nothing fits.

    A whole number is a row's number in the file, where there is such a row. Any other text is looked for in the
    columns of names, the identity first: names that are it, else names that have it in them, whatever the case of
    letters. The first column in which there are any tells.

    Parameters
    ----------
    visit : Visit
    data : Manifest
        Of the data set.
    text : str
    """
    wanted = text.strip().casefold()
    if not wanted:
        return np.empty(0, dtype=np.int64)
    digits = wanted.replace(",", "")
    if digits.isdecimal() and len(digits) <= MOST_DIGITS:
        found = np.flatnonzero(row_numbers(visit, data) == int(digits))
        if len(found):
            return found
    columns = [column for column in data.values["columns"] if column["kind"] == "category"]
    for column in sorted(columns, key=lambda column: column["name"] != data.values["identity"]):
        codes = _named(visit, data, column["name"], wanted)
        if codes:
            found = np.flatnonzero(np.isin(_codes(visit, data, column["name"]), codes))
            if len(found):
                return found
    return np.empty(0, dtype=np.int64)


def _named(visit: Visit, data: Manifest, column: str, wanted: str) -> list[int]:
    """Codes of the names that are the text, else of those that have it in them."""
    names = json.loads(visit.services.store.blob(data.address(f"names {column}")).read_bytes())
    folded = [name.casefold() for name in names]
    whole = [code for code, name in enumerate(folded) if name == wanted]
    return whole or [code for code, name in enumerate(folded) if wanted in name]


def _codes(visit: Visit, data: Manifest, column: str) -> np.ndarray:
    name = f"column {column}"
    dtype = data.body["arrays"][name]["dtype"]
    return np.frombuffer(visit.services.store.blob(data.address(name)).read_bytes(), dtype)
