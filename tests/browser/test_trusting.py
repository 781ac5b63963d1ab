"""How far to trust a map: the figures beside it, against scikit-learn itself."""

import re

import pytest
from playwright.sync_api import expect
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.neighbors import KNeighborsClassifier

from tests.browser.dashboard import FIT_MS, Dashboard, box_of

NEAR = re.compile(r"(\d\.\d\d) · near on the map is near in the data")


@pytest.fixture(scope="module")
def by_hand():
    """Two figures of the digits' PCA, made without this project."""
    X, digit = load_digits(return_X_y=True)
    Y = PCA(2).fit_transform(X)
    near = KNeighborsClassifier(15).fit(Y, digit).kneighbors(return_distance=False)  # each row left out of its own
    same = [max(set(votes), key=lambda name: (votes.count(name), -name)) for votes in digit[near].tolist()]
    return f"{trustworthiness(X, Y, n_neighbors=15):.2f}", f"{(same == digit).mean():.2f}"


def test_figures_stand_beside_the_map_and_are_those_of_scikit_learn(page, by_hand):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    block = page.locator(".st-key-trust")
    expect(block).to_contain_text(NEAR, timeout=FIT_MS)
    expect(block).to_contain_text("Drawn by our own UMAP engine from exact neighbours.")
    top = box_of(dashboard.map.root)["y"]
    found = NEAR.search(block.inner_text())
    assert found is not None
    of_umap = float(found[1])

    dashboard.choose("Map", "PCA")

    near, same = by_hand
    expect(block).to_contain_text(f"{near} · near on the map is near in the data", timeout=FIT_MS)
    expect(block).to_contain_text(f"{same} · neighbours have the same digit")
    expect(block).to_contain_text(re.compile(r"0\.\d\d · far on the map is far in the data"))
    expect(block).to_contain_text("Read in the euclidean distance between given vectors.")
    expect(block).not_to_contain_text("Drawn by")
    assert float(near) < of_umap <= 1
    assert box_of(dashboard.map.root)["y"] == pytest.approx(top, abs=1)
    block.get_by_test_id("stTooltipHoverTarget").first.hover()
    expect(page.get_by_test_id("stTooltipContent")).to_contain_text("0 to 1, higher is better")
