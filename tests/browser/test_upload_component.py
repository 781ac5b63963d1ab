"""The upload component on a page of its own, against the real routes."""

import asyncio
import io
import re
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from explorer.recipe import digest_of
from explorer.serving.addresses import visitor_of
from explorer.serving.assets import asset_url
from explorer.serving.uploads import URL
from tests.browser.chromium import PHONE
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

            await app(scope, wait_and_receive if scope.get("path") == URL else receive, send)

        return wrapped


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def site(tmp_path, gate):
    def page(request):
        theme = DARK if "dark" in request.query_params else LIGHT
        return HTMLResponse(PAGE.replace("THEME", theme).replace("MODULE", asset_url("upload", "index.js")))

    def data(request):
        visitor = visitor_of(request.cookies)
        token = started.services.addresses.token(visitor) if visitor else ""
        return JSONResponse(
            {
                "url": URL,
                "token": token,
                "accept": ".npy,.npz",
                "limit_bytes": LIMIT,
                "limit_text": "60 MB",
                "prompt": "Drop your embeddings here",
            }
        )

    pages = [Route("/", page), Route("/data", data)]
    started = Live(tmp_path / "home", pages, gate.wrap, max_upload_bytes=LIMIT)
    yield started
    gate.open.set()
    started.stop()


@pytest.fixture
def page(site, visitor) -> Page:
    return arrived(visitor(site.url))


def arrived(page: Page, address: str = "/") -> Page:
    page.goto(address)
    expect(page.locator('.ee-upload[data-ee-ready="true"]')).to_be_visible()
    return page


def npy(megabytes: float = 0.01) -> bytes:
    body = io.BytesIO()
    np.save(body, np.zeros((int(megabytes * 250_000), 1), np.float32))
    return body.getvalue()


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    payloads = [{"name": name, "mimeType": "", "buffer": body} for name, body in files]
    page.locator(".ee-upload-input").set_input_files(payloads)  # type: ignore[arg-type]


def choose_large(page: Page, path: Path) -> None:
    path.write_bytes(npy(50))
    page.locator(".ee-upload-input").set_input_files(path)


def row(page: Page, name: str):
    return page.locator(".ee-upload-row").filter(has=page.get_by_text(name, exact=True))


def told(page: Page) -> list[Any]:
    result: list[Any] = page.evaluate("told")
    return result


def test_a_file_arrives_and_the_page_is_told_once(page, site):
    body = npy()
    choose(page, ("faces.npy", body))
    expect(row(page, "faces.npy")).to_have_attribute("data-ee-state", "done")
    said = {"fingerprint": digest_of(body), "name": "faces.npy", "bytes": len(body)}
    assert told(page) == [["uploaded", said]]
    assert site.services.store.blob(digest_of(body)).read_bytes() == body
    expect(row(page, "faces.npy")).to_contain_text("10.1 kB, uploaded")
    page.evaluate("void call('first')")  # a rerun of the page
    assert told(page) == [["uploaded", said]]
    expect(page.locator(".ee-upload")).to_have_count(1)
    row(page, "faces.npy").get_by_role("button", name="Dismiss: faces.npy").click()
    expect(page.locator(".ee-upload-row")).to_have_count(0)


def test_several_files_go_one_after_the_other_and_a_bad_one_stops_no_other(page, explained):
    explained.append("status of 415")
    one, two = npy(0.01), npy(0.02)
    choose(page, ("one.npy", one), ("broken.npy", b"no such format"), ("notes.txt", b"text"), ("two.npy", two))
    expect(row(page, "two.npy")).to_have_attribute("data-ee-state", "done")
    assert [value["fingerprint"] for _, value in told(page)] == [digest_of(one), digest_of(two)]
    expect(row(page, "broken.npy")).to_contain_text("isn't what its name says, or is damaged")
    expect(row(page, "notes.txt")).to_contain_text("Only .npy and .npz files can be read here.")
    for name in ("broken.npy", "notes.txt"):
        expect(row(page, name).get_by_role("button", name="Try again")).to_have_count(0)


def test_the_person_is_never_shown_markup_of_a_file_s_name(page):
    choose(page, ("<img src=x onerror=told.push('run')>.txt", b"text"))
    expect(page.get_by_text("<img src=x onerror=told.push('run')>.txt", exact=True)).to_be_visible()
    assert told(page) == []


def test_a_file_too_large_is_refused_before_it_is_sent(page, tmp_path):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    with (tmp_path / "large.npy").open("wb") as file:
        file.truncate(LIMIT + 100_000)
    page.locator(".ee-upload-input").set_input_files(tmp_path / "large.npy")
    expect(row(page, "large.npy")).to_contain_text("It has 60.1 MB; the limit here is 60 MB. Save fewer rows")
    assert requests == []


def test_a_file_the_server_finds_too_large_shows_the_server_s_sentence(page, tmp_path, explained):
    explained.append("status of 413")
    page.evaluate("void call('first', { limit_bytes: 1e12 })")
    with (tmp_path / "large.npy").open("wb") as file:
        file.truncate(LIMIT + 1)
    page.locator(".ee-upload-input").set_input_files(tmp_path / "large.npy")
    expect(row(page, "large.npy")).to_contain_text("60,000,001 bytes; the limit here is 60,000,000")
    expect(row(page, "large.npy")).to_contain_text("EXPLORER_MAX_UPLOAD_BYTES")


def test_progress_is_shown_and_cancel_in_the_middle_leaves_nothing(page, site, gate, tmp_path):
    gate.open.clear()
    choose_large(page, tmp_path / "big.npy")
    choose(page, ("next.npy", npy()))
    big = row(page, "big.npy")
    expect(big.locator(".ee-upload-status")).to_have_text(re.compile(r"^\d+\.\d of 50\.0 MB · \d+ %$"))
    expect(row(page, "next.npy").locator(".ee-upload-status")).to_have_text("Waiting")
    bar = big.get_by_role("progressbar", name="big.npy")
    assert 0 <= int(bar.get_attribute("aria-valuenow")) < 100
    big.get_by_role("button", name="Cancel: big.npy").click()
    expect(big).to_contain_text("Cancelled; nothing of it was kept")
    gate.open.set()
    expect(row(page, "next.npy")).to_have_attribute("data-ee-state", "done")
    assert [value["name"] for _, value in told(page)] == ["next.npy"]
    assert [path.stat().st_size for path in (site.services.store.root / "blobs").glob("*/*")] == [len(npy())]
    big.get_by_role("button", name="Try again").click()
    expect(big).to_have_attribute("data-ee-state", "done")


def test_offline_says_so_and_sending_again_works(page, explained):
    explained.append("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    body = npy()
    choose(page, ("faces.npy", body))
    faces = row(page, "faces.npy")
    expect(faces).to_contain_text("The file did not arrive: the connection broke")
    faces.get_by_role("button", name="Try again").click()
    expect(faces).to_contain_text("The file did not arrive")
    page.context.set_offline(False)
    faces.get_by_role("button", name="Try again").click()
    expect(faces).to_have_attribute("data-ee-state", "done")
    assert told(page)[0][1]["fingerprint"] == digest_of(body)


def test_a_page_whose_token_is_wrong_is_told_to_reload(page, explained):
    explained.append("status of 403")
    page.evaluate("void call('first', { token: 'wrong' })")
    choose(page, ("faces.npy", npy()))
    expect(row(page, "faces.npy")).to_contain_text("Reload the page, then try again.")


def test_an_upload_goes_on_while_another_page_of_the_app_is_open(page, gate, tmp_path):
    gate.open.clear()
    choose_large(page, tmp_path / "big.npy")
    expect(row(page, "big.npy")).to_have_attribute("data-ee-state", "sending")
    page.evaluate("end()")
    page.evaluate("document.getElementById('first').remove()")
    expect(page.locator(".ee-upload")).to_have_count(0)
    gate.open.set()
    page.evaluate("void call('second')")
    expect(row(page, "big.npy")).to_have_attribute("data-ee-state", "done")
    assert [value["name"] for _, value in told(page)] == ["big.npy"]


def test_files_can_be_dropped(page):
    give = """(kind, place) => {
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(ARRAY)], "dropped.npy"));
        const event = new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true });
        document.querySelector(place).dispatchEvent(event);
        return event.defaultPrevented;
    }""".replace("ARRAY", str(list(npy())))
    zone = page.locator(".ee-upload-zone")
    assert page.evaluate(f"({give})('dragover', '.ee-upload-zone')")
    assert "ee-upload-over" in (zone.get_attribute("class") or "")
    assert page.evaluate(f"({give})('drop', '.ee-upload-zone')")
    assert "ee-upload-over" not in (zone.get_attribute("class") or "")
    expect(row(page, "dropped.npy")).to_have_attribute("data-ee-state", "done")
    assert page.evaluate(f"({give})('drop', 'body')")  # missed the zone: the app stays
    expect(page.locator(".ee-upload-row")).to_have_count(1)


def test_the_keyboard_reaches_everything(page):
    # Listening early: the key takes a shorter way into the browser than the wish to hear of file choosers.
    page.on("filechooser", lambda _: None)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Choose files: .npy and .npz, up to 60 MB each")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    assert chooser.value.is_multiple()
    chooser.value.set_files([{"name": "notes.txt", "mimeType": "", "buffer": b"text"}])
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Dismiss: notes.txt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Choose files")).to_be_focused()


def test_it_fits_a_phone(site, visitor):
    page = arrived(visitor(site.url, **PHONE))
    choose(page, ("a-very-long-name-" * 8 + ".npy", npy()), ("notes.txt", b"text"))
    expect(page.locator(".ee-upload-row").first).to_have_attribute("data-ee-state", "done")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
