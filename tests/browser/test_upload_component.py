"""Single files in the upload component, against the real routes."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from explorer.recipe import digest_of
from explorer.serving.assets import asset_url
from tests.browser.chromium import PHONE
from tests.browser.upload_site import LIMIT, Gate, arrived, row, told, upload_site
from tests.serving.live import Live


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def site(tmp_path, gate) -> Iterator[Live]:
    with upload_site(tmp_path / "home", gate) as started:
        yield started


@pytest.fixture
def page(site, visitor) -> Page:
    return arrived(visitor(site.url))


def npy(megabytes: float = 0.01) -> bytes:
    body = io.BytesIO()
    np.save(body, np.zeros((int(megabytes * 250_000), 1), np.float32))
    return body.getvalue()


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    payloads = [{"name": name, "mimeType": "", "buffer": body} for name, body in files]
    page.locator(".ee-upload-input").set_input_files(payloads)  # type: ignore[arg-type]


def choose_large(page: Page, path: Path) -> None:
    path.write_bytes(npy(50))
    page.locator(".ee-upload-input").set_input_files(path)


def test_a_file_arrives_and_the_page_is_told_once(page, site):
    body = npy()
    choose(page, ("faces.npy", body))
    expect(row(page, "faces.npy")).to_have_attribute("data-ee-state", "done")
    said = {"fingerprint": digest_of(body), "name": "faces.npy", "bytes": len(body)}
    assert told(page) == [["uploaded", said]]
    assert site.services.store.blob(digest_of(body)).read_bytes() == body
    expect(row(page, "faces.npy")).to_contain_text("10.1 kB, uploaded")
    page.evaluate("void call('first')")  # a rerun of the page
    assert told(page) == [["uploaded", said]]
    expect(page.locator(".ee-upload")).to_have_count(1)
    row(page, "faces.npy").get_by_role("button", name="Dismiss: faces.npy").click()
    expect(page.locator(".ee-upload-row")).to_have_count(0)


def test_several_files_go_one_after_the_other_and_a_bad_one_stops_no_other(page, explained):
    explained.append("status of 415")
    one, two = npy(0.01), npy(0.02)
    for file in (("one.npy", one), ("broken.npy", b"no such format"), ("notes.doc", b"text"), ("two.npy", two)):
        choose(page, file)
    expect(row(page, "two.npy")).to_have_attribute("data-ee-state", "done")
    assert [value["fingerprint"] for _, value in told(page)] == [digest_of(one), digest_of(two)]
    expect(row(page, "broken.npy")).to_contain_text("isn't what its name says, or is damaged")
    expect(row(page, "notes.doc")).to_contain_text("Only images, and .npy, .npz, .zip, ")
    for name in ("broken.npy", "notes.doc"):
        expect(row(page, name).get_by_role("button", name="Try again")).to_have_count(0)


def test_files_that_are_chosen_at_once_are_one_pack(page, site):
    choose(page, ("vectors.npy", npy()), ("labels.tsv", b"a\nb\n"), ("notes.doc", b"text"))
    several = row(page, "vectors.npy and 1 more")
    expect(several).to_have_attribute("data-ee-state", "done")
    expect(several).to_contain_text("2 files, 10.2 kB, uploaded")
    said = told(page)[0][1]
    assert said["name"] == "vectors.npy and 1 more.zip"
    with zipfile.ZipFile(site.services.store.blob(said["fingerprint"])) as archive:
        assert archive.namelist() == ["labels.tsv", "vectors.npy"]
    expect(row(page, "notes.doc")).to_contain_text("Only images, and ")


def test_a_zip_goes_along_with_vectors_and_training_is_told_from_testing(page, site):
    choose(page, ("vectors.npy", npy()), ("photos.zip", b"PK\x05\x06"))
    expect(row(page, "vectors.npy and 1 more")).to_have_attribute("data-ee-state", "done")
    names = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
    choose(page, *((name, b"\0\0\x08\x01") for name in names))
    expect(row(page, "t10k-images-idx3-ubyte and 1 more")).to_have_attribute("data-ee-state", "done")
    packs = [site.services.store.blob(said["fingerprint"]) for _, said in told(page)]
    assert [zipfile.ZipFile(io.BytesIO(pack.read_bytes())).namelist() for pack in packs] == [
        ["photos.zip", "vectors.npy"],
        list(names[:2]),
        list(names[2:]),
    ]


def test_the_person_is_never_shown_markup_of_a_file_s_name(page):
    choose(page, ("<img src=x onerror=told.push('run')>.doc", b"text"))
    expect(page.get_by_text("<img src=x onerror=told.push('run')>.doc", exact=True)).to_be_visible()
    assert told(page) == []


def test_a_file_too_large_is_refused_before_it_is_sent(page, tmp_path):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    with (tmp_path / "large.npy").open("wb") as file:
        file.truncate(LIMIT + 100_000)
    page.locator(".ee-upload-input").set_input_files(tmp_path / "large.npy")
    expect(row(page, "large.npy")).to_contain_text("It has 60.1 MB; the limit here is 60 MB. Save fewer rows")
    assert requests == []


def test_a_file_the_server_finds_too_large_shows_the_server_s_sentence(page, tmp_path, explained):
    explained.append("status of 413")
    page.evaluate("void call('first', { limit_bytes: 1e12 })")
    with (tmp_path / "large.npy").open("wb") as file:
        file.truncate(LIMIT + 1)
    page.locator(".ee-upload-input").set_input_files(tmp_path / "large.npy")
    expect(row(page, "large.npy")).to_contain_text("60,000,001 bytes; the limit here is 60,000,000")
    expect(row(page, "large.npy")).to_contain_text("EXPLORER_MAX_UPLOAD_BYTES")


def test_progress_is_shown_and_cancel_in_the_middle_leaves_nothing(page, site, gate, tmp_path):
    gate.open.clear()
    choose_large(page, tmp_path / "big.npy")
    choose(page, ("next.npy", npy()))
    big = row(page, "big.npy")
    expect(big.locator(".ee-upload-status")).to_have_text(re.compile(r"^\d+\.\d of 50\.0 MB · \d+ %$"))
    expect(row(page, "next.npy").locator(".ee-upload-status")).to_have_text("Waiting")
    bar = big.get_by_role("progressbar", name="big.npy")
    assert 0 <= int(bar.get_attribute("aria-valuenow") or -1) < 100
    big.get_by_role("button", name="Cancel: big.npy").click()
    expect(big).to_contain_text("Cancelled; nothing of it was kept")
    gate.open.set()
    expect(row(page, "next.npy")).to_have_attribute("data-ee-state", "done")
    assert [value["name"] for _, value in told(page)] == ["next.npy"]
    assert [path.stat().st_size for path in (site.services.store.root / "blobs").glob("*/*")] == [len(npy())]
    big.get_by_role("button", name="Try again").click()
    expect(big).to_have_attribute("data-ee-state", "done")


def test_offline_says_so_and_sending_again_works(page, explained):
    explained.append("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    body = npy()
    choose(page, ("faces.npy", body))
    faces = row(page, "faces.npy")
    expect(faces).to_contain_text("The file did not arrive: the connection broke")
    faces.get_by_role("button", name="Try again").click()
    expect(faces).to_contain_text("The file did not arrive")
    page.context.set_offline(False)
    faces.get_by_role("button", name="Try again").click()
    expect(faces).to_have_attribute("data-ee-state", "done")
    assert told(page)[0][1]["fingerprint"] == digest_of(body)


def test_a_page_whose_token_is_wrong_is_told_to_reload(page, explained):
    explained.append("status of 403")
    page.evaluate("void call('first', { token: 'wrong' })")
    choose(page, ("faces.npy", npy()))
    expect(row(page, "faces.npy")).to_contain_text("Reload the page, then try again.")


def test_an_upload_goes_on_while_another_page_of_the_app_is_open(page, gate, tmp_path):
    gate.open.clear()
    choose_large(page, tmp_path / "big.npy")
    expect(row(page, "big.npy")).to_have_attribute("data-ee-state", "sending")
    page.evaluate("end()")
    page.evaluate("document.getElementById('first').remove()")
    expect(page.locator(".ee-upload")).to_have_count(0)
    gate.open.set()
    page.evaluate("void call('second')")
    expect(row(page, "big.npy")).to_have_attribute("data-ee-state", "done")
    assert [value["name"] for _, value in told(page)] == ["big.npy"]


def test_what_is_brought_to_one_zone_never_arrives_at_another(page, gate, tmp_path):
    page.evaluate("void call('first', { zone: 'data' })")
    gate.open.clear()
    choose_large(page, tmp_path / "big.npy")
    expect(row(page, "big.npy")).to_have_attribute("data-ee-state", "sending")
    page.evaluate("document.getElementById('first').remove(); end(); void call('second', { zone: 'new rows' })")
    expect(page.locator('.ee-upload[data-ee-ready="true"]')).to_be_visible()
    choose(page, ("more.npy", npy()))
    gate.open.set()
    expect(row(page, "more.npy")).to_have_attribute("data-ee-state", "done")
    expect(row(page, "big.npy")).to_have_count(0)
    assert [value["name"] for _, value in told(page)] == ["more.npy"]
    page.evaluate("void call('second', { zone: 'data' })")
    expect(row(page, "big.npy")).to_have_attribute("data-ee-state", "done")
    expect(row(page, "more.npy")).to_have_count(0)
    assert [value["name"] for _, value in told(page)] == ["more.npy", "big.npy"]


def test_what_goes_wrong_with_one_file_in_the_page_stops_no_other(page, explained):
    explained.append("no such thing")
    page.evaluate("""() => {
        const { open } = XMLHttpRequest.prototype;
        XMLHttpRequest.prototype.open = function () {
            XMLHttpRequest.prototype.open = open;
            throw new TypeError("no such thing");
        };
    }""")
    choose(page, ("one.npy", npy(0.01)))
    expect(row(page, "one.npy")).to_contain_text("It could not be sent: something went wrong in this page.")
    choose(page, ("two.npy", npy(0.02)))
    expect(row(page, "two.npy")).to_have_attribute("data-ee-state", "done")
    assert page.evaluate("() => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")  # nothing warns
    row(page, "one.npy").get_by_role("button", name="Try again").click()
    expect(row(page, "one.npy")).to_have_attribute("data-ee-state", "done")


def test_a_name_that_ends_in_half_a_character_can_be_sent(page):
    sent = """async ([module, name]) => {
        const { FileParcel } = await import(module);
        return new FileParcel({ name, size: 1 }).address({ url: "/" });
    }"""
    module = asset_url("upload", "parcels.js")
    assert page.evaluate(sent, [module, "\ud83d.npy"]) == "/?name=%EF%BF%BD.npy"
    assert page.evaluate(sent, [module, "\U0001f600.npy"]) == "/?name=%F0%9F%98%80.npy"


def test_files_can_be_dropped(page):
    give = """(kind, place) => {
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(ARRAY)], "dropped.npy"));
        const event = new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true });
        document.querySelector(place).dispatchEvent(event);
        return event.defaultPrevented;
    }""".replace("ARRAY", str(list(npy())))
    zone = page.locator(".ee-upload-zone")
    assert page.evaluate(f"({give})('dragover', '.ee-upload-zone')")
    assert "ee-upload-over" in (zone.get_attribute("class") or "")
    assert page.evaluate(f"({give})('drop', '.ee-upload-zone')")
    assert "ee-upload-over" not in (zone.get_attribute("class") or "")
    expect(row(page, "dropped.npy")).to_have_attribute("data-ee-state", "done")
    assert page.evaluate(f"({give})('drop', 'body')")  # missed the zone: the app stays
    expect(page.locator(".ee-upload-row")).to_have_count(1)


def test_the_keyboard_reaches_everything(page):
    # Listening early: the key takes a shorter way into the browser than the wish to hear of file choosers.
    page.on("filechooser", lambda _: None)
    page.keyboard.press("Tab")
    named = re.compile("Choose files: .npy, .npz, .zip, .* and images, up to 60 MB")
    expect(page.get_by_role("button", name=named)).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    assert chooser.value.is_multiple()
    chooser.value.set_files([{"name": "notes.doc", "mimeType": "", "buffer": b"text"}])
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Choose a folder of images, up to 60 MB")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Dismiss: notes.doc")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Choose files")).to_be_focused()


def test_it_fits_a_phone(site, visitor):
    page = arrived(visitor(site.url, **PHONE))
    choose(page, ("a-very-long-name-" * 8 + ".npy", npy()), ("notes.doc", b"text"))
    expect(page.locator(".ee-upload-row").first).to_have_attribute("data-ee-state", "done")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
