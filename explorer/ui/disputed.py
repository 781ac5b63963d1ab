"""The rows that the groupings argue about: on the map, and the worst of them with their cluster in each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explorer.comparison.result import Disagreement
from explorer.comparison.tally import CLUSTER, LEFT_OUT, POLICIES
from explorer.store import Manifest
from explorer.ui import fields, matched, panels
from explorer.ui.agreement import Grouping
from explorer.ui.argued import MEASURES, PAGE, Measure, recipe_of, taking_part
from explorer.ui.contrast import contrast
from explorer.ui.linked import LINK
from explorer.ui.matrix import choose_noise
from explorer.ui.members import select_rows
from explorer.ui.progress import said_why_none
from explorer.ui.state import Visit, select, select_many
from explorer.ui.trust import two_digits
from explorer.workspace import OpenedDataset, Run

HEIGHT = 520
EQUAL = 1e-6  # values are kept in single precision
MOST_BESIDE = 6  # groupings: the table of more needs the whole width, below the map


def disputed(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose who argues and how it is read; see where, and the rows argued about most."""
    ready = {run.id: run for run in visit.workspace.runs_of(dataset.id, "clustering") if visit.manifest(run.recipe)}
    if len(ready) < 2:
        st.info("Two groupings are needed for rows to be argued about: make another one on the **Clusters** page.")
        return
    measure = _choose(visit, ready)
    runs = taking_part(visit, dataset.id)
    recipe = recipe_of(visit, runs)
    if recipe is None:
        st.info("Choose two groupings or more.")
        return
    if said_why_none(visit, recipe, "They couldn't be compared.", "Compare again"):
        return
    if visit.ask(recipe).state != "done":
        st.caption("The groupings are being compared row by row.")
        return
    found: Disagreement = visit.read(recipe, Disagreement)
    beside = len(runs) <= MOST_BESIDE
    left, right = st.columns([6, 5], gap="large") if beside else (st.container(), st.container())
    with left:
        _map(visit, dataset, data, measure)
    with right:
        _worst(visit, data, found, runs, measure)
    chosen = visit.choice("compare", "noise", CLUSTER)
    noise = POLICIES.get(chosen, POLICIES[CLUSTER])
    those = " in which the row is compared" if chosen == LEFT_OUT else ""
    st.caption(
        f"{measure.definition} Mean over the {found.n_pairs:,} pairs of {len(runs)} groupings{those}, 0 to 1, exactly, "
        f"from the rows that clusters have in common; no space is involved. Noise: {noise}. Every map can be "
        "coloured by it."
    )


def _choose(visit: Visit, ready: dict[str, Run]) -> Measure:
    names, ids = {run.id: run.name for run in ready.values()}, list(ready)
    select_many(visit, PAGE, "runs", "Groupings that take part", ids, ids, format_func=names.__getitem__)
    left, right = st.columns([2, 5], vertical_alignment="bottom")
    with left:
        by_id = {measure.id: measure for measure in MEASURES}
        titles = {measure.id: measure.name for measure in MEASURES}
        chosen = select(visit, PAGE, "measure", "Measure", list(by_id), MEASURES[0].id, format_func=titles.__getitem__)
    with right:
        choose_noise(visit)
    return by_id[chosen]


def _map(visit: Visit, dataset: OpenedDataset, data: Manifest, measure: Measure) -> None:
    shown = panels.shown_map(visit, dataset)
    if shown is None:
        panels.no_map_yet(visit, dataset)
        return
    pinned = visit.choice("map", "pinned")
    panels.draw_map(visit, data, shown, f"disputed-{dataset.id}", measure.id, link=LINK, height=HEIGHT, pinned=pinned)


def _worst(visit: Visit, data: Manifest, found: Disagreement, runs: Sequence[Run], measure: Measure) -> None:
    """The rows argued about most, each with its cluster in every grouping, in matched colours."""
    which = MEASURES.index(measure)
    values = np.asarray(found.jaccard if measure.array == "jaccard" else found.overlap)
    rows = np.asarray(found.most[which])
    rows = rows[np.nan_to_num(values[rows]) > 0]
    if not len(rows):
        st.info(none_argued(values, measure))
        return
    st.markdown(f"**The {len(rows)} rows they argue about most**, the worst first")
    st.caption(beyond(values, rows))
    manifests = [visit.manifest(run.recipe) for run in runs]
    names = [visit.services.store.texts(part.address("names")) for part in manifests if part]
    noisy = [bool(part.values["n_noise"]) for part in manifests if part]
    groups = [Grouping(run.id, run.name, run.recipe) for run in runs]
    told = contrast(
        "disputes",
        "disputes",
        n=data.values["n_samples"],
        columns=[run.name for run in runs],
        lines=[
            {
                "position": position,
                "value": float(values[position]),
                "groups": [
                    {"text": names[place][code], "code": code, "noise": noisy[place] and code == 0}
                    for place, code in enumerate(codes)
                ],
            }
            for position, codes in zip(rows.tolist(), found.codes[which].tolist(), strict=False)
        ],
        palettes=[matched.palette(visit, groups[0], group) for group in groups],
        fields=[known for known in fields.dataset_fields(visit, data)[:1] if known["role"] == "identity"],
        rows=fields.rows(visit, data),
        thumbs=fields.thumbnails(visit, data),
        link=LINK,
        pinned=visit.choice("map", "pinned"),
    )
    if told and told["what"] == "row":
        visit.choose("map", pinned=int(told["position"]))
        st.rerun()
    if told and told["what"] == "rows":
        mask = np.zeros(data.values["n_samples"], dtype=np.uint8)
        mask[rows] = 1
        select_rows(visit, data, mask)


def beyond(values: np.ndarray, rows: np.ndarray) -> str:
    """How the rows shown stand among all: what these have on average, and how many have as much as the last one."""
    said = f"All rows that are compared have {two_digits(float(np.nanmean(values)))} on average."
    as_much = int(np.count_nonzero(values >= values[rows[-1]] - EQUAL)) - len(rows)
    if as_much <= 0:
        return said
    more = f"{as_much:,} more row{'s have' if as_much > 1 else ' has'}"
    return f"{said} {more} as much as the last one shown: among equals the other measure decides, then the row number."


def none_argued(values: np.ndarray, measure: Measure) -> str:
    """Why there is no row to show."""
    if np.isnan(values).all():
        return "No row is left to compare under this noise policy: each is noise in one of every two groupings."
    rows = "every row that is compared" if np.isnan(values).any() else "every row"
    if measure.array == "overlap":
        return f"These groupings agree about {rows}, or merely refine each other."
    return f"These groupings agree about {rows}."
