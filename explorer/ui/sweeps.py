"""What came of a sweep: the scores over its parameter, where it matters, and each grouping, to look at and to keep."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from explorer import plan
from explorer.comparison.sweeping.params import SWEPT, SweepParams
from explorer.comparison.sweeping.result import Sweep
from explorer.comparison.sweeping.stretches import FEWEST_CELLS, PLATEAU, beside, plateau_cells, stretches
from explorer.figures import curves, grid
from explorer.figures.sweep import TITLES, score_of, shown_scores
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.charts import chart, look
from explorer.ui.parts import part
from explorer.ui.progress import progress
from explorer.ui.state import Visit, row_picked, select
from explorer.ui.sweep_grouping import choose_cell, grouping, shown_cell
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset


def sweeps(visit: Visit, dataset: OpenedDataset, data: Manifest) -> list[tuple[str, Recipe]]:
    """The sweep on screen: its scores, one of its groupings, and all of them in a table.

    Answers what it waits for, each with what to call it, for `progress` to follow.
    """
    made = {recipe.digest: recipe for recipe in map(Recipe.from_json, visit.choice("sweeps", "made", []))}
    if not made:
        st.info(
            "No sweep yet. Choose a method and a range on the left: all of it is one job, and what the groupings share "
            "is computed once. Then see where the parameter matters and where it doesn't, and take one."
        )
        return []
    latest = list(made)[-1]
    chosen = select(visit, "sweeps", "shown", "Sweep", list(made), latest, format_func=lambda key: said(made[key]))
    recipe = made[chosen]
    if visit.manifest(recipe) is None:
        return [(said(recipe), recipe)]
    with st.container(key="sweep"):
        _found(visit, dataset, data, recipe)
    return []


@part
def _found(page: Visit, dataset: OpenedDataset, data: Manifest, recipe: Recipe) -> None:
    """What came of a sweep; with each step of the slider drawn anew, the map first and what takes longer after it."""
    visit = page.of_part()
    found, params = visit.read(recipe, Sweep), plan.swept(recipe)
    st.markdown(f"#### {headline(found, params)}")
    picture = st.container()
    st.caption(measured(found, recipe))
    waiting = grouping(visit, dataset, data, recipe, found)
    with picture:
        _picture(visit, found, params)
    _table(visit, found, params)
    progress(visit, waiting, "sweep-grouping")


def said(recipe: Recipe) -> str:
    """A sweep in a line: its method, its ranges, its space."""
    params = plan.swept(recipe)
    ranges = [
        f"{name} {values[0]:g} to {values[-1]:g}" if len(values) > 1 else f"{name} {values[0]:g}"
        for name, values in zip(params.names, (params.values, params.second), strict=False)
    ]
    space = plan.describe_space(plan.space_of(recipe))
    return f"{SWEPT[params.method].title} · {', '.join(ranges)} · in {space}"


def headline(found: Sweep, params: SweepParams) -> str:
    """Where the parameter doesn't matter, in a sentence."""
    name, values = params.names[0], params.values
    if len(values) < FEWEST_CELLS:
        return f"{found.n_cells} grouping{'s' * (found.n_cells != 1)}"
    if (found.n_clusters < 2).all():
        return f"No value of {name} parts the rows into two clusters"
    if params.second:
        stable = int(np.count_nonzero(plateau_cells(found, beside(found, len(values)))))
        empty = int(np.count_nonzero(found.n_clusters < 2))
        nothing = f"; {empty} part{'s' * (empty == 1)} no two clusters" if empty else ""
        if not stable:
            return f"No grouping is like those beside it: {name} matters{nothing}"
        of = f"{stable} of {found.n_cells} groupings hardly differ from those beside them"
        return f"{of} (mean ARI {PLATEAU:.2f} or more){nothing}"
    marks = stretches(found.ari_before, found.n_clusters)
    if not marks.plateaus:
        return f"No plateau: each step of {name} changes the grouping"
    begin, end = marks.plateaus[0]
    counts = found.n_clusters[begin : end + 1]
    clusters = f"{counts.min():,}" if counts.min() == counts.max() else f"{counts.min():,} to {counts.max():,}"
    return f"Hardly changes from {name} {values[begin]:g} to {values[end]:g}: {clusters} clusters"


def measured(found: Sweep, recipe: Recipe) -> str:
    """What the scores were read in and from, and what becomes of noise."""
    n_samples = found.labels.shape[1]
    params = plan.swept(recipe)
    rows = f"all {n_samples:,} rows"
    if found.n_judged < n_samples:
        rows = f"{found.n_judged:,} of {n_samples:,} rows, drawn at random (seed {params.random_state})"
    space = plan.describe_space(plan.space_of(recipe))
    parts = [
        f"Scores in {space}. Silhouette: {found.metric} distance, {rows}.",
        "Caliński-Harabasz and Davies-Bouldin: Euclidean, all rows. Noise is left out of all three,",
        "and counts as one cluster in the adjusted Rand indices (ARI).",
    ]
    if found.dbcv_kind == "exact":
        parts.append(f"DBCV: exact, {found.metric} distance, all rows; noise lowers it.")
    elif found.dbcv_kind:
        parts.append(
            "DBCV here is hdbscan's relative_validity_, from the spanning tree alone, since there are more than 5,000 "
            "rows or 50 dimensions: it compares groupings of this sweep only."
        )
    return as_markdown(" ".join(parts))


def _picture(visit: Visit, found: Sweep, params: SweepParams) -> None:
    """The scores; a click on a point chooses its grouping."""
    at = shown_cell(visit, found, params)

    def picked(cell: int) -> None:
        choose_cell(visit, params, cell)

    if not params.second:
        marks = stretches(found.ari_before, found.n_clusters)
        chart(curves(found, params.values, params.names[0], at, marks, look()), "sweep-curves", picked)
        return
    names = [name for name in shown_scores(found) if name != "ari_before"]
    score = select(visit, "sweeps", "score", "Shade", names, names[0], format_func=TITLES.__getitem__)
    axes = dict(zip(params.names, (params.values, params.second), strict=True))
    drawn = grid(found, axes, score, at, beside(found, len(params.values)), look())
    chart(drawn, "sweep-grid", picked)


def _table(visit: Visit, found: Sweep, params: SweepParams) -> None:
    """Every grouping with its scores; a click on a line chooses it."""
    with st.expander("All groupings as a table"):
        columns: dict[str, Sequence[object]] = {
            name: [getattr(cell, name) for cell in params.cells] for name in params.names
        }
        for name in (*shown_scores(found), "ari_beside"):
            values = score_of(found, name)
            if np.isfinite(values).any():
                columns[TITLES.get(name, "ARI with the second's value before").split(" (")[0]] = [
                    None if np.isnan(value) else round(float(value), 4) for value in values
                ]
        columns["largest clusters"] = [_largest(found, cell) for cell in range(found.n_cells)]
        columns["seconds"] = [round(float(value), 3) for value in found.seconds]
        columns["note"] = found.notes
        st.dataframe(
            pd.DataFrame(columns),
            hide_index=True,
            key="sweep-table",
            selection_mode="single-row",
            on_select=row_picked("sweep-table", lambda cell: choose_cell(visit, params, cell)),
        )
        st.caption("What is empty is undefined: with fewer than two clusters there is nothing to score.")


def _largest(found: Sweep, cell: int) -> str:
    sizes = np.bincount(found.labels[cell] + 1)[1:]
    return ", ".join(f"{size:,}" for size in sizes[:8]) + (", …" if len(sizes) > 8 else "")
