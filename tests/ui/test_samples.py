"""The samples of the Data page: a button each, and what is fetched with what can be chosen of it."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    from explorer.ui.samples import samples

    samples(None)  # type: ignore[arg-type]  # whose visit it is, only opening asks


def drawn():
    return AppTest.from_function(page, default_timeout=60).run()


@pytest.fixture
def opened(monkeypatch):
    """The names of what was opened."""
    names = []
    monkeypatch.setattr("explorer.ui.samples.open_sample", lambda _visit, name: names.append(name))
    return names


def test_a_button_opens_each_sample(opened):
    at = drawn()
    for name in ("digits", "portraits"):
        at.button(key=f"sample-{name}").click().run()
    assert not at.exception
    assert opened == ["digits", "portraits"]


def test_what_is_fetched_is_ordered_as_it_was_chosen(opened):
    at = drawn()
    fetch = next(button for button in at.button if button.label == "Fetch and open")
    fetch.click().run()
    at.number_input(key="fetch-lfw-min_faces_per_person").set_value(70).run()
    at.toggle(key="fetch-lfw-color").set_value(True).run()
    next(button for button in at.button if button.label == "Fetch and open").click().run()
    at.radio(key="fetch").set_value("olivetti").run()
    next(button for button in at.button if button.label == "Fetch and open").click().run()
    assert not at.exception
    assert opened == ["lfw", "lfw?min_faces_per_person=70&color=true", "olivetti"]
