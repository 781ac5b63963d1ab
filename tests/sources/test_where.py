import contextlib
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.dataset import Column
from explorer.errors import ParamsError
from explorer.sources.cells import Table
from explorer.sources.columns import encode
from explorer.sources.where import MOST_LETTERS, parse

COLUMNS = {
    "person": np.array(["KA", "KL", "", "O'Hara"], dtype=object),
    "age": np.array([30, 31.5, np.nan, 2]),
    "hair colour": np.array(["red", "dark red", "", ""], dtype=object),
    "id": np.array([1, 2, 3, 2**60 + 1]),
    "n": np.array(["1", "2", "", "3"]),
    "code": np.array(["007", "1", "2", "3"]),
    "good": np.array([True, False, True, True]),
    "day": np.array(["2020-01-01", "2021-05-01", "NaT", "2020-07-01"], "M8[D]"),
}
TABLE = Table(np.array([0, 1, 2, 5]), COLUMNS)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("person = 'KA'", [0]),
        ('person == "KA"', [0]),
        ("person in ('KA', 'KL') and age >= 30", [0, 1]),
        ("person not in ('KA')", [1, 2, 3]),
        ("person = 'O''Hara'", [3]),
        ("person < 'KB'", [0]),
        ("`hair colour` contains 'red'", [0, 1]),
        ("`hair colour` not contains 'dark'", [0, 2, 3]),
        ("age is missing or row > 4", [2, 3]),
        ("age is not missing and not (person in ('KA'))", [1, 3]),
        ("not person = 'KA'", [1, 2, 3]),
        ("age = 31.5", [1]),
        ("age <> 31.5", [0, 2, 3]),
        ("age < -1 or age > 3e1", [1]),
        ("id = 1152921504606846977", [3]),  # every digit counts
        ("id = 1152921504606846976", []),
        ("n >= 2", [1, 3]),  # texts that are plain numbers are numbers
        ("code = '007'", [0]),  # and these are texts
        ("good = 'True'", [0, 2, 3]),
        ("day < '2020-12-31'", [0, 3]),
        ("id = n", [0, 1]),
        ("person = `hair colour`", []),
        ("person != `hair colour`", [0, 1, 3]),
        ("AGE_IS = 1 OR row = 0", None),
        ("row = 0 OR row = 1 AND row = 2", [0]),  # and binds more closely
        ("(row = 0 or row = 1) and row = 1", [1]),
    ],
)
def test_what_it_holds_for(text, rows):
    if rows is None:
        with pytest.raises(ParamsError, match="no such column"):
            parse(text)(TABLE)
    else:
        assert np.flatnonzero(parse(text)(TABLE)).tolist() == rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "instead of its end there must be the name of a column"),
        ("person", "there must be =, !=, <"),
        ("person =", "a number, or a text between quotation marks"),
        ("person = KA", "A text stands between quotation marks"),
        ("age = '30'", "'30' without quotes"),
        ("person = 3", "holds texts ('KA', 'KL', \"O'Hara\"), so put quotes around: '3'"),
        ("aeg = 3", "Did you mean 'age'?"),
        ("(age = 1", "instead of its end there must be ')'"),
        ("age = 1)", "instead of ')' at letter 8 there must be 'and' or 'or'"),
        ("age # 3", "from letter 5 on ('# 3') it can't be read"),
        ("person = 'KA", "from letter 10 on"),
        ("age contains 'x'", "contains is about texts"),
        ("person contains 3", "instead of '3' at letter 17 there must be a text"),
        ("person not = 'KA'", "'in' or 'contains'"),
        ("age = person", "one holds numbers, the other texts"),
        ("__import__('os')", "instead of '(' at letter 11 there must be ="),
        ("age.__class__ = 3", "no such column: 'age.__class__'"),
        ("(" * 60 + "age = 1" + ")" * 60, "fewer than 50 brackets"),
        ("age = 1 or " * 1_000, f"at most {MOST_LETTERS:,} are read"),
    ],
)
def test_one_that_makes_no_sense_says_where_and_what_would(text, words):
    with pytest.raises(ParamsError) as caught:
        parse(text)(TABLE)
    assert caught.value.field == "where"
    assert words in caught.value.message


def test_columns_of_a_data_set_are_tested_as_those_of_a_file():
    columns = {name: encode(values) for name, values in COLUMNS.items() if name != "id"}
    assert isinstance(columns["age"], Column)
    stored = Table(TABLE.rows, columns)

    for text in ("person in ('KA', 'KL') and age >= 30", "n >= 2", "code = '007'", "day < '2020-12-31'", "age = 31.5"):
        assert np.array_equal(parse(text)(stored), parse(text)(TABLE))


words = st.sampled_from(["age", "person", "(", ")", "and", "or", "not", "in", "=", "<", "'KA'", "3", "is", "missing"])


@given(st.lists(words, max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_filter_or_refused(text):
    with contextlib.suppress(ParamsError):
        holds = parse(text)(TABLE)
        assert holds.dtype == np.bool_
        assert holds.shape == (4,)


def test_the_longest_takes_no_time():
    began = time.process_time()
    for text in ("'" * MOST_LETTERS, "1" * MOST_LETTERS, "not " * 45 + "x" * 1_000 + " = 1", "`" * MOST_LETTERS):
        with pytest.raises(ParamsError):
            parse(text)(TABLE)
    assert time.process_time() - began < 1
