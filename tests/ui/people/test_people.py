"""What the pages about identities keep and say, without a browser."""

import json
import re
from typing import ClassVar
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from explorer import plan, settings
from explorer.comparison import Identities
from explorer.comparison.identity import Lookalikes
from explorer.engine import Engine
from explorer.params import build
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.ui import marks
from explorer.ui.people.colours import as_csv, on_page, swatches
from explorer.ui.people.decisions import DROP, FINE, MOVE, decide, decisions
from explorer.ui.people.lookalikes import distinct
from explorer.ui.people.supervised import wanted
from explorer.ui.people.who import Who, how, search, typical
from explorer.ui.state import Visit

DATA = plan.dataset("a1" * 20, "npz", "Faces")
TRUTH = plan.identities(DATA)
NAMES = ("Ann", "Bob", "Zoë")
WHO = Who("name", TRUTH, Identities(np.array([0, 0, 0, 1, 2, -1], np.int32), NAMES))


@pytest.fixture
def visit(tmp_path) -> Visit:
    services = shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)}))
    visit = Visit(new_visitor(), services, Engine(services.settings, services.store))
    visit.change(lambda workspace: workspace.with_dataset(DATA, "Faces"))
    return visit


class Facts:
    """The one thing about a data set that marks ask for."""

    values: ClassVar = {"n_samples": 6}


def test_a_search_finds_parts_of_names_in_their_order():
    order = np.array([2, 0, 1])

    assert search(NAMES, order, "").tolist() == [2, 0, 1]
    assert search(NAMES, order, " O").tolist() == [2, 1]
    assert search(NAMES, order, "nobody").tolist() == []


def test_the_most_typical_rows_come_first_and_those_without_a_number_last():
    own = np.array([0.2, np.nan, 0.9, 0.5, np.nan, np.nan])

    assert typical(WHO, own, 0, 5) == [2, 0, 1]
    assert typical(WHO, own, 0, 1) == [2]
    assert typical(WHO, own, 2, 5) == [4]


@pytest.mark.parametrize(
    ("codes", "names", "said"),
    [
        ([0, 0, 1], NAMES[:2], "Exact: all 3 rows, all 2 identities."),
        ([0, 0, -1], NAMES[:1], "Exact: all 2 rows with a name (1 has none), the one identity."),
        ([0, -1, -1, 1], NAMES[:2], "Exact: all 2 rows with a name (2 have none), all 2 identities."),
    ],
)
def test_it_is_said_how_many_rows_and_identities_were_compared(codes, names, said):
    assert how(DATA, Identities(np.array(codes, np.int32), names)).endswith(said)


def test_what_is_highlighted_takes_the_place_of_what_was_and_keeps_its_colour(visit):
    marks.highlight(visit, "column name", [3])
    first = visit.choice("map", "look")
    marks.highlight(visit, "column name", [200, 201])
    look = visit.choice("map", "look")

    assert first["highlight"] == {"column name": {"3": 3}}
    assert look["highlight"] == {"column name": {"200": 0, "201": 1}}
    assert look["stamp"] != first["stamp"]
    assert look["before"] == [first["stamp"]]
    assert marks.told(visit)["look"]["stamp"] == look["stamp"]
    assert marks.highlighted(visit, "column name") == [200, 201]
    assert marks.highlighted(visit, "column other") == []


def moves(visit):
    (edits,) = visit.workspace.edits
    found = []
    for edit in edits.parsed:
        (row,) = np.flatnonzero(np.frombuffer(visit.services.store.blob(edit.fingerprint).read_bytes(), np.uint8))
        found.append((int(row), edit.name))
    return found


def test_decisions_are_columns_and_edits_and_can_be_taken_back(visit):
    dataset = visit.dataset
    for row, what, own, to in ((1, MOVE, "Ann", "Bob"), (4, DROP, "Zoë", ""), (2, MOVE, "Ann", "Zoë")):
        decide(visit, dataset, Facts, row, what, own, to)  # type: ignore[arg-type]

    assert decisions(visit) == {1: (MOVE, "Bob"), 4: (DROP, ""), 2: (MOVE, "Zoë")}
    tags = {tag.name: tag for tag in visit.workspace.tags_of(dataset.id)}
    assert set(tags) == {"checked: move", "checked: drop"}
    moved = visit.services.store.blob(tags["checked: move"].fingerprint).read_bytes()
    assert list(moved) == [0, 1, 1, 0, 0, 0]
    names = json.loads(visit.services.store.blob(tags["checked: drop"].names).read_bytes())
    assert names == ["not checked: drop", "checked: drop"]
    (run,) = visit.workspace.runs_of(dataset.id, "clustering")
    assert run.recipe.inputs["base"] == plan.by_column(DATA)
    assert moves(visit) == [(1, "Bob"), (4, ""), (2, "Zoë")]

    decide(visit, dataset, Facts, 4, "", "Zoë")  # type: ignore[arg-type]
    decide(visit, dataset, Facts, 1, FINE, "Ann")  # type: ignore[arg-type]
    decide(visit, dataset, Facts, 0, FINE, "Ann")  # type: ignore[arg-type]
    counts = {tag.name: tag.count for tag in visit.workspace.tags_of(dataset.id)}
    assert counts == {"checked: move": 1, "checked: fine": 2}
    assert moves(visit)[3:] == [(4, "Zoë"), (1, "Ann")]  # they go back; a row that stays is no edit


def test_each_pair_of_lookalikes_is_there_once():
    nearest = np.array([[1], [0], [0]], np.int32)
    similarity = np.array([[0.9], [0.9], [0.95]], np.float32)
    rows, others = np.array([[5], [6], [7]], np.int32), np.array([[6], [5], [8]], np.int32)
    pairs, alike, shown = distinct(Lookalikes(nearest, similarity, rows, others, "centre"))

    assert pairs.tolist() == [[0, 2], [0, 1]]
    assert alike == pytest.approx([0.95, 0.9])
    assert shown.tolist() == [[8, 7], [5, 6]]


def test_of_the_three_maps_one_has_seen_the_names_and_all_are_of_one_seed_and_metric():
    space = plan.features(DATA, plan.USES["given"].params())
    recipes = wanted(space, WHO, 0.9, 10)

    assert [plan.has_seen_names(recipe) for recipe in recipes.values()] == [False, True, False]
    for recipe in recipes.values():
        build(plan.PROJECTIONS["umap"].params, recipe.params)
        seeded = [recipe.params[name] for name in ("metric", "random_state", "n_neighbors")]
        assert seeded == ["cosine", 0, 10]
    assert len({recipe.inputs["graph"] for recipe in recipes.values()}) == 1


def test_the_sheet_has_every_name_as_text_and_its_colour():
    sheet = swatches(["<b>", "a" * 40], ["#112233", "#445566"], [0, 3], True)

    assert "&lt;b&gt;" in sheet
    assert "<b>" not in sheet
    assert re.findall(r'd="[^"]+" fill="(#\w{6})"/>', sheet) == ["#112233", "#445566"]
    assert len(set(re.findall(r' d="([^"]+)"', sheet))) == 2
    assert len(set(re.findall(r' d="([^"]+)"', swatches(["a", "b"], ["#1", "#2"], [0, 3], False)))) == 1


def test_a_name_that_xml_cannot_hold_spoils_no_sheet():
    root = ET.fromstring(swatches(["a\x0b\x00\uffffb"], ["#112233"], [0], True))  # noqa: S314 - our own

    assert [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")] == ["a\ufffd\ufffd\ufffdb"]


def test_the_sheet_on_the_page_is_text_too():
    sheet = on_page(["<b>", "Ann"], ["#112233", "#445566"], [0, 3], True)

    assert "&lt;b&gt;" in sheet
    assert "<b>" not in sheet
    assert re.findall(r"background:(#\w{6})", sheet) == ["#112233", "#445566"]
    assert len(set(re.findall(r"path\('([^']+)'\)", sheet))) == 2


def test_the_list_of_colours_runs_no_formula():
    assert as_csv([["=1+1", "#112233"], ["Ann, B.", "#445566"]]).decode() == (
        "identity,colour\r\n'=1+1,#112233\r\n\"Ann, B.\",#445566\r\n"
    )
