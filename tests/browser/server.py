"""The real app as a subprocess, with a data directory and port of its own, and what it leaves behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent
START_SECONDS, STOP_SECONDS = 60.0, 20.0


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask again and again until it is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not after {seconds:.0f} s: {what}"
        time.sleep(0.05)


def processes_of(home: Path) -> list[psutil.Process]:
    """All processes that were given this data directory, children of a process that is gone included."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("EXPLORER_HOME") == str(home) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue  # ended meanwhile, or somebody else's
    return found


class AppServer:
    """The app, started as `make run` starts it.

    Parameters
    ----------
    home : Path
        Its data directory.
    numba_cache : Path
        Where compiled numba code is kept; servers may share it.
    environment : mapping of str to str, optional
        Variables on top of this process's, from which those of the app and of Streamlit are removed.
    """

    def __init__(self, home: Path, numba_cache: Path, environment: Mapping[str, str] | None = None) -> None:
        self.home, self.port = home, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.with_name(f"{home.name}-{self.port}.log")
        home.mkdir(parents=True, exist_ok=True)
        numba_cache.mkdir(parents=True, exist_ok=True)
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("EXPLORER_", "STREAMLIT_"))
        }
        # one word a list entry, as in the Makefile
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
        command += ["--server.address", "127.0.0.1", "--server.port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={
                    **inherited,
                    "NUMBA_CACHE_DIR": str(numba_cache),
                    **(environment or {}),
                    "EXPLORER_HOME": str(home),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_for_health()
        except BaseException:
            self.kill()
            raise

    def _wait_for_health(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the app didn't start; its log:\n{self.text()}")

    def text(self) -> str:
        """What it has printed so far, both streams."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait; fails when it doesn't end, or when a process of it is left over."""
        stubborn = False
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                stubborn = True
                self.process.kill()
                self.process.wait()
        orphans = self._wait_for_the_end()
        names = [f"{process.pid}: {' '.join(_command(process))}" for process in orphans]
        for process in orphans:
            process.kill()
        assert not stubborn, f"still running {STOP_SECONDS:.0f} s after {how.name}; its log:\n{self.text()}"
        assert not names, f"left over after {how.name}:\n" + "\n".join(names)

    def _wait_for_the_end(self) -> list[psutil.Process]:
        deadline = time.monotonic() + STOP_SECONDS
        while (left := processes_of(self.home)) and time.monotonic() < deadline:
            psutil.wait_procs(left, timeout=0.2)
        return left

    def kill(self) -> None:
        """Remove it and everything it started, whatever state they are in."""
        self.process.kill()
        self.process.wait()
        for process in processes_of(self.home):
            process.kill()


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return ["(ended)"]
