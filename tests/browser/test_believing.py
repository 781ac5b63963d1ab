"""Whether a map can be believed, as a person finds out: all maps, one row's neighbours, groups, another map."""

import numpy as np
import pytest
from playwright.sync_api import expect
from sklearn.datasets import load_digits
from sklearn.neighbors import NearestNeighbors

from tests.browser.dashboard import FIT_MS, Dashboard


@pytest.fixture(scope="module")
def digits():
    return load_digits().data


def test_a_map_is_judged_by_its_points_its_groups_and_another_map(page, digits):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Trust")
    dashboard.nothing_runs()
    dashboard.choose("Map", "PCA")
    drawn = dashboard.map.ready()
    expect(drawn.root).to_have_attribute("data-ee-colour", "Neighbours kept · PCA")

    row = drawn.lonely(range(1797), 3)[0]
    page.mouse.click(*drawn.spot(row))
    expect(drawn.root).to_have_attribute("data-ee-rays", "15", timeout=FIT_MS)
    true = NearestNeighbors(n_neighbors=16).fit(digits).kneighbors(digits[[row]], return_distance=False)[0]
    there = page.locator("[data-ee-group='there'] [data-ee-row]")
    expect(there).to_have_count(15)
    shown = {int(one) for one in there.evaluate_all("all => all.map((e) => e.dataset.eeRow)")}
    assert shown == set(true.tolist()) - {row}

    dashboard.choose("Look at it", "Group by group")
    expect(dashboard.main.get_by_text("Torn apart")).to_be_visible(timeout=FIT_MS)
    dashboard.choose("Look at it", "Against another map")
    said = dashboard.main.get_by_text("nearest are the same on PCA and UMAP")
    expect(said).to_be_visible(timeout=FIT_MS)
    expect(dashboard.maps).to_have_count(2)
    for number in (0, 1):
        expect(dashboard.map_number(number).ready().root).to_have_attribute(
            "data-ee-colour", "Neighbours that both show"
        )
    assert np.isfinite(float(said.inner_text().split()[0]))
