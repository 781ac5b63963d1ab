"""Inside the clusters of a grouping: choose one, have its anatomy computed, and see a card for each cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer import plan
from explorer.anatomy.result import Anatomy, CentrePictures, Wanted
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import marks, panels
from explorer.ui.agreement import IDENTITY, Grouping, groupings
from explorer.ui.cards import Cards, card, gallery
from explorer.ui.fields import column_id
from explorer.ui.progress import progress, why_none
from explorer.ui.stability.resampled import latest
from explorer.ui.state import Visit, pressed, select
from explorer.ui.wanted import find_wanted, say_wanted, wanted_choice
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

A_PAGE = 10  # cards
LEAST, MOST = 1, 50
FEW, HEIGHT = 5, 520


@dataclass(frozen=True)
class Sorting:
    """One way to sort the cards."""

    title: str
    key: np.ndarray
    falling: bool = True

    def order(self) -> np.ndarray:
        """Numbers of the clusters; those without the figure last, ties by number."""
        return np.argsort(-self.key if self.falling else self.key, kind="stable")


def inside(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The page: the choices, then the cards beside the map."""
    known = groupings(visit, dataset, data)
    if not known:
        st.info("There is no grouping yet: make one on the **Clusters** page.")
        return
    ids = list(known)
    runs = [group for group in ids if group != IDENTITY]
    with st.container(horizontal=True, vertical_alignment="bottom", key="inside-choices"):
        default = runs[-1] if runs else IDENTITY
        group = known[
            select(visit, "inside", "grouping", "Grouping", ids, default, format_func=lambda name: known[name].name)
        ]
        place_of_sorting = st.container(width="content")
        few = _few(visit)
        wanted = wanted_choice(visit, dataset)
    found = _anatomy(visit, dataset, data, group)
    if found is None:
        return
    recipe, anatomy, space = found
    rows = find_wanted(visit, space, group.recipe, wanted)
    _say_read_in(data, anatomy, space)
    if rows is not None:
        say_wanted(rows, data)
    if not len(anatomy.sizes):
        st.info("Every row is noise, so there is no cluster to look into.")
        return
    stability = _stability(visit, data, group)
    with place_of_sorting:
        order = _sorted(visit, anatomy, rows, stability)
    manifest = visit.manifest(recipe)
    assert manifest is not None
    identity = data.values["identity"] or ""
    word = identity if group.id == IDENTITY else "Cluster"
    cards = Cards(anatomy, manifest, few, identity, rows, *_centres(visit, data, space, group.recipe), word, stability)
    left, right = st.columns([5, 3], gap="large")
    with left:
        _show(visit, data, cards, group, order)
    with right:  # after the cards, which have just told what is clicked
        _map(visit, dataset, data, group)


def _few(visit: Visit) -> int:
    few = st.number_input(
        "Nearest and farthest",
        LEAST,
        MOST,
        int(visit.choice("inside", "few", FEW)),
        help="How many rows of each kind a card shows. A cluster that isn't larger than all of them is shown whole.",
        key=f"inside-few-{visit.workspace.active}",
        width=160,
    )
    visit.choose("inside", few=int(few))
    return int(few)


def _anatomy(
    visit: Visit, dataset: OpenedDataset, data: Manifest, group: Grouping
) -> tuple[Recipe, Anatomy, Recipe] | None:
    """The anatomy's recipe, itself, and the space it was read in; None while it is being computed."""
    n_noise = 0
    if group.id != IDENTITY:
        manifest = visit.manifest(group.recipe)
        if manifest is None:
            ended = why_none(visit, group.recipe)
            said = f"has no result. {as_markdown(ended[1])}" if ended else "is being computed; its clusters come then."
            st.info(f"{as_markdown(group.name)} {said}")
            return None
        n_noise = manifest.values["n_noise"]
    space = panels.space_behind(visit, dataset, data, group.recipe)
    truth = None if data.values["identity"] is None else plan.identities(dataset.recipe)
    recipe = plan.anatomy(space, group.recipe, truth, n_noise, data.values["n_samples"])
    if visit.manifest(recipe) is None:
        progress(visit, [("Inside the clusters", recipe)], "inside")
        return None
    return recipe, visit.read(recipe, Anatomy), space


def _say_read_in(data: Manifest, anatomy: Anatomy, space: Recipe) -> None:
    n_clusters, n_samples = len(anatomy.sizes), data.values["n_samples"]
    outside = n_samples - len(anatomy.order)
    noise = f"; {outside:,} row{'s are' if outside != 1 else ' is'} in none" if outside else ""
    st.caption(
        f"{n_clusters:,} cluster{'s' * (n_clusters != 1)} of {len(anatomy.order):,} rows{noise}. Distances are "
        f"Euclidean in {as_markdown(plan.describe_space(space))}, exact, over all rows. A centre is the mean of rows."
    )


def _stability(visit: Visit, data: Manifest, group: Grouping) -> np.ndarray | None:
    """How stable each cluster is, where somebody has had that computed on the Stability page."""
    run = visit.workspace.run(group.id)
    found = latest(visit, run, int(data.values["n_samples"])) if run is not None else None
    return None if found is None else found.mean


def _sorted(visit: Visit, anatomy: Anatomy, wanted: Wanted | None, stability: np.ndarray | None) -> np.ndarray:
    ways = {"size": Sorting("size", anatomy.sizes)}
    if anatomy.persistence is not None:
        ways["persistence"] = Sorting("persistence", anatomy.persistence)
    if stability is not None:
        ways["stability"] = Sorting("stability", stability)
    if anatomy.identities:
        ways["purity"] = Sorting("purity", anatomy.purity)
    ways["cohesion"] = Sorting("cohesion", anatomy.cohesion)
    if wanted is not None:
        ways["wanted"] = Sorting("wanted rows", wanted.counts)
    titles = {name: f"{way.title}, most first" for name, way in ways.items()}
    chosen = select(visit, "inside", "sort", "Sort by", list(ways), "size", format_func=titles.get)
    return ways[chosen].order()


def _centres(visit: Visit, data: Manifest, space: Recipe, grouping: Recipe) -> tuple[str, str]:
    """Address of the centre images and what they are; empty while there are none."""
    shape = data.values["image_shape"]
    recipe = None if shape is None else plan.centre_pictures(space, grouping, shape)
    if recipe is None or visit.ask(recipe).state != "done":
        return "", ""
    manifest = visit.manifest(recipe)
    if manifest is None:
        return "", ""
    pictures: CentrePictures = visit.read(recipe, CentrePictures)
    return visit.thumbnails_at(manifest), pictures.note


def _map(visit: Visit, dataset: OpenedDataset, data: Manifest, group: Grouping) -> None:
    """The map, coloured by the grouping; the row clicked last is ringed on it."""
    shown = panels.shown_map(visit, dataset)
    with st.container(key="inside-side"):
        if shown is None:
            panels.no_map_yet(visit, dataset)
            return
        colour = column_id(data.values["identity"]) if group.id == IDENTITY else group.id
        panels.draw_map(
            visit,
            data,
            shown,
            "inside-map",
            colour,
            pinned=visit.choice("map", "pinned"),
            selection=marks.told(visit)["selection"],
            follows=True,
            link="inside",
            height=HEIGHT,
        )
        _selection(visit, data)


def _selection(visit: Visit, data: Manifest) -> None:
    """How many rows are selected, and a button that selects none."""
    _, count = marks.selected(visit)
    with st.container():
        words = f"Clear the selection of {count:,} row{'s' * (count != 1)}"
        if count and pressed(words, icon=":material/deselect:", key="inside-clear"):
            marks.select(visit, data, np.zeros(data.values["n_samples"], dtype=np.uint8))
            st.rerun()


def _show(visit: Visit, data: Manifest, cards: Cards, group: Grouping, order: np.ndarray) -> None:
    """One opened card, or a page of cards."""
    opened = visit.choice("inside", "open")
    if opened is not None and opened[0] == group.recipe.digest and opened[1] < len(order):
        if gallery(visit, data, cards, opened[1]):
            visit.choose("inside", open=None)
            st.rerun()
        return
    n_pages = -(-len(order) // A_PAGE)
    number = 1
    if n_pages > 1:
        number = int(
            st.number_input(f"Page of {n_pages:,}", 1, n_pages, 1, key=f"inside-page-{group.recipe.digest}", width=160)
        )
    for cluster in order[(number - 1) * A_PAGE : number * A_PAGE]:
        if card(visit, data, cards, int(cluster)):
            visit.choose("inside", open=[group.recipe.digest, int(cluster)])
            st.rerun()
