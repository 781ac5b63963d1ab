"""Pictures in folders, there and back: the bytes as they were brought, the list as it says, nothing overwritten."""

import csv
import errno
import io
import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from explorer import settings as settings_module
from explorer.clusterings.result import Clustering
from explorer.dataset import Column
from explorer.errors import InputError, LimitError
from explorer.exports import FoldersParams, LocalFolderParams, carried, local_folder
from explorer.exports.carried import estimate
from explorer.exports.folders import zipped
from explorer.exports.local_folder import write
from explorer.store import Store
from tests.browser.pictures import picture
from tests.features.sets import of_files, of_images, of_vectors

PATHS = ("x/a.jpg", "y/a.jpg", "x/A.JPG", "../evil.png", "x/CON.jpg", "=佐藤, 花.png", "scan.tif", "b", "manifest.csv")
GROUPS = Clustering(np.array([0, 0, 0, 1, 1, 0, 2, -1, 0], dtype=np.int32), names=("anna", "../Anna", "ANNA"))


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


@pytest.fixture(scope="module")
def files():
    as_png = (".png", ".tif", "b")
    return [picture(seed, ".png" if path.endswith(as_png) else ".jpg") for seed, path in enumerate(PATHS)]


@pytest.fixture
def data(files):
    paths = Column("category", np.arange(len(PATHS), dtype=np.uint8), PATHS)
    who = Column("category", np.array([0, 1] * 4 + [0], dtype=np.uint8), ('Zoë "Z"', "ben"))
    rows = np.arange(len(PATHS), dtype=np.uint32) * 3 + 1  # others were left out
    return replace(of_files(files), rows=rows, columns={"file": paths, "who": who}, identity="who")


def listed(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_a_zip_unpacks_to_the_same_bytes_and_its_list_says_which(store, data, files, tmp_path):
    made = zipped(FoldersParams(group="person"), dataset=data, grouping=GROUPS, blobs=store)
    assert (made.n_files, made.n_folders) == (9, 4)
    with zipfile.ZipFile(io.BytesIO(bytes(made.content))) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "out")
        names = archive.namelist()
    assert names[-1] == "manifest.csv"
    assert len({name.casefold() for name in names}) == len(names)
    lines = listed((tmp_path / "out" / "manifest.csv").read_bytes())
    assert [line["path"] for line in lines] == names[:-1]
    assert [line["row"] for line in lines] == [str(row) for row in data.rows]
    assert [line["source"].lstrip("'") for line in lines] == list(PATHS)
    assert [line["identity"] for line in lines] == ['Zoë "Z"', "ben"] * 4 + ['Zoë "Z"']
    assert [line["person"] for line in lines] == ["anna"] * 3 + ["../Anna"] * 2 + ["anna", "ANNA", "noise", "anna"]
    for line, content in zip(lines, files, strict=True):
        assert (tmp_path / "out" / line["path"]).read_bytes() == content
        assert line["bytes"] == str(len(content))
    assert names[:-1] == [
        "anna/a.jpg",
        "anna/a (2).jpg",
        "anna/A (3).JPG",
        "__Anna/evil.png",
        "__Anna/_CON.jpg",
        "anna/_=佐藤, 花.png",
        "ANNA (2)/scan.png",
        "noise/b.png",
        "anna/manifest.csv.jpg",
    ]
    again = zipped(FoldersParams(group="person"), dataset=data, grouping=GROUPS, blobs=store)
    assert bytes(again.content) == bytes(made.content)
    assert store.mapped(made.content)  # it is in the store already


def test_some_rows_and_without_noise(store, data):
    mask = np.array([1, 0, 0, 0, 0, 0, 0, 1, 0], np.uint8)
    params = FoldersParams(selection=store.put(mask.tobytes()), unplaced="")
    made = zipped(params, dataset=data, grouping=GROUPS, blobs=store)
    with zipfile.ZipFile(io.BytesIO(bytes(made.content))) as archive:
        assert archive.namelist() == ["anna/a.jpg", "manifest.csv"]
    noise = replace(params, selection=store.put(np.eye(9, dtype=np.uint8)[7].tobytes()))
    with pytest.raises(InputError, match="No row is left"):
        zipped(noise, dataset=data, grouping=GROUPS, blobs=store)


@pytest.mark.parametrize(
    ("images", "mode"),
    [
        (np.random.default_rng(0).integers(0, 256, (3, 5, 4), dtype=np.uint8), "L"),
        (np.random.default_rng(0).integers(0, 256, (3, 5, 4, 3), dtype=np.uint8), "RGB"),
        (np.random.default_rng(0).integers(0, 60_000, (3, 5, 4), dtype=np.uint16), "I;16"),
    ],
)
def test_arrays_of_pixels_become_png_without_loss(store, images, mode):
    grouping = Clustering(np.array([0, 0, 1], dtype=np.int32))
    made = zipped(FoldersParams(), dataset=of_images(images), grouping=grouping, blobs=store)
    with zipfile.ZipFile(io.BytesIO(bytes(made.content))) as archive:
        assert archive.namelist() == [
            "cluster_0/row_0.png", "cluster_0/row_1.png", "cluster_1/row_2.png", "manifest.csv",
        ]  # fmt: skip
        for row, name in enumerate(archive.namelist()[:3]):
            image = Image.open(io.BytesIO(archive.read(name)))
            assert image.mode == mode
            np.testing.assert_array_equal(np.asarray(image), images[row])


def test_what_cannot_be_taken_is_refused_before_anything_is_written(store, data, monkeypatch):
    vectors = of_vectors(np.ones((9, 2), np.float32))
    with pytest.raises(InputError, match="no pictures"):
        zipped(FoldersParams(), dataset=vectors, grouping=GROUPS, blobs=store)
    with pytest.raises(InputError, match="of 9 rows"):
        zipped(FoldersParams(), dataset=of_files([picture(0)]), grouping=GROUPS, blobs=store)
    needed = estimate(data, np.arange(9))
    small = settings_module.read({"EXPLORER_MAX_TAKEAWAY_BYTES": str(needed - 1)})
    monkeypatch.setattr("explorer.exports.folders.current", lambda: small)
    with pytest.raises(LimitError, match=f"{needed:,} bytes.*EXPLORER_MAX_TAKEAWAY_BYTES"):
        zipped(FoldersParams(), dataset=data, grouping=GROUPS, blobs=store)
    assert not list((store.root / "blobs").glob("*/*"))
    with pytest.raises(LimitError, match="which is what its disk has left"):
        carried.check_size(data, np.arange(9), settings_module.read({}), 10)


def test_the_estimate_is_enough(store, data):
    made = zipped(FoldersParams(), dataset=data, grouping=GROUPS, blobs=store)
    assert 0.5 * len(made.content) < estimate(data, np.arange(9)) < 2 * len(made.content)


# --- to a folder of the server ---


@pytest.fixture
def allowed(monkeypatch):
    monkeypatch.setattr(local_folder, "current", lambda: settings_module.read({"EXPLORER_LOCAL_PATHS": "1"}))


def everything(root: Path):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("allowed")
def test_a_folder_gets_what_the_zip_has_and_keeps_what_it_had(store, data, files, tmp_path):
    root = tmp_path / "sorted"
    (root / "anna").mkdir(parents=True)
    (root / "anna" / "a.jpg").write_bytes(b"mine")
    (root / "manifest.csv").write_bytes(b"mine too")
    (root / "other.txt").write_bytes(b"kept")
    params = LocalFolderParams(path=str(root))
    made = write(params, dataset=data, grouping=GROUPS, blobs=store)
    assert (made.n_files, made.n_folders, made.n_there) == (9, 4, 0)
    found = everything(root)
    assert (found["anna/a.jpg"], found["manifest.csv"], found["other.txt"]) == (b"mine", b"mine too", b"kept")
    for line, content in zip(listed(found["manifest (2).csv"]), files, strict=True):
        assert found[line["path"]] == content
    assert made.n_renamed >= 1

    victim = listed(found["manifest (2).csv"])[4]["path"]
    (root / victim).unlink()  # as if it had been cut short
    again = write(replace(params, asked="2"), dataset=data, grouping=GROUPS, blobs=store)
    assert (again.n_files, again.n_there) == (9, 8)
    assert everything(root) == found
    assert {path.stat().st_mode & 0o777 for path in root.rglob("*.jpg") if path.read_bytes() != b"mine"} == {0o644}


@pytest.mark.usefixtures("allowed")
def test_going_on_where_a_disk_was_full_takes_room_only_for_what_is_still_to_be_written(
    store, data, files, tmp_path, monkeypatch
):
    params = LocalFolderParams(path=str(tmp_path / "sorted"))
    write(params, dataset=data, grouping=GROUPS, blobs=store)
    found = everything(tmp_path / "sorted")
    (tmp_path / "sorted" / "anna" / "a.jpg").unlink()
    room = carried.ENTRY_BYTES * len(files) + len(files[0])
    assert room < estimate(data, np.arange(9))

    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=room - 1))
    with pytest.raises(LimitError, match=f"the pictures still to be written take {room:,} bytes"):
        write(replace(params, asked="2"), dataset=data, grouping=GROUPS, blobs=store)
    assert not (tmp_path / "sorted" / "anna" / "a.jpg").exists()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=room))
    again = write(replace(params, asked="3"), dataset=data, grouping=GROUPS, blobs=store)
    assert (again.n_files, again.n_there) == (9, 8)
    assert everything(tmp_path / "sorted") == found


@pytest.mark.usefixtures("allowed")
def test_a_link_is_neither_followed_nor_written_through(store, data, tmp_path):
    root, outside = tmp_path / "sorted", tmp_path / "outside"
    (root / "noise").mkdir(parents=True)
    outside.mkdir()
    (outside / "victim").write_bytes(b"victim")
    (root / "noise" / "b.png").symlink_to(outside / "victim")
    write(LocalFolderParams(path=str(root)), dataset=data, grouping=GROUPS, blobs=store)
    assert everything(outside) == {"victim": b"victim"}
    assert (root / "noise" / "b (2).png").is_file()

    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "anna").symlink_to(outside)
    with pytest.raises(InputError, match="a link that leads elsewhere"):
        write(LocalFolderParams(path=str(linked)), dataset=data, grouping=GROUPS, blobs=store)
    assert everything(outside) == {"victim": b"victim"}


@pytest.mark.usefixtures("allowed")
def test_file_systems_without_links_are_written_to_as_well(store, data, files, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write(LocalFolderParams(path=str(tmp_path / "plain")), dataset=data, grouping=GROUPS, blobs=store)
    assert everything(tmp_path / "plain")["anna/a.jpg"] == files[0]


class Full(io.FileIO):
    """A file on a disk that is soon full."""

    def write(self, content):
        super().write(content[:5])
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.usefixtures("allowed")
def test_no_part_of_a_file_is_left_where_a_disk_without_links_is_full(store, data, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "not permitted")

    def opened(path, mode="r", *more, **named):
        return Full(path, mode) if mode == "xb" else open_(path, mode, *more, **named)

    open_ = Path.open
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(InputError, match="No space left on device"):
        write(LocalFolderParams(path=str(tmp_path / "full")), dataset=data, grouping=GROUPS, blobs=store)
    assert everything(tmp_path / "full") == {}


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(("path", "words"), [("", "no full path"), ("sorted", "no full path"), ("FILE", "is a file")])
def test_a_folder_that_cannot_be_one_is_refused(store, data, tmp_path, path, words):
    (tmp_path / "file").write_bytes(b"")
    named = path.replace("FILE", str(tmp_path / "file"))
    with pytest.raises(InputError, match=words):
        write(LocalFolderParams(path=named), dataset=data, grouping=GROUPS, blobs=store)
    with pytest.raises(InputError, match="its own data"):
        write(LocalFolderParams(path=f"{store.root}/x"), dataset=data, grouping=GROUPS, blobs=store)


@pytest.mark.usefixtures("allowed")
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_said(store, data, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(InputError, match="can't be written"):
        write(LocalFolderParams(path=str(tmp_path / "locked")), dataset=data, grouping=GROUPS, blobs=store)


def test_without_the_setting_nothing_is_written(store, data, tmp_path):
    with pytest.raises(InputError, match="writes to no folders"):
        write(LocalFolderParams(path=str(tmp_path / "x")), dataset=data, grouping=GROUPS, blobs=store)
    assert not (tmp_path / "x").exists()
