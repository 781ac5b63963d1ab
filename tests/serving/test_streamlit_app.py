"""Our routes and middleware around a real Streamlit server: is a visitor the same for pages, scripts and routes?"""

import contextlib
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from explorer.serving.addresses import COOKIE, visitor_of
from explorer.store import Store

ROOT = Path(__file__).parent.parent.parent

APP = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from explorer.serving import services
from explorer.serving.routes import routes
from explorer.serving.visitor import middleware
shared = services.current()
app = st.App("frame.py", routes=routes(shared), middleware=middleware(shared.settings))
"""

FRAME = """
import streamlit as st
def page():
    from explorer.serving import services
    from explorer.serving.addresses import visitor_of
    visitor = visitor_of(st.context.cookies)
    st.code(visitor, language=None)
    st.code(services.current().addresses.sign(visitor, DIGEST), language=None)
def compare():
    page()
st.navigation([st.Page(page, title="Map", default=True), st.Page(compare, title="Compare", url_path="compare")]).run()
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    digest = Store(folder / "home").put(b"a column")
    (folder / "app.py").write_text(APP.format(root=str(ROOT)))
    (folder / "frame.py").write_text(FRAME.replace("DIGEST", repr(digest)))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={"EXPLORER_HOME": str(folder / "home"), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(process, url)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def wait_for(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/_stcore/health", trust_env=False).status_code == 200:
                return
    raise AssertionError("streamlit did not start")


@pytest.mark.parametrize("path", ["/", "/compare", "/compare/deeper"])
def test_every_page_of_a_fresh_browser_brings_the_cookie(app, path):
    answer = httpx.get(app + path, trust_env=False, headers={"Sec-Fetch-Dest": "document"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert visitor_of(dict(answer.cookies)) is not None
    assert answer.headers["cache-control"] == "no-store"


def test_streamlit_s_own_files_stay_as_they_are(app):
    page = httpx.get(app, trust_env=False)
    script = page.text.partition('src="./')[2].partition('"')[0]
    answer = httpx.get(f"{app}/{script}", trust_env=False, headers={"Sec-Fetch-Dest": "script"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers


def test_columns_are_not_compressed_on_the_way_through_streamlit(app):
    answer = httpx.get(f"{app}/x/blob/none/none", trust_env=False)
    assert (answer.status_code, answer.headers.get("content-encoding")) == (403, None)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/compare"])
def test_the_script_knows_the_visitor_and_signs_what_only_they_can_fetch(app, browser, path):
    context = browser.new_context(base_url=app)
    page = context.new_page()
    page.goto(path)
    codes = page.locator("code")
    expect(codes).to_have_count(2, timeout=30_000)
    visitor, address = codes.nth(0).inner_text(), codes.nth(1).inner_text()
    (cookie,) = [cookie for cookie in context.cookies() if cookie["name"] == COOKIE]
    assert cookie["value"] == visitor
    assert cookie["httpOnly"]
    assert page.evaluate("document.cookie").find(COOKIE) == -1
    assert context.request.get(address).body() == b"a column"
    stranger = browser.new_context(base_url=app)
    stranger.request.get("/")
    assert stranger.request.get(address).status == 403
    page.reload()
    expect(codes.nth(0)).to_have_text(visitor)
    second = context.new_page()
    second.goto("/")
    expect(second.locator("code").nth(1)).to_have_text(address, timeout=30_000)
    context.close()
    stranger.close()
