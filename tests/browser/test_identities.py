"""Identities followed by clicking: the lens, a planted swap, lookalikes, the palette, what is nearest to anything."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard

PEOPLE, EACH, WIDTH = 40, 5, 32
SWAPPED = (12, 103)  # rows whose names were exchanged: of persons 2 and 20


@pytest.fixture
def people(tmp_path):
    """A structured float16 array of 40 people x 5 rows, of which two have each other's name; its file."""
    random = np.random.default_rng(0)
    rows = np.zeros(PEOPLE * EACH, dtype=[("id", "<u2"), ("embedding", "<f2", (WIDTH,))])
    rows["id"] = np.repeat(np.arange(PEOPLE), EACH)
    rows["embedding"] = random.normal(size=(PEOPLE, WIDTH))[rows["id"]] + 0.25 * random.normal(size=(len(rows), WIDTH))
    one, other = SWAPPED
    rows["id"][[one, other]] = rows["id"][[other, one]]
    path = tmp_path / "people.npy"
    np.save(path, rows)
    return rows, path


def test_identities_are_looked_into_by_clicking(page, people, tmp_path):
    rows, path = people
    dashboard = Dashboard(page).open("Data")
    dashboard.bring(path)
    dashboard.brought("people")
    dashboard.press("Show the map")
    dashboard.go("Map")
    dashboard.map.ready()
    dashboard.nothing_runs()

    dashboard.go("Identities")
    expect(dashboard.main.get_by_text("on every map, and by cluster in every grouping")).to_be_visible(timeout=FIT_MS)
    dashboard.write("Search", "7")  # 7, 17, 27, 37
    who = "27" if dashboard.chosen("Identity").input_value() == "17" else "17"
    dashboard.choose("Identity", who)
    theirs = page.locator(f"[data-ee-group='who-{who}']")
    expect(theirs).to_have_count(1, timeout=FIT_MS)
    theirs.scroll_into_view_if_needed()
    expect(theirs.locator("[data-ee-row]")).to_have_count(EACH)
    dashboard.go("Map")
    expect(dashboard.map.ready().root.locator(".ee-legend-unit")).to_have_text("1 of 40 highlighted")

    dashboard.go("Strangers")
    found = page.locator(f"[data-ee-group='row-{SWAPPED[0]}'], [data-ee-group='row-{SWAPPED[1]}']")
    expect(found).to_have_count(2, timeout=FIT_MS)
    groups = page.locator(".ee-strip[data-ee-group]")
    first = groups.evaluate_all("all => all.slice(0, 2).map((one) => one.dataset.eeGroup)")
    assert set(first) == {f"row-{row}" for row in SWAPPED}
    expect(dashboard.main.get_by_text(re.compile("swapped and .* outsiders flagged"))).to_be_visible()

    dashboard.go("Lookalikes")
    expect(page.locator(".ee-strip[data-ee-group^='pair-']").first).to_be_visible(timeout=FIT_MS)
    dashboard.go("Palette")
    expect(dashboard.main.get_by_text(re.compile("Least difference of two of 40 colours"))).to_be_visible(
        timeout=FIT_MS
    )

    dashboard.go("Neighbours")
    near = page.locator("[data-ee-group='near'] [data-ee-row]")
    expect(near).to_have_count(20, timeout=FIT_MS)
    dashboard.write("Find a row", "50")
    expect(page.locator("[data-ee-group='asked'] [data-ee-row='50']")).to_be_visible(timeout=FIT_MS)
    X = rows["embedding"].astype(np.float64)
    true = np.argsort(np.linalg.norm(X - X[50], axis=1), kind="stable")[1:21]
    expect(near.first).to_have_attribute("data-ee-row", str(true[0]), timeout=FIT_MS)
    shown = near.evaluate_all("all => all.map((one) => Number(one.dataset.eeRow))")
    assert set(shown) == set(true.tolist())
    expect(
        dashboard.main.get_by_text(re.compile("of the 20 nearest are among the 20 nearest on the map"))
    ).to_be_visible()

    page.get_by_text("Numbers", exact=True).click()
    dashboard.settled()
    field = page.get_by_label("A vector: 32 numbers, with commas or spaces between")
    field.fill("1, 2, 3")
    field.press("Control+Enter")
    expect(dashboard.main.get_by_text("There are 3 numbers; a vector has 32 here.")).to_be_visible(timeout=FIT_MS)
    field.fill(", ".join(str(float(value)) for value in X[77]))
    field.press("Control+Enter")
    expect(near.first).to_have_attribute("data-ee-row", "77", timeout=FIT_MS)

    page.get_by_text("A picture or file", exact=True).click()
    dashboard.settled()
    one = tmp_path / "one.npy"
    np.save(one, rows["embedding"][120].astype(np.float32))
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(one)
    expect(near.first).to_have_attribute("data-ee-row", "120", timeout=FIT_MS)
