"""The Compare page: all groupings against each other, and the pair that was chosen."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer import plan
from explorer.store import Manifest
from explorer.ui import pair as two
from explorer.ui.agreement import IDENTITY, Grouping, groupings
from explorer.ui.linked import COUNTS, side_by_side
from explorer.ui.matrix import PAGE, all_pairs, choose_score, draw
from explorer.ui.places import place
from explorer.ui.progress import said_why_none
from explorer.ui.state import Visit, select
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset


def compare(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Which of the groupings agree; then two of them: how far, on the maps, in a table, and in words."""
    known = groupings(visit, dataset, data)
    if len(known) < 2:
        st.info(
            "Two groupings are needed: make one on the **Clusters** page, or choose an identity column on **Data**."
        )
        return
    score, noise = choose_score(visit)
    matrix = all_pairs(visit, known, score, noise)
    if matrix is None:
        _why_none(visit, known)
    else:
        if waits := [as_markdown(group.name) for name, group in known.items() if name not in matrix.known]:
            st.caption(f"Not among them yet: {', '.join(waits)}.")
        clicked = draw(visit, data, matrix, _pair(visit, known))
        if clicked is not None:
            visit.choose(PAGE, a=clicked[0], b=clicked[1])
    with st.container(horizontal=True):
        st.page_link(place("consensus"), label="What they agree on")
        st.page_link(place("whichtouse"), label="Which to use")
    st.divider()
    pair, n_maps = _choose_pair(visit, known)
    if matrix is not None:
        two.scores(matrix, pair)
    side_by_side(visit, dataset, data, known, pair, n_maps)
    names = [as_markdown(group.name) for group in pair]
    if all(visit.manifest(group.recipe) is not None or group.id == IDENTITY for group in pair):
        squares, words = st.columns(2, gap="large")
        with squares:
            st.markdown(f"#### What {names[0]} and {names[1]} have in common")
            two.overlap(visit, data, pair)
        with words:
            st.markdown(f"#### What becomes of each cluster of {names[0]} in {names[1]}")
            two.fates(visit, data, pair)


def _pair(visit: Visit, known: Mapping[str, Grouping]) -> tuple[str, str]:
    """The pair that was chosen, else the two latest groupings."""
    latest = [group for group in known if group != IDENTITY][-2:]
    default = latest if len(latest) == 2 else list(known)[:2]
    a, b = (visit.choice(PAGE, name) for name in "ab")
    return (a if a in known else default[0]), (b if b in known else default[1])


def _choose_pair(visit: Visit, known: Mapping[str, Grouping]) -> tuple[tuple[Grouping, Grouping], int]:
    """The two groupings, and on how many maps to see them."""
    chosen = _pair(visit, known)
    found = []
    *places, last = st.columns([4, 4, 2])
    for name, default, column in zip("ab", chosen, places, strict=True):
        with column:
            label = f"Grouping {name.upper()}"
            picked = select(visit, PAGE, name, label, list(known), default, format_func=lambda group: known[group].name)
            found.append(known[picked])
    with last:
        n_maps = select(visit, PAGE, "maps", "Maps", COUNTS, COUNTS[0], widget="radio", horizontal=True)
    return (found[0], found[1]), int(n_maps)


def _why_none(visit: Visit, known: Mapping[str, Grouping]) -> None:
    """Why there is no matrix: it is being computed, something is missing, or it failed."""
    ready = [group for group in known.values() if group.id == IDENTITY or visit.manifest(group.recipe) is not None]
    if len(ready) < 2:
        st.info("The groupings are compared as soon as two of them are there.")
        return
    recipe = plan.agreements([group.recipe for group in ready])
    if not said_why_none(visit, recipe, "They couldn't be compared.", "Compare again"):
        st.caption("All pairs are being compared.")
