"""New rows on an old map: brought, placed as diamonds, named; the reference as it was; and the wrong width in words."""

import csv
import io

import numpy as np
from playwright.sync_api import expect
from sklearn.datasets import load_digits

from tests.browser.dashboard import FIT_MS, Dashboard, box_of


def test_new_rows_are_placed_and_named_and_the_map_stays(page, tmp_path):
    digits = load_digits()
    new = {"embedding": digits.data[:6].astype(np.float32), "images": (15 * digits.images[:6]).astype(np.uint8)}
    np.savez(tmp_path / "more.npz", **new, digit=digits.target[:6])
    np.savez(tmp_path / "centred.npz", embedding=(digits.data[:50] - digits.data.mean(axis=0)).astype(np.float32))
    np.savez(tmp_path / "narrow.npz", embedding=np.ones((3, 7), dtype=np.float32))

    dashboard = Dashboard(page).open()
    dashboard.nothing_runs()
    dashboard.go("New rows")
    main = dashboard.main
    dashboard.bring(tmp_path / "more.npz")
    root = dashboard.map.root
    expect(root).to_have_attribute("data-ee-guests", "6", timeout=FIT_MS)
    dashboard.nothing_runs()
    assert dashboard.map.view()
    root.evaluate("root => root.scrollIntoView({ block: 'center' })")  # where a row lies is up to the processor, too
    # a row that the reference has too stands where that one stands
    there = root.evaluate("(root) => [root.eeGuest(0), root.eeLocate(0)]")
    assert abs(there[0]["x"] - there[1]["x"]) < 1
    assert abs(there[0]["y"] - there[1]["y"]) < 1
    page.mouse.move(there[0]["x"], there[0]["y"])
    tip = root.locator(".ee-guests-tip")
    expect(tip).to_contain_text("new row 0 · nearest 0")
    expect(tip.locator("img")).to_be_visible(timeout=FIT_MS)  # its own picture
    for ending, diamond in (("svg", 'd="M'), ("html", '"guests":{"axes":[{"part"')):
        root.get_by_role("button", name="Save picture").click()
        with page.expect_download() as saved:
            root.locator(f"[data-ee-save='{ending}']").click()
        text = saved.value.path().read_text()
        assert text.partition('class="diamonds"')[2].count(diamond) == 6 if ending == "svg" else diamond in text
        page.keyboard.press("Escape")

    with page.expect_download() as download:
        main.get_by_role("button", name="Download the table (CSV)").click()
    listed = list(csv.DictReader(io.StringIO(download.value.path().read_text(), newline="")))
    assert [line["nearest row"] for line in listed] == list("012345")
    assert {line["whose"] for line in listed} == set("012345")
    assert all(float(line["similarity to that"]) == 1 for line in listed)

    dashboard.bring(tmp_path / "centred.npz")
    expect(main.get_by_text("most likely they were scaled, centred or otherwise preprocessed")).to_be_visible(
        timeout=FIT_MS
    )
    dashboard.bring(tmp_path / "narrow.npz")
    expect(main.get_by_text("narrow doesn't fit this data set.")).to_be_visible(timeout=FIT_MS)
    expect(main.get_by_text("have 7 dimensions; those they are to be compared with have 64")).to_be_visible()


def test_an_empty_place_leads_back_to_rows_and_the_report_says_how_well(page):
    dashboard = Dashboard(page).open()
    dashboard.map.ready()
    dashboard.nothing_runs()
    dashboard.go("Way back")
    main = dashboard.main
    dashboard.choose("Map", "PCA")
    dashboard.map.still()
    box = box_of(dashboard.map.root.locator(".ee-plot"))
    field = main.get_by_role("spinbutton").first
    middle = float(field.input_value())
    with dashboard.rerun():
        page.mouse.click(box["x"] + 12, box["y"] + 60)  # a corner: no row is there
    left = float(field.input_value())
    assert left < middle
    dashboard.map.still()
    with dashboard.rerun():
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 8)
    # a fitted view has the middle of the map in its middle
    assert abs(float(field.input_value()) - middle) < 0.02 * (middle - left)
    expect(main.locator("[data-ee-row]").first).to_be_visible(timeout=FIT_MS)
    dashboard.map.root.get_by_role("button", name="Save picture").click()
    with page.expect_download() as saved:
        dashboard.map.root.locator("[data-ee-save='svg']").click()
    drawn = saved.value.path().read_text()
    assert drawn.count('class="cross"') == 1
    assert "+ the place" in drawn
    page.keyboard.press("Escape")
    dashboard.press("Measure it", main)
    expect(main.get_by_text("is how similar a row is to what comes back")).to_be_visible(timeout=FIT_MS)
    expect(main.get_by_text("179 rows drawn at random (seed 0) and held out")).to_be_visible()
