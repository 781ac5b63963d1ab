"""What `make` says before it installs anything: help, and one clear line for each thing that is missing."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def make(*arguments: str, **variables: object) -> subprocess.CompletedProcess[str]:
    """Run make for a clone that has no environment yet, unless VENV says otherwise."""
    given = {"VENV": "/nonexistent/venv", "PYTHON": sys.executable, **variables}
    # what the make that runs this suite passes on is not for the make under test
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))
    }
    for name in ("PORT", "ADDRESS", "VENV", "PYTHON", "TESTS", "CHROMIUM"):
        environment.pop(name, None)
    command = [
        "make",
        "--no-print-directory",
        *arguments,
        *(f"{name}={value}" for name, value in given.items()),
    ]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def complaint(run: subprocess.CompletedProcess[str]) -> str:
    """The one line that is ours; make adds its own "make: ***" line."""
    assert run.returncode != 0
    assert run.stdout == ""
    (line,) = [line for line in run.stderr.splitlines() if not line.startswith("make:")]
    return line


@pytest.fixture
def script(tmp_path):
    """Make an executable shell script."""

    def write(name: str, body: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return write


def pretending(version: tuple[int, int]) -> str:
    """A Python's script that says it is another version: its -c code runs after a line that changes it."""
    change = f"import sys; sys.version_info = {version!r}\n"
    return f'code=$(printf \'%s\\n%s\' \'{change}\' "$2"); shift 2; exec {sys.executable} -c "$code" "$@"'


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_make_alone_prints_help():
    run = make()
    assert run.returncode == 0
    assert run.stderr == ""
    for target in (
        "make run",
        "make test",
        "make lint",
        "make screenshots",
        "make clean",
        "PORT=",
        "ADDRESS=",
    ):
        assert target in run.stdout


def test_help_names_the_address_it_would_use():
    assert "http://127.0.0.1:8501 " in make().stdout
    assert "http://0.0.0.0:8600 " in make("help", PORT=8600, ADDRESS="0.0.0.0").stdout


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_old_python(script, version):
    old = script("python", pretending(version))
    line = complaint(make("run", PYTHON=old))
    assert line.startswith(f"Python 3.11 or newer is needed, and {old} is {version[0]}.{version[1]}. ")
    assert "PYTHON=" in line


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (4, 0)])
def test_a_new_python_is_taken(script, version):
    run = make("python", PYTHON=script("python", pretending(version)))
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_an_old_python_in_the_environment_is_to_be_removed(script, tmp_path):
    script("venv/bin/python", pretending((3, 10)))
    line = complaint(make("run", VENV=tmp_path / "venv"))
    assert "venv/bin/python is 3.10. Remove it: make clean" in line


def test_no_python_at_all():
    assert "There is no no-such-python here." in complaint(make("run", PYTHON="no-such-python"))


def test_no_venv_module(script, tmp_path):
    # Debian's Python without python3-venv has the venv module and no ensurepip
    (tmp_path / "ensurepip.py").write_text("raise ImportError\n", encoding="utf-8")
    bare = script("python", f'PYTHONPATH={tmp_path} exec {sys.executable} "$@"')
    assert complaint(make("run", PYTHON=bare)).startswith(f"{bare} has no venv module. On Debian")


def test_a_taken_port(taken_port):
    line = complaint(make("run", PORT=taken_port))
    assert line.startswith(
        f"Port {taken_port} of 127.0.0.1 is taken by another program. Choose another: make run PORT="
    )


def test_a_free_port(taken_port):
    assert make("port", PORT=taken_port).returncode != 0
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    assert make("port", PORT=free).returncode == 0


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8501.0"])
def test_a_port_that_is_none(port):
    assert (
        complaint(make("run", PORT=port))
        == f"PORT={port} is not a port: give a whole number from 1 to 65535."
    )


def test_an_address_that_is_not_ours():
    # 192.0.2.0/24 is for documentation: no machine has it
    assert complaint(make("run", ADDRESS="192.0.2.1")).startswith("Cannot listen on 192.0.2.1:8501: ")


def test_nothing_is_made_when_a_check_fails(tmp_path, taken_port):
    make("run", PORT=taken_port, VENV=tmp_path / "venv")
    assert list(tmp_path.iterdir()) == []


def test_packages_are_installed_when_their_list_has_changed(script, tmp_path):
    """The environment keeps a copy of the list; its Python here is one that only says what pip is asked."""
    body = f'case "$2" in pip) echo "$@";; *) exec {sys.executable} "$@";; esac'
    script("venv/bin/python", body)
    wanted, kept = ROOT / "requirements.txt", tmp_path / "venv" / "installed.txt"
    kept.write_text("another==1.0\n", encoding="utf-8")
    first = make("packages", VENV=tmp_path / "venv")
    assert "-m pip --quiet --disable-pip-version-check install -r requirements.txt" in first.stdout
    assert kept.read_bytes() == wanted.read_bytes()
    again = make("packages", VENV=tmp_path / "venv")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_a_failed_installation_is_tried_again(script, tmp_path):
    script("venv/bin/python", f'case "$2" in pip) exit 1;; *) exec {sys.executable} "$@";; esac')
    assert make("packages", VENV=tmp_path / "venv").returncode != 0
    assert not (tmp_path / "venv" / "installed.txt").exists()


def test_no_browser_and_no_way_to_install_one(script, tmp_path):
    # a PATH with only what make's shell needs, and an id that says "not root"
    for name in ("sh", "grep"):
        (tmp_path / name).symlink_to(f"/bin/{name}")
    script("id", "echo 1000")
    run = make("browser", "SHELL=/bin/sh", f"PATH={tmp_path}")
    assert "The browser tests need Chromium" in complaint(run)


def test_the_build_server_runs_make_test_and_nothing_else():
    script = ROOT / ".ci" / "run"
    commands = [line for line in script.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]
    assert os.access(script, os.X_OK)
