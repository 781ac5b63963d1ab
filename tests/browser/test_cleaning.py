"""Copies dropped, a data set of what is kept, its folders taken away; and a grouping edited by hand."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard
from tests.browser.pictures import picture
from tests.browser.test_bringing import metric

PEOPLE, EACH = ("anna", "ben", "zoë"), 4


@pytest.fixture
def files() -> dict[str, bytes]:
    """Real image files, among them the same bytes twice, and the same pixels in other bytes."""
    found = {
        f"{person}/{number}.png": picture(10 * k + number, ".png")
        for k, person in enumerate(PEOPLE)
        for number in range(EACH)
    }
    found["ben/copy.png"] = found["anna/1.png"]
    again = io.BytesIO()
    Image.open(io.BytesIO(found["zoë/2.png"])).save(again, "PNG", compress_level=0)
    found["zoë/again.png"] = again.getvalue()
    return found


@pytest.fixture
def brought(tmp_path, files) -> Path:
    path = tmp_path / "crawl.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def part(dashboard: Dashboard, name: str) -> None:
    with dashboard.rerun():
        dashboard.main.get_by_role("radio", name=name, exact=True).click()


def test_copies_go_and_what_is_kept_is_taken_away(page, brought, files):
    dashboard = Dashboard(page).open("Data")
    dashboard.bring(brought)
    dashboard.brought("crawl")
    dashboard.go("Clean-up")
    main = dashboard.main
    expect(main.get_by_text("1 group of 2 rows.")).to_be_visible(timeout=FIT_MS)
    expect(main.get_by_text("Nothing was dropped yet.")).to_be_visible()
    dashboard.press("Drop the others: 1 row", main)
    expect(main.get_by_role("heading", name="Kept: 13 of 14 rows")).to_be_visible()
    dashboard.choose("Kind of copies", "Same pixels")
    expect(main.get_by_text("2 groups of 4 rows.")).to_be_visible(timeout=FIT_MS)
    dashboard.press("Drop the others: 2 rows", main)
    expect(main.get_by_role("heading", name="Kept: 12 of 14 rows")).to_be_visible()
    dashboard.press("Bring back", main)
    expect(main.get_by_role("heading", name="Kept: 13 of 14 rows")).to_be_visible()
    dashboard.press("Drop the others: 2 rows", main)
    dashboard.press("Make a data set of the 12 rows", main)
    dashboard.brought("crawl, cleaned")
    expect(metric(dashboard, "Rows")).to_have_text("12")
    expect(main.get_by_text("Kept are 12 of the 14 rows of 'crawl'.")).to_be_visible()

    dashboard.go("Clean-up")
    part(dashboard, "Take away")
    expect(dashboard.chosen("A folder for each")).to_have_value("folder (identity)")
    dashboard.press("Pack the folders", main)
    link = main.get_by_role("link", name="Save crawl, cleaned folders.zip")
    link.wait_for(timeout=FIT_MS)
    answer = page.request.get(link.get_attribute("href") or "")
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        listed = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode(), newline="")))
        assert len(listed) == 12
        for line in listed:
            assert archive.read(line["path"]) == files[line["source"]]
            assert line["path"].split("/")[0] == line["identity"] == line["source"].split("/")[0]
        alone = {name for name in files if name.endswith(("0.png", "3.png"))}
        assert alone <= {line["source"] for line in listed}

    dashboard.go("Map")
    dashboard.press("Show the map", main)
    dashboard.map.ready()
    expect(dashboard.map.root).to_have_attribute("data-ee-n", "12")


def test_edits_by_hand_are_undone_and_take_part_in_comparison(page):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Edits")
    main = dashboard.main
    dashboard.choose("Grouping", "k-means 10")
    dashboard.map.ready()
    dashboard.write("Name of 0", "zeros")
    expect(dashboard.chosen("Grouping")).to_have_value("k-means 10, edited")
    expect(main.get_by_label("Name of zeros", exact=True)).to_be_visible(timeout=FIT_MS)
    expect(main.get_by_text("1 edit, kept in")).to_be_visible()
    dashboard.press("Undo", main)
    expect(main.get_by_label("Name of 0", exact=True)).to_be_visible(timeout=FIT_MS)
    dashboard.press("Redo", main)
    expect(main.get_by_label("Name of zeros", exact=True)).to_be_visible(timeout=FIT_MS)
    dashboard.write("Name of 1", "zeros")  # two of one name are merged
    expect(main.get_by_label("Name of 1", exact=True)).to_have_count(0, timeout=FIT_MS)
    expect(main.get_by_text("2 edits, kept in")).to_be_visible()
    expect(dashboard.map.ready().root).to_have_attribute("data-ee-colour", "k-means 10, edited")

    dashboard.go("Clean-up")
    part(dashboard, "Clusters")
    with dashboard.rerun():
        main.get_by_role("radiogroup", name="Tick zeros").get_by_role("radio", name="drop").click()
    dropping = main.get_by_role("button", name=re.compile("^Drop the .* rows ticked"))
    expect(dropping).to_be_enabled(timeout=FIT_MS)
    rows = int(re.sub(r"\D", "", dropping.inner_text()))
    with dashboard.rerun():
        dropping.click()
    expect(main.get_by_role("heading", name=f"Kept: {1797 - rows:,} of 1,797 rows")).to_be_visible()

    dashboard.go("Compare")
    dashboard.choose("Grouping A", "k-means 10")
    dashboard.choose("Grouping B", "k-means 10, edited")
    expect(main.get_by_text(re.compile(r"^0\.\d{4} over 1,797 rows"))).to_be_visible(timeout=FIT_MS)
