"""Whose data it is: a stranger is refused, the same person's second tab is not; and all of it can be deleted."""

import re

from playwright.sync_api import expect

from tests.browser.brought import pictures
from tests.browser.dashboard import Dashboard

COLUMN, PICTURE = re.compile(r"/x/blob/"), re.compile(r"/x/thumb/")


def test_a_stranger_gets_nothing_of_another_visitor_s(page, visitor, tmp_path):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pictures(tmp_path / "private.npz", 40, seed=5)
    owner = Dashboard(page).open("Data")
    owner.bring(tmp_path / "private.npz")
    owner.brought("private")
    owner.press("Show the map")
    drawn = owner.map.ready()
    row = drawn.lonely(range(40), 4)[0]
    drawn.hover(row)
    assert drawn.colours(row)
    addresses = {url for url in asked if COLUMN.search(url) or PICTURE.search(url)}
    assert any(COLUMN.search(url) for url in addresses)
    assert any(PICTURE.search(url) for url in addresses)

    stranger = Dashboard(visitor()).open()
    stranger.map.ready()
    for url in sorted(addresses):
        assert page.request.get(url).status == 200, url
        assert stranger.page.request.get(url).status == 403, url
    without_cookie = visitor().request
    for url in sorted(addresses):
        assert without_cookie.get(url).status == 403, url

    stranger.open("Workspace")
    expect(stranger.main.get_by_text("Handwritten digits").first).to_be_visible()
    expect(stranger.page.get_by_text("private")).to_have_count(0)


def test_a_second_tab_the_back_button_a_reload_and_the_end_of_everything(page):
    dashboard = Dashboard(page).open()
    drawn = dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.choose("Map", "PCA")
    expect(drawn.caption()).to_contain_text("PCA")
    dashboard.choose("Colour by", "HDBSCAN")
    expect(drawn.root).to_have_attribute("data-ee-colour", "HDBSCAN")
    row = drawn.lonely(range(1797), 12)[0]
    drawn.hover(row)
    with dashboard.rerun():
        page.mouse.click(*drawn.spot(row))

    def is_as_left(tab):
        tab.map.ready()
        expect(tab.map.caption()).to_contain_text("PCA")
        expect(tab.map.root).to_have_attribute("data-ee-colour", "HDBSCAN")
        expect(tab.map.root).to_have_attribute("data-ee-row", str(row))

    page.reload()
    is_as_left(dashboard)
    dashboard.go("Clusters")
    page.go_back()
    is_as_left(dashboard)
    second = Dashboard(page.context.new_page(), page.url.rstrip("/")).open()
    is_as_left(second)

    second.open("Workspace")
    second.page.get_by_text("Yes, delete my data sets").click()
    second.press("Delete everything")
    expect(second.main.get_by_role("button", name="Remove")).to_have_count(0)
    page.reload()
    expect(dashboard.main.get_by_text("There is no data set yet")).to_be_visible()
    expect(dashboard.maps).to_have_count(0)
    dashboard.press("Open the handwritten digits")
    expect(drawn.ready().root).to_have_attribute("data-ee-n", "1797")
