"""All groupings against each other, as scikit-learn has it; a pair on linked maps in matched colours; and the spec."""

import json
import re
import subprocess
import sys

import hdbscan
import numpy as np
import pytest
from playwright.sync_api import expect
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix

from tests.browser.chromium import PHONE
from tests.browser.dashboard import FIT_MS, Dashboard
from tests.browser.server import ROOT

HDBSCAN = {"min_cluster_size": 17, "min_samples": 3}  # what the page begins with for 1,797 rows
SCORE = re.compile(r"^(-?\d\.\d{4}) over 1,797 rows")


@pytest.fixture(scope="module")
def by_hand():
    """The digits' clusterings, made without this project, numbered as the page does: the largest first."""
    digits = load_digits()
    found = hdbscan.HDBSCAN(**HDBSCAN).fit_predict(digits.data)
    labels = {
        "k-means 10": KMeans(10, random_state=0).fit_predict(digits.data),
        "seven groups": KMeans(7, random_state=0).fit_predict(digits.data),
        "HDBSCAN": found,
    }
    return {**{name: by_size(part) for name, part in labels.items()}, "digit (identity)": digits.target}


def by_size(labels):
    """Numbered by size, of equal ones by their first rows: the order hdbscan has them in is up to the processor."""
    found, first, counts = np.unique(labels, return_index=True, return_counts=True)
    first, counts = first[found >= 0], counts[found >= 0]
    rank = np.argsort(np.lexsort((first, -counts)))
    return np.where(labels >= 0, rank[labels], -1)


def matched(reference, other):
    """Cluster of `other` -> that of the reference, by the best sum of Jaccard overlaps of 0.1 or more."""
    known = (reference >= 0) & (other >= 0)
    both = contingency_matrix(reference[known], other[known])
    either = np.bincount(reference[reference >= 0])[:, None] + np.bincount(other[other >= 0])[None] - both
    overlap = np.where(both / either < 0.1, 0, both / either)
    pairs = zip(*linear_sum_assignment(overlap, maximize=True), strict=True)
    return {int(b): int(a) for a, b in pairs if overlap[a, b]}


def score(dashboard) -> float:
    found = SCORE.match(dashboard.main.get_by_text(SCORE).inner_text(timeout=FIT_MS))
    assert found is not None
    return float(found[1])


def square(page, a, b):
    return page.get_by_role("gridcell", name=re.compile(f"^{re.escape(a)} and {re.escape(b)}: "))


def shows_scores(page, by_hand, short, theirs):
    for a in by_hand:
        for b in by_hand:
            if a != b:
                value = theirs(by_hand[a], by_hand[b])
                expect(square(page, a, b)).to_have_accessible_name(f"{a} and {b}: {short} {value:.4f}", timeout=FIT_MS)


def swatches(drawn):
    """Name of a group -> its colour in the legend."""
    found = drawn.root.locator(".ee-legend-item").evaluate_all(
        """items => items.map((item) => [item.querySelector(".ee-legend-name").textContent,
            getComputedStyle(item.querySelector(".ee-swatch")).backgroundColor])"""
    )
    return dict(found)


def swatch(drawn, group):
    """The patch of colour of one group in the legend."""
    name = drawn.page.locator(".ee-legend-name").get_by_text(str(group), exact=True)
    return drawn.root.locator(".ee-legend-item").filter(has=name).locator(".ee-swatch")


@pytest.mark.timeout(400)
def test_the_matrix_is_scikit_learn_s_and_a_click_shows_the_pair(page, by_hand):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Clusters")
    dashboard.new_grouping(method="k-means", n_clusters=7)
    dashboard.nothing_runs()
    seven = dashboard.main.get_by_label("Name", exact=True).first
    expect(seven).to_have_value("k-means · n_clusters 7")
    with dashboard.rerun():
        seven.fill("seven groups")
        seven.press("Enter")
    expect(dashboard.main.get_by_label("Name", exact=True).first).to_have_value("seven groups")

    dashboard.go("Compare")
    shows_scores(page, by_hand, "ARI", adjusted_rand_score)
    dashboard.choose("Score", "Adjusted mutual information")
    shows_scores(page, by_hand, "AMI", adjusted_mutual_info_score)
    both = by_hand["HDBSCAN"] >= 0
    with dashboard.rerun():
        dashboard.main.get_by_text("rows that are noise in either are left out").click()
    left = adjusted_mutual_info_score(by_hand["k-means 10"][both], by_hand["HDBSCAN"][both])
    expect(square(page, "k-means 10", "HDBSCAN")).to_have_accessible_name(f"k-means 10 and HDBSCAN: AMI {left:.4f}")
    with dashboard.rerun():
        dashboard.main.get_by_text("noise is one more cluster").click()
    dashboard.choose("Score", "Adjusted Rand index")

    with dashboard.rerun():
        square(page, "k-means 10", "HDBSCAN").click()
    expect(dashboard.chosen("Grouping A")).to_have_value("k-means 10")
    expect(dashboard.chosen("Grouping B")).to_have_value("HDBSCAN")
    assert score(dashboard) == pytest.approx(
        adjusted_rand_score(by_hand["k-means 10"], by_hand["HDBSCAN"]), abs=5e-5
    )
    looks_at_the_pair(page, dashboard, by_hand["k-means 10"], by_hand["HDBSCAN"])

    dashboard.go("Clusters")
    dashboard.press("Delete")
    expect(dashboard.main.get_by_label("Name", exact=True)).to_have_count(2)
    dashboard.go("Compare")
    expect(square(page, "k-means 10", "HDBSCAN")).to_be_visible(timeout=FIT_MS)
    expect(page.get_by_role("rowheader", name="seven groups")).to_have_count(0)


def looks_at_the_pair(page, dashboard, first_labels, second_labels):
    """Linked maps in matched colours; a sentence's and a square's rows arrive on both."""
    expect(dashboard.maps).to_have_count(2)
    first, second = dashboard.map.ready(), dashboard.map_number(1).ready()
    expect(first.root).to_have_attribute("data-ee-colour", "k-means 10")
    expect(second.root).to_have_attribute("data-ee-colour", "HDBSCAN")
    expect(second.root.locator(".ee-legend-grey .ee-legend-count")).to_have_text(f"{int((second_labels == -1).sum())}")
    colours, partners = swatches(first), matched(first_labels, second_labels)
    assert len(partners) > 5
    for b, a in partners.items():  # in colours of its own until the clusters are matched
        expect(swatch(second, b)).to_have_css("background-color", colours[str(a)], timeout=FIT_MS)
    others = swatches(second)
    unmatched = {colour for name, colour in others.items() if name != "noise" and int(name) not in partners}
    assert not unmatched & set(colours.values())

    first.root.locator(".ee-legend-item").first.scroll_into_view_if_needed()  # the map above it is then in sight
    row = first.lonely(range(1797), 2)[0]
    first.hover(row)
    expect(second.root).to_have_attribute("data-ee-echo", str(row))
    page.mouse.move(0, 0)
    expect(second.root).to_have_attribute("data-ee-echo", "")

    fates = page.locator(".ee-fates-line")
    expect(fates).to_have_count(10, timeout=FIT_MS)
    line = fates.nth(3)
    group = int(line.get_attribute("data-ee-group") or -1)
    with dashboard.rerun():
        line.click()
    for drawn in (first, second):
        expect(drawn.root).to_have_attribute("data-ee-selected", str(int((first_labels == group).sum())))
    b, a = next(iter(partners.items()))
    page.locator(".ee-overlap-canvas").scroll_into_view_if_needed()
    spot = page.locator(".ee-overlap").evaluate("(grid, ends) => grid.eeCell(...ends)", [a, b + 1])  # 0 is noise
    with dashboard.rerun():
        page.mouse.click(spot["x"], spot["y"])
    in_both = int(((first_labels == a) & (second_labels == b)).sum())
    expect(second.root).to_have_attribute("data-ee-selected", str(in_both))


def test_the_copied_spec_gives_the_same_score_without_a_browser(page, tmp_path, numba_cache):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.choose("Map", "PCA")
    page.get_by_role("button", name="Copy as spec").click()
    spec = page.get_by_test_id("stCode").locator("code")
    expect(spec).to_contain_text('method = "pca"')
    (tmp_path / "spec.toml").write_text(spec.inner_text(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "explorer", "run", str(tmp_path / "spec.toml"), "--out", str(tmp_path / "out")],
        cwd=ROOT,
        env={"EXPLORER_HOME": str(tmp_path / "home"), "NUMBA_CACHE_DIR": str(numba_cache), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    scores = json.loads((tmp_path / "out" / "agreement.json").read_text(encoding="utf-8"))["ari"]
    dashboard.open("Compare")
    assert scores["k-means-10|HDBSCAN"] == pytest.approx(score(dashboard), abs=5e-5)


def test_on_a_phone_the_table_of_scores_is_scrolled_and_not_the_page(visitor):
    dashboard = Dashboard(visitor(**PHONE)).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.open("Compare")
    table = dashboard.main.locator("table").filter(has_text="by chance at these sizes")
    expect(table).to_be_visible(timeout=FIT_MS)
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    assert dashboard.main.evaluate("main => main.scrollWidth <= main.clientWidth")
