"""The forms that read a file otherwise, without a server: what they show first, and when they can be used."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    from types import SimpleNamespace

    from explorer import plan
    from explorer.sources import Preview
    from explorer.sources.preview import Seen
    from explorer.ui.by_path import pattern
    from explorer.ui.roles import detected, role_form
    from explorer.workspace import OpenedDataset, Workspace

    dataset = OpenedDataset("abc", "people", plan.dataset("a1" * 20, "csv", "people"), "people.csv", 10, 0.0)
    columns = (
        Seen("f0:f9", "10 columns of numbers", "vector", ("1, 2, …",)),
        Seen("who", "texts", "identity", ("ann",)),
        Seen("photo", "image files", "image", ("12 bytes",)),
    )
    preview = Preview(columns, (*(f"f{number}" for number in range(10)), "who", "photo"))
    facts = {"identity": "who", "columns": [{"name": "who"}], "coordinates": []}
    visit: object = SimpleNamespace(workspace=Workspace(1.0, 1.0))  # nothing is pressed
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


def several(joined: bool) -> None:
    from types import SimpleNamespace

    from explorer import plan
    from explorer.sources import Preview
    from explorer.sources.preview import FileSeen, Seen
    from explorer.ui.roles import of_each_file, role_form
    from explorer.workspace import OpenedDataset, Workspace

    dataset = OpenedDataset("abc", "v", plan.dataset("a1" * 20, "images", "v"), "v.npy and 2 more.zip", 10, 0.0)
    numbers = (Seen("width", "numbers", "vector", ("1",)), Seen("height", "numbers", "vector", ("2",)))
    files = (
        FileSeen("v.npy", (Seen("embedding", "float32 9 x 4", "vector"),), True, ("embedding",)),
        FileSeen("sizes.csv", numbers, False, ("width", "height")),
        FileSeen("people.csv", (Seen("who", "texts", "identity", ("ann",)),), False, ("who",)),
    )
    joins = [{"file": name, "how": how, "able": False} for name, how in (("v.npy", "first"), ("sizes.csv", "key"))]
    facts = {"identity": "who", "columns": [{"name": "who"}, {"name": "width"}], "coordinates": [], "joins": joins}
    visit: object = SimpleNamespace(workspace=Workspace(1.0, 1.0))  # nothing is pressed
    of_each_file(Preview(files=files), facts if joined else None)
    role_form(visit, dataset, Preview(files=files), facts if joined else None)  # type: ignore[arg-type]


def test_of_several_files_the_one_with_the_vectors_and_its_columns_are_chosen():
    at = AppTest.from_function(several, args=(True,), default_timeout=60).run()
    assert not at.exception
    assert at.selectbox[0].options == ["v.npy", "sizes.csv"]  # in people.csv there are no numbers
    assert at.multiselect[0].value == ["embedding"]
    assert at.selectbox[1].options == ["none of them", "who", "width", "embedding", "height"]
    assert not can_press(at, "Read again with these roles")

    at.selectbox[0].set_value("sizes.csv").run()
    assert at.multiselect[0].value == ["width", "height"]
    assert can_press(at, "Read again with these roles")


def test_of_several_files_that_do_not_fit_some_are_left_out():
    at = AppTest.from_function(several, args=(False,), default_timeout=60).run()
    assert not at.exception
    out = next(field for field in at.multiselect if field.label == "Files left out")
    assert out.options == ["sizes.csv", "people.csv"]
    assert not can_press(at, "Read again with these roles")
    assert can_press(out.set_value(["people.csv"]).run(), "Read again with these roles")
