"""The form of a sweep: where, which method, which values; and, for distances, the curve that they come from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from explorer import plan
from explorer.clusterings.k_distance import KDistance
from explorer.comparison.sweeping.params import SWEPT, SweepParams, swept_by
from explorer.comparison.sweeping.ranges import parse, spelled, suggested
from explorer.errors import InputError, ParamsError
from explorer.figures import k_distance
from explorer.params import Params, rules
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.charts import chart, look
from explorer.ui.controls import params_form
from explorer.ui.progress import progress
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

KEPT = 12  # sweeps of a data set
HOW_TO = "Numbers and ranges: 2-20, or 1, 3, 5, or 1-17 step 2."
SHARED_HOW: Final = {
    "agglomerative": "One tree of joins is made and cut at each value.",
    "hdbscan": "One tree for each min_samples is made and condensed at each min_cluster_size.",
    "dbscan": "The pairs of near rows are found once, up to the largest eps.",
    "leiden": "All start from one neighbour graph.",
    "spectral": "All start from one neighbour graph.",
}


def sweep_form(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose a method and a range; the button begins the sweep."""
    space = panels.space_choice(visit, dataset, data, "sweep")
    method = st.selectbox("Method", list(SWEPT), format_func=lambda name: SWEPT[name].title, key="sweep-method")
    st.caption(SHARED_HOW.get(method, "Each value is a fit of its own: nothing can be shared."))
    step, names = SWEPT[method], swept_by(SWEPT[method])
    above = st.container()
    rest = params_form(step, f"sweep-{method}", {"random_state": 0}, without=names)
    st.caption(f"Computed in {plan.describe_space(space)}.")
    if rest is None:
        return
    start = FIRST_VALUES.get(method, _usual)(visit, data, space, rest)
    if start is None:
        return
    with above:
        texts = {name: _values(visit, f"{method} {name}", name, spelled(start[name]), step.params) for name in names}
    _begin(visit, dataset, data, space, method, texts, rest)


def _values(visit: Visit, which: str, name: str, suggestion: str, params: type[Params]) -> str:
    """The field for the values of a parameter. What was typed stays when the suggestion changes with other fields."""
    typed: dict[str, str] = visit.choice("sweeps", "typed", {})
    text = st.text_input(
        name,
        typed.get(which, suggestion),
        key=f"sweep-{visit.workspace.active}-{which}-{suggestion}",
        help=f"{rules(params)[name][1].help} {HOW_TO}",
    )
    others = {key: value for key, value in typed.items() if key != which}
    visit.choose("sweeps", typed=others if text == suggestion else {**others, which: text})
    return text


def _begin(
    visit: Visit,
    dataset: OpenedDataset,
    data: Manifest,
    space: Recipe,
    method: str,
    texts: dict[str, str],
    rest: Params,
) -> None:
    names = list(texts)
    try:
        ranges = [parse(name, texts[name], float not in rules(SWEPT[method].params)[name][0]) for name in names]
        fixed = {name: value for name, value in rest.as_dict().items() if name not in names}
        params = SweepParams(method, ranges[0], ranges[1] if len(names) > 1 else (), fixed)
        if not ranges[0]:
            raise ParamsError(f"{names[0]}: there is no value to try. {HOW_TO}", field=names[0])
        shape = panels.shape_of(visit, data, space)
        refusal = plan.refusal(params, shape) if shape else ""
        caution = plan.caution(params.cells[0], shape) if shape else ""
    except InputError as problem:
        params, refusal, caution = None, problem.message, ""
    if refusal:
        st.error(as_markdown(refusal))
    elif params is not None:
        st.caption(f"{len(params.cells)} grouping{'s' * (len(params.cells) != 1)}, in one job.")
        if caution:
            st.caption(caution)
    if pressed("Sweep", type="primary", width="stretch", disabled=bool(refusal)) and params is not None:
        truth = None if data.values["identity"] is None else plan.identities(dataset.recipe)
        keep(visit, plan.sweep(space, params, truth))
        st.rerun()


def keep(visit: Visit, recipe: Recipe) -> None:
    """Put a sweep on screen, and among those of the data set; the newest are kept."""
    others = [body for body in visit.choice("sweeps", "made", []) if Recipe.from_json(body) != recipe]
    visit.choose("sweeps", made=[*others, recipe.to_json()][-KEPT:], shown=recipe.digest)


Values = dict[str, tuple[float, ...]]


def _usual(visit: Visit, data: Manifest, space: Recipe, rest: Params) -> Values | None:  # noqa: ARG001
    """The values that a form begins with."""
    n_samples = int(data.values["n_samples"])
    return {name: suggested(name, n_samples) for name in rules(type(rest))}


def _distances(visit: Visit, data: Manifest, space: Recipe, rest: Params) -> Values | None:
    """Values of eps from the sorted distances to a nearest row, which are shown; None until they are there."""
    min_samples, n_samples = int(rest.as_dict()["min_samples"]), int(data.values["n_samples"])
    if min_samples > min(n_samples, plan.MOST_NEIGHBOURS):
        most = min(n_samples, plan.MOST_NEIGHBOURS)
        st.error(f"min_samples = {min_samples:,} is more than can be looked at here; choose at most {most:,}.")
        return None
    if n_samples < 2:
        st.error("Distances between rows need at least 2 rows.")
        return None
    recipe = plan.k_distance(space, min_samples, str(rest.as_dict()["metric"]))
    if visit.manifest(recipe) is None:
        progress(visit, [("Distances to nearest rows", recipe)], "k-distance")
        return None
    found: KDistance = visit.read(recipe, KDistance)
    chart(k_distance(found, found.grid, look()), "k-distance")
    if not found.grid:
        st.caption("All rows are copies of each other: any eps gives one cluster.")
    return {"eps": found.grid or (1.0,)}


FIRST_VALUES: Final[dict[str, Callable[[Visit, Manifest, Recipe, Params], Values | None]]] = {"dbscan": _distances}
