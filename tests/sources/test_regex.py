import time

import pytest

from explorer.errors import ParamsError
from explorer.sources.pattern import parse

JAFFE = r"(?P<person>[A-Z]{2})\.(?P<expression>[A-Z]+)(?P<n>\d)\.\d+\.tiff$"


def test_its_groups_are_columns_and_it_may_match_anywhere_in_the_path():
    found = parse(JAFFE)

    assert found.names == ("person", "expression", "n")
    assert found.matches(["set/KA.AN1.39.tiff", "KA.AN1.39.tiff.txt", "KA.AN1"]) == [
        {"person": "KA", "expression": "AN", "n": "1"},
        None,
        None,
    ]


def test_groups_as_javascript_writes_them_and_one_that_is_not_kept():
    found = parse(r"(?<who>\w+)/(?<_>\d+)")

    assert found.columns(["ann/1.png", "7"]) == {"who": ["ann", ""]}


def test_a_group_that_took_no_part_is_empty():
    assert parse("(?P<a>x)|(?P<b>y)").matches(["y"]) == [{"a": "", "b": "y"}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(?P<a>x", "missing )"),
        ("(x)(?P<a>y)", "write (?:"),
        (r"(?P<a>x)\1", "invalid escape"),
        ("(?<=x)(?P<a>y)", "no regular expression that can be used"),
        ("(?P<a>x)(?P<a>y)", "{a} is taken"),
        ("(?P<file>x)", "{file} is taken"),
        ("(?P<_>x)", "no group with a name"),
        ("(?P<a>x{1000}){1000}", "repetition"),
        ("(?P<a>" + "x" * 1_000 + ")", "at most 1,000"),
    ],
)
def test_an_expression_that_makes_no_sense_is_shown_beside_a_path(text, words):
    with pytest.raises(ParamsError) as caught:
        parse(text, "ann/1.jpg")

    assert caught.value.field == "pattern"
    assert words in caught.value.message
    assert caught.value.message.endswith("One of the files is 'ann/1.jpg'.")


def test_one_that_backtracking_never_ends_takes_no_time():
    began = time.process_time()

    assert parse("^(?P<a>(?:a+)+)$").matches(["a" * 50_000 + "!"]) == [None]

    assert time.process_time() - began < 2


def test_half_a_surrogate_pair_in_a_name():
    assert parse("(?P<a>[^.]+)[.]").matches(["x\udcff.png"]) == [{"a": "x?"}]
