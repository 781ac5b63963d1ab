"""What one tab writes while another shows something else, in a real workspace."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from explorer import plan, settings
from explorer.engine import Engine, Job
from explorer.engine.job import State
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.ui import state
from explorer.ui.state import Visit

FIRST, SECOND = (plan.dataset(digits * 20, "npy", "Faces") for digits in ("a1", "b2"))


@pytest.fixture
def tabs(tmp_path) -> tuple[Visit, Visit]:
    """Two script runs of one visitor, both with the first of two data sets on screen."""
    services = shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)}))
    engine, visitor = Engine(services.settings, services.store), new_visitor()
    first, second = (Visit(visitor, services, engine) for _ in range(2))
    first.change(lambda workspace: workspace.with_dataset(SECOND, "Faces").with_dataset(FIRST, "Faces"))
    assert second.dataset == first.dataset
    return first, second


def test_a_choice_is_of_the_data_set_that_its_own_tab_shows(tabs):
    here, there = tabs
    own, other = FIRST.digest[:12], SECOND.digest[:12]
    there.show(other)

    here.choose("map", pinned=1)  # sees what the other tab wrote
    here.choose("map", colour="odd")

    now = Visit(here.visitor, here.services, here.engine).workspace
    assert now.active == other
    assert now.chosen("map", own) == {"pinned": 1, "colour": "odd"}
    assert now.chosen("map", other) == {}


def test_both_tabs_show_the_same(tabs):
    here, there = tabs
    there.show(SECOND.digest[:12])
    here.show(SECOND.digest[:12])

    assert here.dataset == there.dataset


def test_what_another_tab_removed_is_on_no_screen(tabs):
    here, there = tabs
    there.drop(FIRST.digest[:12])

    here.choose("frame", greeted=True)

    assert here.dataset is not None
    assert here.dataset.id == SECOND.digest[:12]


def test_what_came_within_the_moment_is_not_waited_for_any_more(tabs):
    first, _ = tabs
    recipe = plan.dataset("0" * 40, "npz", "rows")
    states: Iterator[State] = iter(["running", "running", "done"])
    asked = SimpleNamespace(ask=lambda recipe, _owner: Job(recipe, next(states)))
    visit = replace(first, engine=asked, waiting={})

    visit.ask_and_wait_a_moment(recipe)
    assert visit.waiting == {}
    assert next(states, None) is None

    slow = replace(visit, engine=SimpleNamespace(ask=lambda recipe, _owner: Job(recipe, "running")))
    slow.ask_and_wait_a_moment(recipe)
    assert list(slow.waiting.values()) == [recipe]


def presses():
    import streamlit as st

    from explorer.ui.state import pressed

    if st.session_state.pop("taken over", False):
        st.rerun()  # as where what is waited for ends in that moment: this run never comes to the button
    st.text("answered" if pressed("Go", disabled=bool(st.session_state.get("disabled"))) else "idle")


def test_a_press_is_answered_once_by_the_next_run_where_its_own_is_taken_over():
    at = AppTest.from_function(presses).run()
    assert at.text[0].value == "idle"
    at.session_state["taken over"] = True
    assert at.button[0].click().run().text[0].value == "answered"
    assert at.run().text[0].value == "idle"


@pytest.mark.parametrize("change", ["late", "disabled"])
def test_a_press_is_forgotten_where_nobody_waits_for_it_or_it_can_not_be_meant_any_more(change, monkeypatch):
    at = AppTest.from_function(presses).run()
    at.session_state["taken over"] = True
    if change == "late":
        monkeypatch.setattr(state, "PRESS_SECONDS", 0.0)
    else:
        at.session_state["disabled"] = True
    assert at.button[0].click().run().text[0].value == "idle"
