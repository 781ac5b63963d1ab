"""Rows are found by their number; what is no number of a row is looked for among the names."""

from types import SimpleNamespace
from typing import Any

import pytest

from explorer.ui.nearby.find import find_rows

NOBODY: Any = None  # for a number nobody is asked
DATA: Any = SimpleNamespace(values={"renumbered": False, "n_samples": 2_000, "columns": [], "identity": None})


@pytest.mark.parametrize(("text", "rows"), [("7", [7]), (" 1,234 ", [1234]), ("2000", []), ("", [])])
def test_a_row_is_found_by_its_number(text, rows):
    assert find_rows(NOBODY, DATA, text).tolist() == rows


def test_more_digits_than_python_reads_are_the_number_of_no_row():
    assert find_rows(NOBODY, DATA, "9" * 5_000).tolist() == []
