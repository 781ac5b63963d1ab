"""The same rows mapped with and without the names, side by side; and by density."""

from __future__ import annotations

import streamlit as st

from explorer import plan
from explorer.params import Params, build
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.people.who import Who, choose_space, need_who
from explorer.ui.progress import why_none
from explorer.ui.state import Visit, number, pressed
from explorer.ui.trust import SEEN, drawn_by
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run, short_id

FEWEST = 5
NEIGHBORS = 15
HEIGHT = 420
DENSMAP = "densMAP"
PLAIN = "UMAP"
KINDS = (PLAIN, "supervised UMAP", DENSMAP)


def side_by_side(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """A form, then the three maps it asked for."""
    who = need_who(visit, dataset, data)
    n_samples = data.values["n_samples"]
    if n_samples < FEWEST:
        st.info(f"A map with neighbours needs {FEWEST} rows at the least; here there are {n_samples}.")
        return
    st.markdown(
        "A **supervised** map is given the identities as its target: it pulls rows of one name together, whether they "
        "look alike or not. It shows how names *can* be parted, never that they are. **densMAP** keeps dense groups "
        "dense. All in the cosine distance, with the same seed."
    )
    space = choose_space(visit, dataset, data)
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        weight = number(
            visit, "supervised", "weight", "Target weight, in %", 50, low=0, high=100,
            help="0 hardly heeds the names, 100 parts them entirely.",
        )  # fmt: skip
    with middle:
        most = min(200, n_samples - 1)
        k = number(
            visit, "supervised", "n_neighbors", "Neighbours", min(NEIGHBORS, most), low=2, high=most,
            help="How many rows each row holds on to, itself counted.",
        )  # fmt: skip
    recipes = wanted(space, who, weight / 100, k)
    if pressed("Make these maps", type="primary", width="stretch", within=right):
        _make(visit, dataset, recipes)
        st.rerun()
    _show(visit, data, who, recipes)


def wanted(space: Recipe, who: Who, weight: float, n_neighbors: int) -> dict[str, Recipe]:
    """The three maps by what they are called."""

    def umap(**more: object) -> Params:
        values = {"metric": "cosine", "n_neighbors": n_neighbors, "random_state": 0, **more}
        return build(plan.PROJECTIONS["umap"].params, values)

    recipes = (
        plan.projection(space, umap()),
        plan.projection(space, umap(target_weight=weight), target=who.truth),
        plan.projection(space, umap(engine="umap-learn", densmap=True)),
    )
    return dict(zip(KINDS, recipes, strict=True))


def _make(visit: Visit, dataset: OpenedDataset, recipes: dict[str, Recipe]) -> None:
    for name, recipe in recipes.items():
        weight = f", weight {recipe.params['target_weight']:g}" if plan.has_seen_names(recipe) else ""
        called = f"{name} (cosine, {recipe.params['n_neighbors']} neighbours{weight})"
        visit.change(
            lambda workspace, recipe=recipe, called=called: workspace.with_run(  # type: ignore[misc]
                recipe, dataset.id, "projection", called
            )
        )
    if visit.choice("map", "run") is None:  # else the latest would be on screen: a densMAP that nobody chose
        visit.choose("map", run=short_id(recipes[PLAIN]))


def _show(visit: Visit, data: Manifest, who: Who, recipes: dict[str, Recipe]) -> None:
    asked = {name: visit.workspace.run(short_id(recipe)) for name, recipe in recipes.items()}
    there: list[tuple[str, Run]] = [(name, run) for name, run in asked.items() if run is not None]
    if not there:
        st.info("Press **Make these maps** to see them side by side. They are kept as runs.")
        return
    asked_for: list[Run] = []
    for (name, run), column in zip(there, st.columns(len(there)), strict=True):
        with column:
            seen = plan.has_seen_names(run.recipe)
            st.markdown(f"**{name}**{' :orange-badge[has seen the names]' * seen}")
            if visit.manifest(run.recipe) is None:
                if name == DENSMAP and any(_coming(visit, other) for other in asked_for):
                    st.caption("Begins when the other two are there: compiled anew, it takes a minute or two.")
                    continue
                asked_for.append(run)
                ended = why_none(visit, run.recipe)
                st.caption("Being computed." if ended is None else as_markdown(ended[1]))
                continue
            panels.draw_map(visit, data, run, f"supervised-{name}", who.field, link="supervised", height=HEIGHT)
            st.caption(drawn_by(visit, run.recipe) + " The names had no part in it." * (not seen))
            if seen:
                st.warning(SEEN, icon=":material/visibility:")
    visit.named.extend((run.name, run.recipe) for run in asked_for)


def _coming(visit: Visit, run: Run) -> bool:
    """Whether a map isn't there yet, but will be."""
    return visit.manifest(run.recipe) is None and why_none(visit, run.recipe) is None
