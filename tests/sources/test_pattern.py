import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import ParamsError
from explorer.sources.pattern import parse

JAFFE = "{person}.{expression}{n}.{_}.tiff"


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("{identity}_{expression}.jpg", "KA_happy.jpg", {"identity": "KA", "expression": "happy"}),
        ("{identity}_{expression}.jpg", "any/folder/KA_happy.jpg", {"identity": "KA", "expression": "happy"}),
        ("{identity}_{expression}.jpg", "KA_happy.JPG", {"identity": "KA", "expression": "happy"}),
        ("{identity}_{expression}.jpg", "KA_happy.png", None),
        ("{identity}_{number}.jpg", "George_W_Bush_0012.jpg", {"identity": "George_W_Bush", "number": "0012"}),
        ("{identity}_{number}.*", "George_W_Bush_0012.v2.jpg", {"identity": "George_W_Bush", "number": "0012.v2"}),
        ("{identity}/*", "ann/1.jpg", {"identity": "ann"}),
        ("{identity}/*", "photos/ann/1.jpg", {"identity": "ann"}),
        ("{identity}/*/*", "photos/ann/2020/1.jpg", {"identity": "ann"}),
        ("{identity}/*", "1.jpg", None),
        ("{identity}/*/", "ann/1.jpg", {"identity": "ann"}),
        ("{who}.{what}.{number}.tiff", "KA.AN1.39.tiff", {"who": "KA", "what": "AN1", "number": "39"}),
        ("{who}.AN{what}.*", "KA.AN1.39.tiff", {"who": "KA", "what": "1.39"}),
        ("*-{id}-*", "a-b-c-d", {"id": "c"}),
        ("{a}.jpg", ".jpg", None),
        ("*.{end}", ".jpg", {"end": "jpg"}),
        ("{人物}_*", "田中_1.png", {"人物": "田中"}),
        ("aba{x}aba", "ababa", None),  # the two texts may not share letters
        ("aba{x}aba", "abaXaba", {"x": "X"}),
        ("{a}_{b}_{c}", "1__2_3", {"a": "1_", "b": "2", "c": "3"}),
        ("{a}__{b}", "1___2", {"a": "1_", "b": "2"}),
        # side by side: told apart where digits begin or end
        (JAFFE, "KA.AN1.39.tiff", {"person": "KA", "expression": "AN", "n": "1"}),
        (JAFFE, "KA.AN.39.tiff", None),
        (JAFFE, "KA.1AN2.39.tiff", None),
        ("{n}{who}.jpg", "007bond.jpg", {"n": "007", "who": "bond"}),
        ("{_}_{n}_{_}", "a_1_b", {"n": "1"}),
    ],
)
def test_matching(pattern, path, expected):
    assert parse(pattern).matches([path]) == [expected]


letters = st.text("ab_.", max_size=7)


@given(st.lists(letters.filter(bool) | st.sampled_from(["{}", "*"]), min_size=1, max_size=6), letters)
def test_it_agrees_with_a_greedy_regular_expression(pieces, name):
    wilds = [at for at, piece in enumerate(pieces) if piece in ("{}", "*")]
    if not any(pieces[at] == "{}" for at in wilds) or any(a + 1 == b for a, b in pairwise(wilds)):
        return
    text = "".join(f"{{n{at}}}" if piece == "{}" else piece for at, piece in enumerate(pieces))
    regex = "".join(
        f"(?P<n{at}>.+)" if piece == "{}" else ".*" if piece == "*" else re.escape(piece)
        for at, piece in enumerate(pieces)
    )

    theirs = re.fullmatch(regex, name)

    assert parse(text).matches([name]) == [theirs.groupdict() if theirs else None]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("*.jpg", "no {name} in it"),
        ("", "no {name} in it"),
        ("{}_x.jpg", "a name is missing"),
        ("{a_{b}.jpg", "without its }"),
        ("{a}}.jpg", "without its }"),
        ("{a}*.jpg", "a * stands side by side"),
        ("*{a}", "a * stands side by side"),
        ("**.{a}", "a * stands side by side"),
        ("{_}.jpg", "no {name} in it"),
        ("{a}_{a}.jpg", "is taken"),
        ("{file}.jpg", "is taken"),
        ("{a/b}.jpg", "without its }"),
        ("{a/*", "without its }"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_shown_beside_a_path(pattern, words):
    with pytest.raises(ParamsError) as caught:
        parse(pattern, "ann/1.jpg")

    assert caught.value.field == "pattern"
    assert words in caught.value.message
    assert caught.value.message.endswith("One of the files is 'ann/1.jpg'.")


def test_columns_and_what_does_not_match():
    columns = parse("{who}_{n}.jpg").columns(["ann_1.jpg", "readme.jpg", "x/bob_2.jpg"])

    assert columns == {"who": ["ann", "", "bob"], "n": ["1", "", "2"]}


def test_a_pattern_that_matches_nothing():
    with pytest.raises(ParamsError, match=r"matches none of the 1,200 files.*'ann/1.png'") as caught:
        parse("{a}_{b}.jpg").columns(["ann/1.png"] * 1200)
    assert caught.value.field == "pattern"


def test_a_hostile_pattern_takes_no_time():
    hostile = parse("*a" * 200 + "{x}b")

    assert hostile.matches(["a" * 50_000]) == [None]
