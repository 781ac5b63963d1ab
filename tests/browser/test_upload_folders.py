"""Folders and images in the upload component, against the real routes."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer.sources.detect import Sample
from explorer.sources.locate import keep
from tests.browser.chromium import PHONE
from tests.browser.pictures import folder_of, picture
from tests.browser.upload_site import Gate, arrived, row, told, upload_site
from tests.serving.live import Live

FACES = ("anna/1.jpg", "anna/2.png", "ben/deep/1.jpg", "ben/10.jpg", "ben/2.jpg", "top.png")
OTHERS = ("ben/notes.txt", ".DS_Store", ".trash/old.jpg", "anna/._1.jpg")


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def site(tmp_path, gate) -> Iterator[Live]:
    with upload_site(tmp_path / "home", gate, max_images=300) as started:
        yield started


@pytest.fixture
def page(site, visitor) -> Page:
    return arrived(visitor(site.url))


def choose_folder(page: Page, folder: Path) -> None:
    page.locator(".ee-upload-folder").set_input_files(folder)


def done(page: Page, name: str) -> None:
    expect(row(page, name)).to_have_attribute("data-ee-state", "done")


def sent(site: Live, page: Page) -> zipfile.ZipFile:
    """The zip that the page was told of last."""
    return zipfile.ZipFile(io.BytesIO(site.services.store.blob(told(page)[-1][1]["fingerprint"]).read_bytes()))


def drop(page: Page, *paths: Path) -> None:
    """Drag files and folders from outside the browser to the zone, and let them go."""
    box = page.locator(".ee-upload-zone").bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send(
            "Input.dispatchDragEvent",
            {
                "type": kind,
                "x": box["x"] + 20,
                "y": box["y"] + 20,
                "data": {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1},
            },
        )


def test_a_folder_arrives_as_one_zip_of_its_images(page, site, tmp_path):
    folder = folder_of(tmp_path / "faces", *FACES, *OTHERS)
    choose_folder(page, folder)
    done(page, "faces")
    archive = sent(site, page)
    assert archive.namelist() == sorted(FACES)
    assert {name: archive.read(name) for name in FACES} == {name: (folder / name).read_bytes() for name in FACES}
    ((_, said),) = told(page)
    assert (said["name"], said["images"]) == ("faces.zip", 6)
    expect(row(page, "faces")).to_contain_text(
        re.compile(r"^faces6 images, \d+\.\d kB, uploaded; not sent: 4 other files")
    )
    row(page, "faces").get_by_role("button", name="Dismiss: faces").click()


def test_a_folder_has_the_same_fingerprint_however_it_comes(page, site, tmp_path):
    folder = folder_of(tmp_path / "faces", *FACES, *OTHERS)
    choose_folder(page, folder)
    done(page, "faces")
    drop(page, folder)
    expect(page.locator('.ee-upload-row[data-ee-state="done"]')).to_have_count(2)
    by_path, _ = keep(Sample(folder.name, folder), site.services.store, site.services.settings)
    assert {said["fingerprint"] for _, said in told(page)} == {by_path}
    assert len(told(page)) == 2


def test_several_images_are_one_data_set_and_other_files_each_their_own(page, site, tmp_path):
    folder_of(tmp_path / "a", "1.jpg", "2.png", "notes.doc")
    folder_of(tmp_path / "b", "1.jpg")
    files = [tmp_path / "a/1.jpg", tmp_path / "b/1.jpg", tmp_path / "a/notes.doc", tmp_path / "a/2.png"]
    page.locator(".ee-upload-input").set_input_files(files)
    done(page, "3 images")
    assert [said["name"] for _, said in told(page)] == ["3 images.zip"]
    assert sent(site, page).namelist() == ["1.jpg", "1 (2).jpg", "2.png"]
    expect(row(page, "notes.doc")).to_contain_text("Only images, and .npy, .npz, .zip, ")


def test_a_folder_takes_its_tables_along(page, site, tmp_path):
    folder = folder_of(tmp_path / "faces", *FACES, *OTHERS)
    (folder / "metadata.csv").write_text("file,person\nanna/1.jpg,anna\n")
    choose_folder(page, folder)
    done(page, "faces")
    assert sent(site, page).namelist() == sorted([*FACES, "metadata.csv"])
    expect(row(page, "faces")).to_contain_text(re.compile(r"^faces7 files, .*not sent: 4 other files"))
    by_path, _ = keep(Sample(folder.name, folder), site.services.store, site.services.settings)
    assert told(page)[0][1]["fingerprint"] == by_path


def test_folders_that_are_dropped_together_keep_their_names(page, site, tmp_path):
    folder = folder_of(tmp_path / "faces", *FACES)
    drop(page, folder / "ben", folder / "anna", folder / "top.png")
    done(page, "ben and 2 more")
    assert sent(site, page).namelist() == sorted(FACES)


def test_a_folder_of_more_files_than_a_browser_lists_at_once(page, site, tmp_path):
    names = [f"{number % 2}/{number}.jpg" for number in range(250)]
    drop(page, folder_of(tmp_path / "many", *names, side=8))
    done(page, "many")
    assert sent(site, page).namelist() == sorted(names)


def test_a_zip_of_images_is_sent_as_it_is(page, site, tmp_path):
    folder = folder_of(tmp_path / "faces", *FACES)
    with zipfile.ZipFile(tmp_path / "people.zip", "w") as archive:
        for name in FACES:
            archive.write(folder / name, name)
    page.locator(".ee-upload-input").set_input_files(tmp_path / "people.zip")
    done(page, "people.zip")
    assert sent(site, page).namelist() == list(FACES)


def test_a_folder_without_images_is_said_and_nothing_is_sent(page, tmp_path):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    choose_folder(page, folder_of(tmp_path / "papers", "one.txt", "two/three.pdf"))
    papers = row(page, "papers")
    expect(papers).to_contain_text(
        "“papers” holds no images; accepted are JPEG, PNG, WebP, GIF, BMP, TIFF and AVIF, also in sub-folders."
    )
    expect(papers.get_by_role("button", name="Try again")).to_have_count(0)
    (tmp_path / "empty").mkdir()
    drop(page, tmp_path / "empty")
    expect(row(page, "empty")).to_contain_text("“empty” holds no images")
    assert requests == []


def test_more_images_than_the_server_takes_are_not_sent(page, tmp_path):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    folder = folder_of(tmp_path / "many", "0.jpg")
    for number in range(300):
        (folder / f"{number}-more.jpg").write_bytes(b"")
    choose_folder(page, folder)
    expect(row(page, "many")).to_contain_text("It has 301 images; the limit here is 300. Bring fewer")
    page.evaluate("void call('first', { limit_bytes: 2000, limit_text: '2 kB' })")
    choose_folder(page, folder_of(tmp_path / "few", "0.jpg", "1.jpg", "2.jpg"))
    expect(row(page, "few")).to_contain_text(re.compile(r"It has \d\.\d kB; the limit here is 2 kB."))
    assert requests == []


def test_the_server_s_own_sentence_is_shown(page, explained, tmp_path):
    explained.append("status of 413")
    page.evaluate("""async () => {
        const data = await (await fetch("/data")).json();
        call("first", { folder: { ...data.folder, most: 1e9 } });
    }""")
    folder = folder_of(tmp_path / "many")
    folder.mkdir()
    for number in range(301):
        (folder / f"{number}.jpg").write_bytes(b"")
    choose_folder(page, folder)
    expect(row(page, "many")).to_contain_text("EXPLORER_MAX_IMAGES=301")
    assert told(page) == []


def test_progress_in_images_and_cancel_in_the_middle_leaves_nothing(page, site, gate, tmp_path):
    folder = tmp_path / "large"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.png").write_bytes(picture(number, ".png", 600))  # a MB each
    gate.open.clear()
    choose_folder(page, folder)
    large = row(page, "large")
    expect(large.locator(".ee-upload-status")).to_have_text(
        re.compile(r"^\d+ of 40 images · \d+\.\d of 4\d\.\d MB · \d+ %$")
    )
    assert 0 <= int(large.get_by_role("progressbar", name="large").get_attribute("aria-valuenow") or -1) < 100
    large.get_by_role("button", name="Cancel: large").click()
    expect(large).to_contain_text("Cancelled; nothing of it was kept")
    gate.open.set()
    large.get_by_role("button", name="Try again").click()
    expect(large).to_have_attribute("data-ee-state", "done")
    assert len(sent(site, page).namelist()) == 40
    blobs = site.services.store.root / "blobs"
    assert [path.name for path in blobs.glob("writing-*")] == []
    assert [path.name for path in blobs.glob("*/*")] == [told(page)[0][1]["fingerprint"]]


def test_what_changed_since_it_was_chosen_stays_behind_and_stops_no_other(page, site, explained, tmp_path):
    explained += ["ERR_INTERNET_DISCONNECTED", "ERR_UPLOAD_FILE_CHANGED"]
    folder = folder_of(tmp_path / "faces", *FACES)
    page.context.set_offline(True)
    choose_folder(page, folder)
    expect(row(page, "faces")).to_contain_text("The connection broke", ignore_case=True)
    (folder / "ben/2.jpg").write_bytes(picture(99, side=40))
    page.context.set_offline(False)
    row(page, "faces").get_by_role("button", name="Try again").click()
    done(page, "faces")
    expect(row(page, "faces")).to_contain_text("5 images")
    expect(row(page, "faces")).to_contain_text("not sent: 1 file that could not be read")
    assert sent(site, page).namelist() == sorted(set(FACES) - {"ben/2.jpg"})


def test_a_folder_is_chosen_with_the_keyboard_on_a_phone_too(site, visitor, tmp_path):
    page = arrived(visitor(site.url, **PHONE))
    # Listening early: the key takes a shorter way into the browser than the wish to hear of file choosers.
    page.on("filechooser", lambda _: None)
    button = page.get_by_role("button", name="Choose a folder")
    button.focus()
    expect(button).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(folder_of(tmp_path / ("a-very-long-name-" * 8), *FACES, *OTHERS))
    expect(page.locator('.ee-upload-row[data-ee-state="done"]')).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
