"""What the groupings agree on, kept as a grouping; and which to use: against counts and silhouettes made by hand."""

import re

import hdbscan
import numpy as np
import pytest
from playwright.sync_api import expect
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_rand_score, silhouette_score

from tests.browser.dashboard import FIT_MS, Dashboard

X = load_digits().data


@pytest.fixture(scope="module")
def by_hand():
    """The sample's two groupings, made without this project."""
    return KMeans(10, random_state=0).fit_predict(X), hdbscan.HDBSCAN(17, min_samples=3).fit_predict(X)


def common_clusters(a, b):
    """Of two votes that weigh the same: what both have together, where that is most of either on average."""
    found = 0
    for cluster in np.unique(a):
        for other in np.unique(b[b >= 0]):
            both = np.count_nonzero((a == cluster) & (b == other))
            rows = np.count_nonzero(a == cluster), np.count_nonzero(b == other)
            found += int(both / rows[0] / 2 + both / rows[1] / 2 > 0.5)
    return found


def test_a_consensus_is_found_kept_and_outlives_what_it_was_made_of_and_each_grouping_is_judged(page, by_hand):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Consensus")
    clusters = common_clusters(*by_hand)
    expect(dashboard.main.get_by_text(re.compile(rf"^{clusters} clusters: "))).to_be_visible(timeout=FIT_MS)
    contested = dashboard.main.get_by_text(re.compile(r"^contested · [\d,]+ rows"))
    count = re.findall(r"[\d,]+", contested.inner_text())[0]
    dashboard.nothing_runs()
    with dashboard.rerun():
        page.locator(".st-key-consensus-contested button").first.click()
    expect(dashboard.map.ready().root).to_have_attribute("data-ee-selected", count.replace(",", ""))
    dashboard.press("Keep as a grouping")
    expect(dashboard.main.get_by_text("kept as consensus of 2")).to_be_visible()

    dashboard.go("Which to use")
    labels, noisy = by_hand
    kept = noisy >= 0
    for figure in (silhouette_score(X, labels), silhouette_score(X[kept], noisy[kept])):
        expect(dashboard.main.get_by_text(re.compile(rf"silhouette \(?{figure:.2f}", re.I)).first).to_be_visible(
            timeout=FIT_MS
        )
    agreement = adjusted_rand_score(labels, noisy)  # the consensus of the only other one is that one
    said = dashboard.main.get_by_text(re.compile(rf"the others (at |\()?{agreement:.2f}"))
    expect(said.first).to_be_visible()
    expect(dashboard.main.get_by_text("Stability not measured of", exact=False)).to_be_visible()

    dashboard.go("Runs")
    dashboard.nothing_runs()
    line = dashboard.main.locator("[class*='st-key-run-']").filter(has=page.locator("input[value='k-means 10']"))
    dashboard.press("Delete", line)
    dashboard.go("Consensus")
    expect(dashboard.main.get_by_text("consensus of 2, kept before, is of", exact=False)).to_contain_text(
        "1 deleted since"
    )
    dashboard.go("Map")
    dashboard.choose("Colour by", "consensus of 2: core, fringe, contested")
    expect(dashboard.map.ready().root).to_have_attribute("data-ee-colour", "consensus of 2: core, fringe, contested")
