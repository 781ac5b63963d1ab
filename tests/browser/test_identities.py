"""The write-up about identities, from the first click to the last: are there strangers among somebody's pictures, who
resembles whom, and does the map show it? On people that are made up everywhere; on real face vectors where they lie
beside the project.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import FIT_MS, Dashboard

FACES = Path(__file__).parents[3] / "shared" / "datasets" / "lfw_faces_structured.npy"
PICTURES = 12  # of an identity under the lens, at first


@dataclass(frozen=True)
class Brought:
    """A structured float16 array of some rows each of some people, in which two rows have each other's name."""

    rows: np.ndarray
    path: Path
    swapped: tuple[int, int]
    out: int | None = None  # a row that is like nobody


def made_up(path: Path) -> Brought:
    """40 people x 5 rows."""
    people, each, width = 40, 5, 32
    random = np.random.default_rng(0)
    rows = np.zeros(people * each, dtype=[("id", "<u2"), ("embedding", "<f2", (width,))])
    rows["id"] = np.repeat(np.arange(people), each)
    rows["embedding"] = random.normal(size=(people, width))[rows["id"]] + 0.25 * random.normal(size=(len(rows), width))
    rows["embedding"][150] = 3 * random.normal(size=width)
    return swap(rows, path, 12, 103, 150)


def faces(path: Path) -> Brought:
    """3,023 face vectors of 62 people; two of them get each other's name."""
    if not FACES.exists():
        pytest.skip(f"{FACES.name} is not beside the project; made-up people stand for it")
    return swap(np.load(FACES), path, 100, 1500)


def swap(rows: np.ndarray, path: Path, one: int, other: int, out: int | None = None) -> Brought:
    rows["id"][[one, other]] = rows["id"][[other, one]]
    np.save(path, rows)
    return Brought(rows, path, (one, other), out)


@pytest.mark.timeout(800)
@pytest.mark.parametrize("bring", [made_up, faces])
def test_who_is_who_is_followed_by_clicking_from_the_file_to_the_names(page, tmp_path, bring):
    brought = bring(tmp_path / "people.npy")
    rows, ids, swapped = brought.rows, brought.rows["id"], brought.swapped
    X, n_people = rows["embedding"].astype(np.float64), len(np.unique(ids))
    dashboard = Dashboard(page).open("Data")
    main = dashboard.main
    dashboard.bring(brought.path)
    dashboard.brought("people")
    dashboard.press("Show the map")
    dashboard.go("Map")
    dashboard.map.ready()
    dashboard.nothing_runs()

    dashboard.go("Identities")  # the hardest to tell is under the lens, and on this page alone
    expect(main.get_by_text("on every map, and by cluster in every grouping")).to_be_visible(timeout=FIT_MS)
    expect(main.get_by_role("button", name="Highlight on the map")).to_be_visible()
    dashboard.go("Map")  # to look at a page changes no other
    expect(dashboard.map.ready().root.locator(".ee-legend-unit")).not_to_contain_text("highlighted")
    dashboard.go("Identities")
    dashboard.write("Search", "7")
    who = "27" if dashboard.chosen("Identity").input_value() == "17" else "17"
    dashboard.choose("Identity", who)
    expect(main.get_by_role("link", name=f"{who} is highlighted on the map")).to_be_visible()
    theirs = page.locator(f"[data-ee-group='who-{who}']")
    expect(theirs).to_have_count(1, timeout=FIT_MS)
    theirs.scroll_into_view_if_needed()
    n_theirs = min(int(np.count_nonzero(ids == int(who))), PICTURES)
    expect(theirs.locator("[data-ee-row]")).to_have_count(n_theirs)
    dashboard.go("Map")
    expect(dashboard.map.ready().root.locator(".ee-legend-unit")).to_have_text(f"1 of {n_people} highlighted")

    dashboard.go("Strangers")
    one, other = (page.locator(f"[data-ee-group='row-{row}']") for row in swapped)
    expect(one).to_have_count(1, timeout=FIT_MS)
    expect(other).to_have_count(1)
    groups = page.locator(".ee-strip[data-ee-group]")
    first = groups.evaluate_all("all => all.slice(0, 2).map((one) => one.dataset.eeGroup)")
    assert set(first) == {f"row-{row}" for row in swapped}
    expect(main.get_by_text(re.compile("swapped and .* outsiders? flagged"))).to_be_visible()
    with dashboard.rerun():
        one.get_by_role("button", name=f"Move to {ids[swapped[1]]}").click()
    expect(one).to_contain_text(f"decided: move to {ids[swapped[1]]}", timeout=FIT_MS)

    dashboard.go("Outliers")
    expect(main.get_by_text(re.compile(r"(row is|rows are) far out by all \d measures"))).to_be_visible(timeout=FIT_MS)
    farthest = page.locator("[data-ee-group='outliers'] [data-ee-row]")
    expect(farthest.first).to_be_visible(timeout=FIT_MS)
    if brought.out is not None:
        expect(farthest.first).to_have_attribute("data-ee-row", str(brought.out))

    dashboard.go("Supervised")
    dashboard.press("Make these maps", main)
    for number in range(2):
        dashboard.map_number(number).ready()
    expect(main.get_by_text("This map has seen the names")).to_have_count(1)
    names = dashboard.map_number(0).root.locator(".ee-legend-unit")
    expect(names).to_have_text(f"1 of {n_people} highlighted")  # the same one, wherever it is drawn
    expect(dashboard.bar().filter(has_text="densMAP")).to_be_visible()  # umap-learn's, which compiles for a minute
    if bring is made_up:
        dashboard.map_number(2).ready(patience_ms=3 * FIT_MS)
        expect(main.get_by_text("Drawn by umap-learn")).to_have_count(1)
        expect(main.get_by_text("The names had no part in it.")).to_have_count(2)
    else:
        main.get_by_role("button", name="Cancel").click()
        expect(main.get_by_role("button", name="Try again")).to_be_visible(timeout=FIT_MS)

    dashboard.go("Lookalikes")
    expect(page.locator(".ee-strip[data-ee-group^='pair-']").first).to_be_visible(timeout=FIT_MS)
    dashboard.go("Palette")
    expect(main.get_by_text(re.compile(f"Least difference of two of {n_people} colours"))).to_be_visible(timeout=FIT_MS)

    dashboard.go("Neighbours")
    near = page.locator("[data-ee-group='near'] [data-ee-row]")
    expect(near).to_have_count(20, timeout=FIT_MS)
    dashboard.write("Find a row", "50")
    expect(page.locator("[data-ee-group='asked'] [data-ee-row='50']")).to_be_visible(timeout=FIT_MS)
    U = X / np.linalg.norm(X, axis=1, keepdims=True)  # the map on screen is one by the cosine now
    true = np.argsort(-(U @ U[50]), kind="stable")[1:21]
    expect(near.first).to_have_attribute("data-ee-row", str(true[0]), timeout=FIT_MS)
    shown = near.evaluate_all("all => all.map((one) => Number(one.dataset.eeRow))")
    assert set(shown) == set(true.tolist())
    expect(main.get_by_text(re.compile("of the 20 nearest are among the 20 nearest on the map"))).to_be_visible()

    page.get_by_text("Numbers", exact=True).click()
    dashboard.settled()
    field = page.get_by_label(f"A vector: {X.shape[1]} numbers, with commas or spaces between")
    field.fill("1, 2, 3")
    field.press("Control+Enter")
    expect(main.get_by_text(f"There are 3 numbers; a vector has {X.shape[1]} here.")).to_be_visible(timeout=FIT_MS)
    field.fill(", ".join(str(float(value)) for value in X[77]))
    field.press("Control+Enter")
    expect(near.first).to_have_attribute("data-ee-row", "77", timeout=FIT_MS)

    page.get_by_text("A picture or file", exact=True).click()
    dashboard.settled()
    one = tmp_path / "one.npy"
    np.save(one, rows["embedding"][120].astype(np.float32))
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(one)
    expect(near.first).to_have_attribute("data-ee-row", "120", timeout=FIT_MS)
