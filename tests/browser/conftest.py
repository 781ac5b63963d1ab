"""Fixtures of the browser tests: one server for all, and visitors whose pages are watched.

A test takes `page` (a desktop) or `phone`, and ``page.goto("/")``. `visitor` makes more of them. What a test
breaks on purpose it names: ``explained.append("status of 403")``.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import DESKTOP, PHONE, Contexts, watched
from tests.browser.scatter_map import WINDOW, Map, data_for, lattice
from tests.browser.scatter_site import Site
from tests.browser.server import AppServer

HERE = Path(__file__).parent

expect.set_options(timeout=60_000)  # as the context's: on a busy machine a click takes seconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Keep a picture of each page of a test that failed."""
    report = yield
    if report.when == "call" and report.failed:
        folder = item.config.cache.mkdir("screenshots")
        for number, page in enumerate(getattr(item, "funcargs", {}).get("open_pages", [])):
            path = folder / f"{item.name.replace('/', '-')}-{number}.png"
            page.screenshot(path=path)
            report.sections.append(("page at the time of the failure", str(path)))
    return report


@pytest.fixture(scope="session")
def server(tmp_path_factory, numba_cache) -> Iterator[AppServer]:
    """The app that most tests share, each as a visitor of its own. With xdist each worker has one."""
    started = AppServer(tmp_path_factory.mktemp("server") / "home", numba_cache)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def contexts(browser: Browser, server) -> Contexts:
    """Where the visitors of that server come from."""
    return Contexts(browser, server.url)


@pytest.fixture
def explained() -> list[str]:
    """Patterns of the problems that the test brings about on purpose."""
    return []


@pytest.fixture
def open_pages() -> list[Page]:
    """The pages that the test has opened through `visitor`."""
    return []


@pytest.fixture
def visitor(browser: Browser, request, explained, open_pages) -> Iterator[Callable[..., Page]]:
    """Make new visitors, without cookies: visitor(), visitor(other.url), visitor(color_scheme="dark")."""
    with ExitStack() as ends:

        def arrive(base_url: str | None = None, **options: object) -> Page:
            shown = {**DESKTOP, **options}
            if base_url is None:
                here = request.getfixturevalue("contexts").watched(explained, **shown)
            else:
                here = watched(browser, explained, base_url, **shown)
            context = ends.enter_context(here)
            page = context.new_page()
            open_pages.append(page)
            return page

        yield arrive


@pytest.fixture
def page(visitor) -> Page:
    """A visitor at a desktop, 1440 x 900."""
    return visitor()


@pytest.fixture
def phone(visitor) -> Page:
    """A visitor with a phone, 390 x 844, touch."""
    return visitor(**PHONE)


# --- the scatter map by itself ---


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    """A site with the modules of the scatter map alone."""
    site = Site()
    yield site
    site.stop()


@pytest.fixture
def site(served, request) -> Site:
    """That site, with nothing of earlier tests on it."""
    served.clear(f"/{request.node.name}")
    return served


@pytest.fixture(scope="module")
def window() -> dict[str, dict[str, int]]:
    """How large the shared page is; a module may have its own."""
    return WINDOW


@pytest.fixture(scope="module")
def shared_page(browser, served, window) -> Iterator[Page]:
    """One page for most tests: loading plotly.js costs more than a test. It is watched to the end of the module."""
    with watched(browser, [], served.url, **window) as context:
        page = context.new_page()
        page.goto("/")
        page.wait_for_function("() => window.loaded")
        yield page


@pytest.fixture
def open_map(visitor, site, shared_page, open_pages) -> Callable[..., Map]:
    """An empty map: on the page that tests share, with options on a visitor's own; key="b" is one more there."""

    def make(key="a", **options):
        if options:
            page = visitor(site.url, **{**WINDOW, **options})
            page.goto("/")
            page.wait_for_function("() => window.loaded")
        else:
            page = shared_page
            if page not in open_pages:
                page.mouse.move(0, 0)
                page.evaluate("() => clear()")
                open_pages.append(page)
        page.evaluate(
            """(key) => document.getElementById(key)
                || document.getElementById("maps").append(Object.assign(document.createElement("div"), { id: key }))""",
            key,
        )
        return Map(page, site, key)

    return make


@pytest.fixture
def desk(open_map, site) -> tuple[Map, dict[str, Any]]:
    """A map to work with, of 100 points well apart, and what it was told."""
    drawn = open_map()
    data = data_for(site, lattice(), panel="full")
    for field in data["fields"]:
        field["id"] = f"id {field['name']}"
    drawn.show(data)
    return drawn, data
