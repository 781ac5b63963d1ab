"""The app starts by `make run`, and nothing of it is left when it ends, however it ends."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest

from tests.browser.server import ROOT, free_port, processes_of, wait_until


def commands(home) -> str:
    """The command lines of all processes that were given this data directory."""
    lines = []
    for process in processes_of(home):
        try:
            lines.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return "\n".join(lines)


def workers_are_up(home) -> bool:
    return "multiprocessing.spawn" in commands(home)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda how: how.name)
def test_nothing_is_left_when_the_server_ends(make_server, how):
    server = make_server()
    wait_until(lambda: workers_are_up(server.home), 30, "worker processes")
    server.stop(how)
    assert processes_of(server.home) == []


def test_an_end_in_the_middle_of_the_start_leaves_nothing(make_server):
    server = make_server()
    server.stop()
    assert processes_of(server.home) == []


@pytest.fixture
def installed(tmp_path):
    """A stand-in for .venv with everything installed: this suite's own Python under another name."""
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    python = tmp_path / "venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    shutil.copy(ROOT / "requirements.txt", tmp_path / "venv" / "installed.txt")
    return tmp_path / "venv"


def test_make_run(installed, tmp_path, numba_cache):
    port, home = free_port(), tmp_path / "home"
    started = time.monotonic()
    # its own process group, so that the interrupt reaches all of it, as Ctrl-C in a terminal does
    with subprocess.Popen(
        ["make", "--no-print-directory", "run", f"VENV={installed}", f"PORT={port}"],
        cwd=ROOT,
        # what a first start compiles is there
        env={**os.environ, "EXPLORER_HOME": str(home), "NUMBA_CACHE_DIR": str(numba_cache), "MAKEFLAGS": ""},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as make:
        try:
            wait_until(lambda: answers(port), 30, "an answer")
            assert time.monotonic() - started < 15, "a second start takes seconds"
        finally:
            os.killpg(make.pid, signal.SIGINT)
        printed, _ = make.communicate(timeout=30)
    assert printed.startswith(f"Embedding Explorer starts on http://127.0.0.1:{port}  (Ctrl-C ends it)\n")
    assert "Installing" not in printed
    wait_until(lambda: processes_of(home) == [], 20, f"the end of {commands(home)}")


def test_a_server_that_cannot_do_its_work_says_why_and_ends(tmp_path):
    (tmp_path / "secret").write_bytes(b"abc")
    run = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(free_port())],
        cwd=ROOT,
        env={**os.environ, "EXPLORER_HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert "secret holds 3 bytes instead of 32" in run.stdout
    assert "Traceback" not in run.stdout
    assert processes_of(tmp_path) == []
