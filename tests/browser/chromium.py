"""The system's Chromium, and a watch over what its pages do."""

import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, WebError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "The browser tests need Chromium: apt-get install chromium, or CHROMIUM=/path/to/it"

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

# Console errors that are not ours to mend, each with its reason.
EXPLAINED: tuple[str, ...] = (
    # Streamlit's page asks below the address it was opened at first, to find out whether the app is in a folder.
    r"404 \(Not Found\) \(http://127\.0\.0\.1:\d+/\w+/_stcore/(health|host-config)\)",
)


def executable() -> str | None:
    """Path of Chromium, or None where there is none."""
    candidates = (os.environ.get("CHROMIUM", ""), *NAMES)
    return next((path for name in candidates if name and (path := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium that draws WebGL in software and can't look up any name.

    Only the maps are drawn by the emulated graphics card: to put whole pages together with it as well, each frame of a
    spinner included, took three times the processor time (15.6 against 5.2 s for opening the sample and four pages).
    """
    return playwright.chromium.launch(
        executable_path=executable(),
        args=[
            "--disable-gpu",
            "--enable-unsafe-swiftshader",
            "--process-per-site",  # for `Contexts`
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            # root has no sandbox, and /dev/shm is small in a container
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            "--disable-dev-shm-usage",
        ],
    )


class Watch:
    """Everything that the pages of a context did and shouldn't have.

    Attributes
    ----------
    problems : list of str
        One line each: a request to another host, an uncaught error, an error on the console.
    explained : list of str
        Patterns of problems that the test at hand brings about on purpose.
    """

    def __init__(self, context: BrowserContext, explained: list[str]) -> None:
        self.problems: list[str] = []
        self.explained = explained
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("page", self._page)
        self._context = context

    def stop(self) -> None:
        """Look no longer: the context's next visitor has a watch of their own."""
        self._context.remove_listener("request", self._request)
        self._context.remove_listener("console", self._console)
        self._context.remove_listener("weberror", self._error)
        self._context.remove_listener("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._address(socket.url))
        page.on("crash", lambda _: self.problems.append("the page crashed"))

    def _request(self, request: Request) -> None:
        self._address(request.url)

    def _address(self, url: str) -> None:
        if is_elsewhere(url):
            self.problems.append(f"a request to another host: {url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"uncaught: {error.error.stack or error.error}")

    def unexplained(self) -> list[str]:
        """The problems that no pattern explains."""
        patterns = (*EXPLAINED, *self.explained)
        return [line for line in self.problems if not any(re.search(pattern, line) for pattern in patterns)]


def is_elsewhere(url: str) -> bool:
    """Whether an address leads out of this machine."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss", "ftp"} and parts.hostname not in {
        "127.0.0.1",
        "localhost",
    }


@contextmanager
def watched(browser: Browser, explained: list[str], base_url: str, **options: object) -> Iterator[BrowserContext]:
    """A visitor with a browser that was never here: a context of its own, whose end fails if its pages misbehaved."""
    context = _new_context(browser, base_url, options)
    try:
        with _watching(context, explained):
            yield context
    finally:
        context.close()


class Contexts:
    """Contexts on one server, lent to one visitor after another.

    Each forgets who came and keeps what it has fetched and compiled, as the browser of a person does: the first page
    and its map take 4 s of processor time instead of 8. What is compiled lives in the process that draws the pages. A
    page without anything on it, open from first to last, keeps that process; pages of one address share it.

    Parameters
    ----------
    browser : Browser
    url : str
        Of the server.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self._url = browser, url
        self._idle: defaultdict[str, list[BrowserContext]] = defaultdict(list)

    @contextmanager
    def watched(self, explained: list[str], **options: object) -> Iterator[BrowserContext]:
        """A fresh visitor, without cookies, whose end fails if its pages misbehaved."""
        idle = self._idle[repr(sorted(options.items()))]
        context = idle.pop() if idle else self._opened(options)
        with _watching(context, explained):
            yield context
        self._forget(context)  # one whose pages misbehaved is lent no more
        idle.append(context)

    def _opened(self, options: dict[str, object]) -> BrowserContext:
        context = _new_context(self._browser, self._url, options)
        context.new_page().goto("/_stcore/health")
        return context

    def _forget(self, context: BrowserContext) -> None:
        """Remove what makes a visitor."""
        context.clear_cookies()
        (blank,) = context.pages
        session = context.new_cdp_session(blank)
        kinds = "local_storage,indexeddb,cache_storage,service_workers"
        session.send("Storage.clearDataForOrigin", {"origin": self._url, "storageTypes": kinds})
        session.detach()


def _new_context(browser: Browser, base_url: str, options: dict[str, object]) -> BrowserContext:
    context = browser.new_context(base_url=base_url, **options)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    return context


@contextmanager
def _watching(context: BrowserContext, explained: list[str]) -> Iterator[None]:
    """Watch the pages that are opened from here on, and close them at the end."""
    there, watch = context.pages, Watch(context, explained)
    try:
        yield
    finally:
        for page in context.pages:
            if page not in there:
                page.close()
        watch.stop()
    problems = watch.unexplained()
    assert not problems, "\n".join(problems)
