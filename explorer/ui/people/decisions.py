"""What a person decided about suspects: kept with the data set, and as columns to colour, filter and export by."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from explorer.store import Manifest
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset, Tag

FINE, MOVE, DROP = "fine", "move", "drop"
TAGS = {FINE: "checked: fine", MOVE: "checked: move", DROP: "checked: drop"}

# Position -> what was decided, and the identity it goes to (empty: none).
Decisions = Mapping[int, tuple[str, str]]


def decisions(visit: Visit) -> Decisions:
    """All decisions about rows of the data set on screen."""
    kept = visit.choice("strangers", "decisions", {})
    return {int(position): (what, to) for position, (what, to) in kept.items()}


def decide(visit: Visit, dataset: OpenedDataset, data: Manifest, position: int, what: str, to: str = "") -> None:
    """Keep a decision about a row.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    data : Manifest
    position : int
    what : str
        `FINE`, `MOVE`, `DROP`, or nothing to take a decision back.
    to : str
        For `MOVE` the name of the identity.
    """
    kept = {str(row): [was, where] for row, (was, where) in decisions(visit).items() if row != position}
    if what:
        kept[str(position)] = [what, to]
    visit.choose("strangers", decisions=kept)
    _as_tags(visit, dataset, data)


def _as_tags(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The decisions as columns: a tag for each kind that there is."""
    made = decisions(visit)
    for what, name in TAGS.items():
        rows = [row for row, (was, _) in made.items() if was == what]
        if not rows:
            visit.change(lambda workspace, name=name: workspace.without_tag(dataset.id, name))  # type: ignore[misc]
            continue
        mask = np.zeros(data.values["n_samples"], dtype=np.uint8)
        mask[rows] = 1
        store = visit.services.store
        names = store.put(json.dumps([f"not {name}", name]).encode())
        tag = Tag(dataset.id, name, store.put(mask.tobytes()), names, len(rows))
        visit.change(lambda workspace, tag=tag: workspace.with_tag(tag))  # type: ignore[misc]
