"""Edits in a workspace: one list, undo and redo, a run that stays the same run."""

import json

import pytest

from explorer import plan
from explorer.clusterings.edits import Edit
from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.ui.removing import with_back, without
from explorer.workspace import Workspace, short_id
from explorer.workspace.editing import begun, edits_of, redone, undone, with_edit
from explorer.workspaces import Workspaces

PRINT, ROWS = "a1" * 20, "b2" * 20
DATA = plan.dataset(PRINT, "npy", "Faces")
BASE = plan.clustering(plan.features(DATA, plan.USES["given"].params()), plan.CLUSTERINGS["hdbscan"].params())
ID = short_id(DATA)
MERGE = Edit("merge", ("0", "1"), "both")
MOVE = Edit("move", name="new", fingerprint=ROWS, count=3)


@pytest.fixture
def started() -> tuple[Workspace, str]:
    workspace = Workspace(1.0, 1.0).with_dataset(DATA, "Faces", "faces.npy", 12)
    workspace = workspace.with_run(BASE, ID, "clustering", "HDBSCAN")
    return begun(workspace, ID, BASE, "HDBSCAN")


def done(workspace, run) -> list[Edit]:
    edits = edits_of(workspace, run)
    assert edits is not None
    return edits.parsed


def recipe_of(workspace, run) -> Recipe:
    return workspace.run(run).recipe


def test_a_run_begins_that_is_the_base_and_is_begun_once(started):
    workspace, run = started
    assert [entry.name for entry in workspace.runs] == ["HDBSCAN", "HDBSCAN, edited"]
    assert recipe_of(workspace, run) == plan.edited(BASE, [])
    assert begun(workspace, ID, BASE, "HDBSCAN") == (workspace, run)
    assert edits_of(workspace, workspace.runs[0].id) is None


def test_edits_undo_and_redo_change_the_recipe_and_not_the_run(started):
    workspace, run = started
    one = with_edit(workspace, run, MERGE)
    two = with_edit(one, run, MOVE)
    assert [entry.id for entry in two.runs] == [entry.id for entry in workspace.runs]
    assert recipe_of(two, run) == plan.edited(BASE, [MERGE.to_json(), MOVE.to_json()])
    back = undone(two, run)
    assert recipe_of(back, run) == recipe_of(one, run)
    assert redone(back, run) == two
    assert undone(undone(undone(two, run), run), run) == undone(undone(two, run), run)
    assert redone(two, run) == two
    other = with_edit(back, run, Edit("dissolve", ("2",)))
    assert redone(other, run) == other  # another way was taken
    assert done(other, run) == [MERGE, Edit("dissolve", ("2",))]


def test_they_survive_the_disk_and_their_rows_are_never_evicted(started, tmp_path):
    workspace, run = started
    full = undone(with_edit(with_edit(workspace, run, MOVE), run, MERGE), run)
    assert Workspace.from_json(json.loads(json.dumps(full.to_json()))) == full
    kept = Workspaces(tmp_path, days=30)
    kept.change("v" * 32, lambda _: full)
    assert {PRINT, ROWS} <= kept.sources()
    old = {name: value for name, value in full.to_json().items() if name != "edits"}
    assert Workspace.from_json(old).edits == ()


def test_a_removed_run_comes_back_with_its_edits_and_a_new_one_begins_without(started):
    workspace, run = started
    full = with_edit(workspace, run, MERGE)
    gone = without(full, run)
    assert edits_of(gone, run) is None
    with pytest.raises(InputError, match="no longer here"):
        with_edit(gone, run, MOVE)
    back = with_back(gone, gone.chosen("runs", ID)["removed"][0])
    assert done(back, run) == [MERGE]
    assert recipe_of(back, run) == recipe_of(full, run)
    again, _ = begun(gone, ID, BASE, "HDBSCAN")
    assert done(again, run) == []
    assert full.without_dataset(ID).edits == ()


def test_an_edit_told_twice_is_done_once_and_one_of_another_tab_is_not_written_over(started):
    workspace, run = started
    seen = recipe_of(workspace, run)
    once = with_edit(workspace, run, MERGE, seen)
    assert with_edit(once, run, MERGE, seen) == once
    with pytest.raises(InputError, match="edited meanwhile"):
        with_edit(once, run, MOVE, seen)
    assert done(with_edit(once, run, MOVE, recipe_of(once, run)), run) == [MERGE, MOVE]
