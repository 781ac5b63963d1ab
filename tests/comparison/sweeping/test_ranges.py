"""Ranges are read as people write them; what can't be read is said with what can be."""

import pytest

from explorer.comparison.sweeping.ranges import parse, spelled, suggested
from explorer.errors import ParamsError


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2-5", (2, 3, 4, 5)),
        ("1, 3, 5", (1, 3, 5)),
        ("5; 3,3 , 1", (1, 3, 5)),
        ("1-17 step 2", (1, 3, 5, 7, 9, 11, 13, 15, 17)),
        ("1 – 4:3", (1, 4)),
        ("2 to 3, 10..11", (2, 3, 10, 11)),
        ("7", (7,)),
        ("", ()),
        (" , ", ()),
        ("-1", (-1,)),
    ],
)
def test_whole_numbers(text, values):
    found = parse("n_clusters", text, whole=True)
    assert found == values
    assert all(type(value) is int for value in found)


def test_fractions_end_where_they_say():
    assert parse("eps", "0.1-0.5 step 0.1", whole=False) == (0.1, 0.2, 0.3, 0.4, 0.5)
    assert parse("eps", "1e-3, 2.5", whole=False) == (0.001, 2.5)
    assert all(type(value) is float for value in parse("eps", "1-3", whole=False))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("two", "'two' can't be read. Write 2-20"),
        ("2-", "can't be read"),
        ("2.5", "n_clusters = 2.5 must be a whole number"),
        ("5-2", "must rise"),
        ("2-5 step 0", "a step above 0"),
        ("0.1-0.5", "say by what '0.1-0.5' goes"),
        ("1-2.5", "say by what"),
        ("1-100000", "100,000 values, more than 200"),
        ("1e400", "can't be read"),
        ("1-1e400", "can't be read"),
    ],
)
def test_mistakes(text, message):
    with pytest.raises(ParamsError, match=message) as caught:
        parse("n_clusters", text, whole=True)
    assert caught.value.field == "n_clusters"


@pytest.mark.parametrize("values", [(2, 3, 4), (2, 4), (0.25, 0.5), (5,), ()])
def test_what_is_spelled_is_read_back(values):
    assert parse("x", spelled(values), whole=False) == values
    assert spelled((2, 3, 4)) == "2-4"


def test_first_values_fit_the_rows():
    assert suggested("n_clusters", 1797) == tuple(range(2, 21))
    assert suggested("n_components", 5) == (2, 3, 4, 5)
    assert suggested("min_cluster_size", 100) == (3, 5, 8)
    assert suggested("min_samples", 30) == (1,)
    assert suggested("eps", 100) == ()
