"""How far two groupings agree, in words, with the number, its definition and its noise policy beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

from explorer import plan
from explorer.comparison.result import Agreement
from explorer.comparison.words import in_words
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.places import place
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset

DEFINITION = (
    "Adjusted Rand index (Hubert & Arabie 1985): the share of pairs of rows that both groupings treat alike, corrected "
    "for chance. 1 is the same grouping, 0 what chance gives, below 0 less than that. Computed from all rows. Noise "
    "counts as one cluster; rows without an identity are left out of pairs with the identities."
)
IDENTITY = "identity"


@dataclass(frozen=True)
class Grouping:
    """Something that can be compared: a clustering, or the identities."""

    id: str
    name: str
    recipe: Recipe


def groupings(visit: Visit, dataset: OpenedDataset, data: Manifest) -> dict[str, Grouping]:
    """All groupings of a data set by id, the identities last."""
    found = {
        run.id: Grouping(run.id, run.name, run.recipe) for run in visit.workspace.runs_of(dataset.id, "clustering")
    }
    if data.values["identity"] is not None:
        found[IDENTITY] = Grouping(IDENTITY, f"{data.values['identity']} (identity)", plan.identities(dataset.recipe))
    return found


def agreement_of(visit: Visit, a: Grouping, b: Grouping) -> Agreement | None:
    """The agreement of two groupings, asked for here; None until it is ready."""
    if visit.manifest(a.recipe) is None and a.id != IDENTITY:
        return None
    if visit.manifest(b.recipe) is None and b.id != IDENTITY:
        return None
    recipe = plan.agreement(a.recipe, b.recipe)
    return visit.read(recipe, Agreement) if visit.ask(recipe).state == "done" else None


def headline(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Over the map: what is on screen, and how far its two latest groupings agree."""
    with st.container(key="headline", horizontal=True, vertical_alignment="center"):
        said = f"**{as_markdown(dataset.title)}** · {data.values['n_samples']:,} rows"
        runs = [group for group in groupings(visit, dataset, data).values() if group.id != IDENTITY][-2:]
        if len(runs) < 2:
            st.markdown(said)
            return
        found = agreement_of(visit, *runs)
        words = in_words(found.ari) if found else "being computed"
        names = " and ".join(as_markdown(group.name) for group in runs)
        st.markdown(f"{said} · {names}: **ARI {words}**", help=DEFINITION)
        st.page_link(place("compare"))


def as_markdown(name: str) -> str:
    """A name from outside as text: what Markdown would read as a mark is shown letter by letter."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:])", r"\\\1", name)
