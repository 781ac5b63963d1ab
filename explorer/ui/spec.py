"""What is on screen as a TOML spec, to copy."""

from __future__ import annotations

import streamlit as st

from explorer import plan
from explorer.errors import SpecError
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
    groups = {slugs[run.id]: run.recipe for run in runs if plan.features_of(run.recipe) == space}
    with st.popover("Copy as spec", icon=":material/content_copy:", width="stretch"):
        try:
            text = write(from_recipes(dataset.file_name or dataset.title, {slugs[shown.id]: shown.recipe}, groups))
        except SpecError as problem:
            st.warning(problem.message)
            return
        st.caption("Save it as `spec.toml`, then: `.venv/bin/python -m explorer run spec.toml --out results`")
        st.code(text, language="toml")
