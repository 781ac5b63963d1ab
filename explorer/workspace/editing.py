"""Edits by hand in a workspace: a run that they make, its list of edits, undo and redo.

Functions from a workspace to a changed copy, for `Workspaces.change`, as the methods of `Workspace` are.
"""

from __future__ import annotations

from dataclasses import replace

from explorer import plan
from explorer.clusterings.edits import Edit
from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.workspace.entries import Edits
from explorer.workspace.names import NAME_LENGTH, short_id
from explorer.workspace.workspace import Workspace


def edits_of(workspace: Workspace, run: str | None) -> Edits | None:
    """What was done by hand to make a run; None for a run that no edits make."""
    if workspace.run(run) is None:
        return None
    return next((edits for edits in workspace.edits if edits.run == run), None)


def begun(workspace: Workspace, dataset: str, base: Recipe, name: str) -> tuple[Workspace, str]:
    """Begin to edit a grouping: a run of its own, which is that grouping until the first edit.

    Parameters
    ----------
    workspace : Workspace
    dataset : str
        Id of the data set.
    base : Recipe
        The grouping to begin with. One that is edited already goes on where it is.
    name : str
        What the base is called.

    Returns
    -------
    Workspace
    str
        Id of the run.

    Raises
    ------
    InputError
        When the data set isn't in this workspace (any more).
    """
    recipe = plan.edited(base, ())
    run = short_id(recipe)
    if workspace.run(run) is not None:
        return workspace, run
    fresh = Edits(run, dataset, base)
    kept = tuple(edits for edits in workspace.edits if edits.run != run)  # those of a run that was removed since
    added = workspace.with_run(recipe, dataset, "clustering", f"{name[: NAME_LENGTH - 9]}, edited")
    return replace(added, edits=(*kept, fresh)), run


def with_edit(workspace: Workspace, run: str, edit: Edit, seen: Recipe | None = None) -> Workspace:
    """Do one thing more; what was undone before can't be done again.

    Parameters
    ----------
    workspace : Workspace
    run : str
    edit : Edit
    seen : Recipe, optional
        The run as it was on screen. An edit that has been done since by then is told twice, and done once: a browser
        does so when a line of text is entered and then left.

    Raises
    ------
    InputError
        When the run is gone, or is no longer what was on screen.
    """
    edits = _needed(workspace, run)
    if seen is not None and plan.edited(edits.base, edits.done) != seen:
        if edits.done and edits.done[-1] == edit.to_json():
            return workspace
        raise InputError("This grouping was edited meanwhile, perhaps in another tab. Look at it, then do it again.")
    return _with(workspace, replace(edits, done=(*edits.done, edit.to_json()), undone=()))


def undone(workspace: Workspace, run: str) -> Workspace:
    """Take back the last edit; as it is where there is none."""
    edits = _needed(workspace, run)
    if not edits.done:
        return workspace
    return _with(workspace, replace(edits, done=edits.done[:-1], undone=(*edits.undone, edits.done[-1])))


def redone(workspace: Workspace, run: str) -> Workspace:
    """Do again what was taken back last; as it is where there is nothing."""
    edits = _needed(workspace, run)
    if not edits.undone:
        return workspace
    return _with(workspace, replace(edits, done=(*edits.done, edits.undone[-1]), undone=edits.undone[:-1]))


def _needed(workspace: Workspace, run: str) -> Edits:
    found = edits_of(workspace, run)
    if found is None:
        raise InputError("This grouping is no longer here: it was removed, perhaps in another tab.")
    return found


def _with(workspace: Workspace, edits: Edits) -> Workspace:
    recipe = plan.edited(edits.base, edits.done)
    runs = tuple(replace(run, recipe=recipe) if run.id == edits.run else run for run in workspace.runs)
    kept = tuple(edits if entry.run == edits.run else entry for entry in workspace.edits)
    return replace(workspace, runs=runs, edits=kept)
