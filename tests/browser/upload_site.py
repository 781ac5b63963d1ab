"""The upload component on a page of its own, against the real routes."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from explorer.serving import folders, uploads
from explorer.serving.addresses import visitor_of
from explorer.serving.assets import asset_url
from explorer.ui.upload import offer
from tests.serving.live import Live

LIMIT = 60_000_000
LIGHT = "--st-text-color:#1f2430;--st-background-color:#fff;--st-secondary-background-color:#f5f6f8;"
DARK = "--st-text-color:#e8eaf0;--st-background-color:#14161c;--st-secondary-background-color:#1d2029;"
DARK += "--st-red-text-color:#ff8f87;--st-green-text-color:#6fd08c;--st-primary-color:#8ba4ff;"

PAGE = """
<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>uploads</title><link rel="icon" href="data:,">
<body style="background:var(--st-background-color);margin:24px;THEME">
<div id="first"></div><div id="second"></div>
<script type="module">
import mount from "MODULE";
const data = await (await fetch("/data")).json();
window.told = [];
window.call = (place, more = {}) => mount({
  data: { ...data, ...more },
  parentElement: document.getElementById(place),
  setTriggerValue: (name, value) => told.push([name, value]),
});
window.end = call("first");
</script>
"""


class Gate:
    """Around the app: while it is closed, the server reads nothing more of an upload than its beginning."""

    def __init__(self):
        self.open = threading.Event()
        self.open.set()

    def wrap(self, app):
        async def wrapped(scope, receive, send):
            async def wait_and_receive():
                message = await receive()
                while message["type"] == "http.request" and not self.open.is_set():
                    await asyncio.sleep(0.01)
                return message

            await app(scope, wait_and_receive if scope.get("path") in {uploads.URL, folders.URL} else receive, send)

        return wrapped


@contextmanager
def upload_site(home: Path, gate: Gate, **environment: object) -> Iterator[Live]:
    """A server with that page, until the test has ended."""

    def page(request):
        theme = DARK if "dark" in request.query_params else LIGHT
        return HTMLResponse(PAGE.replace("THEME", theme).replace("MODULE", asset_url("upload", "index.js")))

    def data(request):
        visitor = visitor_of(request.cookies)
        token = started.services.addresses.token(visitor) if visitor else ""
        return JSONResponse({**offer(started.services.settings), "token": token})

    pages = [Route("/", page), Route("/data", data)]
    started = Live(home, pages, gate.wrap, **{"max_upload_bytes": LIMIT, **environment})
    try:
        yield started
    finally:
        gate.open.set()
        started.stop()


def arrived(page: Page, address: str = "/") -> Page:
    """The page, opened, with the component on it."""
    page.goto(address)
    expect(page.locator('.ee-upload[data-ee-ready="true"]')).to_be_visible()
    return page


def row(page: Page, name: str) -> Locator:
    """The row of a file or folder."""
    return page.locator(".ee-upload-row").filter(has=page.get_by_text(name, exact=True))


def told(page: Page) -> list[Any]:
    """What the page was told so far."""
    result: list[Any] = page.evaluate("told")
    return result
