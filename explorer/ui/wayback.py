"""The way back: a click on an empty place of a map, the vector that stands there, and how far that can be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from explorer import plan
from explorer.anatomy.result import CentrePictures
from explorer.comparison.newcomers import Newcomers
from explorer.comparison.returning import Returned
from explorer.features.result import Features
from explorer.figures import returning
from explorer.projections import Projection
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import fields, panels
from explorer.ui.charts import chart, look
from explorer.ui.progress import ready, said_why_none
from explorer.ui.state import Visit, coordinate, pressed, select
from explorer.ui.strips import Group, strips
from explorer.ui.trust import SEEN
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run

PAGE = "wayback"
HEIGHT = 480
NEAREST = 12
RULES = {
    "projections.pca": (
        "By PCA's inverse transform: the mean of all rows, and so much of each component drawn. All other components "
        "are left at their mean, so it is a blurred row."
    ),
    "projections.umap": (
        "By a rule of our own, in the manner of UMAP's authors: the mean of the rows nearest on **this** map, each as "
        "strong as the map's curve ties it at that distance. It is a mixture of rows that are there; nothing new is "
        "invented, and the map isn't fitted again. (umap-learn goes on from such a mean by optimising it.)"
    ),
}


def way_back(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose a place; see what stands there, and the report beside it."""
    st.markdown(
        "Click an **empty place** of the map: what row would stand there? Two dimensions don't hold what many did, so "
        "the answer is a guess; the report below says how good such guesses are on this data."
    )
    maps = {
        run.id: run
        for run in visit.workspace.runs_of(dataset.id, "projection")
        if run.recipe.step in RULES and visit.manifest(run.recipe) is not None
    }
    if not maps:
        st.info("There is a way back from PCA and UMAP maps, and none of them is ready yet: see the **Map** page.")
        return
    shown = panels.shown_map(visit, dataset)
    default = shown.id if shown is not None and shown.id in maps else list(maps)[-1]
    left, right = st.columns([3, 2], gap="large")
    with right:
        run = maps[select(visit, PAGE, "run", "Map", list(maps), default, format_func=lambda run: maps[run].name)]
        spot = _place(visit, run)
        st.caption(RULES[run.recipe.step])
        stands = not said_why_none(visit, _vector(run, spot))
        if stands:
            _picture(visit, data, run, spot)
    with left:
        _map(visit, data, run, spot)
    if stands:
        _nearest(visit, data, run, spot)
    _report(visit, data, run)


def _place(visit: Visit, run: Run) -> list[float]:
    """The place by its coordinates; the middle of the map to begin with."""
    projection: Projection = visit.read(run.recipe, Projection)
    middle = (projection.Y.min(axis=0) + projection.Y.max(axis=0)) / 2
    spot = []
    for number, (title, column) in enumerate(zip(projection.titles, st.columns(len(middle)), strict=True)):
        with column:
            spot.append(coordinate(visit, PAGE, f"{run.id} {number}", title, round(float(middle[number]), 3)))
    return spot


def _map(visit: Visit, data: Manifest, run: Run, spot: Sequence[float]) -> None:
    def spotted(place: list[float]) -> None:
        visit.choose(PAGE, **{f"{run.id} {number}": round(value, 3) for number, value in enumerate(place)})
        st.rerun()

    identity = data.values["identity"]
    panels.draw_map(
        visit,
        data,
        run,
        "wayback-map",
        fields.column_id(identity) if identity else "",
        pinned=visit.choice("map", "pinned"),
        height=HEIGHT,
        spot=list(spot),
        spotted=spotted,
        saves=True,
    )
    if len(spot) > 2:
        st.caption("A map in 3-D has no place under the pointer: write the coordinates.")
    if plan.has_seen_names(run.recipe):
        st.caption(SEEN)


def _vector(run: Run, spot: Sequence[float]) -> Recipe:
    recipe = plan.way_back(run.recipe, spot)
    assert recipe is not None  # only maps that have one are offered
    return recipe


def _picture(visit: Visit, data: Manifest, run: Run, spot: Sequence[float]) -> None:
    """The vector as a picture, where features are pixels."""
    space, vector = run.recipe.inputs["features"], _vector(run, spot)
    recipe = plan.vector_picture(space, vector, data.values["image_shape"] or [])
    if recipe is None:
        found: Features | None = ready(visit, "The vector", vector, Features)
        if found is not None:
            values = ", ".join(f"{value:.3g}" for value in found.X[0, :8])
            st.markdown(f"**{found.X.shape[1]:,} numbers**: {values}{', …' if found.X.shape[1] > 8 else ''}")
            st.caption("These features aren't pixels, so there is no picture of it: its nearest rows stand below.")
        return
    made: CentrePictures | None = ready(visit, "The picture", recipe, CentrePictures)
    manifest = visit.manifest(recipe)
    if made is None or manifest is None:
        return
    caption = "what stands there"
    st.html(
        f'<div class="ee-eigen ee-eigen-large"><figure><img src="{visit.thumbnails_at(manifest)}/0" alt="{caption}">'
        f"<figcaption>{caption}</figcaption></figure></div>"
    )
    st.caption(f"As pixels: {made.note}.")


def _nearest(visit: Visit, data: Manifest, run: Run, spot: Sequence[float]) -> None:
    """The rows most like the vector, in the space that the map was made from."""
    space = run.recipe.inputs["features"]
    recipe = plan.newcomers(space, _vector(run, spot), n_nearest=NEAREST)
    found: Newcomers | None = ready(visit, "Nearest rows", recipe, Newcomers)
    if found is None:
        return
    if found.n_faint:
        st.warning(
            "What stands there is next to nothing in length (the mean of rows that were centred), so it has no "
            "direction: which rows are nearest by the cosine is rounding.",
            icon=":material/straighten:",
        )
    captions = [f"{value:.3f}" for value in found.similarity[0].tolist()]
    text = f"by the cosine in {plan.describe_space(space)}, the most similar first; exact, all rows"
    group = Group("nearest", "Rows most like what stands there", found.rows[0].tolist(), text, captions)
    strips(visit, data, "wayback-nearest", [group], selects=False)


def _report(visit: Visit, data: Manifest, run: Run) -> None:
    """How like themselves rows come back that weren't in the fit."""
    st.markdown("#### How good is the way back from this map?")
    n_samples = data.values["n_samples"]
    if why := plan.refusal_to_measure(run.recipe, n_samples):
        st.info(why)
        return
    recipe = plan.returned(run.recipe, n_samples)
    wanted: Mapping[str, bool] = visit.choice(PAGE, "measured", {})
    n_held_out = plan.n_held_out(n_samples)
    if visit.manifest(recipe) is None and run.id not in wanted:
        st.caption(
            f"{n_held_out:,} of {n_samples:,} rows are held out, everything is fitted anew on the others, and the rows "
            "held out are led there and back. It takes about as long as the map did."
        )
        if pressed("Measure it", icon=":material/straighten:"):
            visit.choose(PAGE, measured={**wanted, run.id: True})
            st.rerun()
        return
    found: Returned | None = ready(visit, "The way back, measured", recipe, Returned)
    if found is None:
        return
    st.markdown(verdict(found))
    fewer = ""
    if plan.measured_with_fewer(run.recipe, n_samples):
        fewer = ", but for fewer components or neighbours, as so few rows allow no more"
    chart(returning(found, look()), f"wayback-chart-{run.id}")
    explained = [f"{name} {value:.2f}" for name, value in zip(("what comes back", "the nearest row"), found.explained,
                 strict=True) if value is not None]  # fmt: skip
    st.caption(
        f"{len(found.back):,} rows drawn at random (seed 0) and held out; {_fitted_anew(run)} fitted "
        f"anew on the other {found.n_fitted:,} with this map's parameters{fewer}; cosine in "
        f"{as_markdown(plan.describe_space(run.recipe.inputs['features']))}. Share of the variance that is explained, "
        f"1 at best, 0 for the mean: {', '.join(explained) or 'undefined, all rows are the mean'}."
    )


def _fitted_anew(run: Run) -> str:
    """What is fitted without the rows held out; and what isn't."""
    first, chain = plan.preprocessing(run.recipe.inputs["features"])
    parts = [*(["preprocessing"] if chain else []), *(["neighbours"] if "graph" in run.recipe.inputs else []), "map"]
    kept = "the blocks' scales are those of all rows, " if plan.blocks_of(first) else ""
    said = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    return f"{kept}{said}"


def verdict(found: Returned) -> str:
    """The three medians in a sentence, and what they say."""
    back, nearest, mean = (float(np.median(each)) for each in (found.back, found.nearest, found.mean))
    said = f"**{back:.3f}** is how similar a row is to what comes back from its place (median, 1 is perfect); "
    said += f"**{nearest:.3f}** to its nearest row, with no map at all; **{mean:.3f}** to the mean of all. "
    if back <= mean:
        return said + "**It is no better than the mean: don't believe what comes back.**"
    if back < nearest:
        return said + "Better than the mean, but the nearest row says more: take it for a hint."
    return said + "Better than both: what comes back is worth looking at."
