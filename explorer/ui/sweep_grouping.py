"""One grouping of a sweep: chosen by a slider or a click, seen on the map, kept as a run; and its tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import streamlit as st

from explorer import plan
from explorer.clusterings import ClusteringParams
from explorer.clusterings.condensed import CondensedTree
from explorer.clusterings.dendrogram import Dendrogram
from explorer.comparison.sweeping.params import SweepParams
from explorer.comparison.sweeping.result import Sweep
from explorer.figures import condensed_tree, sizes
from explorer.figures.sweep import TITLES, score_of, shown_scores
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.charts import chart, look
from explorer.ui.dendrogram import dendrogram
from explorer.ui.places import place
from explorer.ui.progress import why_none
from explorer.ui.state import Visit, pressed, select
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run, short_id

MOST_STEPS = 1000  # of a slider
MAP_HEIGHT = 420
CUT_SECONDS = 2.0  # on a busy machine; a tenth of that on another
ALWAYS_TOLD = ("silhouette", "calinski_harabasz", "davies_bouldin")  # also where no grouping has them


def grouping(
    visit: Visit, dataset: OpenedDataset, data: Manifest, recipe: Recipe, found: Sweep
) -> list[tuple[str, Recipe]]:
    """Choose a grouping of a sweep, or between its values where that costs nothing; see it; keep it.

    Answers what it waits for.
    """
    params = plan.swept(recipe)
    st.markdown("**One grouping of them**", help="Or click a point of the picture above, or a line of the table.")
    at = _chosen(visit, found, params)
    wanted = plan.cell_of(recipe, at)
    cell = params.cells.index(at) if at in params.cells else None
    if cell is not None and found.failed[cell]:
        st.error(as_markdown(found.notes[cell]))
        return []
    if cell is not None and at.shared_params() is None:
        # The sweep has computed it already, row for row the same.
        visit.write(wanted, found.grouping(cell), float(found.seconds[cell]), found.labels.shape[1])
    if why_none(visit, wanted) is None:
        visit.ask_and_wait_a_moment(wanted, CUT_SECONDS)  # cut from a tree that is there, it takes no longer
    above = st.container()
    ready = visit.manifest(wanted) is not None
    before = visit.choice("sweeps", "drawn")  # stays on the map until the new one is there
    drawn = wanted if ready or before is None else Recipe.from_json(before)
    left, right = st.columns([2, 3], gap="large")
    with right:  # first: its colours are what the slider is moved for
        if visit.manifest(drawn) is not None:
            _map(visit, dataset, data, drawn)
    with left:
        if ready:
            visit.choose("sweeps", drawn=wanted.to_json())
            _numbers(visit, dataset, data, wanted, found, cell)
        else:
            st.caption("This grouping is being made; the map shows the one before.")
    below = st.container()
    if (tree := TREES.get(params.method)) is not None:
        with above if tree.steers else below:  # drawn last, wherever it is: the map has its colours by now
            tree.draw(visit, recipe, at)
    return [] if ready else [("This grouping", wanted)]


def shown_cell(visit: Visit, found: Sweep, params: SweepParams) -> int | None:
    """The cell whose grouping is on screen; None where it lies between the cells."""
    at = _params(params, [visit.choice("sweeps", _key(params, name), None) for name in params.names], found)
    return params.cells.index(at) if at in params.cells else None


def choose_cell(visit: Visit, params: SweepParams, cell: int) -> None:
    """Put the grouping of a cell on screen."""
    visit.choose("sweeps", **{_key(params, name): _spelled(getattr(params.cells[cell], name)) for name in params.names})


def _chosen(visit: Visit, found: Sweep, params: SweepParams) -> ClusteringParams:
    """A slider for each swept parameter; answers the parameters of the grouping they stand at."""
    default = params.cells[_default(found)]
    spelled = []
    places = st.columns([3, 1][: len(params.names)])
    for name, place_, values in zip(params.names, places, _steps(found, params), strict=True):
        options = [_spelled(value) for value in values]
        with place_:
            start = _spelled(getattr(default, name))
            widget = "select_slider" if len(options) > 1 else "selectbox"
            spelled.append(select(visit, "sweeps", _key(params, name), name, options, start, widget))
    return _params(params, spelled, found)


def _params(params: SweepParams, spelled: Sequence[str | None], found: Sweep) -> ClusteringParams:
    default = params.cells[_default(found)]
    values = {
        name: getattr(default, name) if text is None else type(getattr(default, name))(text)
        for name, text in zip(params.names, spelled, strict=True)
    }
    return replace(default, **values)


def _steps(found: Sweep, params: SweepParams) -> list[Sequence[float]]:
    """What each slider can be set to: where a tree is only cut again, all between as well."""
    first: Sequence[float] = params.values
    if _is_only_cut(params):
        most = min(found.labels.shape[1], max(int(first[-1]), 50), MOST_STEPS)
        first = sorted({*range(2, most + 1), *(int(value) for value in first)})
    return [first, params.second][: len(params.names)]


def _is_only_cut(params: SweepParams) -> bool:
    """Whether all values of the first parameter, tried or not, are cut from one tree."""
    cell, name = params.cells[0], params.names[0]
    trees = {replace(cell, **{name: type(getattr(cell, name))(value)}).shared_params() for value in (2, 3)}
    return len(trees) == 1 and None not in trees


def _default(found: Sweep) -> int:
    """The cell that is shown first: of the highest silhouette, rows that are noise counting as 0."""
    silhouette = score_of(found, "silhouette") * (1 - score_of(found, "noise"))
    return int(np.nanargmax(silhouette)) if np.isfinite(silhouette).any() else 0


def _key(params: SweepParams, name: str) -> str:
    return f"at {params.method} {name} {params.values[0]:g} {params.values[-1]:g} {len(params.cells)}"


def _spelled(value: float) -> str:
    return f"{value:.12g}"


def _numbers(
    visit: Visit, dataset: OpenedDataset, data: Manifest, wanted: Recipe, found: Sweep, cell: int | None
) -> None:
    manifest = visit.manifest(wanted)
    assert manifest is not None
    counts, n_noise = manifest.values["sizes"], manifest.values["n_noise"]
    share = n_noise / data.values["n_samples"]
    rows = f"{n_noise:,} row{'s' * (n_noise != 1)}"
    st.markdown(f"**{len(counts):,}** cluster{'s' * (len(counts) != 1)} · **{share:.1%}** noise ({rows})")
    if manifest.values["note"]:
        st.caption(as_markdown(manifest.values["note"]))
    chart(sizes(counts, n_noise, look()), "sweep-sizes")
    if cell is None:
        st.caption("Between the swept values: it has no scores.")
    elif len(counts) < 2:
        st.caption("With fewer than two clusters the scores are undefined.")
    else:
        told = [name for name in TITLES if name in ALWAYS_TOLD or name in shown_scores(found)[1:]]
        st.caption(" · ".join(_score(found, name, cell) for name in told))
    kept = visit.workspace.run(short_id(wanted))
    if kept is not None:
        st.success(f"It is among your groupings as **{as_markdown(kept.name)}**.")
        st.page_link(place("clusters"))
    elif pressed("Make this grouping", type="primary", help="It becomes a run, with its own method as its recipe."):
        name = plan.describe(wanted)[:80]
        visit.change(lambda workspace: workspace.with_run(wanted, dataset.id, "clustering", name))
        visit.choose("map", colour=short_id(wanted))
        st.rerun()


def _score(found: Sweep, name: str, cell: int) -> str:
    value = score_of(found, name)[cell]
    return f"{TITLES[name].split(' (')[0]} " + (f"{value:.3f}" if np.isfinite(value) else "undefined")


def _map(visit: Visit, dataset: OpenedDataset, data: Manifest, wanted: Recipe) -> None:
    shown = panels.shown_map(visit, dataset)
    if shown is None:
        panels.no_map_yet(visit, dataset)
        return
    run = Run(short_id(wanted), dataset.id, "clustering", plan.describe(wanted)[:80], wanted, 0.0)
    panels.draw_map(visit, data, shown, "sweep-map", run.id, extra=[run], height=MAP_HEIGHT)


def _dendrogram(visit: Visit, recipe: Recipe, at: Any) -> None:
    """The tree of joins and its cut, which is moved like the slider."""
    wanted, params = plan.dendrogram(recipe.inputs["shared_0"]), plan.swept(recipe)
    visit.ask_and_wait_a_moment(wanted)
    if visit.manifest(wanted) is not None:
        tree: Dendrogram = visit.read(wanted, Dendrogram)
        name = _key(params, params.names[0])
        least = min(2, int(params.values[0]))
        dendrogram(
            tree, at.n_clusters, least, "sweep-dendrogram", lambda n: visit.choose("sweeps", **{name: _spelled(n)})
        )


def _condensed(visit: Visit, recipe: Recipe, at: Any) -> None:
    """HDBSCAN's condensed tree, condensed anew for the least cluster size on the slider."""
    wanted = plan.condensed_tree(recipe.inputs["features"], at)
    visit.ask_and_wait_a_moment(wanted)
    if visit.manifest(wanted) is not None:
        tree: CondensedTree = visit.read(wanted, CondensedTree)
        chart(condensed_tree(tree, look()), "sweep-condensed")


@dataclass(frozen=True)
class Tree:
    """The tree that the groupings of a method are cut from.

    Attributes
    ----------
    draw : callable
        Draws it for one grouping.
    steers : bool
        Whether a person moves the cut in it: then it stands where the slider is, else below the map.
    """

    draw: Callable[[Visit, Recipe, Any], None]
    steers: bool


TREES: Final = {"agglomerative": Tree(_dendrogram, steers=True), "hdbscan": Tree(_condensed, steers=False)}
