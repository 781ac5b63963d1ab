"""The watch over pages and servers does see what it is there to see."""

import os
import subprocess
import sys

import pytest

from tests.browser.chromium import is_elsewhere, watched
from tests.browser.server import processes_of

BLANK = "data:text/html,<title>blank</title>"


def misbehave(browser, script: str, explained: list[str]) -> None:
    """A visitor whose page runs a script and then a turn of its own event loop."""
    with watched(browser, explained, "http://127.0.0.1:9") as context:
        page = context.new_page()
        page.goto(BLANK)
        page.evaluate(f"() => {{ {script} }}")
        page.evaluate("() => new Promise(done => setTimeout(done, 50))")


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("fetch('http://192.0.2.1/').catch(() => 0)", "another host: http://192.0.2.1/"),
        ("new Image().src = 'https://name.invalid/a.png'", "another host: https://name.invalid/a.png"),
        ("new WebSocket('ws://name.invalid/')", "another host: ws://name.invalid/"),
        ("setTimeout(() => { throw new Error('oops') })", "uncaught: Error: oops"),
        ("Promise.reject(new Error('oops'))", "uncaught: Error: oops"),
        ("console.error('oops')", "console: oops"),
    ],
)
def test_a_page_that_misbehaves_fails(browser, script, complaint):
    with pytest.raises(AssertionError, match=complaint.replace("(", r"\(")):
        misbehave(browser, script, [])


def test_a_page_that_behaves(browser):
    misbehave(browser, "console.warn('fine'); new Image().src = 'data:,'", [])


def test_what_a_test_explains_is_let_through(browser):
    misbehave(browser, "console.error('expected')", ["console: expected"])
    with pytest.raises(AssertionError, match="console: other"):
        misbehave(browser, "console.error('expected'); console.error('other')", ["console: expected"])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8501/a", "ws://localhost:1/", "data:,", "blob:http://a/b", "about:blank"]
)
def test_addresses_here(url):
    assert not is_elsewhere(url)


@pytest.mark.parametrize("url", ["https://example.com/", "ws://127.0.0.1.example/", "http://10.0.0.1/"])
def test_addresses_elsewhere(url):
    assert is_elsewhere(url)


def test_webgl_draws(browser):
    """Maps are drawn with WebGL; without it every browser test would look at an empty page."""
    page = browser.new_page()
    page.goto(BLANK)
    assert page.evaluate("() => document.createElement('canvas').getContext('webgl') !== null")
    page.close()


def test_processes_of_a_home_are_found_by_their_environment(tmp_path):
    command = [sys.executable, "-c", "input()"]
    ours = {**os.environ, "EXPLORER_HOME": str(tmp_path)}
    with subprocess.Popen(command, env=ours, stdin=subprocess.PIPE) as child:
        assert [process.pid for process in processes_of(tmp_path)] == [child.pid]
        assert processes_of(tmp_path / "other") == []
        child.communicate(b"\n")
    assert processes_of(tmp_path) == []


def test_a_context_that_is_lent_again_has_forgotten_who_came(contexts):
    with contexts.watched([]) as first:
        page = first.new_page()
        page.goto("/")
        page.evaluate("() => localStorage.setItem('who', 'the first')")
        assert first.cookies()
    with contexts.watched([]) as second:
        assert second is first
        assert second.cookies() == []
        page = second.new_page()
        page.goto("/_stcore/health")
        assert page.evaluate("() => localStorage.length") == 0
