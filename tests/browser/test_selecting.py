"""Selecting in the whole app: lasso, gallery, export, tags; kept over a reload and in a second tab."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.browser.brought import colour_of, pictures
from tests.browser.chromium import DESKTOP
from tests.browser.dashboard import Dashboard, box_of
from tests.browser.test_runs import export

N, LEFT_OUT = 200, (3, 77)


@pytest.fixture(scope="module")
def shared(contexts, tmp_path_factory) -> Iterator[Dashboard]:
    """A visitor who brought pictures that say which row they are, of which two are left out; watched to the end."""
    path = tmp_path_factory.mktemp("brought") / "people.npz"
    pictures(path, N, LEFT_OUT)
    with contexts.watched([], **DESKTOP) as context:
        arrived = Dashboard(context.new_page()).open("Data")
        arrived.bring(path)
        arrived.brought("people")
        arrived.press("Show the map")
        arrived.map.ready()
        arrived.nothing_runs()
        yield arrived


@pytest.fixture
def dashboard(shared, open_pages) -> Dashboard:
    """On the PCA with nothing marked."""
    open_pages.append(shared.page)
    shared.page.mouse.move(0, 0)
    root = shared.map.root
    closing = root.get_by_role("button", name="Close (Escape)")
    if closing.is_visible():  # of the row that the test before has pinned: it may lie where the next one draws
        closing.click()
        expect(closing).to_be_hidden()
    shared.page.keyboard.press("Escape")
    clear = root.get_by_role("button", name="Clear", exact=True)
    if clear.is_enabled():
        with shared.rerun():
            clear.click()
    root.get_by_role("tab", name="Legend").click()
    if root.get_by_role("button", name="Clear highlight").is_visible():
        with shared.rerun():
            root.get_by_role("button", name="Clear highlight").click()
    shared.choose("Map", "PCA")
    expect(shared.map.caption()).to_contain_text("PCA")
    return shared


def tool(dashboard: Dashboard, name: str) -> None:
    dashboard.map.root.get_by_role("button", name=name, exact=True).click()


def lasso(dashboard: Dashboard) -> set[int]:
    """Draw a star of six points; answers the rows in it, by the winding number."""
    drawn = dashboard.map.still()
    box = box_of(drawn.root.locator(".ee-plot"))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    angles = np.arange(12) * np.pi / 6 + 0.2
    lengths = np.where(np.arange(12) % 2, 90, 210)
    corners = np.stack([x + lengths * np.cos(angles), y + lengths * np.sin(angles)], axis=1)
    rows = [row for row in range(N) if row not in LEFT_OUT]
    spots = np.array([drawn.spot(row) for row in rows])
    total = np.zeros(len(rows))
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        u, v = a - spots, b - spots
        total += np.arctan2(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0], (u * v).sum(axis=1))
    tool(dashboard, "Select with a lasso")
    dashboard.page.mouse.move(*corners[0])
    dashboard.page.mouse.down()
    for corner in [*corners[1:], corners[0]]:
        dashboard.page.mouse.move(*corner, steps=3)
    with dashboard.rerun():
        dashboard.page.mouse.up()
    tool(dashboard, "Move the view")
    return {row for row, turned in zip(rows, total, strict=True) if abs(turned) > np.pi}


def selected(dashboard: Dashboard, count: int) -> None:
    expect(dashboard.map.root).to_have_attribute("data-ee-selected", str(count))
    dashboard.map.ready()


def test_a_lasso_fills_the_gallery_and_the_csv_and_is_there_after_a_reload(dashboard):
    rows = lasso(dashboard)
    assert 10 < len(rows) < 150
    selected(dashboard, len(rows))
    root = dashboard.map.root
    expect(root.locator(".ee-selected-count")).to_have_text(f"{len(rows)} / {N - len(LEFT_OUT)}")
    shown = root.locator(".ee-thumb")
    first = sorted(rows)[0]
    expect(shown.first).to_have_attribute("data-ee-row", str(first))
    name, content = export(dashboard)
    table = pd.read_csv(io.BytesIO(content))
    assert set(table["row"]) == rows
    assert name == "people selection.csv"
    shown.first.click()
    expect(root).to_have_attribute("data-ee-row", str(first))
    assert dashboard.map.colours(first) == [",".join(map(str, colour_of(first)))]

    dashboard.page.reload()
    dashboard.settled()
    selected(dashboard, len(rows))
    second = Dashboard(dashboard.page.context.new_page()).open()
    selected(second, len(rows))
    second.page.close()


def test_a_tag_becomes_a_column_to_colour_and_filter_by_and_to_export(dashboard):
    rows = lasso(dashboard)
    selected(dashboard, len(rows))
    root = dashboard.map.root
    root.get_by_label("Name this selection").fill("The good <ones>")
    with dashboard.rerun():
        root.get_by_role("button", name="Save as tag").click()
    dashboard.choose("Colour by", "The good <ones>")
    expect(root).to_have_attribute("data-ee-colour", "The good <ones>")
    root.get_by_role("tab", name="Legend").click()
    line = root.locator(".ee-legend-item", has=dashboard.page.get_by_text("The good <ones>", exact=True))
    expect(line.locator(".ee-legend-count")).to_have_text(f"{len(rows)} / {len(rows)}")
    tool(dashboard, "Undo the last selection")
    selected(dashboard, 0)
    _, content = export(dashboard)
    table = pd.read_csv(io.BytesIO(content))
    assert set(table["row"][table["The good <ones>"]]) == rows
    assert len(table) == N - len(LEFT_OUT)
    dashboard.page.keyboard.press("Escape")
    dashboard.expander("Tags").get_by_role("button").last.click()
    expect(dashboard.page.get_by_text("The good <ones> · ")).to_have_count(0)


def test_a_selection_outlives_a_switch_to_another_map_and_marks_are_kept(dashboard):
    rows = lasso(dashboard)
    selected(dashboard, len(rows))
    dashboard.map.root.get_by_role("button", name="Save as file").click()
    offered = dashboard.page.get_by_test_id("stPopoverBody")
    expect(offered.get_by_text(f"the {len(rows)} selected")).to_be_visible()
    dashboard.page.keyboard.press("Escape")
    expect(offered).to_have_count(0)
    dashboard.choose("Map", "UMAP")
    expect(dashboard.map.caption()).to_contain_text("UMAP")
    selected(dashboard, len(rows))
    root = dashboard.map.root
    root.get_by_role("tab", name="Legend").click()
    with dashboard.rerun():
        root.locator(".ee-legend-main", has_text="person 2").click()
    expect(root.locator(".ee-legend-unit")).to_have_text("1 of 5 highlighted")
    dashboard.page.reload()
    dashboard.settled()
    selected(dashboard, len(rows))
    root.get_by_role("tab", name="Legend").click()
    expect(root.locator(".ee-legend-unit")).to_have_text("1 of 5 highlighted")


def test_filter_then_hover_then_recolour_shows_the_right_picture(dashboard):
    root = dashboard.map.root
    root.get_by_role("tab", name="Filter").click()
    with dashboard.rerun():
        root.locator(".ee-filter-line", has_text="person 4").first.click()
    dashboard.map.ready()
    expect(root).to_have_attribute("data-ee-shown", "40")
    rows = [row for row in dashboard.map.lonely(range(N), 12) if row % 5 == 4][:3]
    assert len(rows) == 3
    for row in rows:
        dashboard.map.hover(row)
        assert dashboard.map.colours(row) == [",".join(map(str, colour_of(row)))]
    dashboard.page.mouse.move(0, 0)
    dashboard.choose("Colour by", "k-means 5")
    expect(root).to_have_attribute("data-ee-shown", "40")
    for row in rows:
        dashboard.map.hover(row)
        assert dashboard.map.colours(row) == [",".join(map(str, colour_of(row)))]
    with dashboard.rerun():
        root.get_by_role("button", name="Clear filters").click()
    expect(root).to_have_attribute("data-ee-shown", str(N - len(LEFT_OUT)))


def test_the_map_on_screen_is_saved_as_a_page_that_needs_no_network(dashboard, browser, tmp_path):
    tool(dashboard, "Save picture")
    with dashboard.page.expect_download() as download:
        dashboard.page.get_by_role("button", name="HTML page").click()
    file = Path(tmp_path / "saved.html")
    download.value.save_as(file)
    with browser.new_context(offline=True, viewport={"width": 1200, "height": 800}) as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(file.as_uri())
        root = page.locator(".ee-scatter")
        expect(root).to_have_attribute("data-ee-ready", "true")
        expect(root.locator(".ee-caption")).to_contain_text("PCA")
        assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
