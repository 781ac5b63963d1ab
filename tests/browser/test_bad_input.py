"""Bad input as a newcomer brings it: a sentence on the page says what to do, and nothing that was there is lost."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.dashboard import FIT_MS, Dashboard, box_of
from tests.browser.test_bringing import metric, npy
from tests.engine.test_reading_limits import slow
from tests.sources.files import npy_bytes
from tests.sources.photos import encoded, raw_zip, zip_of
from tests.sources.test_archive import marked_encrypted
from tests.sources.test_bad_input import PHOTO, RAGGED, RED, SVG, Make, inner, made, overwritten_footer

N, MANY = 60, 100_000
FEW_SECONDS, LIMIT = 15, 30_000_000
VECTORS = np.random.default_rng(0).normal(size=(N, 4)).astype(np.float32)


def table(identity: Any) -> bytes:
    return pd.DataFrame(VECTORS).add_prefix("f").assign(identity=identity).to_csv(index=False).encode()


def many_identities(path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(MANY, 2)).astype(np.float32)
    np.savez(path, embedding=np.repeat(vectors, 2, axis=0), identity=np.repeat(np.arange(MANY), 2))


def too_large(path: Path) -> None:
    path.write_bytes(npy(VECTORS))
    with path.open("r+b") as file:
        file.truncate(LIMIT + 1)  # a hole: nothing is written


def photos(path: Path) -> None:
    """Three good ones, one of them called in Shift_JIS and one as if it lay elsewhere, two broken, and no image."""
    black = encoded(np.zeros((4, 5), np.uint8))
    good = [("写真/花子.png".encode("cp932"), RED), (b"../up.png", RED), (b"last.png", black)]
    raw_zip(path, [(b"__MACOSX/._1.png", b"\0\5\x16\7"), *good, (b"cut.jpg", PHOTO[:-400]), (b"x.svg", SVG)])


# What is brought, and what the list of uploads says: it isn't even sent.
NOT_SENT: dict[str, tuple[Make, str]] = {
    "list.pkl": (pickle.dumps([[1.0, 2.0]]), "never opened, since that can run code. Save numbers with np.save"),
    "huge.npy": (too_large, "It has 30.0 MB; the limit here is 30 MB. Save fewer rows, or float16"),
    "nothing.csv": (b"", "This file is empty, or a folder. Choose another."),
    "drawing.svg": (SVG, "is a drawing (SVG), which has no pixels. Save it as PNG"),
}
# What is brought, and why it can't be opened.
REFUSED: dict[str, tuple[Make, str]] = {
    "objects.npy": (npy_bytes(RAGGED, allow_pickle=True), "never loaded, since that can run code. Save numbers with"),
    "locked.zip": (lambda path: marked_encrypted(zip_of(path, {"a.png": RED})), "encrypted; make the archive without"),
    "nested.zip": (lambda path: zip_of(path, {"inner.zip": inner()}), "isn't opened: unpack it, and bring the folder"),
    "names.csv": (b"f0,f1,f2\n", "names of columns (f0, f1, f2) and no rows below. Save the table again with its rows"),
    "footer.parquet": (overwritten_footer, "damaged or cut short"),
    "other.csv": (b"a~b\n1~2\n3~4\n", "if it is another sign here, save the table again with a comma"),
}
# What is brought, how many rows are read, and what is said of it.
READ: dict[str, tuple[Make, int, str]] = {
    "measured.csv": (table(VECTORS[:, 0]), N, "'identity' holds measurements"),
    "missing.csv": (table(["ann", "bob", "", None] * (N // 4)), N, "30 of 60 rows have no identity"),
    "many.npz": (many_identities, 2 * MANY, "has 100,000 different values in 200,000 rows"),
    "photos.zip": (photos, 3, "Left out: 2 of the file's rows"),
}


def test_a_newcomer_s_bad_files(make_server, visitor, tmp_path, explained):
    explained += ["status of 4(00|13|15)"]
    limits = {"EXPLORER_MAX_UPLOAD_BYTES": str(LIMIT), "EXPLORER_MAX_READ_SECONDS": str(FEW_SECONDS)}
    page = visitor(make_server(limits).url)
    dashboard = Dashboard(page).open("Data")
    dashboard.brought("Handwritten digits")
    for name, (make, sentence) in NOT_SENT.items():
        dashboard.bring(made(tmp_path, name, make))
        expect(page.locator(".ee-upload-row").filter(has_text=name).first).to_contain_text(sentence)
    for name, (make, sentence) in REFUSED.items():
        dashboard.bring(made(tmp_path, name, make))
        alert = dashboard.main.get_by_test_id("stAlert").filter(has_text=f"{name} can't be opened.")
        expect(alert).to_contain_text(sentence, timeout=FIT_MS)
        dashboard.brought("Handwritten digits")
    for name, (make, rows, sentence) in READ.items():
        dashboard.bring(made(tmp_path, name, make))
        dashboard.brought(Path(name).stem)
        expect(metric(dashboard, "Rows")).to_have_text(f"{rows:,}")
        expect(dashboard.main.get_by_text(sentence).first).to_be_visible()
        expect(dashboard.main.get_by_text("can't be opened")).to_have_count(0)
    # what to do stands at the end of a reason: it wraps, and is never cut off
    page.set_viewport_size({"width": 390, "height": 844})
    reason = dashboard.main.get_by_role("cell").filter(has_text="save it as PNG")
    assert box_of(reason.locator("p"))["height"] > 30
    page.set_viewport_size(chromium.DESKTOP["viewport"])

    # It would take a minute: it is ended and said, what was there before is on screen, and it can be tried again.
    dashboard.bring(slow(tmp_path / "slow.zip"))
    said = dashboard.main.get_by_test_id("stAlert").filter(has_text="slow.zip can't be opened.")
    expect(said).to_contain_text("took longer than that may take here (15 s)", timeout=FIT_MS)
    expect(said).to_contain_text("EXPLORER_MAX_READ_SECONDS")
    expect(dashboard.main.get_by_text("Is being read")).to_have_count(0)
    dashboard.brought("photos")
    dashboard.press("Try again")
    dashboard.brought("slow")
    page.get_by_role("button", name="Cancel").click()
    dashboard.brought("photos")
    dashboard.unbroken()


def test_of_files_that_are_opened_each_by_itself_every_one_says_what_is_wrong(page, tmp_path):
    (tmp_path / "names.csv").write_bytes(REFUSED["names.csv"][0])
    (tmp_path / "texts.csv").write_text("who,where\nann,Rome\nbob,Oslo\n")
    dashboard = Dashboard(page).open("Data")
    dashboard.brought("Handwritten digits")
    dashboard.bring(tmp_path / "names.csv", tmp_path / "texts.csv")
    apart = page.get_by_role("button", name="They don't belong together: open each by itself")
    expect(apart).to_be_visible(timeout=FIT_MS)
    dashboard.press("They don't belong together: open each by itself")
    for name, sentence in (("names.csv", "no rows below"), ("texts.csv", "There is no vector in it")):
        alert = dashboard.main.get_by_test_id("stAlert").filter(has_text=f"{name} can't be opened.")
        expect(alert).to_contain_text(sentence, timeout=FIT_MS)
    dashboard.brought("Handwritten digits")
    dashboard.unbroken()
