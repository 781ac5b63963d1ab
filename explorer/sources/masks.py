"""Rows that a person chose, as they are stored: a byte a row, 1 where chosen."""

from __future__ import annotations

import re

import numpy as np

from explorer.blobs import Blobs
from explorer.errors import InputError, ParamsError

_DIGEST = re.compile(r"[0-9a-f]{40}")


def stored_mask(blobs: Blobs, digest: str, n_samples: int, what: str) -> np.ndarray:
    """Which rows were chosen. Shape (n_samples,), bool.

    Parameters
    ----------
    blobs : Blobs
    digest : str
        Of the stored bytes.
    n_samples : int
        Rows of the data set that they should be of.
    what : str
        How to call it where it can't be used, e.g. ``"The selection"``.

    Raises
    ------
    ParamsError
        When the digest isn't one.
    InputError
        When it is of another number of rows.
    DamagedArtifact
        When it is gone.
    """
    if not _DIGEST.fullmatch(digest):
        raise ParamsError(f"{what} is named by {digest!r}, which is no digest.")
    mask = np.frombuffer(blobs.blob(digest).read_bytes(), np.uint8)
    if len(mask) != n_samples:
        raise InputError(f"{what} is of {len(mask):,} rows, the data set has {n_samples:,}: it belongs to another one.")
    return mask.astype(bool)
