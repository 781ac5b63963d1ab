"""Opening a data set without bringing one: the portraits, with a face on the card."""

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard


@pytest.mark.timeout(400)
def test_the_portraits_open_from_the_data_page_and_each_shows_its_face(page):
    dashboard = Dashboard(page).open("Data")
    dashboard.press("Portraits")
    dashboard.brought("Portraits")
    expect(dashboard.main.get_by_text("Identities (person)")).to_be_visible(timeout=FIT_MS)
    expect(dashboard.main.locator(".ee-preview img").first).to_be_visible(timeout=FIT_MS)

    drawn = dashboard.go("Map").map.ready()
    expect(drawn.root).to_have_attribute("data-ee-n", "672")
    expect(drawn.caption()).to_contain_text("UMAP", timeout=FIT_MS)
    row = drawn.lonely(range(672), 8)[0]
    card = drawn.hover(row)
    for column in ("expression", "hair", "variation"):
        expect(card).to_contain_text(column)
    assert len(drawn.colours(row)) > 500, "a face in colour, not a blank"
    dashboard.nothing_runs()
