"""The app opened for the first time, and again: the sample by itself, all of it after a restart, deep links."""

import re

import pytest
from playwright.sync_api import expect
from sklearn.datasets import load_digits

from tests.browser.dashboard import FIT_MS, Dashboard

ARI = re.compile(r"k-means 10 and HDBSCAN: ARI (\d\.\d\d): ")
SHOWN = {
    "Compare": "over 1,797 rows",
    "Flows": "Each column is a grouping",
    "Disputed": "rows they argue about most",
    "Clusters": "10 clusters · 0.0% noise",
    "Features": "1,797 rows × 64 dimensions",
    "Data": "Handwritten digits",
    "Runs": "There is no map or grouping.",
    "Workspace": "Handwritten digits",
}


@pytest.mark.timeout(400)
def test_the_sample_opens_by_itself_and_all_of_it_is_there_after_a_restart(make_server, visitor, tmp_path, explained):
    # while there is no server
    explained.append("ERR_(CONNECTION_|EMPTY_RESPONSE)|disconnected from|server endpoint|server is not responding")
    home = tmp_path / "home"
    server = make_server(home=home)
    dashboard = Dashboard(visitor(server.url), server.url).open()
    drawn = dashboard.map.ready()
    expect(drawn.caption()).to_contain_text("PCA")
    expect(drawn.root.locator(".ee-status")).to_have_text("UMAP takes this one's place when it is ready")
    pca = drawn.view()
    expect(drawn.root).not_to_have_attribute("data-ee-view", pca, timeout=FIT_MS)
    expect(drawn.caption()).to_contain_text("UMAP")
    expect(drawn.root).to_have_attribute("data-ee-n", "1797")
    expect(dashboard.main.get_by_text(ARI)).to_be_visible(timeout=FIT_MS)
    dashboard.nothing_runs()
    expect(drawn.root.locator(".ee-status")).to_be_hidden()

    dashboard.choose("Colour by", "k-means 10")
    row = drawn.lonely(range(1797), 6)[0]
    drawn.hover(row)
    with dashboard.rerun():
        dashboard.page.mouse.click(*drawn.spot(row))
    expect(drawn.root).to_have_attribute("data-ee-pinned", "true")
    as_left = drawn.view(), drawn.root.get_attribute("data-ee-colour"), str(row)
    said = dashboard.main.get_by_text(ARI).text_content()

    server.stop()
    again = make_server(home=home)
    dashboard = Dashboard(dashboard.page, again.url).open("Compare")
    expect(dashboard.main.get_by_text("Adjusted Rand index", exact=False).first).to_be_visible(timeout=FIT_MS)
    expect(dashboard.maps).to_have_count(2)
    drawn = dashboard.go("Map").map.ready()
    expect(drawn.root).to_have_attribute("data-ee-row", str(row))
    shown = [drawn.root.get_attribute(f"data-ee-{name}") for name in ("view", "colour", "row")]
    assert shown == list(as_left)
    assert dashboard.main.get_by_text(ARI).text_content() == said
    identity = str(load_digits().target[row])
    expect(drawn.card.locator(".ee-card-title")).to_have_text(identity)


@pytest.mark.timeout(300)
def test_every_page_opens_on_a_fresh_server_by_its_address(make_server, visitor):
    server = make_server()
    dashboard = Dashboard(visitor(server.url), server.url)
    for name, said in SHOWN.items():
        dashboard.page.goto("about:blank")  # what the page before still fetches is its visitor's
        dashboard.page.context.clear_cookies()  # each by somebody who was never here
        dashboard.open(name)
        expect(dashboard.main.get_by_role("heading", name=name, exact=True)).to_be_visible()
        expect(dashboard.main.get_by_text(said).first).to_be_visible(timeout=FIT_MS)
        dashboard.unbroken()
