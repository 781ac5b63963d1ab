"""Fixtures of the whole suite: real servers, and the browser."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from tests.browser.server import AppServer

# How long an example takes on a busy machine says nothing about the code. The examples are the same in each run, so
# that a failure is always of what was changed; `pytest --hypothesis-profile=searching` looks for new ones.
hypothesis.settings.register_profile("searching", deadline=None)
hypothesis.settings.register_profile("patient", deadline=None, derandomize=True)
hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Keep compiled code in one place: what a test's own process has compiled, the servers of other tests find."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(config.cache.mkdir("numba")))


@pytest.fixture(scope="session")
def numba_cache() -> Path:
    """Compiled code, kept from one run of the suite to the next: compiling UMAP takes tens of seconds."""
    return Path(os.environ["NUMBA_CACHE_DIR"])


@pytest.fixture
def make_server(tmp_path, numba_cache):
    """Start servers of one's own, make_server(environment={...}, home=path); they end with the test."""
    with ExitStack() as ends:

        def make(environment: Mapping[str, str] | None = None, home: Path | None = None) -> AppServer:
            started = AppServer(home or tmp_path / "home", numba_cache, environment)
            ends.callback(started.stop)
            return started

        yield make


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """The system's Chromium, headless."""
    # imported here: most tests need neither
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium

    if chromium.executable() is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    with sync_playwright() as playwright:
        launched = chromium.launch(playwright)
        yield launched
        launched.close()
