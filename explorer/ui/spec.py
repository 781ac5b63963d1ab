"""What is on screen as a TOML spec, to copy."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer import plan
from explorer.errors import SpecError
from explorer.recipe import Recipe
from explorer.spec import from_recipes, write
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset, Run


def copy_as_spec(visit: Visit, dataset: OpenedDataset, shown: Run | None) -> None:
    """A popover with the spec for the map on screen and the groupings of the same features."""
    if shown is None:
        return
    space = plan.features_of(shown.recipe)
    slugs = visit.workspace.slugs(dataset.id)
    runs = visit.workspace.runs_of(dataset.id, "clustering")
    methods = {step.name for step in plan.CLUSTERINGS.values()}  # what a person edited by hand is none of them
    groups = {
        slugs[run.id]: run.recipe
        for run in runs
        if all(part.step in methods and plan.features_of(part) == space for part in _parts(run.recipe))
    }
    with st.popover("Copy as spec", icon=":material/content_copy:", width="stretch"):
        _text(dataset, {slugs[shown.id]: shown.recipe}, groups)


def _parts(grouping: Recipe) -> list[Recipe]:
    """The groupings that one is of, those of a consensus; else itself."""
    voters = [part for voter in plan.voters(grouping) for part in _parts(voter)]
    return voters or [grouping]


def run_as_spec(visit: Visit, dataset: OpenedDataset, run: Run) -> None:
    """A popover with the spec for one run; a grouping on a map brings that map along."""
    named = {visit.workspace.slugs(dataset.id)[run.id]: run.recipe}
    maps, groups = (named, {}) if run.kind == "projection" else ({}, named)
    with st.popover("Spec", icon=":material/content_copy:", type="tertiary", help="Copy as spec", key=f"spec-{run.id}"):
        _text(dataset, maps, groups)


def _text(dataset: OpenedDataset, maps: Mapping[str, Recipe], groups: Mapping[str, Recipe]) -> None:
    try:
        text = write(from_recipes(dataset.file_name or dataset.title, maps, groups))
    except SpecError as problem:
        st.warning(problem.message)
        return
    st.caption("Save it as `spec.toml`, then: `.venv/bin/python -m explorer run spec.toml --out results`")
    st.code(text, language="toml")
