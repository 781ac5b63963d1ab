"""What is typed, found, drawn with two fingers or saved while groups are highlighted, in a real Chromium."""

import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.scatter_map import data_for, lattice

A_ROW = re.compile(r"\d")
GREY = "#b9bdc6"  # of our palette, on a light page
KMEANS_ONE = "#f2802b"  # the second colour of our palette


def places(drawn):
    return [drawn.spot(row) for row in range(3)]


def test_what_is_typed_in_a_field_is_no_command_to_the_map(desk):
    drawn, _ = desk
    before = places(drawn)
    field = drawn.root.get_by_role("combobox", name="Find a row by number, name or file")
    field.click()
    drawn.page.keyboard.type("a+b=c-d")
    for key in ["ArrowLeft", "ArrowLeft", "Home"]:
        drawn.page.keyboard.press(key)
    drawn.page.keyboard.type("x")
    expect(field).to_have_value("xa+b=c-d")
    expect(drawn.root).not_to_have_attribute("data-ee-row", A_ROW)
    assert places(drawn) == before


def test_keys_of_the_legend_do_not_go_from_point_to_point(desk):
    drawn, _ = desk
    drawn.root.locator(".ee-legend-main").first.focus()
    drawn.page.keyboard.press("ArrowDown")
    drawn.page.keyboard.press("Enter")
    expect(drawn.root).not_to_have_attribute("data-ee-row", A_ROW)
    drawn.root.locator(".ee-plot").focus()
    drawn.page.keyboard.press("ArrowDown")
    expect(drawn.root).to_have_attribute("data-ee-row", A_ROW)


def test_the_groups_of_the_legend_are_one_tab_stop_that_arrows_lead_on_from(desk):
    drawn, _ = desk
    panel = drawn.root.get_by_role("tabpanel", name="Legend")
    expect(panel).to_be_visible()
    tab = drawn.root.get_by_role("tab", name="Legend")
    assert tab.get_attribute("aria-controls") == panel.get_attribute("id")
    expect(panel.locator("li button[tabindex='0']")).to_have_count(1)
    items = panel.locator("li")
    items.nth(0).get_by_role("button").first.focus()
    for key in ("ArrowRight", "ArrowDown"):
        drawn.page.keyboard.press(key)
    hide = items.nth(1).get_by_role("button", name="Hide")
    expect(hide).to_be_focused()
    expect(panel.locator("li button[tabindex='0']")).to_have_count(1)
    drawn.page.keyboard.press("Enter")
    expect(items.nth(1)).to_have_class(re.compile("ee-legend-hidden"))
    for key in ("End", "ArrowDown"):
        drawn.page.keyboard.press(key)
    expect(items.last.get_by_role("button").first).to_be_focused()


def test_the_answer_that_enter_takes_is_told_to_screen_readers(desk):
    drawn, _ = desk
    field = drawn.root.get_by_role("combobox", name="Find a row by number, name or file")
    field.fill("person")
    answers = drawn.root.locator(".ee-find-item")
    expect(answers).to_have_count(7)
    for at in (0, 1):
        expect(field).to_have_attribute("aria-activedescendant", answers.nth(at).get_attribute("id"))
        expect(answers.nth(at)).to_have_attribute("aria-selected", "true")
        drawn.page.keyboard.press("ArrowDown")
    field.blur()
    expect(field).not_to_have_attribute("aria-activedescendant", "anything")
    expect(drawn.root.locator(".ee-find-list")).to_be_hidden()


def test_names_without_rows_take_no_place_among_the_answers(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice(), panel="full")
    names = [*[f"a{number}" for number in range(10)], "a name with rows"]
    data["fields"] = [{**site.category("who", np.full(100, 10), names, role="identity"), "id": "who"}]
    drawn.show({**data, "colour": 0})
    drawn.root.get_by_role("combobox").fill("a")
    expect(drawn.root.locator(".ee-find-words")).to_have_text(["a name with rows"])


def test_a_second_finger_is_no_part_of_a_lasso(open_map, site):
    drawn = open_map(has_touch=True)
    drawn.show({**data_for(site, lattice(), panel="full")})
    drawn.root.get_by_role("button", name="Select with a lasso").click()
    spots = drawn.spots(range(100))
    left, top = spots.min(axis=0) - 8
    right, bottom = (spots.min(axis=0) + spots.max(axis=0)) / 2
    inside = ((spots > [left, top]) & (spots < [right, bottom])).all(axis=1)
    touches = drawn.page.context.new_cdp_session(drawn.page)

    def touch(kind, *points):
        found = [{"x": float(x), "y": float(y), "id": finger} for finger, (x, y) in points]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": found})

    other = spots.max(axis=0)
    touch("touchStart", (0, (left, top)))
    touch("touchMove", (0, (right, top)))
    touch("touchStart", (0, (right, top)), (1, other))
    touch("touchMove", (0, (right, bottom)), (1, other - 20))
    touch("touchMove", (0, (left, bottom)), (1, other - 40))
    touch("touchEnd")
    expect(drawn.root).to_have_attribute("data-ee-selected", str(inside.sum()))


def test_density_is_drawn_where_all_points_are_at_one_place(open_map, site):
    drawn = open_map()
    drawn.show({**data_for(site, np.full((20, 2), 4096.5)), "panel": "full"})
    drawn.root.get_by_role("button", name="Size and opacity of points, density").click()
    drawn.root.get_by_role("checkbox").check()
    expect(drawn.root.locator(".ee-density")).to_be_visible()
    expect(drawn.root).to_have_attribute("data-ee-ready", "true")
    assert drawn.root.locator(".ee-density").evaluate("({ width, height }) => width > 5 && height > 5")


def test_a_saved_picture_tells_highlighted_groups_from_the_others(desk):
    drawn, _ = desk
    drawn.root.locator(".ee-legend-main", has_text="one").click()
    expect(drawn.root.locator(".ee-legend-main[aria-pressed='true']")).to_have_count(1)
    expect(drawn.root).to_have_attribute("data-ee-ready", "true")
    drawn.root.get_by_role("button", name="Save picture").click()
    with drawn.page.expect_download() as saving:
        drawn.page.locator("[data-ee-save='svg']").click()
    words = saving.value.path().read_text()
    assert 'stroke="rgb(255, 255, 255)" stroke-width="0.6"' in words  # around each point, as on screen
    legend = words[words.index("</g></g>") :]
    fills = [part.split('"')[0] for part in legend.split('r="5" fill="')[1:]]
    assert fills == [KMEANS_ONE, GREY, GREY]
    assert legend.index(">one<") < legend.index(">zero<") < legend.index(">two<")
