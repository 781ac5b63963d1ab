"""A sweep's dendrogram as a person cuts it: by dragging the line, by keys; the map follows, and it becomes a run."""

import re

from playwright.sync_api import expect
from sklearn.cluster import AgglomerativeClustering
from sklearn.datasets import load_digits

from tests.browser.dashboard import FIT_MS, Dashboard, box_of


def sizes(n_clusters):
    """Of a ward clustering of the sample, made without this project; in words, as the legend has them."""
    labels = AgglomerativeClustering(n_clusters).fit_predict(load_digits().data)
    return {f"{(labels == number).sum():,}" for number in range(n_clusters)}


def test_the_cut_is_dragged_and_the_map_follows(page):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Sweeps")
    main = dashboard.main
    dashboard.choose("Method", "agglomerative")
    dashboard.write("n_clusters", "10", main)
    dashboard.press("Sweep", main)
    line = main.get_by_role("slider", name="Cut through the dendrogram")
    twin = main.get_by_role("slider", name="n_clusters")
    expect(line).to_have_attribute("aria-valuetext", "10 clusters", timeout=FIT_MS)
    expect(main.get_by_text("10 clusters · 0.0% noise (0 rows)")).to_be_visible(timeout=FIT_MS)
    line.scroll_into_view_if_needed()
    place, tree = box_of(line), box_of(main.locator(".ee-tree-plot"))
    middle = place["x"] + place["width"] / 2

    page.mouse.move(middle, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(middle, tree["y"] + tree["height"] * 0.1, steps=5)
    expect(line).to_have_attribute("aria-valuetext", "2 clusters")  # before it is let go
    expect(main.locator(".ee-tree-plot path[data-ee-undone]")).to_have_count(1)
    page.mouse.up()
    expect(main.get_by_text("2 clusters · 0.0% noise (0 rows)")).to_be_visible(timeout=FIT_MS)
    expect(twin).to_have_attribute("aria-valuetext", "2")
    dashboard.settled()
    rows = dashboard.map.ready().root.locator(".ee-legend-count")
    expect(rows).to_have_count(2)
    assert set(rows.all_inner_texts()) == sizes(2)

    for _ in range(3):
        line.press("ArrowDown")
    expect(line).to_have_attribute("aria-valuetext", "5 clusters")
    expect(main.get_by_text("5 clusters · 0.0% noise (0 rows)")).to_be_visible(timeout=FIT_MS)
    expect(rows).to_have_count(5)
    assert set(rows.all_inner_texts()) == sizes(5)
    dashboard.settled()
    with dashboard.rerun():
        twin.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuetext", "6 clusters")
    expect(main.get_by_text(re.compile("^6 clusters · 0.0% noise"))).to_be_visible(timeout=FIT_MS)
    dashboard.press("Make this grouping", main)
    expect(main.get_by_text("It is among your groupings as")).to_be_visible()
