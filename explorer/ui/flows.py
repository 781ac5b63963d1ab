"""Where rows go through several groupings, in an order of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explorer import plan
from explorer.anatomy.result import Anatomy
from explorer.comparison.result import Flows
from explorer.store import Manifest
from explorer.ui import fields, matched, panels
from explorer.ui.agreement import IDENTITY, Grouping, groupings
from explorer.ui.contrast import contrast
from explorer.ui.members import select_members
from explorer.ui.progress import said_why_none
from explorer.ui.state import Visit, select, select_many
from explorer.workspace import OpenedDataset

PAGE = "flows"
MOST = 8  # groupings beside each other
NODES = ("6", "12", "20", "40")


def flows(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose groupings in an order; see how their clusters split and merge from one to the next."""
    known = {
        name: group
        for name, group in groupings(visit, dataset, data).items()
        if name == IDENTITY or visit.manifest(group.recipe) is not None
    }
    if len(known) < 2:
        st.info("Two groupings are needed: make another one on the **Clusters** page.")
        return
    chosen, n_nodes = _choose(visit, known)
    if len(chosen) < 2:
        st.info("Choose two groupings or more.")
        return
    recipe = plan.flows([group.recipe for group in chosen], n_nodes)
    if said_why_none(visit, recipe, "The rows couldn't be followed."):
        return
    if visit.ask(recipe).state != "done":
        st.caption("The rows are being followed.")
    else:
        _draw(visit, dataset, data, chosen, visit.read(recipe, Flows))


def _choose(visit: Visit, known: Mapping[str, Grouping]) -> tuple[list[Grouping], int]:
    left, right = st.columns([5, 2])
    with left:
        picked = select_many(
            visit,
            PAGE,
            "order",
            "Groupings, in the order to follow the rows",
            list(known),
            list(known)[-3:],
            format_func=lambda name: known[name].name,
            max_selections=MOST,
        )
    with right:
        n_nodes = select(
            visit, PAGE, "nodes", "Largest clusters drawn", NODES, NODES[1], widget="radio", horizontal=True
        )
    return [known[name] for name in picked], int(n_nodes)


def _draw(visit: Visit, dataset: OpenedDataset, data: Manifest, chosen: Sequence[Grouping], found: Flows) -> None:
    columns = [_column(visit, chosen, place, found) for place in range(len(chosen))]
    for column, group in zip(columns, chosen, strict=True):
        column["medoids"] = _medoids(visit, dataset, data, group, column)
    told = contrast(
        "flows",
        "flows",
        columns=columns,
        thumbs=fields.thumbnails(visit, data),
        links=found.links,
        undrawn=found.undrawn,
        n=found.n_samples,
    )
    left_out = f" {found.n_left_out:,} rows without an identity are left out." if found.n_left_out else ""
    st.caption(
        "Each column is a grouping, each bar a cluster, each ribbon the rows that two clusters have in common; noise "
        "is grey. The same colour is the same cluster as in the first column (best assignment by Jaccard overlap). A "
        f"click on a bar or a ribbon selects its rows. Pictures: the row nearest to the cluster's mean.{left_out}"
    )
    if told and told["what"] == "flow":
        select_members(visit, data, [(chosen[column], code) for column, code in told["ends"]])


def _medoids(
    visit: Visit, dataset: OpenedDataset, data: Manifest, group: Grouping, column: Mapping[str, Any]
) -> list[int | None]:
    """The row nearest to the mean of each bar's cluster in the feature space, where it is known and has a picture."""
    none: list[int | None] = [None] * len(column["codes"])
    if data.values["image_shape"] is None:
        return none
    space = panels.space_behind(visit, dataset, data, group.recipe)
    truth = None if data.values["identity"] is None else plan.identities(dataset.recipe)
    manifest = visit.manifest(group.recipe)
    n_noise = int(manifest.values.get("n_noise", 0)) if manifest else 0
    recipe = plan.anatomy(space, group.recipe, truth, n_noise, data.values["n_samples"])
    if visit.ask(recipe).state != "done":
        return none
    inside: Anatomy = visit.read(recipe, Anatomy)
    first = 1 if n_noise else 0
    return [int(inside.rows(code - first)[0]) if code >= first else None for code in column["codes"]]


def _column(visit: Visit, chosen: Sequence[Grouping], place: int, found: Flows) -> dict[str, Any]:
    group = chosen[place]
    manifest = visit.manifest(group.recipe)
    assert manifest is not None  # the flows were read from it
    names = visit.services.store.texts(manifest.address("names"))
    codes = found.codes[place]
    return {
        "name": group.name,
        "codes": codes,
        "names": [names[code] if code >= 0 else f"{found.n_folded[place]} smaller" for code in codes],
        "sizes": found.sizes[place],
        "order": found.orders[place],
        "folded": found.n_folded[place],
        "noise": 0 if manifest.values.get("n_noise") else None,
        "palette": matched.palette(visit, chosen[0], group),
    }
