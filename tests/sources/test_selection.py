import numpy as np
import pytest

from explorer.errors import ParamsError
from explorer.params import build
from explorer.sources.columns import encode
from explorer.sources.selection import SelectionParams, select


def kept(names="", **params):
    """Places that stay of rows with these identities (a dot: none), numbered from 10."""
    names = np.array([name.replace(".", "") for name in names], dtype=object)
    columns = {"n": np.arange(len(names))}
    found = select(SelectionParams(**params), 10 + np.arange(len(names)), columns, encode(names, category=True))
    return found.places.tolist(), found.counts


def test_nothing_asked_for_keeps_all():
    assert kept("ab") == ([0, 1], ())


@pytest.mark.parametrize(
    ("params", "places"),
    [
        ({"max_per_identity": 2}, [0, 1, 2, 4, 6]),
        ({"min_per_identity": 2}, [0, 1, 2, 3, 4, 5]),
        ({"every": 3}, [0, 3, 6]),
        ({"every": 1}, list(range(7))),
        ({"where": "n >= 2 and row < 15"}, [2, 3, 4]),
    ],
)
def test_each_kind_of_selection(params, places):
    assert kept("babbaac", **params)[0] == places


def test_rows_without_identity_are_not_capped_and_belong_to_no_identity():
    assert kept("a.a..", max_per_identity=1)[0] == [0, 1, 3, 4]
    assert kept("a.a..", min_per_identity=2)[0] == [0, 2]


def test_each_narrows_what_the_one_before_has_left_and_says_so():
    places, counts = kept("aaaabbbbcc", every=2, where="n < 9", min_per_identity=2, max_per_identity=1)

    assert places == [0, 4]
    assert counts == (
        ("one row in 2", 5),
        ("where n < 9", 5),
        ("identities with at least 2 rows", 4),
        ("at most 1 rows of each identity, the first", 2),
    )


def test_at_random_is_the_seeds_alone_and_takes_each_row_as_often():
    first, counts = kept("a" * 50 + "b", max_per_identity=5, pick="random", pick_seed=3)
    assert first == kept("a" * 50 + "b", max_per_identity=5, pick="random", pick_seed=3)[0]
    assert first != kept("a" * 50 + "b", max_per_identity=5, pick="random", pick_seed=4)[0]
    assert (len(first), first[-1]) == (6, 50)
    assert counts == (("at most 5 rows of each identity, at random (seed 3)", 6),)

    often = np.zeros(50)
    for seed in range(400):
        often[kept("a" * 50, max_per_identity=5, pick="random", pick_seed=seed)[0]] += 1
    assert often.sum() == 2000
    assert 15 < often.min() <= often.max() < 70  # 40 expected, standard deviation 6


@pytest.mark.parametrize("name", ["min_per_identity", "max_per_identity"])
def test_counting_rows_of_identities_needs_identities(name):
    with pytest.raises(ParamsError, match=r"and none was found\. Name one") as caught:
        select(build(SelectionParams, {name: 1}), np.arange(2), {}, None)
    assert caught.value.field == name


def test_that_no_row_is_left_is_said_with_what_left_none():
    with pytest.raises(ParamsError, match=r"No row is left of 3: where n > 9\.") as caught:
        kept("abc", where="n > 9")
    assert caught.value.field == "where"


def test_a_filter_that_makes_no_sense_is_refused_before_anything_is_read():
    with pytest.raises(ParamsError) as caught:
        SelectionParams(where="n >")
    assert caught.value.field == "where"
