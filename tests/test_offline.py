"""The server and all its processes look up no name and contact no address but this machine's own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard
from tests.browser.server import wait_until
from tests.offline_hook.sitecustomize import is_here, target

HOOK = Path(__file__).parent / "offline_hook"
WORKER = "multiprocessing"  # in the command of a worker, which starts some seconds after the first page


def watching(log: Path) -> dict[str, str]:
    """Environment variables that put a process and its children under watch."""
    return {"PYTHONPATH": str(HOOK), "NETWORK_LOG": str(log)}


def read(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def outside(log: Path) -> list[dict[str, Any]]:
    return [line for line in read(log) if line["event"] != "start" and not is_here(line["host"])]


def run(log: Path, code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env={**os.environ, **watching(log)}, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.browser
def test_the_app_contacts_nothing_outside(make_server, browser, tmp_path):
    log = tmp_path / "network.jsonl"
    server = make_server({**watching(log), "SCIKIT_LEARN_DATA": str(tmp_path / "nothing here")})
    context = browser.new_context(base_url=server.url)
    dashboard = Dashboard(context.new_page()).open()
    dashboard.map.ready()
    wait_until(lambda: any(WORKER in " ".join(line.get("command", ())) for line in read(log)), 60, "workers start")
    lines = read(log)
    for name in ("Olivetti faces", "Labelled Faces in the Wild"):  # only now, and only since it is asked for
        fetch_in_vain(dashboard, name)
    context.close()
    server.stop()

    asked = {line["host"] for line in outside(log)}
    assert asked, "it was tried"
    assert {line["host"] for line in lines if line["event"] != "start"}.isdisjoint(asked)
    commands = {line["process"]: " ".join(line["command"]) for line in lines if line["event"] == "start"}
    assert any("streamlit run" in command for command in commands.values())
    assert any("explorer.workers" in command for command in commands.values())
    assert any(WORKER in command for command in commands.values()), "the workers are watched, too"
    assert any(line["event"] == "socket.connect" for line in lines), (
        "the hook sees how workers find each other"
    )
    apart = [line for line in lines if line["event"] != "start" and not is_here(line["host"])]
    assert [(line, commands[line["process"]]) for line in apart] == []


def fetch_in_vain(dashboard: Dashboard, name: str) -> None:
    """Ask for faces from the internet; without it a sentence says what to do, and what was open stays."""
    dashboard.open("Data")
    within = dashboard.expander("Faces from the internet")
    if not within.get_by_role("radio", name=name, exact=True).is_checked():
        with dashboard.rerun():
            within.get_by_text(name, exact=True).click()
    dashboard.press("Fetch and open", within)
    said = f"{name} isn't on this server yet, and can't be fetched"
    expect(dashboard.main.get_by_text(said).first).to_contain_text("Connect the server to the internet", timeout=FIT_MS)
    dashboard.open("Map").map.ready()
    dashboard.unbroken()


# 192.0.2.0/24 is for documentation, and .invalid is no domain: nobody answers there
ADDRESS, NAME = "192.0.2.1", "name.invalid"
ATTEMPTS = [
    ("socket.getaddrinfo", ADDRESS, f"import socket; socket.create_connection(('{ADDRESS}', 80))"),
    ("socket.connect", ADDRESS, f"import socket; socket.socket().connect(('{ADDRESS}', 80))"),
    (
        "socket.sendto",
        ADDRESS,
        f"import socket as s; s.socket(type=s.SOCK_DGRAM).sendto(b'', ('{ADDRESS}', 53))",
    ),
    ("socket.connect", ADDRESS, f"import asyncio; asyncio.run(asyncio.open_connection('{ADDRESS}', 80))"),
    ("socket.gethostbyname", NAME, f"import socket; socket.gethostbyname('{NAME}')"),
    ("socket.getaddrinfo", NAME, f"import urllib.request as r; r.urlopen('http://{NAME}')"),
]


@pytest.mark.parametrize(("event", "host", "code"), ATTEMPTS)
@pytest.mark.parametrize("in_a_child", [False, True])
def test_an_attempt_is_seen_and_refused(tmp_path, event, host, code, in_a_child):
    log = tmp_path / "network.jsonl"
    if in_a_child:
        code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}], check=True)"
    attempt = run(log, code)
    assert attempt.returncode != 0
    assert "not while testing" in attempt.stderr
    assert {"event": event, "host": host}.items() <= outside(log)[0].items()


def test_this_machine_is_not_outside(tmp_path):
    log = tmp_path / "network.jsonl"
    code = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
    socket.getaddrinfo("localhost", 80)
"""
    attempt = run(log, code)
    assert attempt.returncode == 0, attempt.stderr
    assert [line["event"] for line in read(log)].count("socket.connect") == 1
    assert outside(log) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.5.5.5", "::1", "localhost", "0.0.0.0", "::"])
def test_hosts_that_are_here(host):
    assert is_here(host)


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "localhost.example", "a", "127.0.0.1.nip"]
)
def test_hosts_that_are_not(host):
    assert not is_here(host)


def test_target_of_an_event():
    assert target("socket.getaddrinfo", (b"name", 80, 0, 0, 0)) == "name"
    assert target("socket.getaddrinfo", (None, 80, 0, 0, 0)) is None
    assert target("socket.connect", (object(), ("192.0.2.1", 80))) == "192.0.2.1"
    assert target("socket.connect", (object(), ("2001:db8::1", 80, 0, 0))) == "2001:db8::1"
    assert target("socket.connect", (object(), "/run/a.socket")) is None
    assert target("socket.sendmsg", (object(), None)) is None
