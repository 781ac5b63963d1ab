"""The forms that read a file otherwise, without a server: what they show first, and when they can be used."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    from explorer import plan
    from explorer.sources import Preview
    from explorer.sources.preview import Seen
    from explorer.ui.by_path import pattern
    from explorer.ui.roles import detected, role_form
    from explorer.workspace import OpenedDataset

    dataset = OpenedDataset("abc", "people", plan.dataset("a1" * 20, "csv", "people"), "people.csv", 10, 0.0)
    columns = (
        Seen("f0:f9", "10 columns of numbers", "vector", ("1, 2, …",)),
        Seen("who", "texts", "identity", ("ann",)),
        Seen("photo", "image files", "image", ("12 bytes",)),
    )
    preview = Preview(columns, (*(f"f{number}" for number in range(10)), "who", "photo"))
    facts = {"identity": "who", "columns": [{"name": "who"}], "coordinates": []}
    visit: object = None  # nothing is pressed
    detected(preview, facts)
    role_form(visit, dataset, preview, facts)  # type: ignore[arg-type]
    pattern(visit, dataset, Preview(paths=("a/KA.AN1.1.png", "b.png"), n_paths=2))  # type: ignore[arg-type]


@pytest.fixture
def at() -> AppTest:
    found = AppTest.from_function(page, default_timeout=60).run()
    assert not found.exception
    return found


def can_press(at, label):
    return not next(button for button in at.button if button.label == label).disabled


def test_what_was_found_is_chosen_first_and_nothing_is_read_again_for_it(at):
    assert at.multiselect[0].value == ["f0:f9"]
    assert at.selectbox[0].value == "who"
    assert not can_press(at, "Read again with these roles")
    assert not can_press(at, "Read again with these names")


def test_another_choice_can_be_read_again(at):
    assert can_press(at.multiselect[0].set_value(["f0:f4"]).run(), "Read again with these roles")
    assert not can_press(at.multiselect[0].set_value(["f0:f9"]).run(), "Read again with these roles")
    assert can_press(at.selectbox[0].set_value("-").run(), "Read again with these roles")


def test_a_pattern_shows_what_it_gives_before_it_is_used(at):
    at.text_input[0].set_value("{person}.{expression}{n}.{_}.png").run()
    assert [caption.value for caption in at.caption][-1].startswith("Matches 1 of the 2 files: person (1 different)")
    assert can_press(at, "Read again with these names")

    at.text_input[0].set_value("{person}*").run()
    assert "side by side" in at.error[0].value
