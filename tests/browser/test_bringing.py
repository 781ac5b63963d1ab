"""Bringing files: what was read is shown before anything is computed, and what can't be read harms nothing."""

import io
import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.brought import PERSONS, structured_half, table
from tests.browser.dashboard import Dashboard


def metric(dashboard, name):
    found = dashboard.main.get_by_test_id("stMetric").filter(has_text=name)
    return found.get_by_test_id("stMetricValue")


def test_a_structured_half_precision_file(page, tmp_path):
    path = tmp_path / "faces.npy"
    rows = structured_half(path)
    dashboard = Dashboard(page).open("Data")
    dashboard.bring(path)
    dashboard.brought("faces")
    expect(metric(dashboard, "Rows")).to_have_text("300")
    expect(metric(dashboard, "Dimensions")).to_have_text("512")
    expect(metric(dashboard, "Identities (id)")).to_have_text(str(len(np.unique(rows["id"]))))
    expect(dashboard.main.get_by_text("Nothing was computed from it yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    dashboard.go("Workspace")
    expect(dashboard.main.get_by_text("faces · on screen")).to_be_visible()
    expect(dashboard.main.get_by_role("button", name="On the map")).to_have_count(0)
    dashboard.go("Map")
    expect(dashboard.maps).to_have_count(0)

    dashboard.press("Show the map")
    drawn = dashboard.map.ready()
    expect(drawn.root).to_have_attribute("data-ee-n", "300")
    expect(drawn.caption()).to_contain_text("from given vectors → PCA · n_components 50")
    dashboard.choose("Map", "PCA")
    expect(drawn.caption()).to_contain_text(re.compile("^PCA"))
    row = drawn.lonely(range(300), 12)[0]
    card = drawn.hover(row)
    expect(card.locator(".ee-card-title")).to_have_text(str(rows["id"][row]))
    expect(card.locator(".ee-card-row")).to_have_text(f"id · row {row}")
    expect(card.locator("img")).to_have_count(0)


def shown(dashboard, name, rows):
    """A file of `table`, from what was read to its map."""
    dashboard.brought(name)
    expect(metric(dashboard, "Rows")).to_have_text(str(rows))
    expect(metric(dashboard, "Dimensions")).to_have_text("6")
    expect(metric(dashboard, "Identities (person)")).to_have_text("4")
    expect(dashboard.main.get_by_text("6 columns of numbers (f0, f1, f2, f3, f4, f5)")).to_be_visible()
    dashboard.press("Show the map")
    expect(dashboard.map.ready().root).to_have_attribute("data-ee-n", str(rows))
    row = dashboard.map.lonely(range(rows), 12)[0]
    expect(dashboard.map.hover(row).locator(".ee-card-title")).to_have_text(PERSONS[row % 4])


def test_a_csv_as_a_spreadsheet_saves_it_and_a_parquet(page, tmp_path):
    lines = table().to_csv(sep=";", decimal=",", index=False).splitlines()
    lines[-1] = lines[-1].replace(";", ";oops", 1)
    lines.append("a row of one value")
    (tmp_path / "measured.csv").write_text("\n".join(lines), encoding="cp932")
    table(90, seed=1).to_parquet(tmp_path / "kept.parquet")
    dashboard = Dashboard(page).open("Data")

    dashboard.bring(tmp_path / "measured.csv")
    dashboard.brought("measured")
    expect(dashboard.main.get_by_text("Left out: 2 of the file's rows")).to_be_visible()
    expect(dashboard.main.get_by_text("it was read as Shift_JIS")).to_be_visible()
    shown(dashboard, "measured", 119)

    dashboard.go("Data")
    dashboard.bring(tmp_path / "kept.parquet")
    shown(dashboard, "kept", 90)
    dashboard.unbroken()


def npy(array) -> bytes:
    body = io.BytesIO()
    np.save(body, array)
    return body.getvalue()


def with_holes() -> np.ndarray:
    vectors = np.random.default_rng(0).normal(size=(20, 4)).astype(np.float32)
    vectors[[4, 9], 1] = np.nan, np.inf
    return vectors


MORE_GROUPS_THAN_ROWS = "n_clusters = 19"
REFUSED = {
    "notes.doc": (b"text", "Only images, and .npy, .npz, .zip, "),
    "renamed.npy": (b"\x89PNG\r\n\x1a\n" + bytes(64), "isn't what its name says, or is damaged"),
    "nothing.npy": (b"", "empty"),
}


def test_files_that_cannot_be_read_and_files_that_can_only_in_part(page, tmp_path, explained):
    explained += ["status of 4(00|15)"]
    dashboard = Dashboard(page).open("Data")
    dashboard.brought("Handwritten digits")
    for name, (body, sentence) in REFUSED.items():
        (tmp_path / name).write_bytes(body)
        dashboard.bring(tmp_path / name)
        expect(page.locator(".ee-upload-row").filter(has_text=name)).to_contain_text(sentence)
    expect(dashboard.main.get_by_role("heading", name="Handwritten digits")).to_be_visible()

    # It arrives, and reading it finds that there is nothing in it.
    (tmp_path / "hollow.npy").write_bytes(npy(np.zeros((0, 8), np.float32)))
    dashboard.bring(tmp_path / "hollow.npy")
    expect(dashboard.main.get_by_text("hollow.npy can't be opened. There is nothing in it")).to_be_visible()
    dashboard.brought("Handwritten digits")

    (tmp_path / "holes.npy").write_bytes(npy(with_holes()))
    dashboard.bring(tmp_path / "holes.npy")
    dashboard.brought("holes")
    expect(metric(dashboard, "Rows")).to_have_text("18")
    expect(dashboard.main.get_by_text("Left out: 2 of the file's rows")).to_be_visible()
    dashboard.press("Show the map")
    assert 4 not in dashboard.map.lonely(range(20), 0)
    assert 5 in dashboard.map.lonely(range(20), 0)

    dashboard.go("Clusters")
    dashboard.choose("Method", "k-means", dashboard.main)
    dashboard.write("n_clusters", "19", dashboard.main)
    expect(dashboard.main.get_by_text(MORE_GROUPS_THAN_ROWS)).to_be_visible()
    expect(page.get_by_role("button", name="Group the rows")).to_be_disabled()
    expect(dashboard.main.get_by_label("Name", exact=True).first).to_be_visible()
    dashboard.unbroken()

    dashboard.go("Data")
    (tmp_path / "single.npy").write_bytes(npy(np.ones((1, 4), np.float32)))
    dashboard.bring(tmp_path / "single.npy")
    dashboard.brought("single")
    expect(metric(dashboard, "Rows")).to_have_text("1")
    expect(dashboard.main.get_by_text("There is one row only; a map and a clustering need more.")).to_be_visible()
    expect(page.get_by_role("button", name="Show the map")).to_be_disabled()
    dashboard.choose("Data set", "Handwritten digits")
    expect(dashboard.go("Map").map.ready().root).to_have_attribute("data-ee-n", "1797")
