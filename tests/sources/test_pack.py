"""Packing images: what is in the zip, under which names, and what is not."""

import io
import os
import zipfile

import pytest

from explorer import settings
from explorer.errors import LimitError, SourceError
from explorer.recipe import digest_of
from explorer.sources.detect import Sample
from explorer.sources.locate import keep, locate
from explorer.sources.pack import Pack, cleaned, files_in, is_image, order, pack_files
from explorer.store import Store

LIMITS = settings.read({"EXPLORER_MAX_IMAGES": "3", "EXPLORER_MAX_UPLOAD_BYTES": "100"})


class Sink:
    """Bytes, as they come."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, piece: bytes) -> None:
        self.data += piece


def packed(*images: tuple[str, bytes]) -> bytes:
    sink = Sink()
    with Pack(sink) as pack:
        for name, data in images:
            pack.begin(name, len(data))
            pack.write(data[:1])
            pack.write(memoryview(data)[1:])
        pack.finish()
    return sink.data


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def folder_of(root, **files: bytes):
    for name, data in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def test_the_zip_holds_the_bytes_as_they_are():
    data = packed(("a/1.jpg", b"one"), ("a/2.jpg", b""), ("b/1.png", b"three"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "a/1.jpg": b"one",
            "a/2.jpg": b"",
            "b/1.png": b"three",
        }
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert data.count(b"three") == 1


def test_the_same_images_are_the_same_bytes():
    images = (("a/1.jpg", b"one"), ("b/1.png", b"three"))
    assert packed(*images) == packed(*images)


def test_one_that_was_not_finished_writes_no_more():
    sink = Sink()
    with Pack(sink) as pack:
        pack.begin("1.jpg", 3)
        pack.write(b"one")
        before = sink.data
    assert sink.data == before


def test_bytes_without_an_image_are_a_mistake_of_the_caller():
    with Pack(Sink()) as pack, pytest.raises(ValueError, match="no file was begun"):
        pack.write(b"one")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("anna/1.jpg", "anna/1.jpg"),
        ("/etc/1.jpg", "etc/1.jpg"),
        ("../../1.jpg", "1.jpg"),
        ("a/../b/./1.jpg", "a/b/1.jpg"),
        ("..\\..\\a\\1.jpg", "a/1.jpg"),
        ("C:\\photos\\1.jpg", "photos/1.jpg"),
        ("C:1.jpg", "1.jpg"),
        ("\\\\server\\share\\1.jpg", "server/share/1.jpg"),
        ("a\x00b\n/1\u2028.jpg", "ab/1.jpg"),
        (".\x00./1.jpg", "1.jpg"),
        (" a /  1.jpg", "a/1.jpg"),
        ("\ud800a.jpg", "a.jpg"),
        ("e\u0301.jpg", "\u00e9.jpg"),
        ("\u5c71\u7530\u3000\u592a\u90ce/\U0001f468\u200d\U0001f680.png",) * 2,
        ("x" * 300 + ".jpg", "x" * 196 + ".jpg"),
        ("..", "image"),
        ("", "image"),
    ],
)
def test_names_stay_in_the_folder(name, clean):
    assert cleaned(name) == clean


def test_a_name_that_is_taken_gets_a_number():
    data = packed(*((name, b"x") for name in ("a.jpg", "b/a.jpg", "a (2).jpg", "a.jpg", "/a.jpg", "A.jpg")))
    assert names(data) == ["a.jpg", "b/a.jpg", "a (2).jpg", "a (3).jpg", "a (4).jpg", "A.jpg"]


def test_many_of_one_name_take_no_longer_each_time():
    assert names(packed(*[("a.jpg", b"")] * 5000))[-1] == "a (5000).jpg"


@pytest.mark.parametrize("name", ["1.jpg", "a/1.JPEG", "1.png", "1.webp", "1.gif", "1.bmp", "1.TIFF", "1.avif"])
def test_what_looks_like_an_image(name):
    assert is_image(name)


@pytest.mark.parametrize(
    "name", ["1.txt", "jpg", "1.jpg.txt", ".1.jpg", ".trash/1.jpg", "a\\.b\\1.jpg", "__MACOSX/1.jpg", "1.heic"]
)
def test_what_does_not(name):
    assert not is_image(name)


def test_the_order_is_that_of_a_browser():
    # JavaScript compares 16-bit units: a character beyond them comes before some within.
    assert sorted(["\uff5e.jpg", "\U0001f600.jpg", "b.jpg", "B.jpg", "a/z.jpg", "a.jpg"], key=order) == [
        "B.jpg", "a.jpg", "a/z.jpg", "b.jpg", "\U0001f600.jpg", "\uff5e.jpg",
    ]  # fmt: skip


# --- a folder by its path ------------------------------------------------------------------------------------


def test_a_folder_is_listed_with_its_sub_folders_and_without_the_rest(tmp_path):
    root = folder_of(tmp_path / "faces", b__1_jpg=b"1", a__deep__2_png=b"2", c_jpg=b"3", a__notes_txt=b"4")
    (root / ".hidden").mkdir()
    (root / ".hidden" / "1.jpg").write_bytes(b"5")
    os.mkfifo(root / "pipe.jpg")
    (root / "folder.jpg").mkdir()
    assert [name for name, _ in files_in(root)] == ["a/deep/2.png", "b/1.jpg", "c.jpg"]


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    outside = folder_of(tmp_path / "outside", secret_jpg=b"secret")
    root = folder_of(tmp_path / "faces", a_jpg=b"1")
    (root / "link.jpg").symlink_to(outside / "secret.jpg")
    (root / "relative.jpg").symlink_to("../outside/secret.jpg")
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "dead.jpg").symlink_to("nowhere.jpg")
    (root / "within.jpg").symlink_to("a.jpg")
    assert [name for name, _ in files_in(root)] == ["a.jpg", "within.jpg"]


def test_a_folder_that_is_a_link_itself_is_opened(tmp_path):
    folder_of(tmp_path / "faces", a_jpg=b"1")
    (tmp_path / "link").symlink_to("faces")
    assert [name for name, _ in files_in(tmp_path / "link")] == ["a.jpg"]


def test_a_folder_without_images_is_refused_with_what_is_accepted(tmp_path):
    root = folder_of(tmp_path / "papers", a_txt=b"1")
    with pytest.raises(SourceError, match=r"'papers' holds no images; accepted are JPEG, PNG, .*, TIFF and AVIF"):
        files_in(root)


def test_a_folder_is_kept_as_a_zip_and_again_as_the_same(tmp_path):
    store = Store(tmp_path / "home")
    root = folder_of(tmp_path / "faces", b__1_jpg=b"1", c_jpg=b"3")
    found, form = locate("faces", tmp_path)
    assert (found.title, form) == ("faces", "images")
    fingerprint, size = keep(found, store, settings.read({}))
    kept = store.blob(fingerprint).read_bytes()
    assert len(kept) == size
    assert kept == packed(("b/1.jpg", b"1"), ("c.jpg", b"3"))
    os.utime(root / "c.jpg", (0, 0))
    assert keep(Sample("other", root.rename(tmp_path / "other")), store, settings.read({})) == (fingerprint, size)


def test_a_file_is_kept_as_it_is(tmp_path):
    store = Store(tmp_path / "home")
    path = tmp_path / "a.npy"
    path.write_bytes(b"x" * 100)
    assert keep(Sample("a", path), store, LIMITS) == (digest_of(b"x" * 100), 100)
    path.write_bytes(b"x" * 101)
    with pytest.raises(LimitError, match="101 bytes; the limit here is 100"):
        keep(Sample("a", path), store, LIMITS)


def test_the_current_folder_has_a_title(tmp_path):
    folder_of(tmp_path / "faces", a_jpg=b"1")
    assert locate(".", tmp_path / "faces")[0].title == "faces"


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({f"{number}_jpg": b"" for number in range(4)}, "4 images; the limit here is 3"),
        ({"a_jpg": b"x" * 60, "b_jpg": b"x" * 41}, "101 bytes; the limit here is 100"),
    ],
)
def test_too_much_is_refused_before_anything_is_written(tmp_path, files, sentence):
    sink = Sink()
    with pytest.raises(LimitError, match=sentence):
        pack_files(files_in(folder_of(tmp_path, **files)), sink, LIMITS)
    assert sink.data == b""


def test_exactly_the_limits_go_through(tmp_path):
    sink = Sink()
    pack_files(files_in(folder_of(tmp_path, a_jpg=b"x" * 60, b_jpg=b"x" * 40, c_jpg=b"")), sink, LIMITS)
    assert names(sink.data) == ["a.jpg", "b.jpg", "c.jpg"]


def test_a_file_that_grew_or_went_since_it_was_listed(tmp_path, monkeypatch):
    root = folder_of(tmp_path, a_jpg=b"old", b_jpg=b"b")
    images = files_in(root)
    begin = Pack.begin

    def meanwhile(self: Pack, name: str, size: int) -> None:
        (root / "a.jpg").write_bytes(b"old and new")
        (root / "b.jpg").unlink(missing_ok=True)
        begin(self, name, size)

    monkeypatch.setattr(Pack, "begin", meanwhile)
    sink = Sink()
    pack_files(images, sink, LIMITS)
    with zipfile.ZipFile(io.BytesIO(sink.data)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"old", b""]


def test_one_that_went_before_it_was_measured_stops_no_other(tmp_path):
    root = folder_of(tmp_path, a_jpg=b"a", b_jpg=b"b")
    images = files_in(root)
    (root / "a.jpg").unlink()

    sink = Sink()
    pack_files(images, sink, LIMITS)

    assert names(sink.data) == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize("name", ["a\0b.npy", "x" * 5000, "~nobody-of-that-name/x.npy", "not-there.npy"])
def test_a_name_that_no_file_can_have_is_refused_in_words(tmp_path, name):
    with pytest.raises(SourceError, match="can't be opened"):
        locate(name, tmp_path)


def test_a_file_that_went_since_it_was_found_is_refused_in_words(tmp_path):
    with pytest.raises(SourceError, match=r"'gone.npy' can't be kept: No such file"):
        keep(Sample("gone", tmp_path / "gone.npy"), Store(tmp_path / "store"), LIMITS)
