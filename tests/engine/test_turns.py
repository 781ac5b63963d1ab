"""Whose turn it is: long fits one for each worker, the first asked first, and none before its inputs."""

from types import SimpleNamespace
from typing import Any

import pytest

from explorer.engine import turns
from explorer.engine.job import Entry
from explorer.errors import JobFailed
from explorer.recipe import Recipe


def recipe(step: str, *inputs: Recipe, **params: Any) -> Recipe:
    return Recipe(step, 1, params, {f"input{place}": part for place, part in enumerate(inputs)})


DATA = recipe("sources.read")
GRAPH, TREE = recipe("neighbors.graph", DATA), recipe("clusterings.density_tree", DATA)
MAP, CUT = recipe("projections.umap", GRAPH), recipe("clusterings.hdbscan", TREE)
LONG = {GRAPH, TREE, MAP}
PICTURES = [recipe("features.thumbnails", DATA, start=start) for start in range(3)]


def asked(*recipes: Recipe) -> dict[str, Entry]:
    return {part.digest: Entry(part, heavy=part in LONG) for part in recipes}


def handed(entries: dict[str, Entry], room_for_patient: int = 1, room_for_long: int = 1) -> list[Recipe]:
    """Those whose turn it is, handed over as the engine does."""
    found = []
    for entry in turns.due(entries, room_for_patient, room_for_long):
        entry.future = SimpleNamespace()  # type: ignore[assignment]
        found.append(entry.recipe)
    return found


def test_a_long_fit_waits_for_its_inputs_and_a_short_one_only_until_they_are_handed_over():
    entries = asked(DATA, GRAPH, MAP, TREE, CUT)
    assert handed(entries) == [DATA]
    assert handed(entries) == []
    del entries[DATA.digest]  # it is in the store
    assert handed(entries) == [GRAPH]
    del entries[GRAPH.digest]
    assert handed(entries) == [MAP], "not the tree, which was ready before"
    del entries[MAP.digest]
    assert handed(entries) == [TREE, CUT], "the short one goes along and waits at the workers"


@pytest.mark.parametrize("room", [1, 2, 3])
def test_as_many_long_fits_as_there_is_room_for(room):
    graphs = [recipe("neighbors.graph", k=k) for k in range(3)]
    entries = {graph.digest: Entry(graph, heavy=True) for graph in graphs}
    assert handed(entries, room_for_long=room) == graphs[:room]
    assert handed(entries, room_for_long=room) == []
    entries[graphs[0].digest].state = "cancelled"
    assert handed(entries, room_for_long=room) == graphs[room : room + 1], "what was cancelled makes room"


def test_patient_ones_leave_room():
    entries = asked(*PICTURES)
    assert handed(entries, room_for_patient=2) == PICTURES[:2]
    del entries[PICTURES[0].digest]
    assert handed(entries, room_for_patient=2) == PICTURES[2:]


def test_what_waits_for_what_failed_waits_in_vain():
    entries = asked(DATA, GRAPH, MAP, TREE)
    assert handed(entries) == [DATA]
    assert list(turns.in_vain(entries)) == []
    problem = JobFailed("it is damaged")
    entries[DATA.digest].state, entries[DATA.digest].error = "failed", problem
    for entry, error in turns.in_vain(entries):
        assert error is problem
        entry.state, entry.error = "failed", error
    assert [entry.state for entry in entries.values()] == ["failed"] * 4, "the map too, whose graph failed just now"
    assert handed(entries) == []
