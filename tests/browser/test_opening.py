"""Every page opens by its address for somebody who was never here."""

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard

SHOWN = {
    "Compare": "over 1,797 rows",
    "Clusters": "10 clusters · 0.0% noise",
    "Features": "1,797 rows × 64 dimensions",
    "Data": "Handwritten digits",
    "Workspace": "Handwritten digits",
}


@pytest.mark.timeout(300)
def test_every_page_opens_on_a_fresh_server_by_its_address(make_server, visitor):
    server = make_server()
    for name, said in SHOWN.items():  # each by somebody who was never here
        dashboard = Dashboard(visitor(server.url), server.url).open(name)
        expect(dashboard.main.get_by_role("heading", name=name, exact=True)).to_be_visible()
        expect(dashboard.main.get_by_text(said).first).to_be_visible(timeout=FIT_MS)
        dashboard.unbroken()
        dashboard.page.close()  # a page that draws without a GPU takes a core
