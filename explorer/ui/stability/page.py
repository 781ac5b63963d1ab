"""The Stability page: choose a grouping; see whether it comes again on other rows and seeds, and whether it is luck."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer import plan
from explorer.pipeline import STEPS
from explorer.recipe import params_of
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.progress import said_why_none
from explorer.ui.stability.checked import PAGE, Checked
from explorer.ui.stability.luck import luck
from explorer.ui.stability.resampled import resampled
from explorer.ui.stability.seeds import seeds
from explorer.ui.state import Visit, select
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run

FEWEST_ROWS = 10
ANEW, GIVEN = "made anew", "given"


def stability(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The whole page."""
    n_samples = int(data.values["n_samples"])
    if n_samples < FEWEST_ROWS:
        st.info(f"Stability can be judged from {FEWEST_ROWS} rows on; here there are {n_samples}.")
        return
    runs = {run.id: run for run in visit.workspace.runs_of(dataset.id, "clustering")}
    runs = {name: run for name, run in runs.items() if plan.can_resample(run.recipe)}
    if not runs:
        st.info(
            "There is no grouping yet that could be made again: make one on the **Clusters** page. What was made by "
            "hand, or is a column of the data, can't be made of other rows."
        )
        return
    st.markdown(
        "Any method finds clusters, in anything. Those worth believing come again when some rows are missing and the "
        "seed is another, and more so than in data that have none."
    )
    checked = _choose(visit, runs, n_samples)
    if not _ready(visit, checked.run) or _refused(visit, data, checked):
        return
    with st.container(key="stability-part-resampled"):
        st.markdown("#### Without some of the rows")
        resampled(visit, data, checked)
    with st.container(key="stability-part-luck"):
        st.markdown("#### Structure or luck")
        luck(visit, checked)
    with st.container(key="stability-part-seeds"):
        st.markdown("#### With other seeds")
        seeds(visit, checked)


def _choose(visit: Visit, runs: Mapping[str, Run], n_samples: int) -> Checked:
    left, right = st.columns(2)
    with left:
        chosen = select(
            visit, PAGE, "run", "Grouping", list(runs), list(runs)[-1], format_func=lambda name: runs[name].name
        )
    run = runs[chosen]
    refit = True
    with right:
        if plan.on_map(plan.space_of(run.recipe)):
            refit = _map_anew(visit, run)
    return Checked(run, n_samples, refit)


def _map_anew(visit: Visit, run: Run) -> bool:
    """Whether the map that a grouping was found on is made anew each time."""
    if not plan.refits_map(run.recipe):
        st.caption(
            "**Given this map**: it came with the data or has seen the names, so it can't be made of other rows. What "
            "is said here is about the groups on the map, not about the map."
        )
        return False
    how = select(
        visit,
        PAGE,
        "map",
        "The map it was found on is",
        [ANEW, GIVEN],
        ANEW,
        widget="radio",
        horizontal=True,
        help="Made anew: each time a map of the rows drawn, which takes longer. Given: only the grouping is made anew, "
        "on the map as it is; then all that is said holds given this map.",
    )
    return how == ANEW


def _ready(visit: Visit, run: Run) -> bool:
    """Whether the grouping itself is there; else it is said why not."""
    if visit.manifest(run.recipe) is not None:
        return True
    if not said_why_none(visit, run.recipe, f"**{as_markdown(run.name)}** has no result."):
        st.info(f"{as_markdown(run.name)} is being computed.")
        visit.named.append((run.name, run.recipe))
    return False


def _refused(visit: Visit, data: Manifest, checked: Checked) -> bool:
    """Whether so few rows are too few for the method; then it is said."""
    recipe = checked.run.recipe.inputs.get("grouping", checked.run.recipe)  # of a sample: its own method
    shape = panels.shape_of(visit, data, plan.space_of(recipe))
    if shape is None or recipe is not checked.run.recipe:
        return False
    refusal = plan.refusal(params_of(STEPS[recipe.step], recipe), (plan.n_drawn(checked.n_samples), shape[1]))
    if refusal:
        st.error(f"Of {plan.n_drawn(checked.n_samples):,} rows it can't be made again: {as_markdown(refusal)}")
    return bool(refusal)
