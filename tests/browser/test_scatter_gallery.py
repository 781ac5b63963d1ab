"""Rows as a gallery and as a table: the right picture and words wherever one scrolls, in a real Chromium."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.scatter_map import WINDOW
from tests.browser.scatter_site import BATCH

MANY = 70_000
PEOPLE = [f"person {i}" for i in range(1_000)]

# A panel of a given width on an empty page, with a gallery or a table over a real book; what they say is kept.
OPEN = """async ([kind, width, data]) => {
    const [{ Book }, { Pictures }, module] = await Promise.all(
        ["/ui/book.js", "/ui/pictures.js", `/ui/${kind}.js`].map((address) => import(address)));
    for (const href of ["/ui/scatter.css", "/ui/gallery.css"]) {
        if (document.head.querySelector(`link[href="${href}"]`)) continue;
        const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
        document.head.append(link);
        await new Promise((loaded) => link.addEventListener("load", loaded));
    }
    const panel = Object.assign(document.createElement("div"), { className: "ee-scatter", id: "panel" });
    panel.style.cssText = `flex: none; width: ${width}px; height: 500px; display: flex; flex-direction: column`;
    document.getElementById("maps").replaceChildren(panel);
    window.said = { went: [], hovered: [] };
    const actions = { go: (i) => said.went.push(i), hover: (i) => said.hovered.push(i) };
    const View = kind === "gallery" ? module.Gallery : module.Table;
    window.view = new View(panel, actions);
    window.book = new Book(new Pictures(), () => view.refill());
    book.adopt(data, { rows: null, coloured: null });
    book.fetch(["identity"]);
}"""

# Colour of the middle pixel of the picture of a row.
PIXEL = """(row) => {
    const image = document.querySelector(`.ee-thumb[data-ee-row="${row}"] img`);
    const context = new OffscreenCanvas(24, 24).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(12, 12, 1, 1);
    return data[0] * 65536 + data[1] * 256 + data[2];
}"""

SHOW = "(positions) => view.show(book, Uint32Array.from(positions))"
SHOW_ALL = "(n) => view.show(book, Uint32Array.from({ length: n }, (_, i) => i))"


@pytest.fixture
def page(shared_page):
    """The page that the tests share, empty."""
    shared_page.mouse.move(0, 0)
    yield shared_page
    # the next test's site no longer has what is still asked for
    shared_page.wait_for_selector("[data-ee-picture='coming']", state="detached")
    shared_page.evaluate("() => { window.view?.destroy(); window.view = null; clear(); }")


def pictures(site, n, rows):
    """Pictures of some of n rows, each of the colour whose number is its row."""
    for i in rows:
        file = io.BytesIO()
        Image.new("RGB", (24, 24), (i >> 16, i >> 8 & 255, i & 255)).save(file, "webp", lossless=True)
        site.files[f"/thumbs/{i // BATCH}/{i % BATCH}"] = "image/webp", file.getvalue()
    return {"size": BATCH, "batches": [f"{site.folder}/thumbs/{batch}" for batch in range((n - 1) // BATCH + 1)]}


def data_for(site, n, rows=(), identity=True):
    """What a book adopts: an identity, a clustering with noise, a number with gaps; pictures of some rows."""
    weight = np.arange(n, dtype=float) * 7 % 11
    weight[::5] = np.nan
    fields = [
        site.number("weight", weight),
        site.category("hdbscan", np.arange(n) % 3, ["two", "ten", "noise"], grey=2),
    ]
    if identity:
        fields.append(site.category("who", np.arange(n) % len(PEOPLE), PEOPLE, role="identity"))
    for field in fields:
        field["id"] = field["name"]
    return {"n": n, "fields": fields, "colour": None, "thumbs": pictures(site, n, rows) if len(rows) else None}


def open_view(page, kind, data, positions=None, width=300):
    page.evaluate(OPEN, [kind, width, data])
    if positions is None:
        page.evaluate(SHOW_ALL, data["n"])
    else:
        page.evaluate(SHOW, list(positions))


def said(page):
    return page.evaluate("() => said")


def scroll_to(page, share):
    page.evaluate(
        """(share) => {
            const { scroller } = view;
            scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight);
        }""",
        share,
    )


def rows_in_sight(page):
    """Rows of the cells or lines that are wholly between the edges of the box, from the top."""
    return page.evaluate(
        """() => {
            const { scroller } = view;
            const box = scroller.getBoundingClientRect();
            const head = scroller.querySelector(".ee-table-head")?.offsetHeight ?? 0;
            return [...scroller.querySelectorAll("[data-ee-row]")]
                .map((item) => ({ item, place: item.getBoundingClientRect() }))
                .filter(({ place }) => place.top >= box.top + head - 1 && place.bottom <= box.bottom + 1)
                .sort((a, b) => a.place.top - b.place.top || a.place.left - b.place.left)
                .map(({ item }) => Number(item.dataset.eeRow));
        }"""
    )


def lines(page):
    """The texts of the lines in the document, from the top."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".ee-table-line")]
            .map((line) => [...line.children].map((cell) => cell.textContent))"""
    )


def wait_for_row(page, row):
    page.wait_for_selector(f"#panel [data-ee-row='{row}']")


def test_the_gallery_has_the_right_picture_and_caption_wherever_one_scrolls(page, site):
    windows = [range(120), range(34_800, 35_200), range(MANY - 120, MANY)]
    data = data_for(site, MANY, [row for window in windows for row in window])
    open_view(page, "gallery", data)
    for share, expected in [(0, 0), (0.5, MANY // 2), (1, MANY - 1), (0, 0)]:
        scroll_to(page, share)
        wait_for_row(page, expected)
        found = rows_in_sight(page)
        assert len(found) >= 6
        assert found == list(range(found[0], found[0] + len(found)))
        for row in found:
            cell = page.locator(f".ee-thumb[data-ee-row='{row}']")
            expect(cell.locator("[data-ee-picture='shown']")).to_be_visible()
            assert page.evaluate(PIXEL, row) == row
            expect(cell.locator(".ee-thumb-title")).to_have_text(f"person {row % 1000}")
            assert cell.locator(".ee-thumb-title").get_attribute("title") == f"person {row % 1000}"
            assert cell.locator(".ee-thumb-row").text_content() == f"row {row:,}"
        assert page.locator("#panel .ee-thumb").count() <= 60
    # rows that were only passed were not asked for
    asked = {int(path.split("/")[2]) * BATCH + int(path.split("/")[3]) for path in site.requests if "/thumbs/" in path}
    assert all(any(row in window for window in windows) for row in asked)


@pytest.mark.parametrize("kind", ["gallery", "table"])
@pytest.mark.parametrize("n", [70_000, 1_500_000])
def test_every_place_of_the_bar_has_rows_and_the_document_stays_small(page, site, kind, n):
    fields = [site.number("weight", np.arange(n, dtype=np.float32)) | {"id": "weight"}]
    open_view(page, kind, {"n": n, "fields": fields, "colour": None, "thumbs": None})
    most = page.evaluate(
        """async () => {
            const { scroller } = view;
            let most = 0;
            for (let step = 0; step <= 40; step++) {
                scroller.scrollTop = (step / 40) * (scroller.scrollHeight - scroller.clientHeight);
                await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
                const { left, top, height } = scroller.getBoundingClientRect();
                // one of them meets the gap between two lines
                const hits = [0, 10].map((y) => document.elementFromPoint(left + 40, top + height / 2 + y));
                const item = hits.map((hit) => hit.closest("[data-ee-row]")).find((found) => found);
                const [row, wanted] = [Number(item?.dataset.eeRow ?? NaN), (step / 40) * book.n];
                if (!(Math.abs(row - wanted) < 300)) throw new Error(`row ${row} in place of ${wanted}`);
                most = Math.max(most, scroller.querySelectorAll("[data-ee-row]").length);
            }
            return most;
        }"""
    )
    assert most < 80
    assert rows_in_sight(page)[-1] == n - 1
    page.locator("#panel [data-ee-row]").first.focus()
    page.keyboard.press("Home")
    assert rows_in_sight(page)[0] == 0
    for _ in range(3):
        page.keyboard.press("PageDown")
    row = page.evaluate("() => Number(document.activeElement.dataset.eeRow)")
    assert row in rows_in_sight(page)


def test_the_keyboard_walks_through_the_gallery(page, site):
    open_view(page, "gallery", data_for(site, 100, range(100)))
    first = page.get_by_role("button", name="person 0")
    assert page.locator("#panel [tabindex='0']").count() == 1
    first.focus()
    columns = page.evaluate("() => Number(getComputedStyle(view.scroller).getPropertyValue('--ee-gallery-columns'))")
    assert columns == 3
    at = 0
    for key, step in [("ArrowRight", 1), ("ArrowDown", 3), ("ArrowLeft", -1), ("ArrowUp", -3), ("ArrowUp", 0)]:
        page.keyboard.press(key)
        at += step
        expect(page.locator(f"#panel [data-ee-row='{at}']")).to_be_focused()
        assert said(page)["hovered"][-1] == at
    page.keyboard.press("End")
    expect(page.locator("#panel [data-ee-row='99']")).to_be_focused()
    assert 99 in rows_in_sight(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")  # from 95 there is 98
    expect(page.locator("#panel [data-ee-row='98']")).to_be_focused()
    page.keyboard.press("ArrowDown")  # nothing is below: it goes to the last line
    expect(page.locator("#panel [data-ee-row='99']")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    assert said(page)["went"] == [99, 0]
    assert page.locator("#panel [tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert said(page)["hovered"][-1] is None


def test_the_focus_stays_on_its_row_while_others_are_scrolled_to(page, site):
    open_view(page, "gallery", data_for(site, MANY))
    page.locator("#panel [data-ee-row='1']").focus()
    scroll_to(page, 0.5)
    wait_for_row(page, MANY // 2)
    expect(page.locator("#panel [data-ee-row='1']")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel [data-ee-row='2']")).to_be_focused()
    assert rows_in_sight(page)[0] <= 2
    page.evaluate("() => document.activeElement.blur()")
    scroll_to(page, 1)
    wait_for_row(page, MANY - 1)
    assert page.locator("#panel [data-ee-row='2']").count() == 0
    assert page.locator("#panel [tabindex='0']").count() == 1


@pytest.mark.parametrize("kind", ["gallery", "table"])
def test_click_and_pointer_tell_the_position(page, site, kind):
    data = data_for(site, 50)
    data["rows"] = site.column("rows", np.arange(50) + 1_000, "u4")
    open_view(page, kind, data, [4, 8, 15, 16, 23, 42])
    assert rows_in_sight(page) == [4, 8, 15, 16, 23, 42]
    page.locator("#panel [data-ee-row='15']").hover()
    page.locator("#panel [data-ee-row='42']").click()
    page.mouse.move(0, 0)
    assert said(page)["hovered"] == [15, 42, None]
    assert said(page)["went"] == [42]


@pytest.mark.parametrize("kind", ["gallery", "table"])
def test_a_wheel_lets_go_of_what_was_under_the_pointer(page, site, kind):
    open_view(page, kind, data_for(site, MANY))
    page.locator("#panel [data-ee-row='2']").hover()
    page.mouse.wheel(0, 900)
    page.wait_for_function("() => said.hovered.at(-1) === null")
    assert said(page)["hovered"] == [2, None]


@pytest.mark.parametrize("kind", ["gallery", "table"])
def test_none_one_and_the_same_rows(page, site, kind):
    data = data_for(site, MANY)
    open_view(page, kind, data, [])
    assert page.locator("#panel").inner_text() == ""
    assert not page.locator("#panel [role='grid']").is_visible()
    assert not any("weight" in path for path in site.requests)

    page.evaluate(SHOW, [7])
    grid = page.get_by_role("grid", name="1 row")
    expect(grid).to_be_visible()
    assert rows_in_sight(page) == [7]
    page.evaluate(SHOW_ALL, MANY)
    expect(page.get_by_role("grid", name="70,000 rows")).to_be_visible()
    scroll_to(page, 0.5)
    wait_for_row(page, MANY // 2)
    before = rows_in_sight(page)
    page.evaluate(SHOW_ALL, MANY)
    assert rows_in_sight(page) == before
    page.evaluate("(data) => { book.adopt(data, { rows: null, coloured: null }) }", data | {"colour": 1})
    page.evaluate(SHOW_ALL, MANY)
    assert rows_in_sight(page) == before
    # hidden, as the tab of another panel is chosen, and back
    page.evaluate("() => { document.getElementById('panel').hidden = true }")
    page.evaluate(SHOW_ALL, MANY)
    page.evaluate("() => { document.getElementById('panel').hidden = false }")
    page.wait_for_function("(top) => view.scroller.scrollTop === top", arg=page.evaluate("() => view.lines.top"))
    assert rows_in_sight(page) == before
    # other rows, also when they come while the panel is hidden
    page.evaluate("() => { document.getElementById('panel').hidden = true }")
    page.evaluate(SHOW, list(range(1, MANY, 2)))
    page.evaluate("() => { document.getElementById('panel').hidden = false }")
    wait_for_row(page, 1)
    assert rows_in_sight(page)[:2] == [1, 3]
    page.evaluate(SHOW, [])
    assert not page.locator("#panel [role='grid']").is_visible()


def test_another_width_has_other_columns_and_the_same_rows(page, site):
    open_view(page, "gallery", data_for(site, 1_000, range(1_000)))
    scroll_to(page, 0.5)
    page.wait_for_selector("#panel [data-ee-row='500']")
    first = rows_in_sight(page)[0]
    page.evaluate("() => { document.getElementById('panel').style.width = '500px' }")
    page.wait_for_function("() => view.scroller.getAttribute('aria-colcount') === '5'")
    page.wait_for_selector(f"#panel [data-ee-row='{first}']")
    assert first - 10 <= rows_in_sight(page)[0] <= first + 10
    sides = page.locator(".ee-thumb-picture").first.evaluate("(box) => [box.offsetWidth, box.offsetHeight]")
    assert abs(sides[0] - sides[1]) <= 1


def test_pictures_that_come_later_or_not_at_all(visitor, site, explained):
    explained.append("status of 403")
    page = visitor(site.url, **WINDOW)
    page.goto("/")
    page.wait_for_function("() => window.loaded")
    data = data_for(site, 10, range(10))
    site.refused.add("/thumbs/0/3")
    later = data["thumbs"] | {"batches": [None]}
    open_view(page, "gallery", data | {"thumbs": later})
    expect(page.locator(".ee-thumb-words").first).to_have_text("being prepared")
    assert not any("/thumbs/" in path for path in site.requests)
    page.evaluate("(thumbs) => { book.pictures.thumbs = thumbs; view.refill() }", data["thumbs"])
    expect(page.locator("[data-ee-picture='shown']")).to_have_count(9)
    expect(page.locator("[data-ee-row='3'] .ee-thumb-words")).to_have_text("could not be fetched")
    assert [page.evaluate(PIXEL, row) for row in (0, 1, 2, 9)] == [0, 1, 2, 9]
    site.refused.clear()
    page.evaluate("() => view.refill()")
    expect(page.locator("[data-ee-picture='shown']")).to_have_count(10)


def test_rows_without_pictures_or_identity(page, site):
    open_view(page, "gallery", data_for(site, 10, identity=False))
    assert page.locator("#panel .ee-thumb").nth(3).inner_text() == "row 3"
    assert not page.locator("#panel img").first.is_visible()
    open_view(page, "gallery", data_for(site, 10))
    expect(page.locator("#panel .ee-thumb").nth(3)).to_have_text("person 3row 3")


def test_the_table_shows_every_field_and_sorts(page, site):
    data = data_for(site, 20)
    open_view(page, "table", data, range(8))
    expect(page.locator(".ee-table-line").first).to_contain_text("person 0")
    expect(page.get_by_role("columnheader")).to_have_text(["row", "who", "weight", "hdbscan"])
    # weight: missing 7 3 10 6 missing 9 5; hdbscan: two ten noise two ten noise two ten
    page.wait_for_function("() => !view.scroller.textContent.includes('…')")
    assert lines(page)[:3] == [
        ["0", "person 0", "missing", "two"],
        ["1", "person 1", "7", "ten"],
        ["2", "person 2", "3", "noise"],
    ]
    cut = page.locator(".ee-table-name").evaluate_all(
        "(all) => all.filter((name) => name.scrollWidth > name.clientWidth)"
    )
    assert cut == []

    def press(name):
        page.get_by_role("columnheader", name=name).get_by_role("button").click()
        return [int(line[0]) for line in lines(page)]

    heading = page.get_by_role("columnheader", name="weight")
    assert press("weight") == [2, 7, 4, 1, 6, 3, 0, 5]
    assert heading.get_attribute("aria-sort") == "ascending"
    assert press("weight") == [3, 6, 1, 4, 7, 2, 0, 5]
    assert heading.get_attribute("aria-sort") == "descending"
    assert press("weight") == list(range(8))
    assert heading.get_attribute("aria-sort") is None
    assert press("hdbscan") == [1, 4, 7, 0, 3, 6, 2, 5]  # by name, noise last
    assert press("hdbscan") == [0, 3, 6, 1, 4, 7, 2, 5]
    assert press("row") == list(range(8))
    assert press("row") == list(range(7, -1, -1))
    assert heading.get_attribute("aria-sort") is None
    # other rows in the order that was chosen; a click speaks of the row, not of the line
    page.evaluate(SHOW, [2, 3, 11])
    page.wait_for_function("() => document.querySelector('.ee-table-line').dataset.eeRow === '11'")
    page.locator(".ee-table-line").first.click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert said(page)["went"] == [11, 3]


def test_the_table_keeps_its_order_and_place_when_the_map_is_recoloured(page, site):
    data = data_for(site, MANY)
    open_view(page, "table", data)
    page.get_by_role("columnheader", name="who").get_by_role("button").click()
    # rows of person 0, then of person 1: 70 each
    page.wait_for_selector("[data-ee-at='1'][data-ee-row='1000']")
    scroll_to(page, 0.5)
    page.wait_for_selector("[data-ee-at='35000'][data-ee-row='500']")
    before = rows_in_sight(page)
    page.evaluate("(data) => book.adopt(data, { rows: null, coloured: null })", data | {"palette": ["#000"]})
    page.evaluate(SHOW_ALL, MANY)
    assert rows_in_sight(page) == before
    assert page.locator("#panel [aria-rowindex='35002']").get_attribute("data-ee-row") == "500"


def test_a_field_of_the_table_that_is_refused(visitor, site, explained):
    explained.append("status of 403")
    page = visitor(site.url, **WINDOW)
    page.goto("/")
    page.wait_for_function("() => window.loaded")
    site.refused.add("/weight-values")
    open_view(page, "table", data_for(site, 10))
    expect(page.get_by_role("alert")).to_contain_text("“weight” could not be fetched.")
    page.get_by_role("columnheader", name="weight").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="weight")).not_to_have_attribute("aria-sort", "ascending")
    site.refused.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".ee-table-line").nth(1)).to_contain_text("7")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_orders_by_hand(page):
    found = page.evaluate(
        """async () => {
            const { keysOf, ordered, samePositions } = await import("/ui/order.js");
            const all = (n) => Uint32Array.from({ length: n }, (_, i) => i);
            const number = { kind: "number", values: Float32Array.of(2, NaN, -1, 2, Infinity) };
            const names = ["b 10", "", "a", "b 2"];
            const group = { kind: "category", codes: Uint8Array.of(0, 1, 2, 3, 7), names, grey: 1 };
            const sorted = (field, way) => [...ordered(keysOf(field, all(5)), way)];
            return {
                numbers: [sorted(number, 1), sorted(number, -1)],
                groups: [sorted(group, 1), sorted(group, -1)],
                some: [...ordered(keysOf(number, Uint32Array.of(4, 3, 2)), 1)],
                none: [...ordered(new Float64Array(0), 1)],
                missing: [...ordered(Float64Array.of(NaN, NaN), -1)],
                same: [samePositions(all(3), all(3)), samePositions(all(3), all(2)), samePositions(all(0), all(0))],
                other: samePositions(Uint32Array.of(1, 2), Uint32Array.of(1, 3)),
            };
        }"""
    )
    assert found == {
        "numbers": [[2, 0, 3, 4, 1], [4, 0, 3, 2, 1]],
        "groups": [[2, 3, 0, 4, 1], [4, 0, 3, 2, 1]],
        "some": [2, 1, 0],
        "none": [],
        "missing": [0, 1],
        "same": [True, False, True],
        "other": False,
    }


@pytest.mark.parametrize("kind", ["gallery", "table"])
def test_the_end(page, site, kind):
    data = data_for(site, 100, range(100))
    open_view(page, kind, data)
    page.locator("#panel [data-ee-row='5']").hover()
    page.evaluate("() => { view.scroller.scrollTop = 300; view.destroy(); }")
    assert page.locator("#panel").evaluate("(panel) => panel.childNodes.length") == 0
    assert said(page)["hovered"] == [5, None]
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.locator("#panel").evaluate("(panel) => panel.childNodes.length") == 0
