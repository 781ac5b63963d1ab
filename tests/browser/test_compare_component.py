"""The pictures of groupings by themselves: what a square says, hundreds of groups folded, thirty groupings at once."""

import numpy as np
import pytest
from playwright.sync_api import Route, expect
from scipy.stats import hypergeom

CROSSTAB = """async ([cells, orders, names, noise, most, measure]) => {
    const { Crosstab } = await import("/ui/crosstab.js");
    const table = new Crosstab(Uint32Array.from(cells), orders, names, noise, most);
    const values = table.sides[0].map((_, i) => table.sides[1].map((_, j) => table.value(measure, i, j)));
    const sides = table.sides.map((side) => side.map(({ code, size, name }) => [code, size, name]));
    return { values, sides, n: table.n };
}"""
MOUNT = """async ([data]) => {
    const { default: mount } = await import("/ui/compare.js");
    const home = document.getElementById("a");
    window.told = [];
    mount({ data, parentElement: home, setTriggerValue: (name, value) => window.told.push(value) });
}"""


def crosstab(page, table, most=100, measure="counts", noise=(None, None)):
    a, b = np.nonzero(table)
    cells = np.column_stack([a, b, table[a, b]]).ravel().tolist()
    orders = [list(range(count)) for count in table.shape]
    names = [[str(group) for group in order] for order in orders]
    return page.evaluate(CROSSTAB, [cells, orders, names, list(noise), most, measure])


def overlap(site, name, table):
    """What the picture of two groupings' overlap is told."""
    a, b = np.nonzero(table)
    names = [[f"{side}{group}" for group in range(count)] for side, count in zip("ab", table.shape, strict=True)]
    return {
        "kind": "overlap",
        "cells": site.column(f"{name}-cells", np.column_stack([a, b, table[a, b]]).ravel(), "u4"),
        "n_cells": len(a),
        "orders": [site.column(f"{name}-{side}", np.arange(table.shape[side]), "u4") for side in (0, 1)],
        "n_groups": table.shape,
        "groups": [site.texts(f"{name}-names-{side}", names[side]) for side in (0, 1)],
        "noise": [None, None],
        "names": ["first", "second"],
        "palettes": [None, None],
    }


@pytest.fixture
def empty(open_map):
    """A page with the modules and nothing on it."""
    return open_map().page


@pytest.mark.parametrize("measure", ["counts", "share", "jaccard", "residual"])
def test_a_square_is_what_numpy_counts(empty, measure):
    table = np.random.default_rng(0).integers(0, 9, (5, 4))
    a, b, n = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True), table.sum()
    expected = {
        "counts": table,
        "share": table / a,
        "jaccard": table / (a + b - table),
        "residual": (table - a * b / n) / hypergeom.std(n, a, b),
    }
    assert np.allclose(crosstab(empty, table, measure=measure)["values"], expected[measure])


def test_what_could_not_be_otherwise_is_no_surprise(empty):
    assert crosstab(empty, np.array([[3, 4, 5]]), measure="residual")["values"] == [[0, 0, 0]]


def test_the_small_of_hundreds_of_groups_are_one_and_noise_is_last(empty):
    sizes = np.arange(1, 301)
    table = np.diag(sizes)
    found = crosstab(empty, table, most=20, noise=(299, None))
    lines, columns = found["sides"]
    assert len(lines) == 22  # the largest, the others, noise
    assert lines[-1] == [299, 300, "299"]
    assert lines[-2] == [-1, int(sizes[:279].sum()), "279 smaller"]
    assert columns[-1] == [-1, int(sizes[:280].sum()), "280 smaller"]
    assert np.sum(found["values"]) == found["n"] == sizes.sum()


def test_thirty_groupings_fit_on_a_page_and_a_click_tells_the_pair(empty):
    n = 30
    values = [[1 if i == j else round(abs(np.sin(i * j)), 4) for j in range(n)] for i in range(n)]
    groupings = [
        {"id": f"id {k}", "name": f"grouping <b>{k}</b>", "note": "3 clusters", "truth": k == 4} for k in range(n)
    ]
    score = {"short": "ARI", "best": 1, "unit": "", "directed": False, "adjusted": True}
    data = {
        "kind": "agreements",
        "groupings": groupings,
        "values": values,
        "chance": values,
        "kept": [[100] * n] * n,
        "n": 100,
        "detailed": False,
        "score": score,
        "pair": ["id 0", "id 1"],
    }
    empty.evaluate(MOUNT, [data])
    root = empty.locator(".ee-compare")
    expect(root).to_have_attribute("data-ee-ready", "true")
    expect(root.locator(".ee-agreements-cell")).to_have_count(n * n)
    expect(root.get_by_role("rowheader").nth(3)).to_contain_text("grouping <b>3</b>")
    expect(root.get_by_role("row")).to_have_count(1 + n)
    grid = root.locator(".ee-agreements")
    assert grid.evaluate("grid => grid.scrollWidth <= grid.clientWidth + 1")
    cell = root.locator('[data-ee-i="2"][data-ee-j="7"]')
    cell.click()
    assert empty.evaluate("() => window.told") == [{"what": "pair", "a": "id 2", "b": "id 7"}]
    expect(cell).to_have_attribute("aria-selected", "true")
    cell.press("ArrowRight")
    expect(root.locator('[data-ee-i="2"][data-ee-j="8"]')).to_be_focused()
    expect(root.locator(".ee-hint")).to_contain_text("grouping <b>2</b> × grouping <b>7</b>")
    empty.evaluate(MOUNT, [data])  # the page's answer: the same squares, drawn anew
    expect(root.locator('[data-ee-i="2"][data-ee-j="8"]')).to_be_focused()


@pytest.mark.parametrize(("best", "value", "said"), [(1, 0.997, ">.99"), (0, 0.003, "<.01"), (0, 0.997, "1.00")])
def test_only_the_same_grouping_gets_the_best_value_in_two_digits(empty, best, value, said):
    data = {
        "kind": "agreements",
        "groupings": [{"id": name, "name": name, "note": "", "truth": False} for name in "ab"],
        "values": [[best, value], [value, best]],
        "chance": [[None, 0.5], [0.5, None]],
        "kept": [[100, 100], [100, 100]],
        "n": 100,
        "detailed": True,
        "score": {"short": "VI", "best": best, "unit": "", "directed": False, "adjusted": False},
        "pair": None,
    }
    empty.evaluate(MOUNT, [data])
    expect(empty.locator('[data-ee-i="0"][data-ee-j="1"]')).to_have_text(said)


@pytest.mark.parametrize("width", [366, 620])
def test_few_groupings_have_room_for_their_names_and_notes(open_map, width):
    names = ["agglomerative · n_clusters 10", "k-means · n_clusters 10", "HDBSCAN", "digit (identity)"]
    values = [[1 if i == j else 0.5 for j in range(4)] for i in range(4)]
    page = open_map(viewport={"width": width, "height": 844}).page
    note = "10 clusters · 1,204 noise · in features"
    data = {
        "kind": "agreements",
        "groupings": [{"id": name, "name": name, "note": note, "truth": False} for name in names],
        "values": values,
        "chance": values,
        "kept": [[100] * 4] * 4,
        "n": 100,
        "detailed": True,
        "score": {"short": "ARI", "best": 1, "unit": "", "directed": False, "adjusted": True},
        "pair": None,
    }
    page.evaluate(MOUNT, [data])
    expect(page.locator(".ee-compare")).to_have_attribute("data-ee-ready", "true")
    expect(page.locator(".ee-agreements-note").filter(visible=True)).to_have_count(4)
    cut = "all => all.filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.textContent)"
    assert page.locator(".ee-agreements-label span").evaluate_all(cut) == []
    assert page.locator(".ee-agreements").evaluate("grid => grid.scrollWidth <= grid.clientWidth + 1")


def test_a_picture_that_could_not_be_fetched_is_said_and_the_next_one_is_there(open_map, site, explained):
    explained.append("status of 403")
    page = open_map(viewport={"width": 800, "height": 600}).page
    bad, good = (overlap(site, name, np.diag([3, 4, 5])) for name in ("bad", "good"))
    site.refused.add("/bad-cells")
    page.evaluate(MOUNT, [bad])
    root = page.locator(".ee-compare")
    expect(root).to_have_attribute("data-ee-ready", "failed")
    expect(root.get_by_role("alert")).to_contain_text("was refused (403)")
    expect(root.locator(".ee-overlap")).to_be_hidden()
    page.evaluate(MOUNT, [good])
    expect(root).to_have_attribute("data-ee-ready", "true")
    expect(root.locator(".ee-overlap-canvas")).to_be_visible()
    expect(root.get_by_role("button", name="Larger squares")).to_be_visible()
    expect(root.get_by_text("12 rows")).to_be_visible()
    expect(root.locator(".ee-compare-problem")).to_be_hidden()


def test_a_failure_that_was_overtaken_is_not_said(open_map, site, explained):
    explained.append("status of 404")
    page = open_map(viewport={"width": 800, "height": 600}).page
    bad, good = (overlap(site, name, np.diag([3, 4, 5])) for name in ("bad", "good"))
    held: list[Route] = []
    page.route("**/bad-cells", lambda route: held.append(route))
    with page.expect_request("**/bad-cells"):
        page.evaluate(MOUNT, [bad])
    page.evaluate(MOUNT, [good])
    root = page.locator(".ee-compare")
    expect(root).to_have_attribute("data-ee-ready", "true")
    with page.expect_response("**/bad-cells"):
        held[0].fulfill(status=404)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(root).to_have_attribute("data-ee-ready", "true")
    expect(root.locator(".ee-overlap-canvas")).to_be_visible()


def test_the_focus_stays_where_it_was_when_the_list_of_fates_is_drawn_anew(empty, site):
    columns = {name: site.column(name, [0, 1], "u4") for name in ("groups", "partners")}
    columns |= {"sizes": site.column("sizes", [30, 10], "u4"), "offsets": site.column("offsets", [0, 1, 2], "u4")}
    columns |= {"kinds": site.column("kinds", [0, 1], "u1")}
    columns |= {name: site.column(name, [0.5, 1], "f4") for name in ("shares", "noise", "jaccard")}
    data = {
        "kind": "fates",
        "n": 2,
        "columns": columns,
        "partners": 2,
        "kinds": ["same", "dissolved"],
        "names": ["first", "second"],
        "groups": [site.texts("fated", ["x", "y"])] * 2,
        "palettes": [None, None],
    }
    empty.evaluate(MOUNT, [data])
    root = empty.locator(".ee-compare")
    expect(root).to_have_attribute("data-ee-ready", "true")
    pill, sort = root.locator("[data-ee-fate='same']").first, root.locator("[data-ee-sort='share']")
    for button in (pill, pill, sort):
        button.press("Enter")
        expect(button).to_be_focused()
    expect(sort).to_have_text("Share ↓")
    line = root.locator("[data-ee-group='1']")
    line.press("Enter")
    empty.evaluate(MOUNT, [data])
    expect(line).to_be_focused()


def test_keys_lead_from_square_to_square_and_enter_selects_its_rows(empty, site):
    table = np.arange(1, 401).reshape(20, 20)
    empty.evaluate(MOUNT, [overlap(site, "keys", table)])
    root = empty.locator(".ee-compare")
    expect(root).to_have_attribute("data-ee-ready", "true")
    canvas = root.locator(".ee-overlap-canvas")
    canvas.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        empty.keyboard.press(key)
    expect(root.locator(".ee-hint")).to_contain_text("a1 × b1")
    expect(root.get_by_role("status")).to_contain_text("a1 × b1, 22 rows")
    empty.keyboard.press("Enter")
    assert empty.evaluate("() => told") == [{"what": "cell", "a": 1, "b": 1}]
    for key in ("ArrowUp", "ArrowUp", "Enter"):  # a name, for all of its rows; there is nothing above it
        empty.keyboard.press(key)
    assert empty.evaluate("() => told.at(-1)") == {"what": "cell", "a": None, "b": 1}
    root.get_by_role("button", name="Larger squares").click()
    canvas.focus()
    for _ in range(21):
        empty.keyboard.press("ArrowRight")
    expect(root.locator(".ee-hint")).to_contain_text("a0 × b19")
    window = root.locator(".ee-overlap-window")
    assert window.evaluate("at => at.scrollLeft + at.clientWidth === at.scrollWidth")
    empty.keyboard.press("Escape")
    expect(root.locator(".ee-hint")).to_be_hidden()


def test_bars_and_ribbons_are_one_tab_stop_that_arrows_lead_on_from(empty):
    def column(name, groups, sizes):
        base = {"name": name, "folded": 0, "noise": None, "palette": None, "medoids": [None] * len(groups)}
        return {**base, "codes": list(range(len(groups))), "names": groups, "sizes": sizes, "order": [1, 0]}

    columns = [column("first", ["x", "y"], [30, 10]), column("second", ["u", "v"], [20, 20])]
    links = [[[0, 0, 20], [0, 1, 10], [1, 1, 10]]]
    data = {"kind": "flows", "columns": columns, "links": links, "undrawn": [[0, 0]], "n": 40, "thumbs": None}
    empty.evaluate(MOUNT, [data])
    root = empty.locator(".ee-compare")
    expect(root).to_have_attribute("data-ee-ready", "true")
    expect(root.locator("[tabindex='0']")).to_have_count(1)
    bar = root.get_by_role("button", name="first: y, 10 rows (25 %)")
    expect(bar).to_have_attribute("tabindex", "0")
    bar.press("ArrowDown")
    expect(root.get_by_role("button", name="first: x, 30 rows")).to_be_focused()
    expect(root.locator(".ee-hint")).to_contain_text("first: x")
    empty.keyboard.press("ArrowRight")
    ribbon = root.get_by_role("button", name="x → v, 10 rows")
    expect(ribbon).to_be_focused()
    empty.keyboard.press("Enter")
    assert empty.evaluate("() => told") == [{"what": "flow", "ends": [[0, 0], [1, 1]]}]
    empty.evaluate(MOUNT, [data])  # the page's answer
    expect(ribbon).to_be_focused()
    expect(root.locator("[tabindex='0']")).to_have_count(1)
