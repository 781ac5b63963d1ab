"""How far two clusterings agree, against scikit-learn itself; names of runs; and the spec that says it again."""

import json
import re
import subprocess
import sys

import hdbscan
import pytest
from playwright.sync_api import expect
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_rand_score

from tests.browser.dashboard import FIT_MS, Dashboard
from tests.browser.server import ROOT

HDBSCAN = {"min_cluster_size": 17, "min_samples": 3}  # what the page begins with for 1,797 rows
SCORE = re.compile(r"^(-?\d\.\d{4}) over 1,797 rows")


@pytest.fixture(scope="module")
def by_hand():
    """The digits' clusterings, made without this project."""
    digits = load_digits()
    found = hdbscan.HDBSCAN(**HDBSCAN).fit_predict(digits.data)
    return {
        "k-means 10": KMeans(10, random_state=0).fit_predict(digits.data),
        "k-means 7": KMeans(7, random_state=0).fit_predict(digits.data),
        "HDBSCAN": found,
        "digit (identity)": digits.target,
    }


def score(dashboard) -> float:
    found = SCORE.match(dashboard.main.get_by_text(SCORE).inner_text(timeout=FIT_MS))
    assert found is not None
    return float(found[1])


def test_the_score_is_scikit_learn_s_and_the_maps_are_linked(page, by_hand):
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
    names = {"k-means 10": "k-means 10", "seven groups": "k-means 7", "digit (identity)": "digit (identity)"}
    for a, b in (("k-means 10", "seven groups"), ("seven groups", "digit (identity)"), ("k-means 10", "HDBSCAN")):
        dashboard.choose("Grouping A", a)
        dashboard.choose("Grouping B", b)
        expected = adjusted_rand_score(by_hand[names.get(a, a)], by_hand[names.get(b, b)])
        expect(dashboard.main.get_by_text(f"{expected:.4f} over 1,797 rows")).to_be_visible(timeout=FIT_MS)
    noise = int((by_hand["HDBSCAN"] == -1).sum())
    expect(dashboard.main.get_by_test_id("stPlotlyChart").last).to_be_visible()
    expect(dashboard.main.get_by_test_id("stPlotlyChart").last.get_by_text("noise").first).to_be_visible()

    expect(dashboard.maps).to_have_count(2)
    first, second = dashboard.map.ready(), dashboard.map_number(1).ready()
    expect(first.root).to_have_attribute("data-ee-colour", "k-means 10")
    expect(second.root).to_have_attribute("data-ee-colour", "HDBSCAN")
    expect(second.root.locator(".ee-legend-grey .ee-legend-count")).to_have_text(f"{noise:,}")
    row = first.lonely(range(1797), 2)[0]
    first.hover(row)
    expect(second.root).to_have_attribute("data-ee-echo", str(row))
    page.mouse.move(0, 0)
    expect(second.root).to_have_attribute("data-ee-echo", "")

    dashboard.go("Clusters")
    dashboard.press("Delete")
    expect(dashboard.main.get_by_label("Name", exact=True)).to_have_count(2)
    dashboard.go("Compare")
    dashboard.chosen("Grouping A").click()
    expect(page.get_by_role("option")).to_have_count(3)
    expect(page.get_by_role("option", name="seven groups")).to_have_count(0)


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
