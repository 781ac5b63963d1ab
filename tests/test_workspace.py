import dataclasses
import json
import os
import re
import subprocess
import sys
import threading
import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.workspace import Run, Tag, Workspace, slug
from explorer.workspaces import Workspaces

ANNA, BERT = "a" * 32, "b" * 32
PRINT_A, PRINT_B = "a1" * 20, "b2" * 20


def source(fingerprint: str = PRINT_A, **more: object) -> Recipe:
    return Recipe("sources.read", 1, {"fingerprint": fingerprint, **more})


def kmeans(k: int, data: Recipe) -> Recipe:
    return Recipe("clusterings.kmeans", 1, {"n_clusters": k}, {"features": data})


@pytest.fixture
def workspaces(tmp_path) -> Workspaces:
    return Workspaces(tmp_path / "workspaces", days=30)


@pytest.fixture
def opened() -> Workspace:
    return Workspace(1.0, 1.0).with_dataset(source(), "Faces", "faces.npz", 12)


def data_id(workspace: Workspace) -> str:
    assert workspace.active is not None
    return workspace.active


def run_names(workspace: Workspace) -> list[str]:
    return [run.name for run in workspace.runs]


def age(workspaces: Workspaces, visitor: str, days: float) -> None:
    """Let a workspace have been touched so many days ago."""
    folder = workspaces._folder(visitor)
    body = json.loads((folder / "workspace.json").read_bytes())
    body["touched"] = time.time() - days * 86_400
    (folder / "workspace.json").write_text(json.dumps(body))
    os.utime(folder, (body["touched"], body["touched"]))


# --- the snapshot ---


def test_opening_the_same_thing_twice_gives_one_data_set(opened):
    again = opened.with_dataset(source(PRINT_B), "Other").with_dataset(source(), "Faces again")
    assert [entry.title for entry in again.datasets] == ["Faces", "Other"]
    assert again.active_dataset == opened.datasets[0]


def test_another_way_of_reading_the_same_file_is_another_data_set(opened):
    both = opened.with_dataset(source(identity="name"), "Faces by name")
    assert len({entry.id for entry in both.datasets}) == 2


def test_a_run_asked_for_twice_is_one_and_keeps_its_name(opened):
    data = data_id(opened)
    once = opened.with_run(kmeans(10, source()), data, "clustering", "ten")
    assert once.with_run(kmeans(10, source()), data, "clustering", "another name") == once
    assert once.run(once.runs[0].id) == once.runs[0]


def test_a_taken_name_gets_a_number_whatever_its_case(opened):
    data = data_id(opened)
    for k, name in enumerate(["ten", "Ten", "ten", "other"]):
        opened = opened.with_run(kmeans(k + 2, source()), data, "clustering", name)
    assert run_names(opened) == ["ten", "Ten 2", "ten 3", "other"]


def test_runs_are_asked_for_by_data_set_and_kind(opened):
    data = data_id(opened)
    both = opened.with_run(kmeans(2, source()), data, "clustering", "two")
    both = both.with_run(Recipe("projections.pca", 1, {}, {"features": source()}), data, "projection", "map")
    other = both.with_dataset(source(PRINT_B), "Other")
    assert [run.name for run in other.runs_of(data)] == ["two", "map"]
    assert [run.name for run in other.runs_of(data, "projection")] == ["map"]
    assert other.runs_of(data_id(other)) == ()


def test_a_run_is_renamed_but_not_to_a_taken_name(opened):
    data = data_id(opened)
    two = opened.with_run(kmeans(2, source()), data, "clustering", "two")
    both = two.with_run(kmeans(3, source()), data, "clustering", "three")
    first = both.runs[0].id
    assert run_names(both.with_name(first, "  Anna's\tbest ")) == ["Anna's best", "three"]
    assert run_names(both.with_name(first, "TWO")) == ["TWO", "three"]  # its own name in another case
    with pytest.raises(InputError, match="Another run of this data set is called 'Three'"):
        both.with_name(first, "Three")
    with pytest.raises(InputError, match="no longer here"):
        both.with_name("absent", "name")


@pytest.mark.parametrize("name", ["", "  ", "\n\t", "\x00"])
def test_a_name_of_nothing_is_refused(opened, name):
    with pytest.raises(InputError, match="needs a name"):
        opened.with_run(kmeans(2, source()), data_id(opened), "clustering", name)


def test_a_name_has_80_letters_at_most(opened):
    run = kmeans(2, source())
    assert run_names(opened.with_run(run, data_id(opened), "clustering", "x" * 80)) == ["x" * 80]
    with pytest.raises(InputError, match="80 letters at most; this one has 81"):
        opened.with_run(run, data_id(opened), "clustering", "x" * 81)


def test_nothing_is_added_to_a_data_set_that_is_gone(opened):
    for change in (
        lambda: opened.with_run(kmeans(2, source()), "absent", "clustering", "two"),
        lambda: opened.with_active("absent"),
    ):
        with pytest.raises(InputError, match="no longer here"):
            change()


def test_removing_a_data_set_takes_along_what_belongs_to_it_alone(opened):
    data = data_id(opened)
    full = (
        opened.with_upload(PRINT_A, "faces.npz", 12)
        .with_upload(PRINT_B, "other.npy", 5)
        .with_run(kmeans(2, source()), data, "clustering", "two")
        .with_choices("map", data, pinned=3)
        .with_choices("map", colour="identity")
        .with_dataset(source(PRINT_B), "Other", "other.npy", 5)
        .with_active(data)
    )
    left = full.without_dataset(data)
    assert [entry.title for entry in left.datasets] == ["Other"]
    assert left.active_dataset == left.datasets[0]
    assert left.runs == ()
    assert left.choices == {"map": {"": {"colour": "identity"}}}
    assert [upload.name for upload in left.uploads] == ["other.npy"]


def test_an_upload_stays_while_another_data_set_is_made_from_it(opened):
    two = opened.with_upload(PRINT_A, "faces.npz", 12).with_dataset(source(identity="name"), "By name")
    assert len(two.without_dataset(data_id(opened)).uploads) == 1
    assert two.without_dataset(data_id(opened)).without_dataset(data_id(two)).uploads == ()


def test_choices_are_kept_by_page_data_set_and_name(opened):
    chosen = opened.with_choices("map", "d1", a=1, b=[2]).with_choices("map", "d1", a=3).with_choices("map", "d2", a=4)
    assert chosen.chosen("map", "d1") == {"a": 3, "b": [2]}
    assert chosen.chosen("map", "d2") == {"a": 4}
    assert chosen.chosen("compare", "d1") == {}


def test_an_upload_sent_again_is_listed_once_as_the_newest(opened):
    twice = opened.with_upload(PRINT_A, "a.npy", 1).with_upload(PRINT_B, "b.npy", 2).with_upload(PRINT_A, "a.npy", 1)
    assert [upload.name for upload in twice.uploads] == ["b.npy", "a.npy"]


def test_a_workspace_survives_its_json(opened):
    full = opened.with_run(kmeans(2, source()), data_id(opened), "clustering", "Zwei ä").with_upload(PRINT_A, "a", 1)
    full = full.with_choices("map", data_id(opened), pinned=None, camera={"x": 1.5})
    assert Workspace.from_json(json.loads(json.dumps(full.to_json()))) == full


# --- slugs ---


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ten", "ten"),
        ("K-means, k = 10", "K-means-k-10"),
        ("Zürich ñ", "Zurich-n"),
        ("  a/b\\c  ", "a-b-c"),
        ("row", "run-row"),
        ("Identity", "run-Identity"),
        ("features", "run-features"),
        ("日本", "run"),
        ("../..", "run"),
    ],
)
def test_a_slug_spells_a_name_with_plain_letters(name, expected):
    assert slug(name) == expected


@given(st.text())
def test_any_name_has_a_slug_that_specs_allow(name):
    result = slug(name)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", result)
    assert result.casefold() not in {"row", "identity", "features"}


@given(st.lists(st.text(max_size=5), max_size=8))
def test_slugs_of_one_data_set_differ_also_where_case_does_not_count(names):
    runs = tuple(Run(str(n), "d", "clustering", name, source(), 0.0) for n, name in enumerate(names))
    found = list(Workspace(0.0, 0.0, runs=runs).slugs("d").values())
    assert len({name.casefold() for name in found}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in found)


# --- on disk ---


def test_a_change_is_there_for_the_next_who_opens_it(workspaces):
    after = workspaces.change(ANNA, lambda now: now.with_dataset(source(), "Faces"))
    assert workspaces.open(ANNA) == after
    assert Workspaces(workspaces.root, 30).open(ANNA) == after
    assert workspaces.open(BERT).datasets == ()


def test_looking_makes_nothing_and_the_id_is_never_on_disk(workspaces):
    workspaces.open(ANNA)
    workspaces.touch(ANNA)
    assert workspaces._folders() == []
    workspaces.change(ANNA, lambda now: now.with_upload(PRINT_A, "a.npy", 1))
    for path in workspaces.root.rglob("*"):
        assert ANNA not in str(path)
        assert not path.is_file() or ANNA.encode() not in path.read_bytes()


def test_what_a_change_raises_reaches_the_caller_and_nothing_is_written(workspaces):
    before = workspaces.change(ANNA, lambda now: now.with_dataset(source(), "Faces"))
    with pytest.raises(InputError):
        workspaces.change(ANNA, lambda now: now.with_upload(PRINT_A, "a", 1).with_active("absent"))
    assert workspaces.open(ANNA) == before


def test_a_change_that_changes_nothing_writes_nothing(workspaces):
    workspaces.change(ANNA, lambda now: now.with_choices("map", pinned=1))
    path = workspaces._folder(ANNA) / "workspace.json"
    before = path.stat().st_ino, path.stat().st_mtime_ns
    workspaces.change(ANNA, lambda now: now.with_choices("map", pinned=1))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_threads_that_write_at_once_lose_nothing(workspaces):
    start = threading.Barrier(8)

    def write(name: str) -> None:
        start.wait(30)
        for number in range(10):
            # a Workspaces of its own: what keeps them apart is on disk
            mine = Workspaces(workspaces.root, 30)
            mine.change(ANNA, partial(Workspace.with_upload, fingerprint=PRINT_A, name=f"{name}-{number}", size=1))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    kept = {upload.name for upload in workspaces.open(ANNA).uploads}
    assert kept == {f"{name}-{number}" for name in "abcdefgh" for number in range(10)}


def test_processes_that_write_at_once_lose_nothing(workspaces):
    code = (
        "import sys; from pathlib import Path; from explorer.workspaces import Workspaces\n"
        "root, visitor, name = sys.argv[1:]; mine = Workspaces(Path(root), 30); sys.stdin.readline()\n"
        "for n in range(20): mine.change(visitor, lambda now: now.with_upload('ab', f'{name}-{n}', n))"
    )
    command = [sys.executable, "-c", code, str(workspaces.root), ANNA]
    running = [subprocess.Popen([*command, name], stdin=subprocess.PIPE, text=True) for name in "abc"]
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=60)
        assert process.returncode == 0
    kept = {upload.name for upload in workspaces.open(ANNA).uploads}
    assert kept == {f"{name}-{number}" for name in "abc" for number in range(20)}


def test_without_the_lock_writes_would_be_lost(workspaces):
    """The tests above can fail: two that read before either writes keep one upload of two."""
    first, second = workspaces.open(ANNA), workspaces.open(ANNA)
    workspaces.change(ANNA, lambda _: first.with_upload(PRINT_A, "first", 1))
    workspaces.change(ANNA, lambda _: second.with_upload(PRINT_A, "second", 1))
    assert [upload.name for upload in workspaces.open(ANNA).uploads] == ["second"]


@pytest.mark.parametrize("damage", [b"", b'{"version":1,"datasets":[', b"[]", b"null", b'{"version":99}', b"\xff\xfe"])
def test_a_damaged_file_is_set_aside_and_that_is_said_once(workspaces, damage, caplog):
    workspaces.change(ANNA, lambda now: now.with_dataset(source(), "Faces"))
    path = workspaces._folder(ANNA) / "workspace.json"
    path.write_bytes(damage)
    fresh = workspaces.open(ANNA)
    (aside,) = path.parent.glob("damaged-*.json")
    assert aside.read_bytes() == damage
    assert fresh.datasets == ()
    assert aside.name in fresh.notice
    assert "can't be read" in caplog.text
    assert workspaces.open(ANNA) == fresh  # until it was read
    assert workspaces.change(ANNA, lambda now: now.without_notice()).notice == ""
    assert workspaces.open(ANNA).notice == ""


def test_a_change_to_a_damaged_workspace_is_kept_in_the_fresh_one(workspaces):
    workspaces.change(ANNA, lambda now: now.with_dataset(source(), "Faces"))
    (workspaces._folder(ANNA) / "workspace.json").write_bytes(b"half")
    after = workspaces.change(ANNA, lambda now: now.with_upload(PRINT_B, "b.npy", 2))
    assert after.notice
    assert [upload.name for upload in after.uploads] == ["b.npy"]


def test_sources_are_those_of_uploads_and_data_sets_also_in_a_damaged_file(workspaces):
    workspaces.change(ANNA, lambda now: now.with_dataset(source(PRINT_A), 'named "fingerprint":"c3"'))
    workspaces.change(BERT, lambda now: now.with_upload(PRINT_B, "b.npy", 2))
    assert workspaces.sources() == {PRINT_A, PRINT_B}
    path = workspaces._folder(ANNA) / "workspace.json"
    path.write_bytes(path.read_bytes()[:-20])
    workspaces.open(ANNA)
    assert workspaces.sources() == {PRINT_A, PRINT_B}
    workspaces.delete(BERT)
    assert workspaces.sources() == {PRINT_A}


def test_a_tag_is_replaced_by_one_of_its_name_removed_and_kept_on_disk(opened):
    tag = Tag(data_id(opened), "odd", PRINT_B, "c3" * 20, 3)
    twice = (
        opened.with_tag(tag).with_tag(dataclasses.replace(tag, count=4)).with_tag(dataclasses.replace(tag, name="even"))
    )
    assert [(entry.name, entry.count) for entry in twice.tags_of(data_id(opened))] == [("odd", 4), ("even", 3)]
    assert twice.tags_of("another") == ()
    assert Workspace.from_json(json.loads(json.dumps(twice.to_json()))) == twice
    assert [entry.name for entry in twice.without_tag(data_id(opened), "odd").tags] == ["even"]
    assert twice.without_dataset(data_id(opened)).tags == ()
    with pytest.raises(InputError, match="no longer here"):
        opened.with_tag(dataclasses.replace(tag, dataset="gone"))


def test_a_workspace_of_before_there_were_tags_is_read(opened):
    body = opened.to_json()
    del body["tags"]
    assert Workspace.from_json(body).tags == ()


def test_rows_that_a_person_selected_or_tagged_are_never_evicted(workspaces):
    def mark(now: Workspace) -> Workspace:
        now = now.with_dataset(source(PRINT_A), "Faces")
        tagged = now.with_tag(Tag(data_id(now), "odd", PRINT_B, "c3" * 20, 3))
        return tagged.with_choices("map", data_id(now), selection={"stamp": "1", "fingerprint": "d4" * 20, "count": 2})

    workspaces.change(ANNA, mark)

    assert workspaces.sources() == {PRINT_A, PRINT_B, "c3" * 20, "d4" * 20}


def test_deleting_leaves_nothing_of_this_visitor_and_all_of_the_others(workspaces):
    for visitor in (ANNA, BERT):
        workspaces.change(visitor, lambda now: now.with_dataset(source(), "Faces"))
    workspaces.delete(ANNA)
    workspaces.delete(ANNA)  # twice is fine
    assert not workspaces._folder(ANNA).exists()
    assert workspaces.open(ANNA).datasets == ()
    assert len(workspaces.open(BERT).datasets) == 1


def test_only_those_untouched_for_the_time_expire(workspaces):
    for visitor in (ANNA, BERT):
        workspaces.change(visitor, lambda now: now.with_dataset(source(), "Faces"))
    age(workspaces, ANNA, 30.1)
    age(workspaces, BERT, 29.9)
    assert workspaces.expire() == 1
    assert workspaces.open(ANNA).datasets == ()
    assert len(workspaces.open(BERT).datasets) == 1


def test_a_visit_starts_the_time_again(workspaces):
    workspaces.change(ANNA, lambda now: now.with_dataset(source(), "Faces"))
    age(workspaces, ANNA, 29.9)
    workspaces.touch(ANNA)
    assert time.time() - workspaces.open(ANNA).touched < 60
    age(workspaces, ANNA, 0.01)  # a quarter of an hour ago: not worth a write
    before = workspaces.open(ANNA)
    workspaces.touch(ANNA)
    assert workspaces.open(ANNA) == before


def test_a_damaged_workspace_that_nobody_opens_expires_too(workspaces):
    workspaces.change(ANNA, lambda now: now.with_dataset(source(), "Faces"))
    age(workspaces, ANNA, 0)
    path = workspaces._folder(ANNA)
    (path / "workspace.json").write_bytes(b"half")
    assert workspaces.expire() == 0
    os.utime(path, (0, 0))
    assert workspaces.expire() == 1


def test_a_snapshot_is_frozen(opened):
    with pytest.raises(dataclasses.FrozenInstanceError):
        opened.active = None


def test_a_run_that_was_removed_comes_back_to_its_place(opened):
    data = opened.datasets[0].id
    for k in (2, 3, 4):
        opened = opened.with_run(kmeans(k, source()), data, "clustering", f"k {k}")
    middle = opened.runs[1]
    without = opened.without_run(middle.id)
    assert without.with_run_back(middle, 1) == opened
    assert opened.with_run_back(middle, 1) == opened  # it is there already
    assert [run.name for run in without.with_run_back(middle, 99).runs] == ["k 2", "k 4", "k 3"]


def test_a_run_that_comes_back_to_a_taken_name_gets_a_number(opened):
    data = opened.datasets[0].id
    opened = opened.with_run(kmeans(2, source()), data, "clustering", "Mine")
    run = opened.runs[0]
    taken = opened.without_run(run.id).with_run(kmeans(3, source()), data, "clustering", "mine")
    assert [one.name for one in taken.with_run_back(run, 0).runs] == ["Mine 2", "mine"]


def test_a_run_never_comes_back_without_its_data_set(opened):
    run = opened.with_run(kmeans(2, source()), opened.datasets[0].id, "clustering", "a").runs[0]
    with pytest.raises(InputError, match="no longer here"):
        opened.without_dataset(opened.datasets[0].id).with_run_back(run, 0)
