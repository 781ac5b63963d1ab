"""Two groupings side by side."""

from __future__ import annotations

import streamlit as st

from explorer import plan
from explorer.comparison.result import Agreement
from explorer.comparison.words import in_words
from explorer.figures import overlap
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.agreement import DEFINITION, IDENTITY, Grouping, agreement_of, groupings, no_evidence
from explorer.ui.charts import chart, look
from explorer.ui.fields import column_id
from explorer.ui.progress import progress
from explorer.ui.state import Visit, select
from explorer.ui.words import as_markdown
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
    latest = [group for group in ids if group != IDENTITY][-2:]
    default_a, default_b = latest if len(latest) == 2 else ids[:2]
    left, right = st.columns(2)
    with left:
        a = known[
            select(visit, "compare", "a", "Grouping A", ids, default_a, format_func=lambda group: known[group].name)
        ]
    with right:
        b = known[
            select(visit, "compare", "b", "Grouping B", ids, default_b, format_func=lambda group: known[group].name)
        ]
    found = agreement_of(visit, a, b)
    if found is None:
        _wait(visit, a, b)
        return
    _score(found)
    if said := no_evidence(a, b):
        st.caption(said)
    _maps(visit, dataset, data, a, b)
    names = as_markdown(a.name), as_markdown(b.name)
    st.markdown(f"**Overlap**: each row of the table is a group of {names[0]}, each column one of {names[1]}")
    chart(overlap(found, a.name, b.name, look()), "overlap")


def _wait(visit: Visit, a: Grouping, b: Grouping) -> None:
    if visit.manifest(a.recipe) is None or visit.manifest(b.recipe) is None:
        st.info("They are compared as soon as both are there.")
    else:
        progress(visit, [(f"{a.name} and {b.name}", plan.agreement(a.recipe, b.recipe))], "agreement")


def _score(found: Agreement) -> None:
    st.markdown(f"#### Adjusted Rand index {in_words(found.ari)}")
    left_out = f" {found.n_left_out:,} rows without an identity are left out." if found.n_left_out else ""
    st.caption(f"{found.ari:.4f} over {found.n_samples:,} rows.{left_out} {DEFINITION}")


def _maps(visit: Visit, dataset: OpenedDataset, data: Manifest, a: Grouping, b: Grouping) -> None:
    shown = panels.shown_map(visit, dataset)
    if shown is None:
        st.info("The two maps come here as soon as one is computed.")
        return
    for side, place, group in zip("ab", st.columns(2), (a, b), strict=True):
        colour = column_id(data.values["identity"]) if group.id == IDENTITY else group.id
        with place:
            panels.draw_map(visit, data, shown, f"compare-{side}", colour, link="compare", height=HEIGHT)
