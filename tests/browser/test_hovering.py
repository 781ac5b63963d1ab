"""The picture under the pointer is the right one: each picture's pixels say which row it belongs to."""

import pytest
from playwright.sync_api import expect

from tests.browser.brought import colour_of, pictures
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.dashboard import PAGES, Dashboard, box_of

N, LEFT_OUT = 200, (3, 77)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Rows 3 and 77 are left out: from there on a row's number is not its place in any column."""
    path = tmp_path_factory.mktemp("brought") / "people.npz"
    pictures(path, N, LEFT_OUT)
    return path


@pytest.fixture(scope="module")
def shared(contexts, file):
    """One visitor who brought the pictures, for most tests; watched to the end of the module."""
    with contexts.watched([], **DESKTOP) as context:
        dashboard = Dashboard(context.new_page()).open("Data")
        dashboard.bring(file)
        dashboard.brought("people")
        dashboard.press("Show the map")
        dashboard.map.ready()
        expect(dashboard.chosen("Map")).to_be_visible()
        yield dashboard


@pytest.fixture
def dashboard(shared, open_pages):
    open_pages.append(shared.page)
    shared.page.mouse.move(0, 0)
    shared.choose("Map", "PCA")
    expect(shared.map.caption()).to_contain_text("PCA")
    return shared


def where(drawn):
    """Of two rows, which says how the view lies."""
    drawn.still()
    return [*drawn.spot(0), *drawn.spot(1)]


def check(drawn, most=5):
    """Hovered one after the other, rows spread over the map each show their own picture."""
    alone = drawn.lonely(range(N))
    assert len(alone) >= most, "too few rows lie free: the file makes too dense a map"
    for row in alone[:: len(alone) // most][:most]:
        card = drawn.hover(row)
        assert drawn.colours(row) == [",".join(map(str, colour_of(row)))], f"the picture of another row for {row}"
        expect(card).to_contain_text(f"person {row % 5}")
        expect(card.locator(".ee-card-row")).to_have_text(f"identity · row {row}")


def test_on_the_first_map(dashboard):
    assert not set(LEFT_OUT) & set(dashboard.map.lonely(range(N), 0))
    check(dashboard.map)


def test_after_recolouring_and_zooming(dashboard):
    drawn = dashboard.map
    dashboard.choose("Colour by", "k-means 5")
    expect(drawn.root).to_have_attribute("data-ee-colour", "k-means 5")
    check(drawn)
    before = where(drawn)
    drawn.root.get_by_role("button", name="Zoom in").click()
    drawn.root.get_by_role("button", name="Zoom in").click()
    zoomed = where(drawn)
    assert zoomed != before
    check(drawn)
    dashboard.choose("Colour by", "identity")
    assert where(drawn) == pytest.approx(zoomed, abs=1), "recolouring moved the view"
    check(drawn, 2)
    drawn.root.get_by_role("button", name="Show all points").click()


def test_in_3d_made_with_the_form_while_the_camera_stays(dashboard):
    dashboard.new_map(method="PCA", n_components=3)
    drawn = dashboard.map
    expect(drawn.caption()).to_contain_text("n_components 3", timeout=60_000)
    check(drawn)
    box = box_of(drawn.root.locator(".ee-plot"))
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    dashboard.page.mouse.move(*middle)
    dashboard.page.mouse.down()
    dashboard.page.mouse.move(middle[0] + 150, middle[1] + 60, steps=6)
    dashboard.page.mouse.up()
    turned = where(drawn)
    check(drawn)
    dashboard.choose("Colour by", "HDBSCAN")
    expect(drawn.root).to_have_attribute("data-ee-colour", "HDBSCAN")
    assert where(drawn) == pytest.approx(turned, abs=1), "recolouring turned the view"
    check(drawn, 2)


def test_on_a_phone(visitor, file):
    dashboard = Dashboard(visitor(**PHONE)).open("Data")
    dashboard.bring(file)
    dashboard.brought("people")
    dashboard.press("Show the map")
    drawn, page = dashboard.map.ready(), dashboard.page
    box = box_of(drawn.root.locator(".ee-plot"))
    assert box["width"] >= 330
    assert box["height"] >= 300
    assert box["y"] < 844 - 200, "the map begins below the fold"
    row = drawn.lonely(range(N), 4)[0]
    page.touchscreen.tap(*drawn.spot(row))
    expect(drawn.card).to_have_attribute("data-ee-row", str(row))
    assert drawn.colours(row) == [",".join(map(str, colour_of(row)))]
    card = box_of(drawn.card)
    assert card["x"] >= 0
    assert card["y"] >= 0
    assert card["x"] + card["width"] <= 390
    assert card["y"] + card["height"] <= 844
    for name in PAGES:
        dashboard.open(name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
