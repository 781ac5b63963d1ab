"""How far to trust a map: its three figures, what each means, what they were read from, and what drew the map.

Asked for without a word once a map is on screen and nothing else runs, so that no map waits for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from explorer import plan
from explorer.comparison.result import MapQuality
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.progress import said_why_none, why_none
from explorer.ui.state import Visit
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run

SEEN = (
    "**This map has seen the names**: it was drawn to part them. That rows of one name stand together on it is no "
    "evidence."
)
ENGINES = {"explorer": "our own UMAP engine", "umap-learn": "umap-learn"}


def trust(visit: Visit, dataset: OpenedDataset, data: Manifest, shown: Run, runs: Sequence[Run]) -> None:
    """The block about the map on screen.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    data : Manifest
        What the data set's recipe made.
    shown : Run
        The map, which is ready.
    runs : sequence of Run
        All runs of the data set: while one of them is coming nothing is measured.
    """
    with st.container(key="trust", gap="xsmall"):
        st.markdown("**How far to trust this map**")
        truth = None if data.values["identity"] is None else plan.identities(dataset.recipe)
        recipe = plan.map_quality(shown.recipe, truth)
        if visit.manifest(recipe) is None and any(_coming(visit, run.recipe) for run in runs):
            st.caption("Measured as soon as nothing else runs.")
        elif not said_why_none(visit, recipe, "Couldn't be measured.", "Measure again"):
            _measured(visit, recipe, shown.recipe, data.values["identity"])
        drawn = drawn_by(visit, shown.recipe)
        if drawn:
            st.caption(drawn)


def _measured(visit: Visit, recipe: Recipe, map_: Recipe, identity: str | None) -> None:
    if visit.ask(recipe).state != "done":
        st.caption("Being measured.")
        return
    found: MapQuality = visit.read(recipe, MapQuality)
    for said, help_ in figures(found, identity):
        st.markdown(said, help=help_)
    st.caption(read_in(found, map_))
    if plan.has_seen_names(map_):
        st.caption(f"{SEEN} The other two figures are those of a map bent towards the names.")


def figures(found: MapQuality, identity: str | None) -> list[tuple[str, str]]:
    """Each figure with its sentence, and what to know of it: Markdown both.

    Parameters
    ----------
    found : MapQuality
    identity : str or None
        What the identity column is called.
    """
    who = as_markdown(identity or "identity")
    k, notes = found.n_neighbors, found.notes
    judged = f"All {found.n_samples:,} rows were looked at."
    if found.n_judged < found.n_samples:
        judged = f"{_sample(found)} were looked at, drawn at random, each among all."
    pairs = f"{found.n_pairs:,} pairs of rows were compared"
    if found.n_pairs < found.n_samples * (found.n_samples - 1) // 2:
        pairs += ", drawn at random"
    near = (
        f"Trustworthiness (Venna & Kaski 2001), 0 to 1, higher is better. Rows among the {k} nearest on the map count "
        f"against it by how far they are from the {k} nearest in the data. 1: no false neighbour; a random map has "
        f"about 0.5. {judged}"
    )
    chance = "" if found.chance is None else f"Without a map the most frequent one is right for {found.chance:.2f}. "
    same = (
        f"Label accuracy (nearest neighbours, Fix & Hodges 1951), 0 to 1, higher is better: rows whose {k} nearest on "
        f"the map mostly have the same {who} as they. {chance}All {found.n_labelled:,} rows with one were judged."
    )
    far = (
        "Rank correlation of distances (Spearman 1904), -1 to 1, higher is better: 1 where the rows farther apart in "
        f"the data are those farther apart on the map, 0 for a random map. UMAP gives near rows precedence. {pairs}."
    )
    lines = [
        ("trustworthiness", found.trustworthiness, "near on the map is near in the data", near),
        ("label_accuracy", found.label_accuracy, f"neighbours have the same {who}", same),
        ("distance_correlation", found.distance_correlation, "far on the map is far in the data", far),
    ]
    return [
        (
            f"**{two_digits(value)}** · {sentence}",
            " ".join(filter(None, [help_ if value is not None else "", notes.get(name)])),
        )
        for name, value, sentence, help_ in lines
    ]


def two_digits(value: float | None, best: float = 1.0) -> str:
    """A figure with two digits; one that isn't quite the best, 1 or 0, doesn't say so."""
    if value is None:
        return "none"
    if best == 1 and 0.995 <= value < 1:
        return "above 0.99"
    if best == 0 and 0 < value < 0.005:
        return "below 0.01"
    return f"{value:.2f}".replace("-0.00", "0.00")


def read_in(found: MapQuality, map_: Recipe) -> str:
    """What the figures were read in, and from how many rows."""
    metric = plan.map_quality(map_).params["metric"]
    said = f"Read in the {metric} distance between {as_markdown(plan.describe_space(plan.space_of(map_)))}"
    if found.n_judged < found.n_samples:
        said += f"; the first on {_sample(found)}"
    return " ".join([f"{said}.", *filter(None, [found.notes.get("n_neighbors")])])


def drawn_by(visit: Visit, map_: Recipe) -> str:
    """Which engine drew the map, and from which neighbours; empty where there is nothing to choose between."""
    parts = [f"Drawn by {ENGINES[map_.params['engine']]}"] if "engine" in map_.params else []
    graph = visit.manifest(map_.inputs["graph"]) if "graph" in map_.inputs else None
    if graph is not None:
        parts.append(f"from {neighbours(graph)}")
    return f"{' '.join(parts)}." if parts else ""


def neighbours(graph: Manifest) -> str:
    """How truly the neighbours were found that a map was drawn from."""
    if graph.values["exact"]:
        return "exact neighbours"
    recall = graph.values.get("recall")
    if recall is None:
        return "approximate neighbours"
    return f"approximate neighbours (neighbours found: {math.floor(round(1000 * recall, 6)) / 10:g} %)"


def _coming(visit: Visit, recipe: Recipe) -> bool:
    """Whether a run's result isn't there yet but will be; what shows the runs asks for it anyway."""
    return visit.manifest(recipe) is None and why_none(visit, recipe) is None


def _sample(found: MapQuality) -> str:
    return f"{found.n_judged:,} of {found.n_samples:,} rows"
