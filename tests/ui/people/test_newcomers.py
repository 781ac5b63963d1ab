"""What is said of new rows: nobody is named where there is no nearest identity, and a missing number is nothing."""

from typing import Any

from explorer.ui.people.newcomers import _label, as_csv, summed_up

TABLE: dict[str, list[Any]] = {
    "row": [0, 1],
    "nearest identity": ["Ann", ""],
    "similarity to it": [0.5, float("nan")],
    "nearest row": [3, 4],
    "similarity to that": [0.5, 0.0],
}


def test_a_label_names_nobody_where_nobody_is_near():
    assert _label(TABLE, 0) == "new row 0 · nearest Ann (0.50) · most like row 3"
    assert _label(TABLE, 1) == "new row 1 · most like row 4"


def test_the_answer_comes_first():
    table = {**TABLE, "own who": ["Ann", "Bob"], "near it": ["yes", "no"]}
    assert summed_up(table, ("Ann", "Cid"), 0.4) == (
        "#### 1 of 2 new rows are near a known identity, 1 near nobody\nNear is a similarity of 0.40 or more to it. "
        "Of 1 with a known name 1 is nearest to it."
    )
    assert summed_up(TABLE, ("Ann",), None) == ""


def test_a_missing_number_is_nothing_in_the_file():
    lines = as_csv(TABLE).decode().split("\r\n")
    assert lines[1:3] == ["0,Ann,0.5,3,0.5", "1,,,4,0.0"]
