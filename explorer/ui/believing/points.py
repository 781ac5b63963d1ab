"""A map coloured by how truly it shows each row's neighbours; of one row, its neighbours in the data and on the map."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import plan
from explorer.comparison import PointTrust
from explorer.neighbors import KNNGraph
from explorer.store import Manifest
from explorer.ui import marks, panels
from explorer.ui.believing.measures import MEASURES, Measure, approximate, field_id
from explorer.ui.progress import why_none
from explorer.ui.state import Visit, select
from explorer.ui.strips import Group, strips
from explorer.ui.trust import two_digits
from explorer.workspace import OpenedDataset, Run

HEIGHT = 520
LINK = "believing"
WORST = 50


def points(visit: Visit, dataset: OpenedDataset, data: Manifest, run: Run, corner: DeltaGenerator) -> None:
    """The map, and what stands beside it; `corner` is the place for what there is to choose."""
    n_samples = data.values["n_samples"]
    recipe = plan.point_trust(run.recipe, n_samples)
    manifest = visit.manifest(recipe)
    if manifest is None:
        if why_none(visit, recipe) is None:  # else it is said below the table
            st.caption("The map's points are being judged.")
        return
    by_array = {measure.array: measure for measure in MEASURES}
    titles = {measure.array: measure.name for measure in MEASURES}
    with corner:
        picked = select(visit, "believing", "measure", "Colour by", list(by_array), "recall", format_func=titles.get)
    chosen = by_array[picked]
    found: PointTrust = visit.read(recipe, PointTrust)
    key = f"believing-{dataset.id}"
    marks.keep(visit, dataset, data, key)
    pinned = visit.choice("map", "pinned")
    there = _there(visit, run, n_samples, pinned)
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.draw_map(
            visit, data, run, key, field_id(run.id, chosen), link=LINK, height=HEIGHT, pinned=pinned,
            rays={"from": pinned, "to": there} if there else None,
        )
        how = approximate(visit, run, n_samples) if picked == "recall" else ""
        st.caption(f"**{chosen.name}**{how}: {chosen.definition} {_sample(found, picked)}")
    with right:
        _beside(visit, data, found, pinned, there)
    _worst(visit, data, found, chosen)


def _there(visit: Visit, run: Run, n_samples: int, pinned: int | None) -> list[int]:
    """The pinned row's nearest in the data."""
    if pinned is None:
        return []
    graph: KNNGraph = visit.read(plan.true_neighbours(run.recipe, n_samples), KNNGraph)
    return [int(row) for row in graph.indices[pinned]]


def _beside(visit: Visit, data: Manifest, found: PointTrust, pinned: int | None, there: list[int]) -> None:
    if pinned is None:
        st.info("Click a point: its true neighbours are drawn, near or far, beside those that the map shows.")
        return
    here = [int(row) for row in found.here[pinned]]
    both = len(set(here) & set(there))
    exact = "" if found.graph_exact else " (approximate neighbours)"
    strips(
        visit,
        data,
        "believing-neighbours",
        [
            Group("row", "The row", [pinned], f"{both} of its {len(there)} nearest are near it on the map{exact}."),
            Group(
                "there",
                "Nearest in the data",
                there,
                "Lines on the map lead to them.",
                badges=[None if row in here else "not shown" for row in there],
            ),
            Group("here", "Nearest on the map", here, badges=[None if row in there else "false" for row in here]),
        ],
        side=64,
        most=15,
        link=LINK,
    )


def _worst(visit: Visit, data: Manifest, found: PointTrust, chosen: Measure) -> None:
    values = np.asarray(getattr(found, chosen.array))
    known = np.flatnonzero(~np.isnan(values))
    worst = known[np.argsort(values[known], kind="stable")][:WORST]
    worst = worst[values[worst] < 1]
    if not len(worst):
        st.success(f"No row{' that was judged' * (len(known) < len(values))} is shown with a fault.")
        return
    strips(
        visit,
        data,
        "believing-worst",
        [
            Group(
                "worst",
                "What the map shows worst",
                [int(row) for row in worst],
                f"By “{chosen.name}”, which is written on each, the worst first. {ties(values, worst)}".rstrip(),
                badges=[two_digits(float(values[row])) for row in worst],
            )
        ],
        link=LINK,
    )


def ties(values: np.ndarray, worst: np.ndarray) -> str:
    """How arbitrary a list of the worst rows is.

    Parameters
    ----------
    values : ndarray of shape (n_samples,)
        NaN where a row isn't judged.
    worst : ndarray of shape (n_shown,)
        Positions, the lowest value first; of equal ones the first rows.

    Returns
    -------
    str
        How many rows share the lowest value, and how many more than are shown have the last one's; "" without either.
    """
    lowest, last = values[worst[0]], values[worst[-1]]
    said = []
    if (same := int(np.count_nonzero(values == lowest))) > 1:
        said.append(f"{same:,} rows share the lowest, {two_digits(float(lowest))}.")
    if more := int(np.count_nonzero(values <= last)) - len(worst):
        said.append(f"{more:,} more {'have' if more > 1 else 'has'} as little as the last one here.")
    return " ".join([*said, "Equal ones are in row order."]) if said else ""


def _sample(found: PointTrust, measure: str) -> str:
    """Of how many rows a measure is known."""
    if measure == "recall" or found.n_judged == len(found.recall):
        return "All rows are judged."
    return f"{found.n_judged:,} of {len(found.recall):,} rows are judged, drawn at random; the others are grey."
