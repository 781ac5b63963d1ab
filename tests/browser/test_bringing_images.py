"""Images as people have them, on the Data page of the real app: a folder, a zip, a path; and what their paths say."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.pictures import folder_of
from tests.browser.test_bringing import metric

PEOPLE, EACH = ("anna", "ben", "chlo\u00e9"), 6
NAMES = [
    f"{person}/{person[0]}_{number}.{'jpg' if number % 2 else 'png'}" for person in PEOPLE for number in range(EACH)
]
PATTERN = "Identity from the path: the sub-folder, or a pattern such as {identity}_{expression}.jpg"


@pytest.fixture
def faces(tmp_path) -> Path:
    """A folder of real images in sub-folders, one of them broken, and a text."""
    root = folder_of(tmp_path / "faces", *NAMES, "ben/notes.txt")
    (root / "ben" / "broken.jpg").write_bytes(b"\xff\xd8\xff no image")
    return root


def was_read(dashboard: Dashboard) -> None:
    dashboard.brought("faces")
    expect(metric(dashboard, "Rows")).to_have_text(str(len(NAMES)))
    expect(metric(dashboard, "Identities (folder)")).to_have_text(str(len(PEOPLE)))
    expect(dashboard.main.get_by_text("Left out: 1 of the file's rows")).to_be_visible()


def read_again(dashboard: Dashboard, pattern: str) -> None:
    dashboard.write(PATTERN, pattern, dashboard.main)
    dashboard.press("Read again with these names")


def test_a_folder_and_what_its_paths_say(page, faces):
    dashboard = Dashboard(page).open("Data")
    dashboard.brought("Handwritten digits")
    expect(dashboard.main.get_by_label(PATTERN)).to_have_count(0)
    page.locator(".ee-upload-folder").set_input_files(faces)
    was_read(dashboard)
    expect(page.locator(".ee-upload-row").filter(has_text="faces")).to_contain_text("not sent: 1 other file")

    dashboard.write(PATTERN, "{identity}*", dashboard.main)
    expect(dashboard.main.get_by_text("side by side with a {name}")).to_be_visible()
    dashboard.write(PATTERN, "{identity}_{number}.jpg", dashboard.main)
    tried = f"Matches {len(NAMES) // 2} of the {len(NAMES) + 1} files"
    expect(dashboard.main.get_by_text(tried)).to_contain_text("identity (3 different), number (3 different)")
    expect(dashboard.main.get_by_text(f"Without a match: {len(NAMES) // 2 + 1}")).to_be_visible()
    read_again(dashboard, "{identity}_{number}.tif")
    expect(dashboard.main.get_by_text("faces.zip can't be read like that.")).to_be_visible()
    was_read(dashboard)
    read_again(dashboard, "{initial}_{identity}.*")
    expect(metric(dashboard, "Identities (identity)")).to_have_text(str(EACH))
    dashboard.go("Workspace")
    expect(dashboard.main.get_by_text("faces · on screen")).to_have_count(1)
    expect(dashboard.main.get_by_text("faces.zip ·")).to_have_count(1)


def test_a_zip_of_sub_folders_shows_its_pictures(page, faces, tmp_path):
    with zipfile.ZipFile(tmp_path / "faces.zip", "w") as archive:
        for path in sorted(faces.rglob("*.*")):
            archive.write(path, path.relative_to(tmp_path))
    dashboard = Dashboard(page).open("Data")
    dashboard.bring(tmp_path / "faces.zip")
    was_read(dashboard)
    dashboard.press("Show the map")
    drawn = dashboard.map.ready()
    expect(drawn.root).to_have_attribute("data-ee-n", str(len(NAMES)))
    row = drawn.lonely(range(len(NAMES) + 1), 12)[0]
    card = drawn.hover(row)
    expect(card.locator(".ee-card-picture[data-ee-picture='shown'] img")).to_be_visible()
    expect(card).to_contain_text("folder")


def test_a_folder_of_the_server_by_its_path(make_server, visitor, faces):
    server = make_server({"EXPLORER_LOCAL_PATHS": "1"})
    dashboard = Dashboard(visitor(server.url)).open("Data")
    dashboard.write("Or a file or a folder on the server", str(faces / "nowhere"))
    dashboard.press("Open")
    expect(dashboard.main.get_by_text("can't be opened")).to_be_visible()
    dashboard.write("Or a file or a folder on the server", str(faces))
    dashboard.press("Open")
    was_read(dashboard)
