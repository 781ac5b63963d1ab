"""The rows that groupings argue about, and where rows go from one grouping to the next, against a count by hand."""

import json

import hdbscan
import numpy as np
import pytest
from playwright.sync_api import expect
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits

from tests.browser.dashboard import FIT_MS, Dashboard
from tests.browser.test_comparing import by_size


@pytest.fixture(scope="module")
def by_hand():
    """The sample's two groupings, made without this project; noise is a cluster."""
    X = load_digits().data
    return KMeans(10, random_state=0).fit_predict(X), hdbscan.HDBSCAN(17, min_samples=3).fit_predict(X)


def disagreement(a, b):
    """1 - Jaccard of each row's two clusters."""
    together = np.array([(a == a[row]) & (b == b[row]) for row in range(len(a))]).sum(axis=1)
    either = np.array([(a == a[row]) | (b == b[row]) for row in range(len(a))]).sum(axis=1)
    return 1 - together / either


def test_the_rows_argued_about_most_stand_beside_the_map_and_are_selected(page, by_hand):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Disputed")
    lines = page.locator(".ee-disputes-line")
    expect(lines).to_have_count(50, timeout=FIT_MS)
    expected = disagreement(*by_hand)
    rows = [int(line) for line in lines.evaluate_all("lines => lines.map((line) => line.dataset.eePosition)")]
    assert np.allclose(np.sort(expected[rows]), np.sort(expected)[-50:])
    expect(lines.first).to_contain_text(f"{expected.max():.2f}")
    drawn = dashboard.map.ready()
    expect(drawn.root).to_have_attribute("data-ee-colour", "Disagreement")

    with dashboard.rerun():
        lines.nth(2).click()
    expect(drawn.root).to_have_attribute("data-ee-row", str(rows[2]))
    with dashboard.rerun():
        page.get_by_role("button", name="Select them all").click()
    dashboard.go("Map")
    expect(dashboard.map.root).to_have_attribute("data-ee-selected", "50", timeout=FIT_MS)
    dashboard.choose("Colour by", "Disagreement beyond refining")
    expect(dashboard.map.root).to_have_attribute("data-ee-colour", "Disagreement beyond refining")


def test_rows_flow_from_grouping_to_grouping_and_a_ribbon_selects_them(page, by_hand):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Flows")
    bars = page.locator(".ee-ribbons-bar")
    expect(bars).to_have_count(10 + 13 + 10, timeout=FIT_MS)  # k-means, HDBSCAN with its noise, digits
    ribbon = page.locator(".ee-ribbons-flow").first
    ends = json.loads(ribbon.get_attribute("data-ee-ends") or "")
    assert [column for column, _ in ends] == [0, 1]
    with dashboard.rerun():
        ribbon.dispatch_event("click")
    kmeans, density = map(by_size, by_hand)
    first, second = kmeans == ends[0][1], density + 1 == ends[1][1]  # 0 is noise
    dashboard.go("Map")
    selected = str(int((first & second).sum()))
    expect(dashboard.map.root).to_have_attribute("data-ee-selected", selected, timeout=FIT_MS)
