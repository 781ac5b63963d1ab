"""Which columns name the same rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.sources.together.keys import guess, match, texts_of

NAMES = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6)


def column(*values):
    return np.array(values, dtype=None if all(isinstance(value, int | float) for value in values) else object)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (np.array([7, -1]), ["7", "-1"]),
        (np.array([7.0, 0.5, np.nan, np.inf]), ["7", "0.5", "", ""]),
        (np.array([b"a", b"\xe3\x81\x82"]), ["a", "あ"]),
        (column(" 7 ", "nan", ""), ["7", "", ""]),
        (np.array([True, False]), ["True", "False"]),
    ],
)
def test_values_are_the_same_where_people_would_say_so(values, texts):
    assert texts_of(values) == texts


@pytest.mark.parametrize(
    ("lefts", "rights", "order"),
    [
        (column("b", "a", "c"), column("a", "b"), [1, 0, -1]),
        (column(2, 1), np.array([1.0, 2.0]), [1, 0]),
        (column("", "a"), column("", "a"), [-1, 1]),
        (column("a", "a"), column("a", "a"), [0, 0]),
        (column("x\\1.png", "./2.png"), column("x/1.png", "2.png"), [0, 1]),
        (column("1", "2"), column("deep/2.jpg", "deep/1.jpg"), [1, 0]),
        (column("1.png", "2.png"), column("a/1.png", "b/1.png", "a/2.png"), [-1, 2]),  # which of the two, nobody knows
    ],
)
def test_look_up(lefts, rights, order):
    assert match(lefts, rights).order.tolist() == order


def found(lefts, rights, same_length=False):
    result = guess(lefts, rights, same_length=same_length)
    return None if result is None else (result.left, result.right)


def test_a_guess_prefers_the_same_name_and_wants_half_the_rows():
    ids, others = column("a", "b", "c", "d"), column("d", "c", "b", "a")
    assert found({"id": ids, "name": ids}, {"id": others, "name": others}) == ("id", "id")
    assert found({"id": ids}, {"name": others}) == ("id", "name")
    assert found({"id": ids}, {"ID": others}) == ("id", "ID")
    assert found({"id": ids}, {"colour": others}) is None
    assert found({"id": ids}, {"id": column("a", "x", "y", "z")}) is None
    assert found({"id": ids}, {"id": column("a", "a", "b", "c")}) is None  # doesn't tell its rows apart
    assert found({"id": ids}, {}) is None


def test_numbers_of_other_names_agree_by_chance_where_row_order_would_do():
    numbers = np.arange(4)
    assert found({"id": numbers}, {"index": numbers + 1}) == ("id", "index")
    assert found({"id": numbers}, {"index": numbers + 1}, same_length=True) is None
    assert found({"id": numbers}, {"id": numbers[::-1]}, same_length=True) == ("id", "id")


def test_texts_that_look_like_files_are_keys_whatever_they_are_called():
    assert found({"photo": column("x/1.png", "x/2.png")}, {"file": column("2.png", "1.png")}) == ("photo", "file")


@given(st.lists(NAMES, min_size=1, max_size=30, unique=True), st.randoms(use_true_random=False))
def test_generated_tables_are_joined_as_pandas_joins_them(keys, random):
    ours = [f"n{key}" for key in keys]  # no name is one of those that stand for nothing, such as nan
    theirs = [*random.sample(ours, random.randint(1, len(ours))), "else"]
    random.shuffle(theirs)
    there = pd.DataFrame({"key": theirs, "at": range(len(theirs))})
    merged = pd.DataFrame({"key": ours}).merge(there, "left", on="key")["at"].fillna(-1)
    assert match(column(*ours), column(*theirs)).order.tolist() == merged.astype(int).tolist()
