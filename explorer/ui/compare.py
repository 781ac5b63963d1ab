"""Two groupings side by side."""

from __future__ import annotations

import streamlit as st

from explorer import plan
from explorer.comparison.words import in_words
from explorer.figures import overlap
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.agreement import DEFINITION, IDENTITY, agreement_of, groupings
from explorer.ui.charts import chart, look
from explorer.ui.progress import progress
from explorer.ui.state import Visit, select
from explorer.workspace import OpenedDataset

HEIGHT = 460


def compare(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose two groupings; see how far they agree and where they don't."""
    known = groupings(visit, dataset, data)
    if len(known) < 2:
        st.info(
            "Two groupings are needed: make one on the **Clusters** page, or choose an identity column on **Data**."
        )
        return
    ids = list(known)
    first, second = st.columns(2)
    with first:
        a = known[select(visit, "compare", "a", "A", ids, ids[0], format_func=lambda group: known[group].name)]
    with second:
        b = known[select(visit, "compare", "b", "B", ids, ids[1], format_func=lambda group: known[group].name)]
    found = agreement_of(visit, a, b)
    if found is None:
        progress(visit, [(f"{a.name} and {b.name}", plan.agreement(a.recipe, b.recipe))], "agreement")
        return
    st.markdown(f"#### Adjusted Rand index {in_words(found.ari)}")
    left_out = f" {found.n_left_out:,} rows without an identity are left out." if found.n_left_out else ""
    st.caption(f"{found.ari:.4f} over {found.n_samples:,} rows.{left_out} {DEFINITION}")
    shown = panels.shown_map(visit, dataset)
    if shown is not None:
        names = {group.id: group.name if group.id != IDENTITY else data.values["identity"] for group in (a, b)}
        for side, place, group in (("a", first, a), ("b", second, b)):
            with place:
                panels.draw_map(visit, data, shown, f"compare-{side}", names[group.id], link="compare", height=HEIGHT)
    st.markdown(f"**Overlap**: each row of the table is a group of {a.name}, each column one of {b.name}")
    chart(overlap(found, a.name, b.name, look()), "overlap")
