from http.cookies import SimpleCookie

import pytest
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.routing import Route

from explorer.serving.addresses import COOKIE, visitor_of
from tests.serving.live import Live


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text("<p>the app")
    pages = [
        Route("/", lambda _: FileResponse(folder / "index.html", headers={"Cache-Control": "no-cache"})),
        Route("/not-modified", lambda request: HTMLResponse("new") if not conditions(request) else unchanged()),
        Route("/text", lambda _: PlainTextResponse("text")),
        *(Route(f"/x/{kind}/takes", takes) for kind in ("blob", "frame", "jobs")),
        Route("/form", lambda _: HTMLResponse("sent"), methods=["POST"]),
    ]
    started = Live(folder / "home", pages, workspace_days=7)
    yield started
    started.stop()


def conditions(request) -> set[str]:
    return {"if-none-match", "if-modified-since"} & set(request.headers)


def takes(request):
    """What Streamlit's middleware, and then the route, are told that the browser takes."""
    return PlainTextResponse(" ".join(str(request.headers.get(f"{kept}accept-encoding")) for kept in ("", "x-kept-")))


def unchanged():
    return HTMLResponse(status_code=304)


@pytest.fixture
def browser_of_nobody(site):
    with site.client() as client:
        client.cookies.clear()
        yield client


def given(answer) -> SimpleCookie:
    cookie = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        cookie.load(line)
    return cookie


def test_a_new_browser_gets_an_id_with_its_first_page(browser_of_nobody):
    answer = browser_of_nobody.get("/")
    cookie = given(answer)[COOKIE]
    assert visitor_of({COOKIE: cookie.value}) == cookie.value
    assert (cookie["path"], cookie["max-age"], cookie["samesite"]) == ("/", str(7 * 86_400), "Lax")
    assert cookie["httponly"] is True
    assert not cookie["secure"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_two_browsers_get_two_ids(site):
    found = set()
    for _ in range(2):
        with site.client() as client:
            client.cookies.clear()
            found.add(given(client.get("/"))[COOKIE].value)
    assert len(found) == 2


def test_who_comes_back_keeps_the_id_and_its_time_starts_again(site):
    with site.client("k" * 32) as client:
        cookie = given(client.get("/"))[COOKIE]
    assert (cookie.value, cookie["max-age"]) == ("k" * 32, str(7 * 86_400))


@pytest.mark.parametrize("wrong", ["short", "x" * 33, "$" * 32])
def test_a_malformed_id_is_replaced(site, wrong):
    with site.client() as client:
        client.cookies.clear()
        answer = client.get("/", headers={"Cookie": f"{COOKIE}={wrong}"})
    assert given(answer)[COOKIE].value != wrong


def test_over_https_the_cookie_stays_there_also_behind_a_proxy(browser_of_nobody):
    for value, secure in [("https", True), ("https, http", True), ("http", ""), ("HTTPS", True)]:
        answer = browser_of_nobody.get("/", headers={"X-Forwarded-Proto": value})
        assert given(answer)[COOKIE]["secure"] == secure
        browser_of_nobody.cookies.clear()


def test_only_documents_set_it(browser_of_nobody):
    assert "set-cookie" not in browser_of_nobody.get("/text").headers
    assert "set-cookie" not in browser_of_nobody.post("/form").headers
    assert "set-cookie" not in browser_of_nobody.get("/", headers={"Sec-Fetch-Dest": "empty"}).headers
    assert "set-cookie" in browser_of_nobody.get("/", headers={"Sec-Fetch-Dest": "document"}).headers


def test_a_browser_without_an_id_is_never_told_to_use_its_old_copy(site, browser_of_nobody):
    old = {"If-None-Match": '"old"', "If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
    first = browser_of_nobody.get("/not-modified", headers=old)
    assert first.status_code == 200
    assert COOKIE in given(first)
    with site.client() as known:
        assert known.get("/not-modified", headers=old).status_code == 304


def test_our_own_routes_never_set_it(browser_of_nobody):
    answer = browser_of_nobody.get("/x/blob/none/none")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(("kind", "told"), [("blob", "None gzip"), ("frame", "None gzip"), ("jobs", "gzip None")])
def test_only_what_the_route_compresses_itself_is_kept_from_streamlit_s_middleware(browser_of_nobody, kind, told):
    answer = browser_of_nobody.get(f"/x/{kind}/takes", headers={"Accept-Encoding": "gzip"})
    assert answer.text == told
