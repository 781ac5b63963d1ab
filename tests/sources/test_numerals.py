"""What a text is taken for. Long ones would keep a reader busy for hours if they could be read in two ways."""

import pytest

from explorer.sources import roles
from explorer.sources.numerals import is_list, is_number

LONG = 300_000


@pytest.mark.parametrize("text", ["1", "-1.5", "+1.", ".5", "2e-3", "1.e5", "nan", "-Infinity", " 7 "])
def test_a_number_is_known(text):
    assert is_number(text)


@pytest.mark.parametrize("text", ["", ".", "1,5", "1e", "0x10", "1.2.3", "--1", "1 2", "1" * LONG + "x", "." * LONG])
def test_what_is_no_number_is_known(text):
    assert not is_number(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("1 2", True), ("[1.5, .2]", True), ("1", False), ("1" * LONG + "x", False), ("1 " * LONG + "x", False)],
)
def test_a_list_is_two_numbers_or_more(text, is_one):
    assert is_list(text) is is_one


def test_names_share_a_stem_but_for_a_running_number():
    assert roles.numbered({0: "f 1", 1: "f 2", 2: "f 3", 3: "-" * LONG + "x", 4: "_" * LONG + "7"}) == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("[0.1 0.2 ... 0.9]", True),
        ("(1, ..., 2)", True),
        ("[...x", False),
        ("[" + "..." * LONG + "x", False),
        ("", False),
    ],
)
def test_what_numpy_printed_is_told_from_a_list(text, printed):
    assert roles._is_printed(text) is printed
