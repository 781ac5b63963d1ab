"""Opening a data set without bringing one: the portraits, with a face on the card; faces from the internet, offline."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard
from tests.test_offline import watching

SAID = re.compile(
    "Olivetti faces.*can't be opened. Olivetti faces isn't on this server yet, and can't be fetched: .*"
    "Connect the server to the internet, or copy the folder scikit_learn_data"
)


@pytest.mark.timeout(400)
def test_the_portraits_open_from_the_data_page_and_each_shows_its_face(page):
    dashboard = Dashboard(page).open("Data")
    dashboard.press("Portraits")
    dashboard.brought("Portraits")
    expect(dashboard.main.get_by_text("Identities (person)")).to_be_visible(timeout=FIT_MS)
    expect(dashboard.main.locator(".ee-strip img").first).to_be_visible(timeout=FIT_MS)

    drawn = dashboard.go("Map").map.ready()
    expect(drawn.root).to_have_attribute("data-ee-n", "672")
    expect(drawn.caption()).to_contain_text("UMAP", timeout=FIT_MS)
    row = drawn.lonely(range(672), 8)[0]
    card = drawn.hover(row)
    for column in ("expression", "hair", "variation"):
        expect(card).to_contain_text(column)
    assert len(drawn.colours(row)) > 500, "a face in colour, not a blank"
    dashboard.nothing_runs()


def test_faces_that_cannot_be_fetched_leave_the_screen_as_it_was_and_say_why(make_server, visitor, tmp_path):
    """Nothing leaves this machine while testing: what would is refused, as it is offline."""
    server = make_server(
        {**watching(tmp_path / "network.jsonl"), "SCIKIT_LEARN_DATA": str(tmp_path / "scikit_learn_data")}
    )
    dashboard = Dashboard(visitor(server.url), server.url).open("Data")
    dashboard.brought("Handwritten digits")
    offer = dashboard.expander("Faces from the internet")
    with dashboard.rerun():
        offer.get_by_text("Olivetti faces", exact=True).click()
    offer.get_by_role("button", name="Fetch and open").click()
    expect(dashboard.main.get_by_text(SAID)).to_be_visible(timeout=FIT_MS)
    dashboard.brought("Handwritten digits")
