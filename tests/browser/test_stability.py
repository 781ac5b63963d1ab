"""Whether a grouping is worth believing, as a person finds out: resamples, luck, seeds; and the cards sorted by it."""

import re

import pytest
from playwright.sync_api import expect
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits

from explorer.clusterings.sampled import drawn_rows
from tests.browser.dashboard import FIT_MS, Dashboard


@pytest.fixture(scope="module")
def least_and_over_all():
    """Of the sample's k-means, made without this project, in three resamples."""
    X = load_digits().data.astype("float32")
    labels = KMeans(10, random_state=0).fit_predict(X)
    overlaps = []
    for seed in range(3):
        rows = drawn_rows(len(X), 1437, seed)
        again = KMeans(10, random_state=0).fit_predict(X[rows])
        cut = labels[rows]
        overlaps.append(
            [
                max(((cut == a) & (again == b)).sum() / ((cut == a) | (again == b)).sum() for b in range(10))
                for a in range(10)
            ]
        )
    means = [sum(cluster) / 3 for cluster in zip(*overlaps, strict=True)]
    sizes = [(labels == number).sum() for number in range(10)]
    return min(means), sum(mean * size for mean, size in zip(means, sizes, strict=True)) / len(X)


def test_a_grouping_is_resampled_held_against_luck_and_tried_with_other_seeds(page, least_and_over_all):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Stability")
    dashboard.choose("Grouping", "k-means 10")
    dashboard.write("Resamples", "3")
    dashboard.press("Draw rows and group")
    least, over_all = least_and_over_all
    said = dashboard.main.get_by_text(re.compile(r"of 10 clusters stable"))
    expect(said).to_contain_text(f"Over all {over_all:.2f}", timeout=FIT_MS)
    expect(dashboard.main.get_by_text(re.compile(rf"Stability of 10 clusters, .* to {least:.2f}"))).to_be_visible()
    expect(dashboard.main.get_by_text("3 resamples of 1,437 of 1,797 rows", exact=False)).to_be_visible()
    expect(dashboard.map.ready().root).to_have_attribute("data-ee-colour", "Stability of its cluster")

    dashboard.write("Sets without structure", "5")
    dashboard.press("Hold it against luck")
    expect(dashboard.main.get_by_text(re.compile(r"^Structure: more than luck gives"))).to_be_visible(timeout=FIT_MS)
    dashboard.write("Other seeds", "2")
    dashboard.press("Try other seeds")
    expect(dashboard.main.get_by_text("median agreement", exact=False)).to_be_visible(timeout=FIT_MS)

    dashboard.go("Inside")
    dashboard.nothing_runs()
    dashboard.choose("Grouping", "k-means 10")
    dashboard.nothing_runs()
    dashboard.choose("Sort by", "stability, most first")
    figures = dashboard.main.get_by_text(re.compile(r"^stability \d|^stability above"))
    expect(figures).to_have_count(10, timeout=FIT_MS)
    shown = [1.0 if "above" in text else float(text.split()[1]) for text in figures.all_inner_texts()]
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] == pytest.approx(least, abs=0.006)
