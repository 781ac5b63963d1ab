"""Runs listed, renamed, shown, deleted and put back; and rows taken away as files."""

import io
import re

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Locator, expect
from sklearn.datasets import load_digits

from tests.browser.brought import pictures
from tests.browser.dashboard import FIT_MS, PAGES, Dashboard, box_of

LEFT_OUT = (3, 7)


@pytest.fixture
def dashboard(page) -> Dashboard:
    """On the digits, with nothing running."""
    arrived = Dashboard(page).open()
    arrived.map.ready()
    arrived.nothing_runs()
    return arrived


def lines(dashboard: Dashboard) -> Locator:
    return dashboard.main.locator("[class*='st-key-run-']")


def line(dashboard: Dashboard, name: str) -> Locator:
    """The line of the run of that name; still the same line when the name changes."""
    found = lines(dashboard).filter(has=dashboard.page.locator(f"input[value='{name}']"))
    key = re.search(r"st-key-run-\w+", found.get_attribute("class") or "")
    assert key is not None
    return dashboard.main.locator(f".{key[0]}")


def names(dashboard: Dashboard) -> list[str]:
    fields = lines(dashboard).get_by_label("Name", exact=True)
    return [fields.nth(number).input_value() for number in range(fields.count())]


def test_every_run_has_its_parameters_result_and_time(dashboard):
    dashboard.go("Runs")
    assert names(dashboard) == ["UMAP", "PCA", "HDBSCAN", "k-means 10"]
    grouping = line(dashboard, "k-means 10")
    expect(grouping).to_contain_text("n_clusters 10 · random_state 0")
    expect(grouping).to_contain_text("in given vectors")
    expect(grouping).to_contain_text("10 clusters, no noise")
    expect(grouping).to_contain_text(re.compile(r"\d\.\d\d s"))
    expect(line(dashboard, "PCA")).to_contain_text("2-D")
    grouping.get_by_role("button", name="Spec").click()
    expect(dashboard.page.get_by_test_id("stPopoverBody").locator("code").last).to_contain_text('name = "k-means-10"')


def test_a_run_is_renamed_deleted_put_back_and_shown(dashboard):
    umap = dashboard.map.view()
    dashboard.go("Runs")
    dashboard.write("Name", "直線", line(dashboard, "PCA"))
    taken = line(dashboard, "UMAP").get_by_label("Name", exact=True)
    taken.fill("直線")
    with dashboard.rerun():
        taken.press("Enter")
    expect(dashboard.page.get_by_test_id("stToast")).to_contain_text("Another run of this data set is called '直線'")
    assert names(dashboard) == ["UMAP", "直線", "HDBSCAN", "k-means 10"]

    dashboard.press("Delete", line(dashboard, "直線"))
    dashboard.press("Delete", line(dashboard, "HDBSCAN"))
    assert names(dashboard) == ["UMAP", "k-means 10"]
    expect(dashboard.main.get_by_text("HDBSCAN was deleted. 1 more before it.")).to_be_visible()
    dashboard.open("Runs")  # a reload doesn't lose it
    dashboard.press("Undo")
    expect(dashboard.main.get_by_text("直線 was deleted.")).to_be_visible()
    dashboard.press("Undo")
    assert names(dashboard) == ["UMAP", "直線", "HDBSCAN", "k-means 10"]
    expect(dashboard.page.get_by_role("button", name="Undo")).to_have_count(0)

    dashboard.press("Show", line(dashboard, "直線"))
    expect(dashboard.map.ready().caption()).to_contain_text(re.compile("^PCA"))
    expect(dashboard.chosen("Map")).to_have_value("直線")
    assert dashboard.map.view() != umap
    dashboard.go("Runs")
    dashboard.press("Show", line(dashboard, "HDBSCAN"))
    expect(dashboard.chosen("Colour by")).to_have_value("HDBSCAN")


def test_a_cancelled_run_says_so_and_is_tried_again(dashboard):
    long = {"More parameters": True, "negative_sample_rate": 100, "n_epochs": 10_000}  # minutes
    dashboard.new_map(method="UMAP", **long, random_state=301)
    expect(dashboard.bar()).to_contain_text("layout", timeout=FIT_MS)
    dashboard.go("Runs")
    dashboard.page.get_by_role("button", name="Cancel").click()
    kept, newest = lines(dashboard).first, lines(dashboard).nth(1)
    expect(kept).to_contain_text("stop_after")  # as far as it was drawn
    expect(newest).to_contain_text("UMAP was cancelled.")
    expect(newest.get_by_role("button", name="Show")).to_be_disabled()
    dashboard.press("Try again", newest)
    expect(dashboard.bar()).to_be_visible()
    expect(newest).to_contain_text("not there yet")
    dashboard.press("Delete", newest)  # which ends it, too
    expect(dashboard.page.get_by_role("button", name="Cancel")).to_have_count(0)
    assert names(dashboard)[1:] == ["UMAP", "PCA", "HDBSCAN", "k-means 10"]


def test_the_list_on_a_phone(phone):
    dashboard = Dashboard(phone).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.open("Runs")
    first = lines(dashboard).first
    for name in ("Show", "Spec", "Delete"):
        box = box_of(first.get_by_role("button", name=name))
        assert box["x"] + box["width"] <= 390
    assert box_of(first)["height"] < 300
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="Runs").tap()
    pages = phone.get_by_test_id("stPopoverBody")
    expect(pages.get_by_role("link")).to_have_count(len(PAGES))
    with dashboard.rerun():
        pages.get_by_role("link", name="Disputed").tap()
    expect(phone).to_have_url(re.compile("/disputed$"))
    expect(pages).to_have_count(0)


def export(dashboard: Dashboard, format: str = "CSV", features: bool = False) -> tuple[str, bytes]:
    """Have the file made and save it; its name and its bytes."""
    page = dashboard.page
    page.get_by_role("button", name="Export").click()
    body = page.get_by_test_id("stPopoverBody")
    dashboard.choose("Format", format, body)
    if features:
        with dashboard.rerun():
            body.get_by_text("With the preprocessed features").click()
    save, make = body.get_by_role("link", name="Save"), body.get_by_role("button", name="Make the file")
    expect(save.or_(make)).to_be_visible()
    if make.is_visible():  # nobody has asked this server for the same file before
        make.click()
    expect(save).to_have_attribute("href", re.compile(rf"\.{format.lower()}$"), timeout=FIT_MS)
    dashboard.settled()
    with page.expect_download() as download:
        save.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_the_digits_as_csv(dashboard):
    name, content = export(dashboard)
    assert name == "Handwritten digits.csv"
    assert content.startswith(b"row,digit,pca_x,pca_y,umap_x,umap_y,k-means 10,HDBSCAN\r\n")
    table = pd.read_csv(io.BytesIO(content))
    assert table["row"].tolist() == list(range(1797))
    assert table["digit"].tolist() == load_digits().target.tolist()
    assert sorted(table["k-means 10"].unique()) == list(range(10))
    assert table["HDBSCAN"].min() == -1
    # what is drawn is what is written
    shown = dashboard.map.root.evaluate("root => [0, 1, 2].map((row) => root.eeLocate(row))")
    x, y = table["umap_x"][:3], table["umap_y"][:3]
    scale = (shown[1]["x"] - shown[0]["x"]) / (x[1] - x[0])
    assert shown[2]["x"] - shown[0]["x"] == pytest.approx(scale * (x[2] - x[0]), abs=1)
    assert shown[2]["y"] - shown[0]["y"] == pytest.approx(-scale * (y[2] - y[0]), abs=1)


def test_brought_rows_as_parquet_with_features(page, tmp_path):
    path = tmp_path / "顔 people.npz"
    pictures(path, left_out=LEFT_OUT)
    given = np.load(path)
    kept = [row for row in range(200) if row not in LEFT_OUT]
    dashboard = Dashboard(page).open("Data")
    dashboard.bring(path)
    dashboard.brought("顔 people")
    dashboard.press("Show the map")
    dashboard.map.ready()
    dashboard.nothing_runs()
    name, content = export(dashboard, "Parquet", features=True)
    assert name == "顔 people.parquet"
    table = pq.read_table(io.BytesIO(content)).to_pydict()
    assert table["row"] == kept
    assert table["identity"] == given["identity"][kept].tolist()
    X = np.stack([table["f0"], table["f1"], table["f2"]], axis=1)
    np.testing.assert_array_equal(X.astype(np.float32), given["embedding"][kept])


def test_a_link_to_a_file_is_of_no_use_to_others(dashboard, visitor):
    page = dashboard.page
    export(dashboard)
    address = page.get_by_test_id("stPopoverBody").get_by_role("link", name="Save").get_attribute("href")
    stranger = Dashboard(visitor()).open()
    assert page.request.get(address).status == 200
    assert stranger.page.request.get(address).status == 403
