"""All runs of a data set, a line each: what it was made with, what came of it, how long it took, what can be done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer import plan
from explorer.store import Manifest
from explorer.ui.places import place
from explorer.ui.progress import progress, try_again, why_none
from explorer.ui.removing import remove
from explorer.ui.runs import asked_at, name_field, show
from explorer.ui.spec import run_as_spec
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown, percent
from explorer.workspace import OpenedDataset, Run

WIDTHS = [3, 6.5, 2.3, 1.9, 3.1]
HEADS = {
    "Name": "",
    "Made with": "",
    "Result": "",
    "Took": "This step alone; what it was made from isn't counted.",
    "": "",
}


def run_list(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The maps, then the groupings, the newest first; below them what still runs."""
    runs = visit.workspace.runs_of(dataset.id)
    if not runs:
        st.info("There is no map or grouping. Maps are made on the **Map** page, groupings on **Clusters**.")
        st.page_link(place("map"))
        return
    ended = {run.id: why for run in runs if (why := why_none(visit, run.recipe)) is not None}
    for heading, kind in (("Maps", "projection"), ("Groupings", "clustering")):
        some = [run for run in reversed(runs) if run.kind == kind]
        st.markdown(f"#### {heading} ({len(some)})")
        if not some:
            st.caption("None yet.")
            continue
        _heads(kind)
        for run in some:
            _line(visit, dataset, data, run, ended.get(run.id))
    live = [(run.name, run.recipe) for run in runs if run.id not in ended]
    with st.container(key="running"):
        progress(visit, live, "runs")


def _heads(kind: str) -> None:
    with st.container(key=f"runs-heads-{kind}"):
        for column, (head, explained) in zip(st.columns(WIDTHS), HEADS.items(), strict=True):
            column.caption(head, help=explained or None)


def _line(visit: Visit, dataset: OpenedDataset, data: Manifest, run: Run, why: tuple[str, str] | None) -> None:
    manifest = visit.manifest(run.recipe)
    with st.container(key=f"run-{run.id}"):
        name, made, result, took, actions = st.columns(WIDTHS, vertical_alignment="center")
        with name:
            name_field(visit, run)
        made.markdown(_two(plan.describe_fully(run.recipe), _space(run)))
        result.markdown(_result(run, manifest, data) if manifest else f"*{why[0] if why else 'not there yet'}*")
        took.markdown(_two(f"{manifest.seconds:,.2f} s" if manifest else "–", asked_at(run)))
        with actions, st.container(horizontal=True, gap="small"):
            _actions(visit, dataset, run, manifest is not None)
        if why is not None:
            _why(visit, run, why)


def _two(first: str, second: str) -> str:
    """A line, and a smaller one below it."""
    return f"{as_markdown(first)}  \n:small[:gray[{as_markdown(second)}]]"


def _space(run: Run) -> str:
    word = "from" if run.kind == "projection" else "in"
    return f"{word} {plan.describe_space(plan.space_of(run.recipe))}"


def _result(run: Run, manifest: Manifest, data: Manifest) -> str:
    """What came of a run, in a few words."""
    if run.kind == "projection":
        return f"{len(manifest.values['titles'])}-D"
    counts, n_noise = manifest.values["sizes"], manifest.values["n_noise"]
    noise = f", {percent(n_noise / data.values['n_samples'], 1)} noise" if n_noise else ", no noise"
    return f"{len(counts):,} cluster{'s' * (len(counts) != 1)}{noise}"


def _actions(visit: Visit, dataset: OpenedDataset, run: Run, ready: bool) -> None:
    if pressed(
        "Show",
        icon=":material/visibility:",
        type="tertiary",
        key=f"show-{run.id}",
        disabled=not ready,
        help="On the Map page" if run.kind == "projection" else "Colour the map by it",
    ):
        show(visit, run)
    run_as_spec(visit, dataset, run)
    if pressed("Delete", icon=":material/delete:", type="tertiary", key=f"remove-{run.id}"):
        remove(visit, run)


def _why(visit: Visit, run: Run, why: Sequence[str]) -> None:
    """Why a run has no result, and a button to try once more."""
    state, sentence = why
    with st.container(horizontal=True, vertical_alignment="center", key=f"why-{run.id}"):
        (st.info if state == "cancelled" else st.error)(sentence)
        if pressed("Try again", icon=":material/refresh:", key=f"again-{run.id}"):
            try_again(visit, run.recipe)
