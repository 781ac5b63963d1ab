"""How far the groupings disagree about each row: which take part, and the fields that maps can be coloured by."""

from __future__ import annotations

from dataclasses import dataclass

from explorer import plan
from explorer.comparison.tally import CLUSTER, POLICIES
from explorer.recipe import Recipe
from explorer.ui.fields import Field
from explorer.ui.state import Visit
from explorer.workspace import Run

PAGE = "disputed"
FEWEST = 2


@dataclass(frozen=True)
class Measure:
    """One way to read how far apart a row's clusters are.

    Attributes
    ----------
    id, name : str
        Of its field.
    array : str
        Of the result.
    definition : str
    """

    id: str
    name: str
    array: str
    definition: str


MEASURES = (
    Measure(
        "disagreement jaccard",
        "Disagreement",
        "jaccard",
        "1 - Jaccard: of the rows that are with it in one grouping or the other, the share that isn't with it in both.",
    ),
    Measure(
        "disagreement overlap",
        "Disagreement beyond refining",
        "overlap",
        "1 - overlap: of the rows of the smaller of its two clusters, the share that isn't in the other. 0 where one "
        "grouping merely refines the other.",
    ),
)


def taking_part(visit: Visit, dataset: str) -> list[Run]:
    """The groupings that take part: those chosen, else all, as far as they are ready."""
    ready = [run for run in visit.workspace.runs_of(dataset, "clustering") if visit.manifest(run.recipe) is not None]
    chosen = visit.choice(PAGE, "runs")
    return ready if chosen is None else [run for run in ready if run.id in chosen]


def recipe_of(visit: Visit, runs: list[Run]) -> Recipe | None:
    """The disagreement of some groupings under the noise policy chosen; None for too few."""
    noise = visit.choice("compare", "noise", CLUSTER)
    if len(runs) < FEWEST:
        return None
    return plan.disagreement([run.recipe for run in runs], noise if noise in POLICIES else CLUSTER)


def disagreement_fields(visit: Visit, dataset: str) -> list[Field]:
    """A field for each measure, once it is computed."""
    recipe = recipe_of(visit, taking_part(visit, dataset))
    manifest = visit.manifest(recipe) if recipe is not None else None
    if manifest is None:
        return []
    return [
        {
            "id": measure.id,
            "name": measure.name,
            "role": "column",
            "kind": "number",
            "values": visit.bytes_at(manifest.address(measure.array)),
            "dtype": "f4",
        }
        for measure in MEASURES
    ]
