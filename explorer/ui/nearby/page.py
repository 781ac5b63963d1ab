"""What is nearest to anything: in the feature space, and beside it on the map; with how far the two agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer import plan
from explorer.comparison import Identities
from explorer.neighbors import Nearest
from explorer.neighbors.graph import METRICS
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import fields, marks, panels
from explorer.ui.nearby.asked import (
    FILE,
    KINDS,
    NUMBERS,
    PAGE,
    ROW,
    SELECTION,
    Asked,
    a_file,
    a_row,
    as_vectors,
    numbers,
    the_selection,
    width_before,
)
from explorer.ui.nearby.shown import Answer, headline, how, pictures
from explorer.ui.people.who import choose_space
from explorer.ui.progress import ready, said_why_none
from explorer.ui.state import Visit, number, select
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run

NEIGHBORS, MOST = 20, 200
HEIGHT = 520
LINK = "neighbours"


def neighbours(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose what is asked about and how nearness is measured; see what is nearest."""
    if data.values["n_samples"] < 2:
        st.info("There is only one row, so nothing to be near to it.")
        return
    marks.keep(visit, dataset, data, _map_key(dataset))
    run = panels.shown_map(visit, dataset)
    kind = select(visit, PAGE, "kind", "Nearest to", list(KINDS), ROW, "radio", format_func=KINDS.get, horizontal=True)
    with st.container(horizontal=True, vertical_alignment="bottom", key="neighbours-choices"):
        space = choose_space(visit, dataset, data)
        metric = select(visit, PAGE, "metric", "Nearness by", METRICS, _metric_of(run))
        k = number(visit, PAGE, "k", "How many", NEIGHBORS, low=1, high=min(MOST, data.values["n_samples"] - 1))
    with st.container(key="neighbours-asked"):
        asked = _asked(visit, data, space, kind)
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="neighbours-found"):
        answer = None if asked is None else _answer(visit, dataset, data, asked, space, run, metric=metric, k=k)
        if answer is not None:
            headline(answer)
            pictures(visit, data, answer, LINK)
    with right, st.container(key="inside-side"):
        _map(visit, dataset, data, run, answer)
    if answer is not None:
        st.caption(how(answer, space, run))


def _asked(visit: Visit, data: Manifest, space: Recipe, kind: str) -> Asked | None:
    forms: dict[str, Callable[[], Asked | None]] = {
        ROW: lambda: a_row(visit, data),
        SELECTION: lambda: the_selection(visit, data),
        FILE: lambda: a_file(visit),
        NUMBERS: lambda: numbers(visit, width_before(visit, data, space)),
    }
    return forms[kind]()


def _metric_of(run: Run | None) -> str:
    """The metric that the map on screen was made by: its neighbours are to be compared."""
    metric = "euclidean" if run is None else str(run.recipe.params.get("metric", "euclidean"))
    return metric if metric in METRICS else "euclidean"


def _answer(
    visit: Visit,
    dataset: OpenedDataset,
    data: Manifest,
    asked: Asked,
    space: Recipe,
    run: Run | None,
    *,
    metric: str,
    k: int,
) -> Answer | None:
    """What is nearest; None while it is looked for, or where it can't be: why is said."""
    new, vectors = asked.new, as_vectors(visit, asked)
    brought = None if new is None else plan.features_like(space, new, vectors)
    recipe = plan.nearest(space, brought, **asked.query, n_neighbors=k, metric=metric)
    found: Nearest | None = _result(visit, "Nearest rows", recipe, Nearest)
    on_map: Nearest | None = None
    if found is not None and run is not None and (new is None or not plan.refusal_to_place(run.recipe)):
        recipe = plan.nearest_on_map(run.recipe, new, vectors, **asked.query, n_neighbors=k)
        on_map = _result(visit, "Nearest on the map", recipe, Nearest)
    names: Identities | None = None
    if data.values["identity"] is not None:
        names = _result(visit, "Identities", plan.identities(dataset.recipe), Identities)
    return None if found is None else Answer(asked, found, on_map, names)


def _result(visit: Visit, title: str, recipe: Recipe, kind: type[Any]) -> Any:
    """A result; None while it comes, or where it can't be had: why is said here."""
    return None if said_why_none(visit, recipe) else ready(visit, title, recipe, kind)


def _map_key(dataset: OpenedDataset) -> str:
    return f"neighbours-{dataset.id}"


def _map(visit: Visit, dataset: OpenedDataset, data: Manifest, run: Run | None, answer: Answer | None) -> None:
    """The map on screen, with lines from the row that is asked about to its nearest."""
    if run is None:
        panels.no_map_yet(visit, dataset)
        return
    pinned = visit.choice("map", "pinned")
    rays = None
    if answer is not None and answer.asked.rows == [pinned]:
        rays = {"from": pinned, "to": answer.near}
    identity = data.values["identity"]
    colour = "" if identity is None else fields.column_id(identity)
    panels.draw_map(
        visit, data, run, _map_key(dataset), visit.choice("map", "colour", colour), link=LINK, height=HEIGHT,
        pinned=pinned, rays=rays, **marks.told(visit),
    )  # fmt: skip
    seen = " It has seen the names." if plan.has_seen_names(run.recipe) else ""
    lines = " Lines lead to the nearest in the data." if rays else ""
    st.caption(f"{as_markdown(run.name)}, the map on screen.{seen}{lines}")
