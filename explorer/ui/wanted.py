"""Wanted rows: those selected on the map, or a tag; how many each cluster has, and what looks like them."""

from __future__ import annotations

import streamlit as st

from explorer import plan
from explorer.anatomy.result import Wanted
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import marks
from explorer.ui.progress import why_none
from explorer.ui.state import Visit, select
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

NONE, SELECTION = "none", "selection"
MOST_LOOKALIKES = 20
ABOUT = (
    "Rows that you want to have: select some on the map, or tag them. Each card then counts its own and shows the rows "
    "that look most like one of them, so that clusters without any can be left out."
)


def wanted_choice(visit: Visit, dataset: OpenedDataset) -> str | None:
    """Choose which rows are wanted; answers the digest of their column, or None."""
    fingerprint, count = marks.selected(visit)
    options: dict[str, tuple[str, str | None]] = {NONE: ("none", None)}
    if fingerprint is not None:
        options[SELECTION] = (f"the {count:,} selected", fingerprint)
    for tag in visit.workspace.tags_of(dataset.id):
        options[f"tag {tag.name}"] = (f"{tag.name} ({tag.count:,} rows)", tag.fingerprint)
    chosen = select(
        visit,
        "inside",
        "wanted",
        "Wanted rows",
        list(options),
        NONE,
        format_func=lambda name: options[name][0],
        help=ABOUT,
    )
    return options[chosen][1]


def find_wanted(visit: Visit, space: Recipe, grouping: Recipe, fingerprint: str | None) -> Wanted | None:
    """Where the wanted rows are; None while that isn't known, or where none are chosen. Says why it can't be."""
    if fingerprint is None:
        return None
    recipe = plan.wanted(space, grouping, fingerprint, MOST_LOOKALIKES)
    if (ended := why_none(visit, recipe)) is not None:
        st.error(f"The wanted rows can't be looked for. {as_markdown(ended[1])}")
        return None
    return visit.read(recipe, Wanted) if visit.manifest(recipe) is not None else None


def say_wanted(found: Wanted, data: Manifest) -> None:
    """How many of the clusters have none."""
    without = int((found.counts == 0).sum())
    outside = found.n_wanted - int(found.counts.sum())
    noise = f" {outside:,} of them are in no cluster." if outside else ""
    rows = f"{found.n_wanted:,} of {data.values['n_samples']:,} rows are wanted.{noise}"
    st.markdown(f"{rows} **{without:,} of {len(found.counts):,} clusters have none.**")
