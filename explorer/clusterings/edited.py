"""A grouping as a person has edited it: the step over `explorer.clusterings.edits`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from explorer.blobs import Blobs
from explorer.clusterings.edits import Edit, edited, ticked, verdicts
from explorer.clusterings.result import Clustering
from explorer.params import Params, param
from explorer.recipe import Report, silent
from explorer.sources.masks import stored_mask


@dataclass(frozen=True)
class EditedParams(Params):
    """What was done to the grouping."""

    edits: tuple[Any, ...] = param((), "what was done, in order; see explorer.clusterings.edits.Edit")
    by: str = param(
        "cluster",
        "group the rows by cluster, or by what their cluster is ticked: keep, drop, or nothing, which is noise",
        choices=("cluster", "tick"),
        advanced=True,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self.parsed()

    def parsed(self) -> list[Edit]:
        """The edits.

        Raises
        ------
        ParamsError
            When one isn't an edit.
        """
        return [Edit.from_json(body) for body in self.edits]


def fit(params: EditedParams, *, base: Clustering, blobs: Blobs, report: Report = silent) -> Clustering:
    """Do the edits, in their order.

    Parameters
    ----------
    params : EditedParams
    base : Clustering
    blobs : Blobs
        Where the rows that were moved are stored.
    report : Report, optional

    Returns
    -------
    Clustering
        With names; its note counts the edits, and those that found nothing to change.

    Raises
    ------
    InputError
        When rows are of another data set.
    DamagedArtifact
        When stored rows are gone.
    """
    report("editing")
    edits = params.parsed()
    rows = partial(stored_mask, blobs, n_samples=len(base.labels), what="A selection")
    found, idle = edited(base, edits, rows)
    if params.by == "tick":
        found = ticked(found, verdicts(edits))
    note = _counted(len(edits)) + (f"; {idle:,} of them found no rows to change" if idle else "")
    return Clustering(found.labels, note, names=found.names)


def after_tick(before: Clustering, n_edits: int) -> Clustering:
    """What `fit` makes where the last edit is a tick, which moves no row: the labels before it, under another note.

    Parameters
    ----------
    before : Clustering
        After all edits but the last; the grouping that they began with where that is the only one.
    n_edits : int
        The last one included.

    Returns
    -------
    Clustering
    """
    idle = before.note.removeprefix(_counted(n_edits - 1)) if n_edits > 1 else ""
    return Clustering(before.labels, _counted(n_edits) + idle, names=before.names)


def _counted(n_edits: int) -> str:
    return f"{n_edits:,} edit{'s' * (n_edits != 1)} by hand"
