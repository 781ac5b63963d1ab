"""How far two groupings agree, in words, with the number, its definition and its noise policy beside it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from explorer import plan
from explorer.comparison.result import Agreement
from explorer.comparison.words import in_words
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.places import place
from explorer.ui.progress import why_none
from explorer.ui.state import Visit
from explorer.ui.words import as_markdown, percent
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


def no_evidence(*groups: Grouping) -> str:
    """What to know of how far groupings agree with the identities where a map of theirs was drawn to part these."""
    seen = [as_markdown(group.name) for group in groups if plan.has_seen_names(group.recipe)]
    if not seen:
        return ""
    return f"{' and '.join(seen)}: found on a map that has seen the names. Agreement with them is no evidence."


def headline(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Over the map: how far the two latest groupings agree, and how far each agrees with the identities."""
    known = groupings(visit, dataset, data)
    runs = [group for group in known.values() if group.id != IDENTITY][-2:]
    with st.container(key="headline"):
        said = f"**{as_markdown(dataset.title)}** · {data.values['n_samples']:,} rows"
        if len(runs) < 2:
            st.markdown(said)
            return
        found = agreement_of(visit, *runs)
        words = in_words(found.ari) if found else _why_not(visit, runs)
        names = " and ".join(as_markdown(group.name) for group in runs)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{said} · {names}: **ARI {words}**", help=DEFINITION)
            st.page_link(place("compare"))
        st.caption(" · ".join(_standing(visit, group, known.get(IDENTITY), data) for group in runs))


def made(manifest: Manifest, data: Manifest) -> list[str]:
    """What a grouping made of the rows, in words: its clusters, and the share of noise where there is any."""
    n_clusters, n_noise = len(manifest.values["sizes"]), manifest.values["n_noise"]
    said = [f"{n_clusters:,} cluster{'s' * (n_clusters != 1)}"]
    return [*said, f"{percent(n_noise / data.values['n_samples'], 0)} noise"] if n_noise else said


def _standing(visit: Visit, group: Grouping, identity: Grouping | None, data: Manifest) -> str:
    """A grouping's clusters and noise, and how far it agrees with the identities."""
    manifest = visit.manifest(group.recipe)
    if manifest is None:
        return f"{as_markdown(group.name)}: not there yet"
    said = f"{as_markdown(group.name)}: {', '.join(made(manifest, data))}"
    found = agreement_of(visit, group, identity) if identity else None
    if not found:
        return said
    seen = " (its map has seen the names: no evidence)" if plan.has_seen_names(group.recipe) else ""
    return f"{said}, ARI {found.ari:.2f} with {as_markdown(data.values['identity'])}{seen}"


def _why_not(visit: Visit, runs: list[Grouping]) -> str:
    """Why there is no agreement yet."""
    for run in runs:
        if why_none(visit, run.recipe) is not None:
            return f"can't be computed, since {as_markdown(run.name)} has no result"
    return "being computed"
