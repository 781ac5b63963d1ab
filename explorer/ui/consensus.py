"""The Consensus page: who votes and what a vote weighs, what they agree on, and how sure each row is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from explorer import plan
from explorer.comparison.choosing.front import LITTLE_AGREEMENT
from explorer.comparison.consensus.result import CONTESTED, CORE, FRINGE, NONE, STANDINGS, Consensus
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import marks, panels
from explorer.ui.agreed import standing_fields, standing_id, support_id
from explorer.ui.members import select_rows
from explorer.ui.places import place
from explorer.ui.progress import ready, said_why_none
from explorer.ui.state import Visit, pressed, select, select_many
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run, short_id

PAGE = "consensus"
HEIGHT = 520
FEWEST = 2
EVEN = 1e-6  # of a half
FIRST_LETTER = ord("A")
CLUSTERS, STANDING, SUPPORT = "clusters", "core, fringe, contested", "support"
MEANS = {
    CORE: "groupings with ¾ of the votes agree on its place",
    FRINGE: "they agree less, or most call it noise, but nothing else is as likely",
    CONTESTED: "another cluster has half as many votes or more",
    NONE: "in no cluster that they agree on",
}


def consensus(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose who votes; see what they agree on, keep it as a grouping, and go to the rows that are contested."""
    n_samples = int(data.values["n_samples"])
    runs = visit.workspace.runs_of(dataset.id, "clustering")
    there = {run.id: run for run in runs if visit.manifest(run.recipe) is not None}
    if n_samples < plan.FEWEST_ROWS or len(there) < FEWEST:
        st.info(
            f"A consensus takes two groupings or more, of {plan.FEWEST_ROWS} rows at the least: make another one on "
            "the **Clusters** page."
        )
        return
    chosen = _voters(visit, there)
    recipe = plan.consensus(panels.feature_space(visit, dataset, data), [run.recipe for run in chosen], n_samples)
    if len(chosen) < FEWEST:
        st.info("Choose two groupings or more.")
    elif not said_why_none(visit, recipe, "There is no consensus."):
        found: Consensus | None = ready(visit, "Consensus", recipe, Consensus)
        if found is None:
            st.caption("The votes are being counted.")
        else:
            _agreed(visit, dataset, data, chosen, recipe, found)
    _others(runs, recipe)


def _agreed(
    visit: Visit, dataset: OpenedDataset, data: Manifest, chosen: Sequence[Run], recipe: Recipe, found: Consensus
) -> None:
    """What they agree on: in a sentence, on the map, row by row, vote by vote."""
    kept = visit.workspace.run(short_id(recipe))
    run = kept or Run(short_id(recipe), dataset.id, "clustering", _name(recipe), recipe, 0.0)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{headline(found)}**")
        _keep(visit, dataset, found, run, kept)
    voters = zip(_in_order(recipe, chosen), found.weights, strict=True)
    silent = [run.name for run, weight in voters if weight <= EVEN]
    if silent:
        st.caption(
            f"**No say:** {', '.join(map(as_markdown, silent))}. What agrees with no other grouping, or has every row "
            "as noise, has no vote."
        )
    if len(found.sizes) and evenly_split(found):
        st.caption(
            "**Two equal voices.** No majority can decide between them: rows are together only where both have them "
            "together. One more grouping that has a say, of another kind, would decide."
        )
    left, right = st.columns([6, 5], gap="large")
    with left:
        _map(visit, dataset, data, run)
    with right:
        _standings(visit, data, found)
        _votes(found, recipe, chosen)
    _explain(visit, found, recipe)


def _in_order(recipe: Recipe, runs: Sequence[Run]) -> list[Run]:
    """The runs in the order of the votes."""
    known = {run.recipe: run for run in runs}
    return [known[voter] for voter in plan.voters(recipe)]


def evenly_split(found: Consensus) -> bool:
    """Whether two families have half of the votes each."""
    voices = np.bincount(found.family, weights=found.weights)
    return bool(np.count_nonzero(np.isclose(voices, 0.5, atol=EVEN)) == 2)


def headline(found: Consensus) -> str:
    """What came of it, in a sentence or two."""
    if not len(found.sizes):
        return f"{found.note[:1].upper()}{found.note[1:]}."
    n, n_clusters = len(found.labels), len(found.sizes)
    shares = [f"{found.n_rows(kind) / n:.0%} of the rows {STANDINGS[kind]}" for kind in (CORE, CONTESTED)]
    little = f"Hardly any agreement: weighted mean ARI of the consensus with its voters {found.agreement:.2f}. "
    said = f"{n_clusters:,} cluster{'s' * (n_clusters != 1)}: {shares[0]}, {shares[1]}."
    return little + said if found.agreement < LITTLE_AGREEMENT else said


def _voters(visit: Visit, there: Mapping[str, Run]) -> list[Run]:
    """All groupings vote unless chosen otherwise, but those that are a consensus themselves."""
    default = [name for name, run in there.items() if not plan.is_consensus(run.recipe)]
    chosen = select_many(
        visit, PAGE, "runs", "Groupings that vote", list(there), default, format_func=lambda name: there[name].name
    )
    return [there[name] for name in chosen]


def _name(recipe: Recipe) -> str:
    return f"consensus of {len(plan.voters(recipe))}"


def _keep(visit: Visit, dataset: OpenedDataset, found: Consensus, run: Run, kept: Run | None) -> None:
    """The button that makes it a run; afterwards what it is called."""
    if kept is not None:
        st.markdown(f":green-badge[:material/check: kept as {as_markdown(kept.name)}]")
        st.page_link(place("runs"))
    elif len(found.sizes) and pressed("Keep as a grouping", type="primary", help="It becomes a run like any other."):
        visit.change(lambda workspace: workspace.with_run(run.recipe, dataset.id, "clustering", run.name))
        visit.choose("map", colour=run.id)
        st.rerun()


def _map(visit: Visit, dataset: OpenedDataset, data: Manifest, run: Run) -> None:
    shown = panels.shown_map(visit, dataset)
    if shown is None:
        panels.no_map_yet(visit, dataset)
        return
    ids = {CLUSTERS: run.id, STANDING: standing_id(run), SUPPORT: support_id(run)}
    chosen = select(visit, PAGE, "colour", "Colour by", list(ids), CLUSTERS, widget="radio", horizontal=True)
    key = f"consensus-{dataset.id}"
    marks.keep(visit, dataset, data, key)
    extra = [] if visit.workspace.run(run.id) else [run]  # its fields come with those of the other groupings
    asked = panels.draw_map(
        visit,
        data,
        shown,
        key,
        ids[chosen],
        extra=extra,
        more_fields=standing_fields(visit, extra),
        height=HEIGHT,
        panel="full",
        compact=True,
        pinned=visit.choice("map", "pinned"),
        **marks.told(visit),
    )
    marks.tag(visit, dataset, data, asked)


def _standings(visit: Visit, data: Manifest, found: Consensus) -> None:
    """How many rows stand how, each line a selection."""
    st.markdown("#### How the rows stand")
    for kind, means in MEANS.items():
        count = found.n_rows(kind)
        if kind == NONE and not count:
            continue
        words, button = st.columns([5, 1.4], vertical_alignment="center")
        share = f"{count / len(found.labels):.1%}"
        words.markdown(f"**{STANDINGS[kind]}** · {count:,} rows, {share}  \n:small[:gray[{means}]]")
        about = f"Select the {count:,} rows that are {STANDINGS[kind]}"
        if pressed(
            "Select", key=f"consensus-{STANDINGS[kind]}", disabled=not count, help=about, width="stretch", within=button
        ):
            select_rows(visit, data, np.asarray(found.standing == kind))


def _votes(found: Consensus, recipe: Recipe, runs: Sequence[Run]) -> None:
    """What each vote weighs, and how far each grouping agrees with what came of it."""
    st.markdown("#### What each vote weighs")
    names = {run.recipe: run.name for run in runs}
    table = pd.DataFrame(
        {
            "grouping": [names[voter] for voter in plan.voters(recipe)],
            "family": found.family,
            "weight": found.weights,
            "ARI with it": found.ari,
        }
    ).sort_values(["weight", "family"], ascending=[False, True], kind="stable")
    table["family"] = [_letter(int(number)) for number in pd.factorize(table["family"])[0]]
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        column_config={
            "family": st.column_config.TextColumn(help="Near-copies (mean ARI of 0.9 or more) share one vote."),
            "weight": st.column_config.ProgressColumn(
                format="%.3f", min_value=0, max_value=1, help="Share of all votes; together 1."
            ),
            "ARI with it": st.column_config.NumberColumn(
                format="%.2f", help="Adjusted Rand index with the consensus; noise is one cluster."
            ),
        },
    )


def _letter(family: int) -> str:
    """A, B … Z, then numbers."""
    return chr(FIRST_LETTER + family) if family < 26 else str(family + 1)


def _explain(visit: Visit, found: Consensus, recipe: Recipe) -> None:
    """How it was made and what each figure is."""
    graph = visit.manifest(recipe.inputs["graph"])
    searched = "" if graph is None or graph.values["exact"] else f" (found to {graph.values['recall']:.0%})"
    space = as_markdown(plan.describe_space(recipe.inputs["features"]))
    near = recipe.params["near"]
    st.caption(
        f"**Votes.** Groupings whose mean adjusted Rand index is {near:g} or more are one family and share one vote "
        "evenly. A family weighs 1 / (how many speak with its voice): two count as one so far as they disagree less "
        "with each other than with the grouping farthest from both, so that twenty of a kind are two voices or less, "
        "and what is as near to all the others loses nothing (Leinster & Cobbold 2012; Kish 1965). "
        "One that agrees with no other by an ARI of 0.3 has less say in proportion, down to none. Noise is an "
        "abstention: that grouping says nothing about the row."
    )
    st.caption(
        "**Clusters.** Rows are joined while more than half of the votes have them together (mean co-association of "
        "all pairs, average linkage in levels of 0.05), along the "
        f"{recipe.inputs['graph'].params['n_neighbors']} nearest rows of each{searched} in {space}; from all rows. A "
        "cluster counts where its mean best Jaccard overlap with the groupings is above 0.5. Where the votes are even, "
        "rows stay apart: two equal voices join only what both have together. Each other row joins the "
        "cluster in which it is together with most of its neighbours, or the one that more votes speak for. Below a "
        "mean ARI of 0.1 with its voters, by their weight, it isn't called a consensus; here that is "
        f"{found.agreement:.2f}."
    )
    st.caption(
        "**Standing.** A grouping votes for a row's cluster if at least half of the smaller of that and of its own "
        "cluster of the row is in both (so merely splitting or merging is no objection), else for the cluster that "
        "most of its own is in. Contested: one other cluster has at least half as many votes as its own. Core: at "
        "least ¾ of the votes heard are for its cluster, and more than half of all votes are heard. Fringe: the rest."
    )
    if plan.has_seen_names(recipe):
        st.caption("One of them was found on a map that has seen the names: agreement with these is no evidence.")


def _others(runs: Sequence[Run], shown: Recipe) -> None:
    """The consensus runs that were kept before, of which voters may be gone since: they hold their recipes."""
    known = {run.recipe: run.name for run in runs}
    for run in runs:
        of = plan.voters(run.recipe)
        if not of or run.recipe == shown:
            continue
        names = [known[voter] for voter in of if voter in known]
        gone = len(of) - len(names)
        said = ", ".join(map(as_markdown, names)) + (" and " * bool(names) + f"{gone} deleted since" if gone else "")
        st.caption(f"**{as_markdown(run.name)}**, kept before, is of {said}. It stays as it is.")
