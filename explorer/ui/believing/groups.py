"""Which groups a map tears apart, and which it heaps together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import plan
from explorer.comparison import Pieces
from explorer.store import Manifest
from explorer.ui import fields, marks, panels
from explorer.ui.agreement import IDENTITY, Grouping, groupings
from explorer.ui.believing.measures import approximate
from explorer.ui.progress import ready
from explorer.ui.state import Visit, pressed, select
from explorer.workspace import OpenedDataset, Run

MOST_LINES = 200
HEIGHT = 520


def groups(visit: Visit, dataset: OpenedDataset, data: Manifest, run: Run, corner: DeltaGenerator) -> None:
    """The map coloured by a grouping, and the lists; `corner` is the place for what there is to choose."""
    known = {
        name: group
        for name, group in groupings(visit, dataset, data).items()
        if name == IDENTITY or visit.manifest(group.recipe) is not None
    }
    if not known:
        st.info("There is no grouping and no identity to look at: make one on the **Clusters** page.")
        return
    default = IDENTITY if IDENTITY in known else next(iter(known))
    names = {name: group.name for name, group in known.items()}
    with corner:
        group = known[select(visit, "believing", "grouping", "Groups", list(known), default, format_func=names.get)]
    n_samples = data.values["n_samples"]
    recipe = plan.pieces(run.recipe, group.recipe, n_samples)
    found: Pieces | None = ready(visit, "Torn and heaped groups", recipe, Pieces)
    if found is None:
        return
    colour = fields.column_id(data.values["identity"]) if group.id == IDENTITY else group.id
    left, right = st.columns([3, 2], gap="large")
    with left:
        key = f"believing-{dataset.id}"
        panels.draw_map(visit, data, run, key, colour, link="believing", height=HEIGHT, **marks.told(visit))
    with right:
        _torn(visit, data, found, group)
        _heaped(visit, data, found, group)
        st.caption(meaning(plan.n_true(n_samples), approximate(visit, run, n_samples)))


def meaning(n_neighbors: int, how: str) -> str:
    """What torn and heaped mean, and what both are read from; `how` as `measures.approximate` says it."""
    return (
        "A group is **torn** where its rows hang together in the data (at least 90 % of them in one piece of the "
        "neighbour graph between its rows) and not on the map. Two groups are **heaped** where hardly any neighbours "
        "in the data are the other's (at most 5 %) and many on the map (at least 20 %). Both are read from "
        f"{n_neighbors} nearest{how}, of all rows; groups of fewer than 10 rows and noise aren't looked at."
    )


def _torn(visit: Visit, data: Manifest, found: Pieces, group: Grouping) -> None:
    torn = np.flatnonzero(found.torn)
    st.markdown(f"**Torn apart** · {len(torn):,} of {len(found.groups):,} groups")
    if not len(torn):
        st.caption("Every group that is whole in the data is whole on the map.")
        return
    names = _names(visit, group)
    torn = torn[np.argsort(found.whole_here[torn], kind="stable")][:MOST_LINES]
    lines = [
        {
            "group": names[found.groups[at]],
            "rows": int(found.rows[at]),
            "pieces": int(found.pieces[at]),
            "there": f"{found.whole_there[at]:.0%}",
            "here": f"{found.whole_here[at]:.0%}",
        }
        for at in torn
    ]
    chosen = _lines(lines, "torn", {"there": "in one piece in the data", "here": "on the map"})
    if chosen is not None:
        _select(visit, data, group, [int(found.groups[torn[chosen]])])


def _heaped(visit: Visit, data: Manifest, found: Pieces, group: Grouping) -> None:
    heaped = np.flatnonzero(found.heaped)[:MOST_LINES]
    st.markdown(f"**Heaped together** · {int(found.heaped.sum()):,} pairs of groups")
    if not len(heaped):
        st.caption("No two groups that are apart in the data are mixed on the map.")
        return
    names = _names(visit, group)
    lines = [
        {
            "groups": " and ".join(names[code] for code in found.pairs[at]),
            "there": f"{found.mixed_there[at]:.0%}",
            "here": f"{found.mixed_here[at]:.0%}",
        }
        for at in heaped
    ]
    chosen = _lines(lines, "heaped", {"there": "mixed in the data", "here": "on the map"})
    if chosen is not None:
        _select(visit, data, group, [int(code) for code in found.pairs[heaped[chosen]]])


def _lines(lines: list[dict[str, Any]], key: str, titles: dict[str, str]) -> int | None:
    """A table; answers the line that was chosen."""
    event = st.dataframe(
        pd.DataFrame(lines),
        hide_index=True,
        width="stretch",
        height=min(38 + 35 * len(lines), 280),
        column_config=titles,
        key=f"believing-{key}",
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = event["selection"]["rows"]
    return int(rows[0]) if rows else None


def _select(visit: Visit, data: Manifest, group: Grouping, codes: list[int]) -> None:
    if pressed("Select these rows on the map", key=f"believing-select-{'-'.join(map(str, codes))}"):
        marks.select(visit, data, np.isin(_codes(visit, group), codes))
        st.rerun()


def _codes(visit: Visit, group: Grouping) -> np.ndarray:
    manifest = visit.manifest(group.recipe)
    assert manifest is not None
    dtype = np.dtype(manifest.body["arrays"]["codes"]["dtype"])
    return np.fromfile(visit.services.store.blob(manifest.address("codes")), dtype)


def _names(visit: Visit, group: Grouping) -> list[str]:
    manifest = visit.manifest(group.recipe)
    assert manifest is not None
    return visit.services.store.texts(manifest.address("names"))
