"""Groups of rows as pictures, by themselves: what is shown, clicked, selected and fetched."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from explorer.ui.marks import mask_of
from tests.browser.scatter_site import colour_of

N = 200


@pytest.fixture
def page(visitor, site) -> Page:
    opened = visitor(site.url)
    opened.goto("/strips")
    opened.wait_for_function("() => window.loaded")
    return opened


def group(name="one", rows=(), **more):
    base = {"id": name, "title": f"Group {name}", "text": "", "captions": None, "badges": None, "actions": []}
    return {**base, "rows": list(rows), **more}


def data_for(site, groups, **more):
    names = [f"person {i}" for i in range(7)]
    base = {
        "n": N,
        "groups": groups,
        "fields": [site.category("who", np.arange(N) % 7, names, role="identity")],
        "rows": None,
        "thumbs": site.thumbs(N),
        "selection": None,
        "pinned": None,
        "link": "maps",
        "side": 60,
        "most": 5,
        "selects": True,
    }
    return {**base, **more}


def show(page, data):
    page.evaluate("(data) => void show(data)", data)
    page.wait_for_selector(".ee-strips[data-ee-ready='true']")


def shown_rows(within):
    return [int(row) for row in within.locator("[data-ee-row]").evaluate_all("all => all.map(e => e.dataset.eeRow)")]


def told(page):
    return page.evaluate("() => told")


def selected(page):
    page.wait_for_function("() => told.some(([name]) => name === 'picked')")
    [value] = [value for name, value in told(page) if name == "picked"][-1:]
    return np.flatnonzero(mask_of(value["bits"], N)).tolist(), value["mode"]


def test_pictures_are_those_of_the_rows_with_their_identities(page, site):
    show(page, data_for(site, [group(rows=[3, 150, 8], text="Three of them.")]))
    strip = page.locator(".ee-strip")
    expect(strip.locator("[data-ee-picture='shown']")).to_have_count(3)
    assert shown_rows(strip) == [3, 150, 8]
    pixel = """image => {
        const context = new OffscreenCanvas(24, 24).getContext("2d");
        context.drawImage(image, 0, 0);
        return [...context.getImageData(9, 9, 1, 1).data].slice(0, 3);
    }"""
    assert [tuple(image.evaluate(pixel)) for image in strip.locator("img").all()] == [
        colour_of(row) for row in (3, 150, 8)
    ]
    expect(strip.locator(".ee-thumb-title").nth(1)).to_have_text("person 3")
    expect(strip.get_by_role("heading", name="Group one")).to_be_visible()
    expect(strip.get_by_text("Three of them.")).to_be_visible()
    expect(strip.locator(".ee-strip-count")).to_have_text("3 rows")


def test_a_click_tells_the_row_and_rings_it_everywhere(page, site):
    show(page, data_for(site, [group(rows=[3, 4]), group("two", rows=[9, 4])]))
    page.locator("[data-ee-group='two'] [data-ee-row='4']").click()
    assert told(page) == [["clicked", {"group": "two", "position": 4}]]
    expect(page.locator("[data-ee-pinned='true']")).to_have_count(2)
    page.locator("[data-ee-group='one'] [data-ee-row='3']").hover()
    page.wait_for_function("() => hovered.at(-1) === 3")


def test_shift_adds_a_range_and_a_button_selects_the_group(page, site):
    rows = [10, 20, 30, 40, 50]
    show(page, data_for(site, [group(rows=rows)]))
    page.locator("[data-ee-row='40']").click()
    page.locator("[data-ee-row='20']").click(modifiers=["Shift"])
    assert selected(page) == ([20, 30, 40], "add")
    page.evaluate("() => { told.length = 0 }")
    page.get_by_role("button", name="Select").click()
    assert selected(page) == (rows, "replace")
    mask = np.zeros(N, np.uint8)
    mask[[20, 30]] = 1
    show(page, data_for(site, [group(rows=rows)], selection={"url": site.column("mask", mask, "u1")}))
    expect(page.locator("[data-ee-selected='true']")).to_have_count(2)


def test_the_rest_comes_on_demand_from_a_column(page, site):
    order = np.random.default_rng(0).permutation(N)
    column = {"url": site.column("order", order, "u4"), "n": N, "start": 20, "stop": 180}
    show(page, data_for(site, [group(rows=[]), {**group("many"), "rows": column}]))
    strip = page.locator("[data-ee-group='many']")
    expect(strip.locator(".ee-strip-count")).to_have_text("160 rows")
    expect(strip.locator("[data-ee-row]")).to_have_count(5)
    assert shown_rows(strip) == order[20:25].tolist()
    strip.get_by_role("button", name="Show all 160").click()
    gallery = strip.get_by_role("grid")
    expect(gallery).to_be_visible()
    gallery.evaluate("grid => grid.scrollTo(0, grid.scrollHeight)")
    last = gallery.locator(f"[data-ee-row='{order[179]}']")
    last.click()
    assert told(page)[-1] == ["clicked", {"group": "many", "position": int(order[179])}]
    strip.get_by_role("button", name="Show the first 5").click()
    expect(gallery).to_have_count(0)


def test_captions_badges_and_buttons_are_text(page, site):
    words = "<b>keeper</b>"
    actions = [{"id": "drop", "label": words}]
    only = group(rows=[1, 2], captions=[words, "copy"], badges=[None, "kept"], actions=actions)
    show(page, data_for(site, [only], thumbs=None))
    expect(page.locator(".ee-thumb-title").first).to_have_text(words)
    expect(page.locator(".ee-thumb-row[data-ee-badge='kept']")).to_be_visible()
    page.locator(".ee-strip-head").get_by_role("button", name=words).click()
    assert told(page) == [["acted", {"group": "one", "action": "drop"}]]


def test_another_state_of_the_page_keeps_what_stays(page, site):
    show(page, data_for(site, [group(rows=[1]), group("two", rows=[2])]))
    page.locator("[data-ee-group='two']").evaluate("element => { element.kept = true }")
    show(page, data_for(site, [group("two", rows=[2, 3]), group("three", rows=[4])]))
    expect(page.locator(".ee-strip")).to_have_count(2)
    expect(page.locator("[data-ee-group='two'] [data-ee-row]")).to_have_count(2)
    assert page.locator("[data-ee-group='two']").evaluate("element => element.kept")


def test_arrow_keys_lead_through_a_group(page, site):
    show(page, data_for(site, [group(rows=[1, 2, 3])]))
    page.locator("[data-ee-row='1']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("[data-ee-row='2']")).to_be_focused()
    assert told(page) == [["clicked", {"group": "one", "position": 2}]]


def test_some_of_many_rows_say_of_how_many(page, site):
    show(page, data_for(site, [group(rows=[3, 4], of=9000)]))
    expect(page.locator(".ee-strip-count")).to_have_text("2 of 9,000 rows")


def test_rows_that_cannot_be_fetched_are_said_and_asked_for_again(page, site, explained):
    explained.append("status of 403")
    data = data_for(site, [group(rows=[1, 2])], rows=site.column("numbers", np.arange(N), "u4"))
    site.refused.add("/numbers")
    page.evaluate("(data) => void show(data)", data)
    expect(page.locator(".ee-strips")).to_have_attribute("data-ee-ready", "failed")
    expect(page.get_by_role("alert")).to_contain_text("was refused (403)")
    site.refused.clear()
    show(page, data)
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator("[data-ee-row]")).to_have_count(2)


def test_a_group_whose_rows_cannot_be_fetched_asks_again_at_the_next_run_of_the_page(page, site, explained):
    explained.append("status of 403")
    column = {"url": site.column("members", np.arange(N), "u4"), "n": N, "start": 5, "stop": 8}
    site.refused.add("/members")
    data = data_for(site, [{**group(text="Three rows."), "rows": column}])
    show(page, data)
    text = page.locator(".ee-strip-text:visible")
    expect(text).to_contain_text("was refused (403)")
    site.refused.clear()
    show(page, data)
    expect(page.locator("[data-ee-row]")).to_have_count(3)
    expect(text).to_have_text("Three rows.")
