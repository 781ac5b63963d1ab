"""Working with a map in a real Chromium: selecting, highlighting, hiding, filtering, finding, telling the page."""

import base64
import zlib

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.scatter_map import data_for, lattice, looks, visible_rows, wait_until_still
from tests.browser.scatter_site import colour_of

GREY = (185, 189, 198)
KMEANS_ONE = (242, 128, 43)  # the second colour of our palette


def told(drawn, name):
    """What the map told the page under a name, in order."""
    found = drawn.page.evaluate("() => states")
    return [value for key, state, value in found if key == drawn.key and state == name]


def rows_of(selection):
    """The rows in what the page was told, unpacked by other means than the map's own."""
    bits = np.unpackbits(
        np.frombuffer(zlib.decompress(base64.b85decode(selection["bits"])), np.uint8), bitorder="little"
    )
    return set(np.flatnonzero(bits[: selection["n"]]).tolist())


def wait_for_selection(drawn, count):
    expect(drawn.root).to_have_attribute("data-ee-selected", str(count))
    expect(drawn.root).to_have_attribute("data-ee-ready", "true")


def outline(drawn, corners, keys=()):
    """Draw around something with the tool in hand."""
    for key in keys:
        drawn.page.keyboard.down(key)
    drawn.page.mouse.move(*corners[0])
    drawn.page.mouse.down()
    for corner in [*corners[1:], corners[0]]:
        drawn.page.mouse.move(*corner, steps=4)
    drawn.page.mouse.up()
    for key in keys:
        drawn.page.keyboard.up(key)


def inside(spots, corners):
    """Rows within a polygon by the winding number: another rule than the map's, equal for outlines that don't cross."""
    total = np.zeros(len(spots))
    corners = np.asarray(corners, dtype=float)
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        u, v = a - spots, b - spots
        total += np.arctan2(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0], (u * v).sum(axis=1))
    return set(np.flatnonzero(np.abs(total) > np.pi).tolist())


def middle(drawn):
    box = drawn.root.locator(".ee-plot").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def star(drawn, radius=150, points=5):
    """An outline with dents."""
    x, y = middle(drawn)
    angles = np.arange(2 * points) * np.pi / points + 0.3
    lengths = np.where(np.arange(2 * points) % 2, radius * 0.45, radius)
    return [(float(x + r * np.cos(a)), float(y + r * np.sin(a))) for a, r in zip(angles, lengths, strict=True)]


def square(drawn, dx=0.0, dy=0.0, side=160.0):
    x, y = middle(drawn)
    left, top = x + dx - side / 2, y + dy - side / 2
    return [(left, top), (left + side, top), (left + side, top + side), (left, top + side)]


def take(drawn, tool):
    drawn.root.get_by_role("button", name=f"Select with a {tool}").click()


def test_a_lasso_selects_what_a_polygon_test_says(desk):
    drawn, _ = desk
    take(drawn, "lasso")
    corners = star(drawn)
    expected = inside(drawn.spots(range(100)), corners)
    assert 5 < len(expected) < 60
    outline(drawn, corners)
    wait_for_selection(drawn, len(expected))
    drawn.page.wait_for_function("() => states.some(([, name]) => name === 'selection')")
    (said,) = told(drawn, "selection")
    assert rows_of(said) == expected
    assert said["count"] == len(expected)
    expect(drawn.root.locator(".ee-tools-count")).to_have_text(f"{len(expected)} / 100")


def test_a_box_replaces_adds_takes_away_and_intersects_and_each_is_undone(desk):
    drawn, _ = desk
    take(drawn, "box")
    spots = drawn.spots(range(100))

    def drawn_box(corners, keys=()):
        for key in keys:
            drawn.page.keyboard.down(key)
        drawn.page.mouse.move(*corners[0])
        drawn.page.mouse.down()
        drawn.page.mouse.move(*corners[2], steps=5)
        drawn.page.mouse.up()
        for key in keys:
            drawn.page.keyboard.up(key)
        return inside(spots, corners)

    one = drawn_box(square(drawn, -40))
    wait_for_selection(drawn, len(one))
    two = drawn_box(square(drawn, 40), ["Shift"])
    assert one & two
    assert two - one
    wait_for_selection(drawn, len(one | two))
    three = drawn_box(square(drawn, 0, 0, 80), ["Alt"])
    wait_for_selection(drawn, len((one | two) - three))
    four = drawn_box(square(drawn, -40), ["Shift", "Alt"])
    wait_for_selection(drawn, len(((one | two) - three) & four))
    drawn.root.get_by_role("button", name="Invert the selection").click()
    wait_for_selection(drawn, 100 - len(((one | two) - three) & four))
    steps = [len(((one | two) - three) & four), len((one | two) - three), len(one | two), len(one), 0]
    for count in steps:
        drawn.root.get_by_role("button", name="Undo the last selection").click()
        wait_for_selection(drawn, count)
    expect(drawn.root.get_by_role("button", name="Undo the last selection")).to_be_disabled()


def test_the_mode_set_in_the_bar_holds_without_keys(desk):
    drawn, _ = desk
    pick = drawn.root.locator(".ee-legend-item", has_text="zero").get_by_role("button", name="Select the rows")
    pick.click()
    wait_for_selection(drawn, 34)  # of 100 rows in turn: 34, 33, 33
    drawn.root.get_by_role("tab", name="Legend").click()
    drawn.root.get_by_role("button", name="A new selection is added").click()
    drawn.root.locator(".ee-legend-item", has_text="one").get_by_role("button", name="Select the rows").click()
    wait_for_selection(drawn, 67)
    expect(drawn.root.locator(".ee-legend-item", has_text="one").locator(".ee-legend-count")).to_have_text("33 / 33")
    expect(drawn.root.locator(".ee-legend-item", has_text="two").locator(".ee-legend-count")).to_have_text("0 / 33")
    drawn.root.get_by_role("button", name="Clear", exact=True).click()
    wait_for_selection(drawn, 0)


def test_selected_rows_stand_beside_the_map_and_a_picture_leads_to_its_point(desk):
    drawn, _ = desk
    drawn.root.locator(".ee-legend-item", has_text="two").get_by_role("button", name="Select the rows").click()
    wait_for_selection(drawn, 33)
    expect(drawn.root.get_by_role("tab", name="Selected (33)")).to_have_attribute("aria-selected", "true")
    expect(drawn.root.locator(".ee-thumb").first).to_be_visible()
    look = looks(drawn)
    drawn.root.locator(".ee-thumb[data-ee-row='5']").click()
    expect(drawn.root).to_have_attribute("data-ee-row", "5")
    expect(drawn.root).to_have_attribute("data-ee-pinned", "true")
    wait_until_still(drawn, look)
    assert np.allclose([drawn.spot(5)["x"], drawn.spot(5)["y"]], middle(drawn), atol=2)
    assert drawn.picture(5) == colour_of(5)
    drawn.card.get_by_role("button", name="Selected: take it out").click()
    wait_for_selection(drawn, 32)


def test_a_click_with_shift_selects_one_row_and_again_lets_it_go(desk):
    drawn, _ = desk
    row = visible_rows(drawn, 100)[0]
    spot = drawn.spot(row)
    drawn.page.keyboard.down("Shift")
    drawn.page.mouse.click(spot["x"], spot["y"])
    wait_for_selection(drawn, 1)
    drawn.page.mouse.click(spot["x"], spot["y"])
    wait_for_selection(drawn, 0)
    drawn.page.keyboard.up("Shift")


def test_a_selection_outlives_other_colours_and_another_projection(desk, site):
    drawn, data = desk
    drawn.root.locator(".ee-legend-item", has_text="two").get_by_role("button", name="Select the rows").click()
    wait_for_selection(drawn, 33)
    drawn.show(data | {"colour": 2})
    wait_for_selection(drawn, 33)
    drawn.show(data | {"view": site.view("other", lattice(seed=9))})
    wait_for_selection(drawn, 33)
    out = drawn.root.evaluate("(root) => root.dataset.eeShown")
    assert out == "100"


def test_the_page_echoes_a_selection_without_effect_and_brings_another_tabs(desk, site):
    drawn, data = desk
    drawn.root.locator(".ee-legend-item", has_text="two").get_by_role("button", name="Select the rows").click()
    wait_for_selection(drawn, 33)
    drawn.page.wait_for_function("() => states.some(([, name]) => name === 'selection')")
    (said,) = told(drawn, "selection")
    drawn.root.get_by_role("button", name="Clear", exact=True).click()
    wait_for_selection(drawn, 0)
    drawn.page.wait_for_function("() => states.filter(([, name]) => name === 'selection').length === 2")
    mask = np.zeros(100)
    mask[[3, 77]] = 1
    drawn.show(data | {"selection": {"stamp": said["stamp"], "url": site.column("late", np.ones(100), "u1")}})
    wait_for_selection(drawn, 0)
    drawn.show(data | {"selection": {"stamp": "of another tab", "url": site.column("mask", mask, "u1")}})
    wait_for_selection(drawn, 2)
    drawn.root.get_by_role("button", name="Undo the last selection").click()
    wait_for_selection(drawn, 0)


def test_a_selection_that_can_not_be_told_is_said_and_the_next_one_is_told(open_map, site, explained):
    explained.append("CompressionStream")
    drawn = open_map(viewport={"width": 800, "height": 600})
    drawn.show(data_for(site, lattice(), panel="full"))
    drawn.page.evaluate("() => { window.kept = CompressionStream; CompressionStream = undefined; }")
    drawn.root.locator(".ee-legend-item", has_text="two").get_by_role("button", name="Select the rows").click()
    note = drawn.root.locator(".ee-note")
    expect(note).to_contain_text("The page could not be told what is selected")
    field = drawn.root.get_by_role("textbox", name="Name this selection")
    field.fill("mine")
    field.press("Enter")
    drawn.page.evaluate("() => { CompressionStream = kept; }")
    drawn.root.get_by_role("button", name="Invert the selection").click()
    drawn.page.wait_for_function("() => states.some(([, name]) => name === 'selection')")
    assert [said["count"] for said in told(drawn, "selection")] == [67]
    assert drawn.page.evaluate("() => triggers") == []  # nothing was tagged that the page does not know of
    field.fill("others")
    field.press("Enter")
    drawn.page.wait_for_function("() => triggers.length === 1")


def test_the_selected_rows_are_let_go_beside_their_count(desk):
    drawn, _ = desk
    drawn.root.locator(".ee-legend-item", has_text="two").get_by_role("button", name="Select the rows").click()
    expect(drawn.root.locator(".ee-selected-count")).to_have_text("33 / 100")
    drawn.root.get_by_role("button", name="Clear the selection").click()
    wait_for_selection(drawn, 0)
    expect(drawn.root.get_by_role("tab", name="Selected")).to_be_focused()
    expect(drawn.root.get_by_text("Nothing is selected.")).to_be_visible()


def test_a_tag_is_told_once_under_its_name(desk):
    drawn, _ = desk
    drawn.root.locator(".ee-legend-item", has_text="two").get_by_role("button", name="Select the rows").click()
    wait_for_selection(drawn, 33)
    drawn.root.get_by_label("Name this selection").fill("  odd ones ")
    drawn.page.keyboard.press("Enter")
    drawn.page.wait_for_function("() => triggers.length > 0")
    (said,) = told(drawn, "selection")
    assert drawn.page.evaluate("() => triggers") == [["tag", {"name": "odd ones", "stamp": said["stamp"]}]]


def test_highlighted_groups_keep_their_colours_and_the_rest_is_grey_but_hovered(desk):
    drawn, _ = desk
    drawn.root.locator(".ee-legend-main", has_text="one").click()
    expect(drawn.root.locator(".ee-legend-unit")).to_have_text("1 of 3 highlighted")
    expect(drawn.root).to_have_attribute("data-ee-ready", "true")
    rows = visible_rows(drawn, 100)
    one = next(row for row in rows if row % 3 == 1)
    two = next(row for row in rows if row % 3 == 2)
    drawn.page.mouse.move(2, 2)
    assert np.abs(drawn.pixel(one) - KMEANS_ONE).max() < 40
    assert np.abs(drawn.pixel(two) - GREY).max() < 40
    drawn.hover(two)
    assert drawn.picture(two) == colour_of(two)
    drawn.root.locator(".ee-legend-main", has_text="two").click()
    drawn.root.locator(".ee-legend-main", has_text="zero").click()
    drawn.root.locator(".ee-legend-main", has_text="two").click()
    expect(drawn.root.locator(".ee-legend-unit")).to_have_text("2 of 3 highlighted")
    drawn.page.mouse.move(2, 2)
    drawn.page.wait_for_function("() => states.some(([, name]) => name === 'look')")
    assert np.abs(drawn.pixel(one) - KMEANS_ONE).max() < 40
    drawn.root.get_by_role("button", name="Clear highlight").click()
    expect(drawn.root.locator(".ee-legend-unit")).to_have_text("3 groups")


def test_a_thirteenth_group_is_not_highlighted_and_the_page_says_why(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice(), panel="full")
    data["fields"][1] = site.category("many", np.arange(100) % 50, [f"group {i}" for i in range(50)])
    drawn.show(data)
    drawn.root.get_by_role("button", name="Highlight first 5").click()
    expect(drawn.root.locator(".ee-legend-unit")).to_have_text("5 of 50 highlighted")
    for at in range(5, 12):
        drawn.root.locator(".ee-legend-main").nth(at).click()
    expect(drawn.root.locator(".ee-legend-unit")).to_have_text("12 of 50 highlighted")
    swatches = drawn.root.locator(".ee-legend-item:not(.ee-legend-dull) .ee-swatch")
    colours = swatches.evaluate_all("(all) => all.map((swatch) => getComputedStyle(swatch).backgroundColor)")
    assert len(set(colours)) == 12
    drawn.root.locator(".ee-legend-main").nth(20).click()
    expect(drawn.root.locator(".ee-note")).to_contain_text("12 groups can be highlighted at once")
    expect(drawn.root.locator(".ee-legend-unit")).to_have_text("12 of 50 highlighted")


def test_a_thousand_groups_are_searched_sorted_and_highlighted(open_map, site):
    drawn = open_map()
    points = lattice(45)[:2000]
    data = data_for(site, points, panel="full", thumbs=None)
    names = [f"人物 {i}" for i in range(1000)]
    data["fields"][1] = site.category("many", np.minimum(np.arange(2000), 2998 - np.arange(2000)) % 1000, names)
    drawn.show(data)
    assert drawn.root.locator(".ee-legend-item").count() == 400
    expect(drawn.root.locator(".ee-legend-more")).to_contain_text("600 more groups")
    drawn.root.get_by_label("Search groups").fill("物 99")
    found = drawn.root.locator(".ee-legend-name").all_text_contents()
    assert sorted(found) == sorted(f"人物 {i}" for i in (99, *range(990, 1000)))
    drawn.root.get_by_label("Order of the groups").select_option("name")
    assert drawn.root.locator(".ee-legend-name").first.text_content() == "人物 99"
    drawn.root.locator(".ee-legend-main", has_text="人物 995").click()
    expect(drawn.root.locator(".ee-legend-unit")).to_have_text("1 of 1,000 highlighted")


def test_a_hidden_group_is_gone_from_the_map_and_from_under_the_pointer(desk):
    drawn, _ = desk
    rows = visible_rows(drawn, 100)
    two = next(row for row in rows if row % 3 == 2)
    drawn.root.get_by_role("button", name="Hide two").click()
    expect(drawn.root).to_have_attribute("data-ee-shown", "67")
    assert drawn.pixel(two).min() > 230
    spot = drawn.spot(two)
    one = next(row for row in rows if row % 3 == 1)
    drawn.hover(one)
    drawn.page.mouse.move(spot["x"], spot["y"])
    expect(drawn.root).to_have_attribute("data-ee-row", "")
    drawn.root.get_by_role("button", name="Show 1 hidden").click()
    expect(drawn.root).to_have_attribute("data-ee-shown", "100")
    drawn.page.mouse.move(spot["x"] + 1, spot["y"])
    drawn.wait_for_card(two)


def test_filter_then_hover_then_other_colours_the_picture_is_that_of_the_row(desk):
    drawn, data = desk
    drawn.root.get_by_role("tab", name="Filter").click()
    drawn.root.locator(".ee-filters").get_by_role("button", name="person 3").first.click()
    expect(drawn.root).to_have_attribute("data-ee-shown", "14")
    expect(drawn.root).to_have_attribute("data-ee-ready", "true")
    rows = [row for row in visible_rows(drawn, 100) if row % 7 == 3]
    drawn.hover(rows[0])
    assert drawn.picture(rows[0]) == colour_of(rows[0])
    drawn.show(data | {"colour": 2})
    expect(drawn.root).to_have_attribute("data-ee-shown", "14")
    drawn.hover(rows[1])
    assert drawn.picture(rows[1]) == colour_of(rows[1])
    drawn.page.wait_for_function("() => states.some(([, name, look]) => name === 'look' && look.filters['id who'])")
    drawn.root.get_by_role("button", name="Select the 14 rows that pass").click()
    wait_for_selection(drawn, 14)
    drawn.root.get_by_role("button", name="Invert the selection").click()
    wait_for_selection(drawn, 0)  # what can't be seen is not selected behind one's back


def test_a_row_is_found_by_number_and_by_name(desk):
    drawn, _ = desk
    field = drawn.root.get_by_role("combobox", name="Find a row")
    field.fill("42")
    expect(drawn.root.get_by_role("option").first).to_contain_text("row 42")
    look = looks(drawn)
    field.press("Enter")
    expect(drawn.root).to_have_attribute("data-ee-row", "42")
    wait_until_still(drawn, look)
    assert np.allclose([drawn.spot(42)["x"], drawn.spot(42)["y"]], middle(drawn), atol=2)
    field.fill("PERSON 6")
    expect(drawn.root.get_by_role("option").first).to_contain_text("14 rows")
    for row in (6, 13):  # again goes to the next
        field.press("Enter")
        expect(drawn.root).to_have_attribute("data-ee-row", str(row))
    field.fill("nobody")
    expect(drawn.root.get_by_text("Nothing is called that here.")).to_be_visible()


def test_in_3d_groups_are_selected_and_rows_found_but_no_outline_is_drawn(open_map, site):
    drawn = open_map()
    data = data_for(site, np.random.default_rng(3).uniform(-1, 1, (40, 3)), panel="full")
    drawn.show(data)
    expect(drawn.root.get_by_role("button", name="Select with a lasso")).to_be_disabled()
    drawn.root.locator(".ee-legend-item", has_text="two").get_by_role("button", name="Select the rows").click()
    wait_for_selection(drawn, 13)
    field = drawn.root.get_by_role("combobox", name="Find a row")
    field.fill("7")
    expect(drawn.root.get_by_role("option").first).to_contain_text("row 7")
    look = looks(drawn)
    field.press("Enter")
    expect(drawn.root).to_have_attribute("data-ee-row", "7")
    wait_until_still(drawn, look)
    assert np.allclose([drawn.spot(7)["x"], drawn.spot(7)["y"]], middle(drawn), atol=3)


def test_points_become_larger_and_density_shows_where_they_crowd(desk):
    drawn, _ = desk
    drawn.root.get_by_role("button", name="Size and opacity of points, density").click()
    row = visible_rows(drawn, 100)[0]
    spot = drawn.spot(row)
    clip = {"x": round(spot["x"]) - 12, "y": round(spot["y"]) - 12, "width": 24, "height": 24}
    before = drawn.page.screenshot(clip=clip)
    drawn.root.get_by_label("Point size").fill("3")
    drawn.page.wait_for_function("() => states.some(([, name, look]) => name === 'look' && look.size === 3)")
    expect(drawn.root).to_have_attribute("data-ee-ready", "true")
    assert drawn.page.screenshot(clip=clip) != before
    expect(drawn.root.locator(".ee-density")).to_be_hidden()
    drawn.root.get_by_role("checkbox", name="Density").check()
    expect(drawn.root.locator(".ee-density")).to_be_visible()
    box = drawn.root.locator(".ee-density").bounding_box()
    spots = drawn.spots(range(100))
    assert box["x"] < spots[:, 0].min() < spots[:, 0].max() < box["x"] + box["width"]
    assert box["y"] < spots[:, 1].min() < spots[:, 1].max() < box["y"] + box["height"]


def test_density_is_counted_again_only_where_other_points_are_shown(shared_page):
    painted = shared_page.evaluate(
        """async () => {
            const { Density } = await import("/ui/density.js");
            const density = new Density();
            const [x, y] = [new Float32Array([0, 1, 2]), new Float32Array([0, 2, 1])];
            let times = 0;
            const context = density.element.getContext("2d");
            density.element.getContext = () => (times++, context);
            for (const hidden of [null, [1, 0, 0], [1, 0, 0], [0, 1, 0]]) {
                density.show({ x, y, z: null, hidden: hidden && Uint8Array.from(hidden) });
            }
            return times;
        }"""
    )
    assert painted == 3


def test_density_keeps_its_sum_and_is_highest_where_the_points_are(shared_page):
    found = shared_page.evaluate(
        """async () => {
            const { smooth } = await import("/ui/density.js");
            const values = new Float32Array(40 * 30);
            values[15 * 40 + 20] = 8;
            const out = smooth(values, 40, 30);
            const none = Math.max(...smooth(new Float32Array(12), 4, 3));
            return { sum: out.reduce((a, b) => a + b), peak: out.indexOf(Math.max(...out)), none };
        }"""
    )
    assert found["sum"] == pytest.approx(8, abs=1e-4)
    assert found["peak"] == 15 * 40 + 20
    assert found["none"] == 0


def test_masks_become_text_and_sets_of_rows_combine(shared_page):
    found = shared_page.evaluate(
        """async () => {
            const { Selection, pack, unpack, toText } = await import("/ui/selection.js");
            const selection = new Selection(10);
            const steps = [];
            const note = () => steps.push([...selection.positions()]);
            selection.combine([1, 2, 9], "replace"); note();
            selection.combine([2, 3], "add"); note();
            selection.combine([1], "subtract"); note();
            selection.combine([3, 4], "intersect"); note();
            selection.invert(Uint8Array.from([1, 1, 1, 1, 1, 0, 0, 0, 0, 0])); note();
            const again = selection.combine([0, 1, 2, 4], "replace");
            selection.undo(); note();
            const mask = Uint8Array.from([1, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
            const packed = pack(mask);
            return { steps, again, packed: [...packed], back: [...unpack(packed, 10)], text: await toText(mask) };
        }"""
    )
    assert found["steps"] == [[1, 2, 9], [1, 2, 3, 9], [2, 3, 9], [3], [0, 1, 2, 4], [3]]
    assert found["again"] is False  # nothing changed, so there is nothing to undo
    assert found["packed"] == [0b1001, 0b10]
    assert found["back"] == [1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    assert rows_of({"bits": found["text"], "n": 10}) == {0, 3, 9}


def test_bytes_in_base_85_are_those_that_python_reads(shared_page):
    rng = np.random.default_rng(0)
    for length in (0, 1, 2, 3, 4, 5, 1000):
        given = rng.integers(0, 256, length).astype(np.uint8).tobytes()
        text = shared_page.evaluate(
            "async (bytes) => (await import('/ui/selection.js')).base85(Uint8Array.from(bytes))", list(given)
        )
        assert text == base64.b85encode(given).decode()


def test_an_outline_that_crosses_itself_takes_what_it_winds_around_once(shared_page):
    found = shared_page.evaluate(
        """async () => {
            const { isInside } = await import("/ui/region.js");
            const bow = [{ x: 0, y: 0 }, { x: 4, y: 4 }, { x: 4, y: 0 }, { x: 0, y: 4 }];
            const spots = [[1, 2], [3, 2], [2, 1], [2, 3], [5, 2], [-1, 0]];
            return [spots.map(([x, y]) => isInside(x, y, bow)), isInside(0, 0, [])];
        }"""
    )
    assert found == [[True, True, False, False, False, False], False]


def filter_by(drawn, name):
    drawn.root.get_by_role("tab", name="Filter").click()
    drawn.root.locator(".ee-filters").get_by_role("button", name=name).first.click()


def test_a_filter_goes_with_its_field(desk):
    drawn, data = desk
    filter_by(drawn, "person 3")
    expect(drawn.root).to_have_attribute("data-ee-shown", "14")
    drawn.page.wait_for_function("() => states.some(([, name]) => name === 'look')")
    drawn.show(data | {"fields": data["fields"][1:], "colour": 0})
    expect(drawn.root).to_have_attribute("data-ee-shown", "100")
    expect(drawn.root.get_by_role("tab", name="Filter", exact=True)).to_be_visible()


def test_one_panel_is_seen_at_a_time_whatever_the_map_is_coloured_by(desk):
    drawn, data = desk
    drawn.root.get_by_role("tab", name="Filter").click()
    for colour in (2, 3, 1):
        drawn.show(data | {"colour": colour})
        expect(drawn.root.locator(".ee-legend")).to_be_hidden()
        expect(drawn.root.locator(".ee-filters")).to_be_visible()
    drawn.root.get_by_role("tab", name="Legend").click()
    expect(drawn.root.locator(".ee-legend")).to_be_visible()


def test_another_tabs_selection_fills_the_open_gallery(desk, site):
    drawn, data = desk
    drawn.root.locator(".ee-legend-item", has_text="two").get_by_role("button", name="Select the rows").click()
    wait_for_selection(drawn, 33)
    drawn.page.wait_for_function("() => states.some(([, name]) => name === 'selection')")
    mask = np.zeros(100)
    mask[[8, 9]] = 1
    drawn.show(data | {"selection": {"stamp": "theirs", "url": site.column("theirs", mask, "u1")}})
    wait_for_selection(drawn, 2)
    expect(drawn.root.locator(".ee-selected-count")).to_have_text("2 / 100")
    expect(drawn.root.locator(".ee-thumb:visible")).to_have_count(2)


def test_a_selection_that_cannot_be_fetched_is_said_and_the_map_is_there(open_map, site, explained):
    explained.append("status of 403")
    drawn = open_map(viewport={"width": 800, "height": 600})
    data = data_for(site, lattice(), panel="full")
    site.refused.add("/theirs")
    drawn.show(data | {"selection": {"stamp": "theirs", "url": site.column("theirs", np.ones(100), "u1")}})
    expect(drawn.root.locator(".ee-note")).to_contain_text("The rows that were selected could not be fetched.")
    wait_for_selection(drawn, 0)
    site.refused.clear()
    drawn.show(data | {"selection": {"stamp": "theirs", "url": f"{site.folder}/theirs"}})
    wait_for_selection(drawn, 100)


def test_selected_rows_that_are_filtered_away_are_counted_as_hidden(desk):
    drawn, _ = desk
    drawn.root.locator(".ee-legend-item", has_text="two").get_by_role("button", name="Select the rows").click()
    wait_for_selection(drawn, 33)
    filter_by(drawn, "person 3")
    expect(drawn.root).to_have_attribute("data-ee-shown", "14")
    both = sum(row % 3 == 2 and row % 7 == 3 for row in range(100))
    expect(drawn.root.locator(".ee-tools-count")).to_have_text(f"33 / 100 ({33 - both} hidden)")


def test_nothing_left_by_filters_is_said_and_a_hidden_row_is_not_flown_to(desk):
    drawn, _ = desk
    drawn.root.get_by_role("button", name="Hide zero").click()
    field = drawn.root.get_by_role("combobox", name="Find a row")
    field.fill("3")
    expect(drawn.root.get_by_role("option").first).to_contain_text("row 3")
    field.press("Enter")
    expect(drawn.root.locator(".ee-note")).to_have_text("Row 3 is hidden by a filter or in the legend.")
    drawn.root.get_by_role("button", name="Hide one").click()
    drawn.root.get_by_role("button", name="Hide two").click()
    expect(drawn.root.locator(".ee-note")).to_have_text("No row is shown: all are filtered away or hidden.")


def test_all_rows_of_a_name_are_selected_from_find_and_taken_back_by_keys(desk):
    drawn, _ = desk
    field = drawn.root.get_by_role("combobox", name="Find a row")
    field.fill("person 6")
    expect(drawn.root.get_by_role("option").first).to_contain_text("14 rows")
    field.press("Shift+Enter")
    wait_for_selection(drawn, 14)
    drawn.root.locator(".ee-plot").focus()
    drawn.page.keyboard.press("Control+z")
    wait_for_selection(drawn, 0)
