"""Inside the clusters: a card each, true to scikit-learn; a click lights up the map; and images from eigen-images."""

import re

import numpy as np
from playwright.sync_api import expect
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits

from tests.browser.dashboard import FIT_MS, Dashboard


def rows_of(strip):
    found = strip.locator("[data-ee-row]")
    expect(found.first).to_be_visible(timeout=FIT_MS)
    return [int(row) for row in found.evaluate_all("all => all.map(each => each.dataset.eeRow)")]


def test_cards_show_centres_and_edges_and_eigenimages_rebuild_an_image(page):
    X = (load_digits().data / 16).astype(np.float32)
    model = KMeans(10, random_state=0).fit(X)
    apart = np.linalg.norm(X - model.cluster_centers_[model.labels_], axis=1)
    largest = np.bincount(model.labels_).argmax()
    members = np.flatnonzero(model.labels_ == largest)
    by_distance = members[np.argsort(apart[members])]

    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Features")
    with dashboard.rerun():
        dashboard.main.get_by_text("Pixels", exact=True).click()
    dashboard.press("Use these features")
    dashboard.go("Clusters")
    dashboard.new_grouping(method="k-means", n_clusters=10)
    dashboard.nothing_runs()

    dashboard.go("Inside")
    cards = page.locator("[class*='st-key-card-rows-'], .ee-strips")
    expect(cards.first).to_be_visible(timeout=FIT_MS)
    dashboard.nothing_runs()
    card = page.locator(".st-key-card-0")
    expect(card.get_by_role("heading", name="Cluster 0")).to_be_visible()
    expect(card.get_by_text(f"{len(members):,} rows")).to_be_visible()
    expect(card.get_by_text("centre image")).to_be_visible(timeout=FIT_MS)
    image = card.locator("img.ee-centre")
    expect(image).to_be_visible()
    page.wait_for_function("image => image.complete && image.naturalWidth === 64", arg=image.element_handle())
    assert rows_of(card.locator("[data-ee-group='near-0']")) == by_distance[:5].tolist()
    assert rows_of(card.locator("[data-ee-group='far-0']")) == by_distance[:-6:-1].tolist()
    badge = card.locator("[data-ee-group='border-0'] .ee-thumb-picture").first
    expect(badge).to_have_attribute("data-ee-badge", re.compile(r"^Cluster [1-9]$"))

    row = int(by_distance[2])
    with dashboard.rerun():
        card.locator(f"[data-ee-group='near-0'] [data-ee-row='{row}']").click()
    expect(dashboard.map.root).to_have_attribute("data-ee-row", str(row))

    with dashboard.rerun():
        card.get_by_role("button", name="Open").click()
    strip = page.locator(".ee-strip")
    expect(strip.locator(".ee-strip-count")).to_have_text(f"{len(members)} rows")
    assert rows_of(strip)[:60] == by_distance[:60].tolist()
    dashboard.choose("In order of", "row")
    expect(strip.locator("[data-ee-row]").first).to_have_attribute("data-ee-row", str(members[0]))
    expect(strip.locator("[data-ee-row]").nth(30)).to_have_attribute("data-ee-row", str(members[30]))
    dashboard.settled()
    strip.locator("[data-ee-row]").nth(1).click()
    expect(dashboard.map.root).to_have_attribute("data-ee-row", str(members[1]))
    dashboard.settled()
    strip.locator("[data-ee-row]").nth(4).click(modifiers=["Shift"])
    expect(dashboard.map.root).to_have_attribute("data-ee-selected", "4")  # beside it, not on the Map page alone
    dashboard.settled()
    dashboard.press("Clear the selection of 4 rows")
    expect(dashboard.map.root).to_have_attribute("data-ee-selected", "0")
    dashboard.press("All clusters")
    expect(card).to_be_visible()

    dashboard.go("Eigenimages")
    expect(page.get_by_text("The first 60 eigen-images")).to_be_visible(timeout=FIT_MS)
    expect(page.get_by_text("from 10 components")).to_be_visible(timeout=FIT_MS)
    original, rebuilt = page.locator(".ee-eigen-large img").all()
    before = rebuilt.get_attribute("src")
    error = page.get_by_test_id("stMetricValue").first
    coarse = float(error.inner_text())
    slider = page.get_by_role("slider")
    with dashboard.rerun():
        slider.press("End")
    expect(page.get_by_text("from 60 components")).to_be_visible()
    expect(error).not_to_have_text(f"{coarse:.3f}")
    assert float(error.inner_text()) < coarse
    assert rebuilt.get_attribute("src") != before
    assert original.get_attribute("src").endswith("/0")
