"""Can a map be believed: all maps in a table, then one of them by its points, by its groups, and against another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from explorer.ui.progress import progress
from explorer.ui.state import Visit, select
from explorer.ui.trust import SEEN, two_digits
from explorer.ui.words import as_markdown
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
    n_samples = data.values["n_samples"]
    lines, coming, judged = [], [], []
    for run in maps.values():
        trust, quality = plan.point_trust(run.recipe, n_samples), plan.map_quality(run.recipe, truth)
        wanted = [recipe for recipe in (trust, quality) if visit.manifest(recipe) is None]
        coming += [(f"{run.name} is being judged", recipe) for recipe in wanted]
        found: PointTrust | None = None if trust in wanted else visit.read(trust, PointTrust)
        judged += [found] if found is not None else []
        lines.append(_line(run, found, None if quality in wanted else visit.read(quality, MapQuality)))
    st.dataframe(pd.DataFrame(lines).fillna("–"), hide_index=True, width="stretch", column_config=_columns())
    spaces = {plan.describe_space(plan.features_of(run.recipe)) for run in maps.values()}
    st.caption(f"Against {as_markdown(' or '.join(sorted(spaces)))}, in each map's own metric. {read_from(judged)}")
    if any(plan.has_seen_names(run.recipe) for run in maps.values()):
        st.caption(SEEN)
    progress(visit, coming, "believing")


def read_from(judged: Sequence[PointTrust]) -> str:
    """What the figures of the maps that are judged were read from; empty for none."""
    if not judged:
        return ""
    n_samples, counts = len(judged[0].recall), sorted({found.n_judged for found in judged})
    said = " or ".join(f"{count:,}" for count in counts) + " rows are judged, drawn at random"
    if counts == [n_samples]:
        said = "all rows are judged"
    rough = "" if all(found.graph_exact for found in judged) else ", of some maps against approximate neighbours"
    return (
        f"Trustworthiness and continuity: {said}, each among all {n_samples:,}, with {judged[0].n_neighbors} nearest. "
        f"Neighbours kept: all rows{rough}. Seed 0."
    )


def _line(run: Run, trust: PointTrust | None, quality: MapQuality | None) -> dict[str, Any]:
    line: dict[str, Any] = {"map": run.name + (" ⚑" if plan.has_seen_names(run.recipe) else "")}
    if trust is not None:
        line |= {
            "trustworthiness": two_digits(trust.trustworthiness),
            "continuity": two_digits(trust.continuity),
        }
        line |= {f"kept of {k}": two_digits(share) for k, share in zip(trust.depths, trust.recalls, strict=True)}
    if quality is not None:
        line["far"] = two_digits(quality.distance_correlation)
    return line


def _columns() -> dict[str, Any]:
    return {
        "map": st.column_config.TextColumn("Map"),
        "trustworthiness": st.column_config.TextColumn("Trustworthiness", help=HELP["trustworthiness"]),
        "continuity": st.column_config.TextColumn("Continuity", help=HELP["continuity"]),
        **{
            f"kept of {k}": st.column_config.TextColumn(f"Kept of {k} nearest", help=HELP["kept"]) for k in range(1, 31)
        },
        "far": st.column_config.TextColumn("Far is far", help=HELP["far"]),
    }
