"""Maps of one link beside each other: they look at the same place, and what is selected in one is selected in all."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.scatter_map import data_for, lattice, wait_until_still


@pytest.fixture
def three(open_map, site):
    """Two maps of one link and view, and one of that link with another view."""
    points = lattice()
    drawn = [open_map(key) for key in ("a", "b", "c")]
    for number, one in enumerate(drawn):
        data = data_for(site, points, "one" if number < 2 else "other", link="pair", panel="full", compact=True)
        one.show(data if number < 2 else {**data, "view": {**data["view"], "id": "another"}})
    return drawn


def places(drawn, rows=(0, 1, 2)):
    box = drawn.root.locator(".ee-plot").bounding_box()
    return np.array([[drawn.spot(row)["x"] - box["x"], drawn.spot(row)["y"] - box["y"]] for row in rows])


def test_who_zooms_one_zooms_those_of_the_same_view(three):
    first, second, other = three
    before, apart, x = places(first), places(other), second.spot(0)["x"]
    first.root.get_by_role("button", name="Zoom in").click()
    second.page.wait_for_function(
        "([root, x]) => Math.abs(root.eeLocate(0).x - x) > 2",
        arg=[second.root.element_handle(), x],
    )
    wait_until_still(first)
    wait_until_still(second)
    assert np.allclose(places(second), places(first), atol=1.5)
    assert not np.allclose(places(second), before, atol=5)
    assert np.allclose(places(other), apart, atol=0.5)


def test_what_is_selected_in_one_is_selected_in_all_and_told_once(three):
    first, second, other = three
    first.root.locator(".ee-legend-item").nth(1).get_by_role("button").last.click()
    count = first.root.get_attribute("data-ee-selected")
    assert count not in (None, "0")
    for drawn in (second, other):
        expect(drawn.root).to_have_attribute("data-ee-selected", str(count))
    told = [key for key, name, _ in first.page.evaluate("() => states") if name == "selection"]
    assert set(told) <= {"a"}
