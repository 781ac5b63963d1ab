"""What the page before has left behind is forgotten, and nothing else."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.thread_safe_set import ThreadSafeSet

from explorer.ui import ending

TIMER: dict[str, Any] = {"fragment_id": "a", "is_auto_rerun": True}


@pytest.fixture
def run(monkeypatch):
    """A script run of the page "new", as Streamlit keeps it."""
    context = SimpleNamespace(
        page_script_hash="new",
        script_requests=ScriptRequests(),
        fragment_storage=MemoryFragmentStorage(),
        shared=SimpleNamespace(new_fragment_ids=ThreadSafeSet()),
    )
    monkeypatch.setattr(ending, "get_script_run_ctx", lambda: context)
    return context


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ({**TIMER, "page_script_hash": "old"}, ScriptRequestType.STOP),  # nothing waits: the script thread may end
        ({**TIMER, "page_script_hash": "new"}, ScriptRequestType.RERUN),
        ({"fragment_id": "a", "page_script_hash": "old"}, ScriptRequestType.RERUN),  # a person's click
        ({"page_script_hash": "old"}, ScriptRequestType.RERUN),
    ],
)
def test_only_timers_of_another_page_are_taken_back(run, asked, then):
    run.script_requests.request_rerun(RerunData(**asked))
    ending.forget_earlier()
    assert run.script_requests.on_scriptrunner_ready().type is then


def test_a_timer_beside_a_person_s_click_stays(run):
    run.script_requests.request_rerun(RerunData(**TIMER, page_script_hash="old"))
    run.script_requests.request_rerun(RerunData(page_script_hash="third"))
    ending.forget_earlier()
    assert run.script_requests.on_scriptrunner_ready().rerun_data.page_script_hash == "third"


def test_outside_of_a_script_run_there_is_nothing_to_forget(monkeypatch):
    monkeypatch.setattr(ending, "get_script_run_ctx", lambda: None)
    ending.forget_earlier()
