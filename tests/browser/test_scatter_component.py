"""The scatter map in a real Chromium: what it shows, fetches, keeps and says."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PHONE
from tests.browser.scatter_map import WINDOW, Map, data_for, drag, lattice, looks, visible_rows, wait_until_still
from tests.browser.scatter_site import colour_of

GREY, GREY_DARK = (185, 189, 198), (91, 96, 107)
CSS_FIRST = (59, 130, 246)


@pytest.mark.parametrize("dims", [2, 3])
def test_the_picture_is_that_of_the_row_after_recolouring_and_zooming(open_map, site, dims):
    drawn = open_map()
    # 3-D: along a diagonal that no view from the front folds up, so that each point can be reached
    points = lattice(20) if dims == 2 else np.random.default_rng(3).uniform(-1, 1, (40, 3))
    data = data_for(site, points)
    drawn.show(data)
    reached = visible_rows(drawn, len(points))
    for row in reached[:3]:
        drawn.hover(row)
        assert drawn.picture(row) == colour_of(row)
        assert drawn.text(".ee-card-row") == f"who · row {row}"
        assert drawn.text(".ee-card-title") == f"person {row % 7}"
    drawn.show(data | {"colour": 2})  # with noise, which is drawn first: another order of points
    for row in reached[3:6]:
        drawn.hover(row)
        assert drawn.picture(row) == colour_of(row)
    before, look = drawn.spots(range(40)), looks(drawn)
    drawn.page.mouse.wheel(0, -240)
    wait_until_still(drawn, look)
    assert np.ptp(drawn.spots(range(40)), axis=0).min() > 1.05 * np.ptp(before, axis=0).min()
    for row in visible_rows(drawn, len(points))[:3]:
        drawn.hover(row)
        assert drawn.picture(row) == colour_of(row)
        values = [value.strip() for value in drawn.card.locator("dd").all_text_contents()]
        assert values == [["zero", "one", "two"][row % 3], ["p", "q", "r", "noise"][row * 7 % 4], str(row)]


@pytest.mark.parametrize("dims", [2, 3])
def test_a_row_is_drawn_in_its_colour_where_it_is_said_to_be(open_map, site, dims):
    drawn = open_map()
    points = np.random.default_rng(1).uniform(-1, 1, (12, dims))
    drawn.show(data_for(site, points, colour=2))
    first = next(row for row in visible_rows(drawn, 12) if row * 7 % 4 == 0)
    noise = next(row for row in visible_rows(drawn, 12) if row * 7 % 4 == 3)
    assert np.abs(drawn.pixel(first) - CSS_FIRST).max() < 40
    assert np.abs(drawn.pixel(noise) - GREY).max() < 30


def test_noise_lies_beneath(open_map, site):
    points = np.array([[0, 0], [10, 10], [5, 5], [5, 5]], dtype=float)
    # row 3 is drawn last, on row 2, unless noise goes first
    field = site.category("c", np.array([0, 0, 0, 1]), ["a", "noise"], grey=1)
    drawn = open_map()
    drawn.show(data_for(site, points) | {"fields": [field], "colour": 0})
    assert np.abs(drawn.pixel(2) - CSS_FIRST).max() < 40


def test_coincident_rows_are_counted_and_stepped_through(open_map, site):
    points = lattice(6)
    points[[4, 9, 20, 33]] = points[2]
    drawn = open_map()
    drawn.show(data_for(site, points))
    drawn.hover(2)
    assert drawn.text(".ee-card-count") == "1 of 5 rows here"
    assert not drawn.card.locator(".ee-card-step").first.is_visible()  # nothing to press under a moving pointer
    drawn.page.keyboard.press("PageDown")  # the map has no focus yet: the key is the page's
    assert drawn.text(".ee-card-count") == "1 of 5 rows here"
    spot = drawn.spot(2)
    drawn.page.mouse.click(spot["x"], spot["y"])
    steps = drawn.card.locator(".ee-card-step")
    for at, row in [(2, 4), (3, 9)]:
        steps.nth(1).click()
        assert drawn.picture(row) == colour_of(row)
        assert drawn.text(".ee-card-count") == f"{at} of 5 rows here"
    steps.nth(0).click()
    assert drawn.picture(4) == colour_of(4)
    for row in (2, 33):  # round the end
        drawn.page.keyboard.press("PageUp")
        assert drawn.picture(row) == colour_of(row)
    assert drawn.text(".ee-card-count") == "5 of 5 rows here"
    assert drawn.states() == [2, 4, 9, 4, 2, 33]
    lone = drawn.spot(0)
    drawn.page.mouse.click(lone["x"], lone["y"])
    assert drawn.picture(0) == colour_of(0)
    assert not drawn.card.locator(".ee-card-stack").is_visible()


def test_pinning_and_letting_go(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice())
    drawn.show(data)
    drawn.hover(5)
    assert drawn.card.get_attribute("data-ee-pinned") == "false"
    spot = drawn.spot(5)
    drawn.page.mouse.click(spot["x"], spot["y"])
    drawn.show(data | {"pinned": 5})  # the page echoes what it was told
    drawn.page.mouse.move(5, 5)
    other = drawn.spot(8)
    drawn.page.mouse.move(other["x"], other["y"])
    drawn.page.wait_for_selector(".ee-scatter[data-ee-echo='8']")  # another ring, the card stays
    assert drawn.picture(5) == colour_of(5)
    drawn.page.keyboard.press("Escape")
    drawn.page.wait_for_selector(".ee-scatter[data-ee-pinned='false']")
    drawn.page.mouse.click(other["x"], other["y"])
    drawn.card.locator(".ee-card-close").click()
    drawn.page.wait_for_selector(".ee-card[data-ee-shown='false']", state="attached")
    assert drawn.states() == [5, None, 8, None]
    drawn.show(data | {"pinned": 9})  # from outside: shown, and not said back
    assert drawn.picture(9) == colour_of(9)
    assert drawn.states() == [5, None, 8, None]


def test_a_pinned_card_stays_with_its_point_and_covers_nothing_once_that_is_scrolled_away(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice()) | {"pinned": 5}
    drawn.show(data)
    drawn.wait_for_card(5)
    drawn.page.evaluate("() => { document.body.style.paddingBottom = '3000px'; scrollTo(0, 2000); }")
    expect(drawn.card).not_to_be_visible()
    drawn.page.evaluate("() => scrollTo(0, 0)")
    expect(drawn.card).to_be_visible()
    assert drawn.picture(5) == colour_of(5)


def test_the_keyboard_reaches_pins_and_announces(open_map, site):
    drawn = open_map()
    points = lattice()
    drawn.show(data_for(site, points))
    rows = {tuple(point): row for row, point in enumerate(points.astype(int).tolist())}
    drawn.page.keyboard.press("Tab")
    assert drawn.root.locator(".ee-plot").evaluate("(plot) => plot === document.activeElement")
    drawn.page.keyboard.press("ArrowRight")  # the first: the one nearest to the middle
    expect(drawn.root).to_have_attribute("data-ee-row", re.compile(r"\d+"))
    expect(drawn.root.locator(".ee-live")).to_contain_text("who person", timeout=20_000)  # once the names are fetched
    start = points[int(drawn.root.get_attribute("data-ee-row"))]
    assert np.abs(start - 4.5).max() == 0.5
    for key, step in [("ArrowRight", (1, 0)), ("ArrowUp", (0, 1)), ("ArrowLeft", (-1, 0)), ("ArrowDown", (0, -1))]:
        drawn.page.keyboard.press(key)
        start = start + step
        row = rows[tuple(start.astype(int))]
        expect(drawn.root).to_have_attribute("data-ee-row", str(row))
        expect(drawn.root.locator(".ee-live")).to_contain_text(f"Row {row}, who person {row % 7}, kmeans")
    drawn.page.keyboard.press("Enter")
    expect(drawn.root.locator(".ee-live")).to_contain_text(f"Pinned. Row {row},")
    assert drawn.states() == [row]
    assert drawn.picture(row) == colour_of(row)
    drawn.page.keyboard.press("Escape")
    assert drawn.states() == [row, None]


@pytest.mark.parametrize("dims", [2, 3])
def test_the_view_stays_where_the_person_put_it(open_map, site, dims):
    drawn = open_map()
    points = lattice() if dims == 2 else lattice(4, 3)
    data = data_for(site, points)
    drawn.show(data)
    fitted = drawn.spots(range(20))
    box = drawn.root.locator(".ee-plot").bounding_box()
    drawn.page.mouse.move(box["x"] + 200, box["y"] + 200)
    look = looks(drawn)
    drawn.page.mouse.wheel(0, -200)
    wait_until_still(drawn, look)
    look = looks(drawn)
    drag(drawn.page, {"x": box["x"] + 120, "y": box["y"] + 420}, 90, -60)
    wait_until_still(drawn, look)
    moved = drawn.spots(range(20))
    assert np.abs(moved - fitted).max() > 50
    drawn.show(data | {"colour": 2, "status": "UMAP is being fitted", "pinned": 3})
    wait_until_still(drawn)
    np.testing.assert_allclose(drawn.spots(range(20)), moved, atol=0.5)
    look = looks(drawn)
    drawn.root.locator(".ee-fit").click()
    wait_until_still(drawn, look)
    np.testing.assert_allclose(drawn.spots(range(20)), fitted, atol=0.5)


@pytest.mark.parametrize(("dims", "panel"), [(2, "full"), (3, None)])
def test_no_card_covers_the_maps_buttons(open_map, site, dims, panel):
    drawn = open_map()
    points = lattice(6) if dims == 2 else lattice(4, 3)
    data = data_for(site, points, panel=panel)
    drawn.show(data)
    for row in visible_rows(drawn, len(points)):
        drawn.show(data | {"pinned": row})
        drawn.wait_for_card(row)
        covered = drawn.root.evaluate(
            """(root) => [...root.querySelectorAll(".ee-buttons button, .ee-tools button")].filter((button) => {
                const { left, right, top, bottom } = button.getBoundingClientRect();
                const found = button.getRootNode().elementFromPoint((left + right) / 2, (top + bottom) / 2);
                return found?.closest(".ee-card");
            }).map((button) => button.title || button.textContent)"""
        )
        assert covered == [], f"with row {row} pinned"
    drawn.root.locator(".ee-fit").click(timeout=5_000)


def test_points_glide_and_end_at_the_new_coordinates(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice())
    other = data | {"view": site.view("two", 1000 + 3 * lattice(seed=5))}
    drawn.show(other)
    target = drawn.spots(range(100))
    drawn.show(data)
    wait_until_still(drawn)
    start = drawn.spots(range(100))
    seen = drawn.watch(other)
    np.testing.assert_allclose(drawn.spots(range(100)), target, atol=0.1)
    way = target[0] - start[0]
    shares = (seen - start[0]) @ way / (way @ way)
    assert ((shares > 0.01) & (shares < 0.99)).any()  # it was seen on its way
    assert (np.diff(shares) > -1e-6).all()  # and never went back
    # overtaken in the middle by the way back
    drawn.page.evaluate("(data) => show('a', data)", data)
    drawn.page.wait_for_function(
        "([x, y]) => { const at = document.querySelector('.ee-scatter').eeLocate(0);"
        " return Math.hypot(at.x - x, at.y - y) > 5 }",
        arg=target[0].tolist(),
    )
    drawn.show(other)
    np.testing.assert_allclose(drawn.spots(range(100)), target, atol=0.1)


def test_points_jump_for_who_wants_less_motion(open_map, site):
    drawn = open_map(reduced_motion="reduce")
    data = data_for(site, lattice())
    drawn.show(data)
    seen = drawn.watch(data | {"view": site.view("two", lattice(seed=5))})
    assert len(np.unique(seen, axis=0)) == 2  # where it was, where it is


def test_the_legend_counts_and_sorts(open_map, site):
    drawn = open_map()
    points = lattice()
    data = data_for(site, points)
    sizes = np.repeat([0, 1, 2, 3], [10, 50, 25, 15])
    data["fields"] += [
        site.category("sized", sizes, ["ten", "fifty", "noise", "fifteen", "nobody"], grey=2),
        site.category("digit", np.repeat([0, 1, 2], [10, 60, 30]), ["10", "9", "2"]),
        site.number("age", np.where(np.arange(100) < 7, np.nan, np.linspace(1, 9, 100))),
    ]
    drawn.show(data | {"colour": 4})
    assert list(drawn.legend().items()) == [("fifty", "50"), ("fifteen", "15"), ("ten", "10"), ("noise", "25")]
    assert drawn.text(".ee-legend-unit") == "3 groups"
    drawn.show(data | {"colour": 5})  # numbers as names keep their order
    assert list(drawn.legend().items()) == [("2", "30"), ("9", "60"), ("10", "10")]
    drawn.show(data | {"colour": 6})
    assert drawn.legend() == {"missing": "7"}
    assert drawn.root.locator(".ee-bar-ends span").all_text_contents()[-1] == "9"
    drawn.show(data | {"colour": None})
    assert not drawn.root.locator(".ee-legend").is_visible()


def test_a_rerun_that_changes_nothing_builds_no_legend(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice())
    drawn.show(data)
    first = drawn.root.locator(".ee-legend-item").first
    first.evaluate("item => { item.kept = true }")
    drawn.show(data)
    assert first.evaluate("item => item.kept")
    drawn.show(data | {"colour": 2})
    assert not first.evaluate("item => item.kept")


def test_a_given_palette_and_a_change_of_theme(open_map, site):
    drawn = open_map()
    points = np.random.default_rng(1).uniform(-1, 1, (12, 2))
    drawn.show(data_for(site, points, colour=2, palette=["#00ff00", "#ff0000"]))
    rows = {code: next(r for r in visible_rows(drawn, 12) if r * 7 % 4 == code) for code in (0, 3)}
    assert np.abs(drawn.pixel(rows[0]) - (0, 255, 0)).max() < 60
    drawn.page.evaluate(
        """() => {
            document.documentElement.style.setProperty("--st-background-color", "#0e1117");
            document.documentElement.style.setProperty("--st-text-color", "#fafafa");
        }"""
    )
    drawn.page.wait_for_function(
        "() => getComputedStyle(document.querySelector('.ee-legend-grey .ee-swatch')).backgroundColor"
        " === 'rgb(91, 96, 107)'"
    )
    wait_until_still(drawn)
    assert np.abs(drawn.pixel(rows[3]) - GREY_DARK).max() < 30


def test_hovering_one_map_rings_the_row_on_its_linked_ones(open_map, site):
    left = open_map("a")
    right = open_map("b")
    alone = open_map("c")
    even = site.column("even", np.arange(0, 200, 2), "u4")  # position 5 is row 10
    left.show(data_for(site, lattice(), link="pair") | {"rows": even})
    right.show(data_for(site, lattice(20, seed=7), "other", link="pair"))
    alone.show(data_for(site, lattice(), link=None))
    left.hover(10)
    assert right.root.get_attribute("data-ee-echo") == "10"
    assert alone.root.get_attribute("data-ee-echo") == ""
    ring = right.root.locator(".ee-echo").bounding_box()
    spot = right.spot(10)
    assert ring["x"] + ring["width"] / 2 == pytest.approx(spot["x"], abs=1)
    assert ring["y"] + ring["height"] / 2 == pytest.approx(spot["y"], abs=1)
    assert not right.card.is_visible()
    right.hover(7)  # a row that the left map does not have
    assert left.root.get_attribute("data-ee-echo") == ""
    left.page.mouse.move(2, 2)
    left.page.wait_for_selector("#b .ee-scatter[data-ee-row='']")
    assert right.root.get_attribute("data-ee-echo") == ""


def test_only_what_is_new_is_fetched(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice())
    data["fields"].append(site.category("late", np.arange(100) % 2, ["a", "b"], role="column"))
    drawn.show(data)
    # what the card will want is fetched in the background
    drawn.page.wait_for_function(
        """(urls) => {
            const done = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
            return urls.every((url) => done.some((path) => decodeURI(path).endsWith(url)));
        }""",
        arg=[f"{site.folder}/{name}-{part}" for name in ("who", "hdbscan") for part in ("codes", "names")],
    )
    assert "/late-codes" not in site.requests
    site.requests.clear()
    drawn.show(data)
    drawn.show(data | {"status": "still the same"})
    drawn.show(data | {"colour": 2})  # fetched for the card already
    assert site.requests == []
    drawn.show(data | {"colour": 4})
    assert sorted(site.requests) == ["/late-codes", "/late-names"]


def test_hovering_costs_one_picture_at_most(open_map, site):
    drawn = open_map()
    drawn.show(data_for(site, lattice(4), thumbs=site.thumbs(16)))
    site.requests.clear()
    drawn.hover(3)
    assert drawn.picture(3) == colour_of(3)
    pictures = [path for path in site.requests if path.startswith("/thumbs")]
    assert pictures[0] == "/thumbs/0/3"
    assert len(pictures) == len(set(pictures))
    site.requests.clear()
    drawn.page.mouse.move(2, 2)
    drawn.page.wait_for_selector(".ee-card[data-ee-shown='false']", state="attached")
    drawn.hover(3)
    assert "/thumbs/0/3" not in site.requests


@pytest.mark.parametrize("path", ["/one-1", "/kmeans-codes", "/kmeans-names"])
def test_a_refused_column_is_a_sentence_with_a_way_on(open_map, site, explained, path):
    explained.append("status of 403")
    drawn = open_map(**WINDOW)
    data = data_for(site, lattice())
    site.refused.add(path)
    drawn.show(data, ready="failed")
    assert "refused (403)" in drawn.text(".ee-message p")
    site.refused.clear()
    drawn.root.locator(".ee-again").click()
    drawn.page.wait_for_selector(".ee-scatter[data-ee-ready='true']")
    assert not drawn.root.locator(".ee-message").is_visible()
    drawn.hover(3)
    assert drawn.picture(3) == colour_of(3)


def test_a_column_of_another_length_is_not_drawn(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice())
    site.column("one-0", np.zeros(99), "f4")
    drawn.show(data, ready="failed")
    assert "99 values instead of 100" in drawn.text(".ee-message p")


def test_names_are_text(open_map, site):
    drawn = open_map()
    bold = "<b>bold</b><img src=x onerror=alert(1)>"
    points = lattice(4)
    view = site.view("v", points, titles=[bold, "y"], caption=bold)
    field = site.category("c", np.zeros(16), [bold], role="identity") | {"name": bold}
    drawn.show(data_for(site, points, view=view, fields=[field, field | {"role": "clustering"}], colour=0, status=bold))
    drawn.hover(2)
    for place in (".ee-axis-x", ".ee-caption", ".ee-legend-title", ".ee-legend-name", ".ee-card-title", ".ee-status"):
        assert drawn.text(place) == bold
    assert drawn.text("dt") == bold
    assert drawn.root.locator("b").count() == 0


def test_on_a_phone_the_card_is_inside_and_a_tap_pins(open_map, site):
    drawn = open_map(**PHONE)
    points = lattice(6)
    drawn.show(data_for(site, points))
    rows = visible_rows(drawn, len(points))
    spots = drawn.spots(rows)
    for row in {rows[int(at)] for at in (*spots.argmin(0), *spots.argmax(0))}:  # the outermost
        spot = drawn.spot(row)
        drawn.page.touchscreen.tap(spot["x"], spot["y"])
        assert drawn.picture(row) == colour_of(row)
        box = drawn.card.bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + box["height"] <= 844
        beside = not (
            box["x"] < spot["x"] < box["x"] + box["width"] and box["y"] < spot["y"] < box["y"] + box["height"]
        )
        assert beside
        assert drawn.states()[-1] == row
        drawn.card.locator(".ee-card-close").tap()
    stage, legend = (drawn.root.locator(part).bounding_box() for part in (".ee-stage", ".ee-legend"))
    assert stage["width"] == 358
    assert stage["height"] > 3 * legend["height"]
    assert legend["y"] >= stage["y"] + stage["height"]
    assert drawn.page.evaluate("() => document.documentElement.scrollWidth") == 390


def test_rows_without_pictures_and_pictures_not_made_yet(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice())
    drawn.show(data | {"thumbs": None})
    drawn.hover(70)
    assert not drawn.card.locator(".ee-card-picture").is_visible()
    assert "70" in drawn.card.locator("dd").all_text_contents()
    half = {"size": 64, "batches": [f"{site.folder}/thumbs/0", None]}
    drawn.show(data | {"thumbs": half})
    drawn.page.wait_for_selector(".ee-card-picture[data-ee-picture='preparing']")
    assert drawn.text(".ee-card-picture") == "The picture is being prepared."
    drawn.show(data | {"thumbs": half | {"failed": [1]}})
    drawn.page.wait_for_selector(".ee-card-picture[data-ee-picture='unmade']")
    assert drawn.text(".ee-card-picture") == "The picture could not be made."
    drawn.show(data)
    assert drawn.picture(70) == colour_of(70)


def test_a_picture_that_is_refused_says_so(open_map, site, explained):
    explained.append("status of 403")
    drawn = open_map(**WINDOW)
    data = data_for(site, lattice())
    site.refused.add("/thumbs/0/3")
    drawn.show(data)
    drawn.hover(3)
    drawn.page.wait_for_selector(".ee-card-picture[data-ee-picture='failed']")
    assert drawn.text(".ee-card-row") == "who · row 3"


def test_from_one_size_and_dimension_to_another(open_map, site):
    drawn = open_map()
    flat = data_for(site, lattice())
    drawn.show(flat)
    solid = data_for(site, np.random.default_rng(3).uniform(-1, 1, (30, 3)), "solid")
    for name, field in enumerate(solid["fields"][:3]):
        site.category(f"s{name}", np.arange(30) % 2, ["a", "b"])
        field |= {"codes": f"{site.folder}/s{name}-codes"}
    solid["fields"] = solid["fields"][:3]
    drawn.show(solid)
    row = visible_rows(drawn, 30)[0]
    drawn.hover(row)
    assert drawn.picture(row) == colour_of(row)
    site.column("weight-values", np.arange(100), "f4")
    drawn.show(flat)
    drawn.hover(64)
    assert drawn.picture(64) == colour_of(64)
    assert drawn.root.get_attribute("data-ee-n") == "100"


def test_above_the_limit_of_a_trace(open_map, site):
    drawn = open_map()
    points = np.random.default_rng(0).uniform(0, 1, (100_003, 2))
    points[100_001] = (0.5, 1.3)
    codes = site.category("c", np.arange(len(points)) % 2, ["a", "b"])
    drawn.show(
        data_for(site, lattice(2))
        | {
            "n": len(points),
            "view": site.view("big", points),
            "fields": [codes],
            "colour": 0,
            "thumbs": None,
        }
    )
    lengths = drawn.root.locator(".ee-plot").evaluate("(plot) => plot.data.map((trace) => trace.x.length)")
    assert lengths == [99_999, 4]
    drawn.hover(100_001)
    assert drawn.text(".ee-card-row") == "row 100,001"


def test_without_webgl_it_says_so(visitor, site):
    page = visitor(site.url, **WINDOW)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/")
    page.wait_for_function("() => window.loaded")
    drawn = Map(page, site)
    drawn.show(data_for(site, lattice()), ready="failed")
    assert "no WebGL" in drawn.text(".ee-message p")


def test_new_rows_have_a_layer_only_while_there_are_some(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice())
    drawn.show(data)
    layer = drawn.root.locator(".ee-guests")
    expect(layer).to_be_hidden()
    axes = [site.column(f"guest-{axis}", [axis], "f4") for axis in (0, 1)]
    drawn.show(data | {"guests": {"axes": axes, "n": 1, "name": "new", "labels": None}})
    expect(layer).to_be_visible()
    assert drawn.root.evaluate("""(root) => {
        const canvas = root.querySelector(".ee-guests");
        const box = canvas.getBoundingClientRect();
        const { x, y } = root.eeGuest(0);
        const scale = canvas.width / box.width;
        return canvas.getContext("2d").getImageData((x - box.left) * scale, (y - box.top) * scale, 1, 1).data[3];
    }""")
    drawn.show(data)
    expect(layer).to_be_hidden()


def test_cleaning_up(open_map, site):
    drawn = open_map()
    data = data_for(site, lattice())
    drawn.show(data)
    # Streamlit also cleans up after a call that a newer one overtook: the map lives on
    drawn.page.evaluate("(data) => { const stale = ends.a; show('a', data); stale() }", data)
    drawn.page.wait_for_selector(".ee-scatter[data-ee-ready='true']")
    root = drawn.root.element_handle()
    assert root.evaluate("(root) => root.isConnected")
    drawn.hover(3)
    drawn.page.evaluate("() => { document.getElementById('a').remove(); ends.a() }")
    drawn.page.wait_for_function("(root) => root.parentNode === null", arg=root)
