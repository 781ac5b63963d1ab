"""The figures of each row that a map can be coloured by: how truly it shows that row's neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from explorer import plan
from explorer.ui.fields import Field, result_field
from explorer.ui.state import Visit
from explorer.workspace import Run


@dataclass(frozen=True)
class Measure:
    """One figure a row.

    Attributes
    ----------
    array : str
        Of the result.
    name : str
        1 is best in all of them.
    definition : str
    """

    array: str
    name: str
    definition: str


MEASURES = (
    Measure(
        "recall",
        "Neighbours kept",
        "the share of a row's nearest in the data that are among as many nearest on the map. 1: all of them; 0: none.",
    ),
    Measure(
        "honest",
        "No false neighbours",
        "1 less what rows cost that are near on the map and far in the data, by how far down they come there (a row's "
        "part in trustworthiness, Venna & Kaski 2001). 1: none; about 0.5 on a random map.",
    ),
    Measure(
        "whole",
        "No missing neighbours",
        "1 less what rows cost that are near in the data and far on the map, by how far down they come on it (a row's "
        "part in continuity, Venna & Kaski 2001). 1: none; about 0.5 on a random map.",
    ),
)


def field_id(run: str, measure: Measure) -> str:
    """The id of a measure's field for a map."""
    return f"{measure.array} {run}"


def trust_fields(visit: Visit, run: Run | None, n_samples: int) -> list[Field]:
    """A field for each measure of a map of so many rows, once it was judged."""
    manifest = None if run is None else visit.manifest(plan.point_trust(run.recipe, n_samples))
    if run is None or manifest is None:
        return []
    return [
        result_field(visit, manifest, measure.array, field_id(run.id, measure), f"{measure.name} · {run.name}")
        for measure in MEASURES
    ]


def approximate(visit: Visit, run: Run, n_samples: int) -> str:
    """How truly the neighbours in the data were found, in brackets; empty where they are exact."""
    graph = visit.manifest(plan.true_neighbours(run.recipe, n_samples))
    if graph is None or graph.values["exact"]:
        return ""
    return f" (in the data approximate: {graph.values['recall']:.0%} found)"
