"""Portraits that this program draws: people x expressions x sittings, for whoever has no faces at hand.

Made for demonstration: both factors are known, every person has every expression, and neither is trivial to find.
`people`, `expressions` and `sittings` say who, how and where; `curves` and `canvas` are the pencil; `hair`, `face` and
`looks` draw the parts, `drawing` puts them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from explorer.recipe import Report
from explorer.settings import Settings
from explorer.sources.orders import chosen
from explorer.sources.portraits.canvas import SIDE
from explorer.sources.portraits.drawing import portrait
from explorer.sources.portraits.expressions import EXPRESSIONS
from explorer.sources.portraits.hair import BALD
from explorer.sources.portraits.people import PEOPLE
from explorer.sources.portraits.sittings import SITTINGS, moment
from explorer.sources.records import Records
from explorer.sources.spool import spool

N_PORTRAITS = len(PEOPLE) * len(EXPRESSIONS) * len(SITTINGS)


def read_portraits(path: Path, limits: Settings, report: Report) -> Records:
    """Draw what an order asks for; the same pixels each time.

    Parameters
    ----------
    path : Path
        The order.
    limits : Settings
    report : Report

    Raises
    ------
    SourceError
        When the order is of another version.
    LimitError
        When this server allows fewer images.
    """
    chosen(path, "portraits")
    limits.check("max_images", N_PORTRAITS)
    images = spool(_drawn(report), np.dtype(np.uint8), (N_PORTRAITS, SIDE, SIDE, 3), path)
    rows = list(product(PEOPLE, EXPRESSIONS, SITTINGS))
    columns = {
        "person": [person.name for person, _, _ in rows],
        "expression": [expression for _, expression, _ in rows],
        "hair": [BALD if person.cut == BALD else person.hair for person, _, _ in rows],
        "variation": [sitting.name for _, _, sitting in rows],
    }
    return Records(
        images=images,
        columns={name: np.array(values, dtype=object) for name, values in columns.items()},
        identity="person",
    )


def _drawn(report: Report) -> Iterator[bytes]:
    """Each portrait's pixels; what is left to chance in it depends on its place alone."""
    rows = product(enumerate(PEOPLE), enumerate(EXPRESSIONS.values()), enumerate(SITTINGS))
    for row, ((who, person), (how, expression), (where, sitting)) in enumerate(rows):
        report("drawing the portraits", row / N_PORTRAITS)
        rng = np.random.default_rng((who, how, where))
        yield portrait(person, expression, moment(sitting, rng, SIDE)).tobytes()
