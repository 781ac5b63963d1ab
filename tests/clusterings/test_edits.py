"""A person's own edits: each does what it says, in order, by the clusters' names; ticks; a column as a beginning."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import plan
from explorer.clusterings.by_column import ByColumnParams
from explorer.clusterings.by_column import fit as by_column
from explorer.clusterings.edited import EditedParams, after_tick
from explorer.clusterings.edited import fit as apply
from explorer.clusterings.edits import Edit, edited, ticked, verdicts
from explorer.clusterings.result import Clustering
from explorer.comparison.grouping import groups_of
from explorer.dataset import Column, Dataset
from explorer.errors import InputError, ParamsError
from explorer.jobs import materialise
from explorer.params import build
from explorer.recipe import Recipe, silent
from explorer.store import Store

LABELS = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, -1], dtype=np.int32)
BASE = Clustering(LABELS)


def rows_of(*positions, n=10):
    mask = np.zeros(n, dtype=bool)
    mask[list(positions)] = True
    return mask


def after(*edits, base=BASE, rows=None):
    found, idle = edited(base, edits, lambda digest: (rows or {})[digest])
    assert idle == 0
    return [found.named[label] if label >= 0 else "" for label in found.labels]


def test_nothing_done_is_the_same_grouping():
    found, idle = edited(BASE, [], rows_of)
    assert (found.labels.tolist(), found.named, idle) == (LABELS.tolist(), ("0", "1", "2"), 0)


def test_each_kind_does_what_it_says():
    assert after(Edit("merge", ("1", "2"), "b")) == ["0"] * 4 + ["b"] * 5 + [""]
    assert after(Edit("rename", ("0",), "anna")) == ["anna"] * 4 + ["1"] * 3 + ["2"] * 2 + [""]
    assert after(Edit("dissolve", ("1",))) == ["0"] * 4 + [""] * 3 + ["2"] * 2 + [""]
    assert after(Edit("merge", ("2", ""), "rest")) == ["0"] * 4 + ["1"] * 3 + ["rest"] * 3
    assert after(Edit("tick", ("0",), "drop")) == after()


def test_rows_move_to_a_cluster_to_a_new_one_or_to_noise():
    rows = {"r": rows_of(0, 4, 9)}
    assert after(Edit("move", name="2", fingerprint="r"), rows=rows) == list("2000211222")
    assert after(Edit("move", name="new", fingerprint="r"), rows=rows)[0] == "new"
    assert after(Edit("move", name="", fingerprint="r"), rows=rows) == ["", *"000", "", *"11", *"22", ""]


def test_clusters_are_numbered_by_size_and_those_without_rows_are_gone():
    found, _ = edited(BASE, [Edit("merge", ("1", "2"), "b")], rows_of)
    assert found.names == ("b", "0")
    assert found.labels.tolist() == [1] * 4 + [0] * 5 + [-1]
    found, _ = edited(BASE, [Edit("move", name="0", fingerprint="all")], lambda _: np.ones(10, dtype=bool))
    assert (found.names, found.sizes.tolist(), found.n_noise) == (("0",), [10], 0)
    found, _ = edited(BASE, [Edit("dissolve", ("0", "1", "2"))], rows_of)
    assert (found.names, found.n_noise) == ((), 10)


def test_edits_go_by_the_names_of_that_moment():
    edits = [
        Edit("rename", ("0",), "x"),
        Edit("rename", ("1",), "0"),
        Edit("merge", ("0", "2"), "2"),
        Edit("rename", ("x",), "0"),
    ]
    assert after(*edits) == ["0"] * 4 + ["2"] * 5 + [""]


def test_an_edit_of_a_cluster_that_has_no_rows_any_more_is_counted():
    _, idle = edited(BASE, [Edit("merge", ("1", "2"), "b"), Edit("dissolve", ("1",))], rows_of)
    assert idle == 1


names = st.sampled_from(["0", "1", "2", "a", "b"])
some_edits = st.lists(
    st.one_of(
        st.builds(Edit, st.just("merge"), st.tuples(names, names), names),
        st.builds(Edit, st.just("rename"), st.tuples(names), names),
        st.builds(Edit, st.just("dissolve"), st.tuples(names)),
        st.builds(Edit, st.just("move"), name=st.one_of(names, st.just("")), fingerprint=st.sampled_from(["r", "s"])),
    ),
    max_size=8,
)


@given(some_edits)
def test_one_by_one_is_the_same_as_all_at_once(edits):
    rows = {"r": rows_of(0, 1, 9), "s": rows_of(4, 7)}
    at_once, _ = edited(BASE, edits, rows.__getitem__)
    one_by_one = BASE
    for edit in edits:
        one_by_one, _ = edited(one_by_one, [edit], rows.__getitem__)
    assert one_by_one.labels.tolist() == at_once.labels.tolist()
    assert one_by_one.named == at_once.named


def test_ticks_follow_the_clusters_they_are_on():
    edits = [
        Edit("tick", ("0", "1"), "keep"),
        Edit("tick", ("2",), "drop"),
        Edit("rename", ("0",), "anna"),
        Edit("tick", ("",), "drop"),
    ]
    assert verdicts(edits) == {"anna": "keep", "1": "keep", "2": "drop", "": "drop"}
    assert verdicts([*edits, Edit("merge", ("anna", "1"), "both")])["both"] == "keep"
    assert "mixed" not in verdicts([*edits, Edit("merge", ("1", "2"), "mixed")])
    assert verdicts([*edits, Edit("dissolve", ("2",)), Edit("tick", ("1",), "")]) == {"anna": "keep", "": "drop"}
    found, _ = edited(BASE, edits, rows_of)
    by_tick = ticked(found, {"anna": "keep", "2": "drop", "": "drop"})
    assert [by_tick.named[label] if label >= 0 else "" for label in by_tick.labels] == [
        *["keep"] * 4, *[""] * 3, *["drop"] * 3
    ]  # fmt: skip
    assert ticked(found, {}).n_noise == 10


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "paint", "clusters": []}, {"kind": "tick", "clusters": ["0"], "name": "perhaps"}, {"clusters": 3},
     {"kind": "rename", "clusters": ["0"], "name": ""}, {"kind": "merge", "clusters": [], "more": 1, "name": "a"}],
)  # fmt: skip
def test_what_is_no_edit_is_refused(body):
    with pytest.raises(ParamsError):
        EditedParams(edits=(body,))


def test_as_a_step_it_is_a_grouping_like_any_other(tmp_path):
    store = Store(tmp_path / "home")
    X = np.concatenate([np.zeros((6, 2)), np.ones((5, 2)), np.full((4, 2), 9)]).astype("f4")
    np.save(tmp_path / "x.npy", X)
    space = plan.features(plan.dataset(store.copy(tmp_path / "x.npy"), "npy", "x"), plan.USES["given"].params())
    base = plan.clustering(space, build(plan.CLUSTERINGS["kmeans"].params, {"n_clusters": 3, "random_state": 0}))
    moved = store.put(rows_of(0, 14, n=15).astype(np.uint8).tobytes())
    edits = [Edit("rename", ("0",), "zwölf"), Edit("move", name="new", fingerprint=moved, count=2)]
    recipe = plan.edited(base, [edit.to_json() for edit in edits])
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert plan.features_of(recipe) == space
    assert plan.describe(recipe) == "edited by hand · edits 2 · begun with k-means · n_clusters 3"
    manifest = materialise(recipe, store, silent)
    found = store.read(recipe, Clustering)
    assert set(found.names) == {"zwölf", "1", "2", "new"}
    assert groups_of(found).names == found.names
    assert manifest.values["note"] == "2 edits by hand"
    agreement = plan.agreement(base, recipe)
    materialise(agreement, store, silent)
    with pytest.raises(InputError, match="of 15 rows"):
        apply(EditedParams(edits=(edits[1].to_json(),)), base=BASE, blobs=store)


def test_a_column_is_a_grouping_by_name():
    who = Column("category", np.array([1, 2, 0, 1, 1], dtype=np.uint8), ("anna", "ben", ""), 2)
    size = Column("number", np.zeros(5, dtype=np.float32))
    rows, vectors = np.arange(5, dtype=np.uint32), np.zeros((5, 1), np.float32)
    data = Dataset("t", rows, vectors, None, {"who": who, "n": size}, "who")
    found = by_column(ByColumnParams(), dataset=data)
    assert (found.labels.tolist(), found.names) == ([0, -1, 1, 0, 0], ("ben", "anna"))
    assert found.from_parts(found.to_parts()).names == ("ben", "anna")
    for column, words in (("nobody", "not known"), ("n", "measured numbers")):
        with pytest.raises(InputError, match=words):
            by_column(ByColumnParams(column=column), dataset=data)
    column_alone = plan.edited(plan.by_column(plan.dataset("a" * 40, "npy", "t")), [])
    assert not plan.has_space(column_alone)
    assert plan.describe_space(plan.space_of(column_alone)).startswith("no space")


@pytest.mark.parametrize(
    "edits",
    [
        [Edit("tick", ("0",), "drop")],
        [Edit("rename", ("0",), "anna"), Edit("tick", ("anna",), "keep")],
        [Edit("merge", ("7", "8"), "b"), Edit("tick", ("1",), "keep"), Edit("tick", ("1",), "")],
    ],
)
@pytest.mark.parametrize("base", [BASE, Clustering(LABELS, "of HDBSCAN", np.full(3, 0.5, dtype=np.float32))])
def test_what_a_tick_makes_is_known_without_the_step(edits, base, tmp_path):
    def made(edits):
        return apply(EditedParams(tuple(edit.to_json() for edit in edits)), base=base, blobs=Store(tmp_path))

    before = made(edits[:-1]) if len(edits) > 1 else base
    found, step = after_tick(before, len(edits)).to_parts(), made(edits).to_parts()
    assert (found.texts, found.values) == (step.texts, step.values)
    assert found.arrays.keys() == step.arrays.keys() == {"codes"}
    assert np.array_equal(found.arrays["codes"], step.arrays["codes"])
