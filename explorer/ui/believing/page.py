"""Can a map be believed: all maps in a table, then one of them by its points, by its groups, and against another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from explorer import plan
from explorer.comparison import MapQuality, PointTrust
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.believing.against import against
from explorer.ui.believing.groups import groups
from explorer.ui.believing.points import points
from explorer.ui.places import place
from explorer.ui.progress import progress, why_none
from explorer.ui.state import Visit, select
from explorer.ui.trust import SEEN, two_digits
from explorer.workspace import OpenedDataset, Run

FEWEST_ROWS = 4
PARTS = {"points": "Point by point", "groups": "Group by group", "against": "Against another map"}
HELP = {
    "trustworthiness": "0..1, higher is better: what is near on the map is near in the data (Venna & Kaski 2001). A "
    "random map has about 0.5.",
    "continuity": "0..1, higher is better: what is near in the data is near on the map (Venna & Kaski 2001). A random "
    "map has about 0.5.",
    "kept": "0..1, higher is better: share of a row's nearest in the data that are among as many nearest on the map.",
    "far": "-1..1, higher is better: rank correlation of distances (Spearman 1904); 0 for a random map.",
}


def believe(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The whole page."""
    n_samples = data.values["n_samples"]
    if n_samples < FEWEST_ROWS:
        st.info(f"Neighbours can be judged from {FEWEST_ROWS} rows on; here there are {n_samples}.")
        return
    runs = visit.workspace.runs_of(dataset.id, "projection")
    maps = {run.id: run for run in runs if visit.manifest(run.recipe) is not None}
    shown = panels.shown_map(visit, dataset)
    if shown is None:
        st.info("There is no map yet that could be judged: make one on the **Map** page.")
        st.page_link(place("map"))
        return
    st.markdown(
        "A map of two or three dimensions can't show everything. Here it is held against the vectors it was made from: "
        "which neighbours on it are false, which are missing, which groups it tears or heaps."
    )
    _table(visit, dataset, data, maps)
    left, middle, right = st.columns(3)
    with left:
        chosen = maps[select(visit, "map", "run", "Map", list(maps), shown.id, format_func=lambda run: maps[run].name)]
    with middle:
        part = select(visit, "believing", "part", "Look at it", list(PARTS), "points", format_func=PARTS.get)
    if part == "points":
        points(visit, dataset, data, chosen, right)
    elif part == "groups":
        groups(visit, dataset, data, chosen, right)
    else:
        against(visit, dataset, data, chosen, {run: maps[run] for run in maps if run != chosen.id}, right)
    if visit.named:
        progress(visit, visit.named, "believing-part")


def _table(visit: Visit, dataset: OpenedDataset, data: Manifest, maps: Mapping[str, Run]) -> None:
    """A line for each map; those that aren't measured yet are, one after the other."""
    truth = None if data.values["identity"] is None else plan.identities(dataset.recipe)
    lines, coming = [], []
    for run in maps.values():
        wanted = (plan.point_trust(run.recipe), plan.map_quality(run.recipe, truth))
        coming += [(f"{run.name} is being judged", recipe) for recipe in wanted if visit.manifest(recipe) is None]
        lines.append(_line(visit, run, *wanted))
    st.dataframe(pd.DataFrame(lines), hide_index=True, width="stretch", column_config=_columns())
    judged = [line["judged"] for line in lines if line["judged"]]
    n_samples = data.values["n_samples"]
    sample = max(judged, default=n_samples)
    said = "all rows are judged" if sample == n_samples else f"{sample:,} rows are judged, drawn at random"
    spaces = {plan.describe_space(plan.features_of(run.recipe)) for run in maps.values()}
    st.caption(
        f"Against {' or '.join(sorted(spaces))}, in each map's own metric. Trustworthiness and continuity: {said}, "
        f"each among all {n_samples:,}, with 15 nearest. Neighbours kept: all rows. Seed 0."
    )
    if any(plan.has_seen_names(run.recipe) for run in maps.values()):
        st.caption(SEEN)
    progress(visit, coming, "believing")


def _line(visit: Visit, run: Run, trust: Any, quality: Any) -> dict[str, Any]:
    line: dict[str, Any] = {"map": run.name + (" ⚑" if plan.has_seen_names(run.recipe) else ""), "judged": 0}
    if why_none(visit, trust) is None and visit.ask(trust).state == "done":
        found: PointTrust = visit.read(trust, PointTrust)
        line |= {
            "judged": found.n_judged,
            "trustworthiness": two_digits(found.trustworthiness),
            "continuity": two_digits(found.continuity),
        }
        line |= {f"kept of {k}": two_digits(share) for k, share in zip(found.depths, found.recalls, strict=True)}
    if visit.manifest(quality) is not None:
        measured: MapQuality = visit.read(quality, MapQuality)
        line["far"] = two_digits(measured.distance_correlation)
    return line


def _columns() -> dict[str, Any]:
    return {
        "map": st.column_config.TextColumn("Map"),
        "judged": None,
        "trustworthiness": st.column_config.TextColumn("Trustworthiness", help=HELP["trustworthiness"]),
        "continuity": st.column_config.TextColumn("Continuity", help=HELP["continuity"]),
        **{
            f"kept of {k}": st.column_config.TextColumn(f"Kept of {k} nearest", help=HELP["kept"]) for k in range(1, 31)
        },
        "far": st.column_config.TextColumn("Far is far", help=HELP["far"]),
    }
