"""How rows stand in a consensus, as fields that maps can be coloured by."""

from __future__ import annotations

from collections.abc import Sequence

from explorer import plan
from explorer.comparison.consensus.result import NONE
from explorer.ui import fields
from explorer.ui.fields import Field
from explorer.ui.state import Visit
from explorer.workspace import Run


def standing_fields(visit: Visit, runs: Sequence[Run]) -> list[Field]:
    """Of each consensus among some groupings that is ready: how its rows stand, and how much speaks for them."""
    found: list[Field] = []
    for run in runs:
        manifest = visit.manifest(run.recipe) if plan.voters(run.recipe) else None
        if manifest is not None:
            found += [
                {
                    "id": standing_id(run),
                    "name": f"{run.name}: core, fringe, contested",
                    "role": "column",
                    "kind": "category",
                    "codes": visit.bytes_at(manifest.address("standing")),
                    "dtype": "u1",
                    "names": visit.texts_at(manifest.address("standings")),
                    "grey": NONE,
                },
                fields.result_field(visit, manifest, "support", support_id(run), f"{run.name}: support"),
            ]
    return found


def standing_id(run: Run) -> str:
    """The id of the field that says core, fringe or contested."""
    return f"standing {run.id}"


def support_id(run: Run) -> str:
    """The id of the field of the share of votes for the row's cluster."""
    return f"support {run.id}"
