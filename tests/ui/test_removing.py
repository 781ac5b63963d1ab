"""Runs that are removed and put back, also by two tabs at once."""

from typing import Any

from explorer.recipe import Recipe
from explorer.ui.removing import with_back, without
from explorer.workspace import Workspace

DATA = Recipe("sources.read", 1, {"fingerprint": "a1" * 20})


def workspace_of(*names: str) -> Workspace:
    workspace = Workspace(1.0, 1.0).with_dataset(DATA, "Faces")
    for number, name in enumerate(names):
        recipe = Recipe("clusterings.kmeans", 1, {"n_clusters": number + 2}, {"features": DATA})
        workspace = workspace.with_run(recipe, workspace.active or "", "clustering", name)
    return workspace


def names(workspace: Workspace) -> list[str]:
    return [run.name for run in workspace.runs]


def removed(workspace: Workspace) -> list[dict[str, Any]]:
    return list(workspace.chosen("runs", workspace.active or "")["removed"])


def test_a_removed_run_comes_back_to_its_place():
    whole = workspace_of("a", "b", "c")
    less = without(whole, whole.runs[1].id)

    assert names(less) == ["a", "c"]
    back = with_back(less, removed(less)[-1])
    assert back.runs == whole.runs
    assert removed(back) == []


def test_a_run_that_another_tab_renamed_or_removed_first():
    whole = workspace_of("a", "b")
    renamed = whole.with_name(whole.runs[0].id, "a new name")
    less = without(renamed, whole.runs[0].id)

    assert removed(less)[0]["run"]["name"] == "a new name"
    assert without(less, whole.runs[0].id) is less


def test_two_tabs_that_remove_lose_neither():
    whole = workspace_of("a", "b", "c")
    less = without(without(whole, whole.runs[0].id), whole.runs[2].id)
    first, second = removed(less)

    assert names(with_back(with_back(less, second), first)) == ["a", "b", "c"]


def test_it_is_put_back_once():
    whole = workspace_of("a")
    less = without(whole, whole.runs[0].id)
    entry = removed(less)[0]

    dismissed = less.with_choices("runs", less.active or "", removed=[])
    assert with_back(dismissed, entry) is dismissed


def test_a_run_of_a_data_set_that_is_gone_stays_away():
    whole = workspace_of("a")
    less = without(whole, whole.runs[0].id)
    entry = removed(less)[0]
    empty = less.without_dataset(less.active or "")

    assert with_back(empty, entry) is empty
