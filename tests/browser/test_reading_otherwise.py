"""What a file was taken for is shown, and changed by hand: it is read again, and never sent again."""

import csv
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Locator, expect

from tests.browser.dashboard import Dashboard
from tests.browser.pictures import picture
from tests.browser.test_bringing import metric

PATTERN = "Identity from the path: the sub-folder, or a pattern such as {identity}_{expression}.jpg"
FILTER = "Only rows for which this holds"
PEOPLE, EXPRESSIONS, TAKES = ("KA", "KL", "KM"), ("AN", "HA"), 3


def many(dashboard: Dashboard, label: str) -> Locator:
    return dashboard.main.get_by_test_id("stMultiSelect").filter(has_text=label)


def set_many(dashboard: Dashboard, label: str, *values: str) -> None:
    """What is chosen in a field of several, instead of what was."""
    field = many(dashboard, label)
    box = field.get_by_role("combobox")
    expect(box).to_be_visible()
    clear = field.get_by_role("button", name="Clear all")
    if clear.count():
        with dashboard.rerun():
            clear.click()
    for value in values:
        box.click()  # the field empties itself when it gets the focus
        box.press_sequentially(value)
        with dashboard.rerun():
            box.press("Enter")
        box.press("Escape")  # the list that is still open hides the rest of the page


def numbers_only(path: Path) -> Path:
    """A table in which nothing tells measurements, a team's number and places on a map apart."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(60, 3)), columns=["a", "b", "c"])
    table["team"] = np.arange(60) % 4 + 10
    table[["px", "py"]] = rng.normal(size=(60, 2))
    table.to_csv(path, index=False)
    return path


def test_roles_that_were_guessed_wrong_are_corrected_by_hand(page, tmp_path):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/upload" in request.url else None)
    dashboard = Dashboard(page).open("Data")
    dashboard.bring(numbers_only(tmp_path / "plain.csv"))
    dashboard.brought("plain")
    expect(metric(dashboard, "Dimensions")).to_have_text("6")
    expect(dashboard.main.get_by_text("What was detected")).to_be_visible()
    n_sent = len(sent)
    assert n_sent

    form = dashboard.expander("Change what is what")
    expect(form.get_by_role("button", name="Read again with these roles")).to_be_disabled()
    set_many(dashboard, "Vector", "a:c")
    set_many(dashboard, "Places on a map", "px", "py")
    dashboard.choose("Which column says who or what a row is?", "team", dashboard.main)
    dashboard.press("Read again with these roles")
    expect(metric(dashboard, "Dimensions")).to_have_text("3")
    expect(metric(dashboard, "Identities (team)")).to_have_text("4")
    assert len(sent) == n_sent

    dashboard.press("Show the map")
    dashboard.choose("Map", "Given map")
    expect(dashboard.map.caption()).to_contain_text("Given map")
    dashboard.unbroken()


def studio(path: Path) -> Path:
    """Pictures named as JAFFE's are, one of them broken and one of another name."""
    names = [f"{who}.{what}{take + 1}" for who in PEOPLE for what in EXPRESSIONS for take in range(TAKES)]
    with zipfile.ZipFile(path, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(f"studio/{name}.{number}.png", picture(number, ".png"))
        archive.writestr("studio/KA.AN9.99.png", b"no image")
        archive.writestr("studio/cover.png", picture(99, ".png"))
    return path


def test_person_and_expression_from_names_then_fewer_rows(page, tmp_path):
    n_rows = len(PEOPLE) * len(EXPRESSIONS) * TAKES + 1
    dashboard = Dashboard(page).open("Data")
    dashboard.bring(studio(tmp_path / "studio.zip"))
    dashboard.brought("studio")
    expect(metric(dashboard, "Rows")).to_have_text(str(n_rows))

    dashboard.write(PATTERN, "{person}.{expression}{n}.{_}", dashboard.main)  # without the ending
    expect(dashboard.main.get_by_text("its ending too: end it with .png, say, or .*")).to_be_visible()
    dashboard.press("Read again with these names")
    expect(dashboard.main.get_by_text("matches none of the 20 files")).to_be_visible()
    expect(dashboard.main.get_by_role("textbox", name=PATTERN)).to_have_value("{person}.{expression}{n}.{_}")
    dashboard.write(PATTERN, "{person}.{expression}{n}.{_}.png", dashboard.main)
    expect(dashboard.main.get_by_text(f"Matches {n_rows} of the {n_rows + 1} files")).to_contain_text(
        "person (3 different), expression (2 different), n (4 different)"
    )
    expect(dashboard.main.get_by_text("Without a match: 1")).to_be_visible()
    dashboard.press("Read again with these names")
    expect(metric(dashboard, "Identities (person)")).to_have_text(str(len(PEOPLE)))

    dashboard.nothing_runs()
    with page.expect_download() as download:
        dashboard.main.get_by_role("button", name="Save the list as CSV").click()
    assert download.value.suggested_filename == "studio-left-out.csv"
    with download.value.path().open(newline="") as file:
        header, only = list(csv.reader(file))
    assert header == ["row", "why"]
    assert "KA.AN9.99.png" in only[1]

    dashboard.expander("Which rows")
    dashboard.write(FILTER, "expression = HA", dashboard.main)
    expect(dashboard.main.get_by_text("A text stands between quotation marks")).to_be_visible()
    dashboard.write(FILTER, "expression = 'HA'", dashboard.main)
    foreseen = dashboard.main.get_by_text(f"rows that can be used: {n_rows} → where expression = 'HA': 9")
    expect(foreseen).to_be_visible()
    dashboard.write("At most … of each identity", "2", dashboard.main)
    expect(dashboard.main.get_by_text("at most 2 rows of each identity, the first: 6")).to_be_visible()
    dashboard.press("Read again with these rows")
    expect(metric(dashboard, "Rows")).to_have_text("6")
    dashboard.press("Show the map")
    expect(dashboard.map.ready().root).to_have_attribute("data-ee-n", "6")
    dashboard.unbroken()


def test_rows_with_gaps_are_filled_on_wish_and_left_out_again(page, tmp_path):
    table = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
    table[[3, 7], 1] = np.nan, np.inf
    np.save(tmp_path / "gaps.npy", table)
    dashboard = Dashboard(page).open("Data")
    dashboard.bring(tmp_path / "gaps.npy")
    dashboard.brought("gaps")
    expect(metric(dashboard, "Rows")).to_have_text("58")
    expect(dashboard.main.get_by_role("cell", name="the vector has no number (NaN) at position 1")).to_be_visible()
    gaps = "A number that is missing or infinite in a vector"
    for choice, rows in (("fill it with the median of its column", "60"), ("leave the row out", "58")):
        dashboard.choose(gaps, choice, dashboard.main)
        dashboard.press("Read again like that")
        expect(metric(dashboard, "Rows")).to_have_text(rows)
    dashboard.unbroken()
