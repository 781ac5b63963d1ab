"""Several files brought at once: joined, said how, and joined in another way where that was not meant."""

import numpy as np
import pandas as pd
from PIL import Image
from playwright.sync_api import expect

from tests.browser.brought import PERSONS, colour_of, table
from tests.browser.dashboard import Dashboard
from tests.browser.test_bringing import metric
from tests.browser.test_reading_otherwise import set_many

N = 120


def test_tensorflow_projector_s_files_become_a_map_with_pictures(page, tmp_path):
    n, side, across = 90, 16, 10
    vectors = np.random.default_rng(0).normal(size=(n, 4)) * (8, 6, 1, 1)
    np.savetxt(tmp_path / "tensors.tsv", vectors, delimiter="\t", fmt="%.6f")
    words = [f"{PERSONS[row % 4]}\t{row}" for row in range(n)]
    (tmp_path / "metadata.tsv").write_text("\n".join(["Name\tNumber", *words]), encoding="utf-8")
    colours = np.array([colour_of(row) for row in range(n)] + [(0, 0, 0)] * (across**2 - n), dtype=np.uint8)
    grid = colours.reshape(across, across, 3).repeat(side, axis=0).repeat(side, axis=1)
    Image.fromarray(grid).save(tmp_path / "sprite.png")
    dashboard = Dashboard(page).open("Data")

    dashboard.bring(tmp_path / "tensors.tsv", tmp_path / "metadata.tsv", tmp_path / "sprite.png")
    dashboard.brought("tensors.tsv and 2 more")
    expect(metric(dashboard, "Images")).to_have_text("16 × 16 colour")
    expect(metric(dashboard, "Identities (Name)")).to_have_text("4")
    dashboard.press("Show the map")
    drawn = dashboard.map.ready()
    expect(drawn.root).to_have_attribute("data-ee-n", str(n))
    row = drawn.lonely(range(n), 12)[0]
    card = drawn.hover(row)
    expect(card.locator(".ee-card-title")).to_have_text(PERSONS[row % 4])
    shown = card.locator("img")
    expect(shown).to_have_js_property("complete", True)
    seen = shown.evaluate("""(image) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    }""")
    assert np.abs(np.subtract(seen, colour_of(row))).max() <= 8
    dashboard.unbroken()


def test_a_join_is_said_and_can_be_changed(page, tmp_path):
    vectors = table(N).drop(columns=["person", "weight"])
    vectors.assign(number=np.arange(N)).to_csv(tmp_path / "vectors.csv", index=False)
    people = pd.DataFrame({"number": np.arange(N - 4)[::-1], "person": [PERSONS[row % 4] for row in range(N - 4)]})
    people.to_csv(tmp_path / "people.csv", index=False)
    dashboard = Dashboard(page).open("Data")

    dashboard.bring(tmp_path / "vectors.csv", tmp_path / "people.csv")
    dashboard.brought("vectors.csv and 1 more")
    expect(metric(dashboard, "Rows")).to_have_text(str(N))
    expect(metric(dashboard, "Identities (person)")).to_have_text("4")
    said = "'number' = 'number': 116 of 120 rows have a match. 4 have none ('116', '117', '118', '119')."
    expect(dashboard.main.get_by_text(said)).to_be_visible()

    dashboard.choose("Joined", "left out", dashboard.main)
    dashboard.press("Join again")
    expect(dashboard.main.get_by_text("'people.csv' (2 columns) was left out.")).to_be_visible()
    expect(metric(dashboard, "Identities (person)")).to_have_count(0)
    dashboard.choose("Joined", "by a key", dashboard.main)
    dashboard.press("Join again")
    expect(metric(dashboard, "Identities (person)")).to_have_text("4")
    dashboard.unbroken()


def test_which_file_has_the_vectors_can_be_changed(page, tmp_path):
    rng = np.random.default_rng(0)
    np.save(tmp_path / "faces.npy", rng.normal(size=(N, 6)))
    np.save(tmp_path / "voices.npy", rng.normal(size=(N, 4)))  # three would be a map of the others
    pd.DataFrame({"person": [PERSONS[row % 4] for row in range(N)]}).to_csv(tmp_path / "people.csv", index=False)
    dashboard = Dashboard(page).open("Data")

    dashboard.bring(*(tmp_path / name for name in ("faces.npy", "voices.npy", "people.csv")))
    dashboard.brought("faces.npy and 2 more")
    expect(metric(dashboard, "Dimensions")).to_have_text("6")
    expect(dashboard.main.get_by_text("it has vectors of its own").first).to_be_visible()

    dashboard.expander("Change what is what")
    dashboard.choose("Which of them has the vectors, and so the rows?", "voices.npy", dashboard.main)
    dashboard.press("Read again with these roles")
    expect(metric(dashboard, "Dimensions")).to_have_text("4")
    expect(metric(dashboard, "Identities (person)")).to_have_text("4")
    dashboard.unbroken()


def test_the_columns_of_joined_files_are_given_roles_by_hand(page, tmp_path):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/x/folder" in request.url else None)
    measured = table(N).drop(columns=["person"]).assign(id=np.arange(N))
    measured.to_csv(tmp_path / "measured.csv", index=False)
    people = pd.DataFrame({"id": np.arange(N)[::-1], "team": np.arange(N) % 3, "px": np.sqrt(np.arange(N))})
    people.assign(py=np.arange(N) / 8).to_csv(tmp_path / "people.csv", index=False)
    dashboard = Dashboard(page).open("Data")
    dashboard.bring(tmp_path / "measured.csv", tmp_path / "people.csv")
    dashboard.brought("measured.csv and 1 more")
    expect(metric(dashboard, "Dimensions")).to_have_text("6")
    expect(dashboard.main.get_by_text("What was detected")).to_be_visible()

    form = dashboard.expander("Change what is what")
    expect(form.get_by_role("button", name="Read again with these roles")).to_be_disabled()
    set_many(dashboard, "Vector", "f0:f2")
    dashboard.choose("Which column says who or what a row is?", "team", dashboard.main)
    dashboard.press("Read again with these roles")
    expect(metric(dashboard, "Dimensions")).to_have_text("3")
    expect(metric(dashboard, "Identities (team)")).to_have_text("3")
    expect(dashboard.main.get_by_text("'id' = 'id': 120 of 120 rows have a match")).to_be_visible()
    expect(dashboard.main.get_by_text("What was detected")).to_be_visible()

    dashboard.expander("Change what is what")
    dashboard.choose("Which of them has the vectors, and so the rows?", "people.csv", dashboard.main)
    set_many(dashboard, "Vector", "px", "py")
    dashboard.press("Read again with these roles")
    expect(metric(dashboard, "Dimensions")).to_have_text("2")
    assert len(sent) == 1
    dashboard.unbroken()
