"""What a person decided about suspects: kept with the data set, as columns, and as edits of the identities by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from explorer import plan
from explorer.clusterings.edits import NO_CLUSTER, Edit
from explorer.store import Manifest
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset, Tag, Workspace, editing

FINE, MOVE, DROP = "fine", "move", "drop"
TAGS = {FINE: "checked: fine", MOVE: "checked: move", DROP: "checked: drop"}

# Position -> what was decided, and the identity it goes to (empty: none).
Decisions = Mapping[int, tuple[str, str]]


def decisions(visit: Visit) -> Decisions:
    """All decisions about rows of the data set on screen."""
    kept = visit.choice("strangers", "decisions", {})
    return {int(position): (what, to) for position, (what, to) in kept.items()}


def decide(
    visit: Visit, dataset: OpenedDataset, data: Manifest, position: int, what: str, own: str, to: str = ""
) -> None:
    """Keep a decision about a row: as a tag of its kind, and, where the row goes elsewhere, as an edit by hand.

    The edits make a run of their own: the identities as they are after the decisions, noise where rows were dropped.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    data : Manifest
    position : int
    what : str
        `FINE`, `MOVE`, `DROP`, or nothing to take a decision back.
    own : str
        The identity under which the row was brought.
    to : str
        For `MOVE` the name of the identity.
    """
    made = decisions(visit)
    before = _place(own, *made.get(position, ("", "")))
    kept = {str(row): [was, where] for row, (was, where) in made.items() if row != position}
    if what:
        kept[str(position)] = [what, to]
    visit.choose("strangers", decisions=kept)
    _as_tags(visit, dataset, data)
    after = _place(own, what, to)
    if after != before:
        fingerprint = visit.services.store.put(_mask([position], data).tobytes())
        visit.change(lambda workspace: _with_move(workspace, dataset, Edit("move", (), after, fingerprint, 1)))


def _place(own: str, what: str, to: str) -> str:
    """The name of the identity that a row is with after a decision."""
    return to if what == MOVE else NO_CLUSTER if what == DROP else own


def _with_move(workspace: Workspace, dataset: OpenedDataset, move: Edit) -> Workspace:
    begun, run = editing.begun(workspace, dataset.id, plan.by_column(dataset.recipe), "identities")
    return editing.with_edit(begun, run, move)


def _as_tags(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The decisions as columns: a tag for each kind that there is."""
    made = decisions(visit)
    store = visit.services.store
    tags = []
    for what, name in TAGS.items():
        rows = [row for row, (was, _) in made.items() if was == what]
        if rows:
            names = store.put(json.dumps([f"not {name}", name]).encode())
            tags.append(Tag(dataset.id, name, store.put(_mask(rows, data).tobytes()), names, len(rows)))

    def with_tags(workspace: Workspace) -> Workspace:
        for name in TAGS.values():
            workspace = workspace.without_tag(dataset.id, name)
        for tag in tags:
            workspace = workspace.with_tag(tag)
        return workspace

    visit.change(with_tags)


def _mask(rows: list[int], data: Manifest) -> np.ndarray:
    mask = np.zeros(data.values["n_samples"], dtype=np.uint8)
    mask[rows] = 1
    return mask
