"""Runs are removed without a question, and can be put back for a while."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.recipe import Recipe
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import Run, Workspace

MOST_KEPT = 20
KEPT_SECONDS = 3600.0


def remove(visit: Visit, run: Run) -> None:
    """Remove a run; what still computes it ends. `undo_line` puts it back."""
    visit.cancel(run.recipe)
    visit.change(lambda workspace: without(workspace, run.id))
    st.rerun()


def undo_line(visit: Visit) -> None:
    """What was removed last, and a button that puts it back; after that the one removed before."""
    dataset = visit.workspace.active or ""
    removed = _removed(visit.workspace, dataset)
    if not removed:
        return
    *before, last = removed
    with st.container(key="undo", border=True, horizontal=True, vertical_alignment="center"):
        more = f" {len(before)} more before it." if before else ""
        st.markdown(f"**{as_markdown(last['run']['name'])}** was deleted.{more}")
        if pressed("Undo", icon=":material/undo:", key="undo-removal"):
            visit.change(lambda workspace: with_back(workspace, last))
            st.rerun()
        if pressed("Dismiss", type="tertiary", key="dismiss-removal"):
            visit.change(lambda workspace: workspace.with_choices("runs", dataset, removed=[]))
            st.rerun()


def without(workspace: Workspace, id_: str) -> Workspace:
    """The workspace without a run, which can be put back; as it is where the run is gone already."""
    run = workspace.run(id_)
    if run is None:
        return workspace
    removed = {
        "run": {**vars(run), "recipe": run.recipe.to_json()},
        "place": workspace.runs.index(run),
        "time": time.time(),
    }
    kept = [*_removed(workspace, run.dataset), removed][-MOST_KEPT:]
    return workspace.without_run(id_).with_choices("runs", run.dataset, removed=kept)


def with_back(workspace: Workspace, removed: Mapping[str, Any]) -> Workspace:
    """The workspace with a run as `without` removed it; as it is where another tab was first, or has dismissed it."""
    body = removed["run"]
    left = _removed(workspace, body["dataset"])
    if removed not in left or workspace.dataset(body["dataset"]) is None:
        return workspace
    run = Run(**{**body, "recipe": Recipe.from_json(body["recipe"])})
    left.remove(removed)
    return workspace.with_run_back(run, removed["place"]).with_choices("runs", run.dataset, removed=left)


def _removed(workspace: Workspace, dataset: str) -> list[Mapping[str, Any]]:
    """What can still be put back, the last to be removed last."""
    edge = time.time() - KEPT_SECONDS
    return [entry for entry in workspace.chosen("runs", dataset).get("removed", []) if entry["time"] > edge]
