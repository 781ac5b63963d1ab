"""Outliers without names: rows that several measures find far out, with their pictures; a number for the map."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from explorer import plan
from explorer.clusterings.density_tree import expected_seconds
from explorer.comparison.outlying import MEASURES, Outlyingness
from explorer.comparison.outlying.glosh import is_quick
from explorer.neighbors.graph import METRICS
from explorer.plan.identifying import NEIGHBORS
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.fields import OUTLIER_SCORE
from explorer.ui.places import place
from explorer.ui.progress import ready, said_why_none
from explorer.ui.state import Visit, number, pressed, select
from explorer.ui.strips import Group, strips
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

FEWEST = 3
MOST_NEIGHBORS = 100
SHOWN = 60
MEANING = {
    "knn": "mean distance to the nearest rows: far from everything",
    "lof": "how much thinner it is around the row than around its nearest (Breunig et al. 2000): about 1 is normal",
    "glosh": "how late it leaves HDBSCAN's dense groups (Campello et al. 2015), 0 to 1; Euclidean",
    "votes": "share of the groupings with noise in which the row is noise",
}


def outliers(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose what is compared; see the rows that lie farthest out, and how many measures agree."""
    n_samples = data.values["n_samples"]
    if n_samples < FEWEST:
        st.info(f"Outliers need {FEWEST} rows at the least; here there are only {n_samples}.")
        return
    space = panels.feature_space(visit, dataset, data)
    left, right = st.columns(2)
    with left:
        metric = select(visit, "outliers", "metric", "Distance", METRICS, "euclidean")
    with right:
        n_neighbors = number(
            visit, "outliers", "n_neighbors", "Nearest rows", NEIGHBORS, low=1, high=min(MOST_NEIGHBORS, n_samples - 1),
            help="How many are looked at around each row: fewer than belong together, 3 of people with 5 pictures. "
            "With more, most of everybody's nearest are others, and nobody stands out. GLOSH's smallest group is one "
            "more, 5 at most.",
        )  # fmt: skip
    shape = panels.shape_of(visit, data, space)
    if shape is None:
        visit.ask(space)
        visit.named.append(("Features", space))
        return
    runs = [run for run in visit.workspace.runs_of(dataset.id, "clustering") if visit.manifest(run.recipe) is not None]
    later = _glosh_later(visit, space, shape, n_neighbors)
    recipe, why = plan.outliers(
        space, shape, [run.recipe for run in runs], metric, with_glosh=later is None, n_neighbors=n_neighbors
    )
    found: Outlyingness | None = ready(visit, "Outliers", recipe, Outlyingness)
    if found is None:
        return
    visit.choose("outliers", recipe=recipe.to_json())
    _headline(visit, found, space, why)
    if later is not None:
        _offer(visit, later, shape)
    _rows(visit, data, found)


def _glosh_later(visit: Visit, space: Recipe, shape: tuple[int, int], n_neighbors: int) -> Recipe | None:
    """GLOSH, where it would keep all else waiting and isn't there yet."""
    recipe, _ = plan.glosh(space, shape, n_neighbors)
    return None if recipe is None or is_quick(shape[0]) or visit.manifest(recipe) is not None else recipe


def _offer(visit: Visit, recipe: Recipe, shape: tuple[int, int]) -> None:
    """The button that asks for GLOSH, where it takes minutes; then it is followed."""
    if visit.choice("outliers", "glosh") == recipe.digest:
        if not said_why_none(visit, recipe, "GLOSH is not among them."):
            visit.named.append(("GLOSH", recipe))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        minutes = math.ceil(expected_seconds(*shape) / 60)
        st.caption(f"GLOSH isn't among them: of {shape[0]:,} rows it may take {minutes:,} min.")
        if pressed("Compute it too", icon=":material/add:"):
            visit.choose("outliers", glosh=recipe.digest)
            st.rerun()


def _headline(visit: Visit, found: Outlyingness, space: Recipe, why: str) -> None:
    all_of_them = int(np.count_nonzero(found.agree == len(found.measures)))
    rows = "1 row is" if all_of_them == 1 else f"{all_of_them:,} rows are"
    st.markdown(
        f"#### {rows} far out by all {len(found.measures)} measures\n"
        f"The score is the mean of a row's rank in each measure, 0 to 1, higher is farther out. A measure agrees where "
        f"the row is among its farthest {found.share:.0%}; of groupings it takes half."
    )
    if pressed("Colour the map by it", icon=":material/scatter_plot:"):
        visit.choose("map", colour=OUTLIER_SCORE)
        st.switch_page(place("map"))
    search = "exact" if found.exact else "approximate, with random_state = 0"
    seed = " No seed: nothing is drawn at random." if found.exact else ""
    st.caption(
        f"In {as_markdown(plan.describe_space(space))}; the {found.n_neighbors} nearest rows in the {found.metric} "
        f"distance, {search}; all {len(found.score):,} rows.{seed}"
    )
    for note in (*found.notes, *([f"GLOSH is left out: {why}"] if why else [])):
        st.caption(as_markdown(note))
    with st.expander("The measures"):
        for name in found.measures:
            voters = f", {found.n_groupings} of them" if name == "votes" else ""
            st.markdown(f"**{MEASURES[name]}**{voters}: {MEANING[name]}")


def _rows(visit: Visit, data: Manifest, found: Outlyingness) -> None:
    n_measures = len(found.measures)
    least = number(visit, "outliers", "agree", "Measures that agree, at least", 0, low=0, high=n_measures)
    n_agreeing = int(np.count_nonzero(found.agree >= least))
    if not n_agreeing:
        st.info(f"On no row do {least} measures agree.")
        return
    shown = [int(row) for row in found.order[found.agree[found.order] >= least][:SHOWN]]
    captions = [f"{found.score[row]:.3f}" for row in shown]
    badges = [f"{found.agree[row]} of {n_measures}" for row in shown]
    text = f"the farthest out first, with their score; on the picture how many measures agree; {n_agreeing:,} in all"
    groups = [Group("outliers", "Farthest out", shown, text, captions, badges)]
    strips(visit, data, "outliers-pictures", groups, most=24)
