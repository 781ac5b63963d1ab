"""The digits that scikit-learn carries: 1,797 handwritten digits of 8 x 8 pixels, values 0 to 16.

Source: Alpaydin & Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998 (CC BY 4.0).
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.records import Records

_SIDE = 8
_MOST_BYTES = 10_000_000  # the real one has 0.5 MB


def read_digits(path: Path, limits: Settings) -> Records:
    """Read ``digits.csv.gz``: 64 pixel values and the digit in each row.

    Raises
    ------
    SourceError
        When it is another file under this name.
    LimitError
        When this server allows fewer rows.
    """
    try:
        with gzip.open(path) as stream:
            text = stream.read(_MOST_BYTES).decode("ascii")
        table = np.array([line.split(",") for line in text.splitlines()], dtype=np.float32)
    except (OSError, EOFError, zlib.error, ValueError) as problem:
        raise SourceError("This is not scikit-learn's digits.csv.gz.") from problem
    if table.ndim != 2 or table.shape[1] != _SIDE * _SIDE + 1:
        raise SourceError("This is not scikit-learn's digits.csv.gz.")
    limits.check("max_rows", len(table))
    pixels = np.ascontiguousarray(table[:, :-1])
    return Records(
        vectors=pixels,
        # 16-bit, so that they count as "other integers": scaled by the largest value present, which is 16
        images=pixels.reshape(-1, _SIDE, _SIDE).astype(np.uint16),
        columns={"digit": table[:, -1].astype(np.uint8)},
        identity="digit",
    )
