import random
import zipfile

import pytest

from explorer.sources.names import folders, is_junk, labels, natural, without_common_folders
from tests.sources.photos import raw_zip, zip_of


def read(path):
    with zipfile.ZipFile(path) as archive:
        return labels(archive.infolist())


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["顔/田中さん_笑顔.png", "顔/b.png"], "utf-8"),
        (["顔/田中さん_笑顔.png", "顔/b.png"], "cp932"),
        (["ソース表示/能力.png", "a.png"], "cp932"),  # letters whose second byte is a backslash
        (["Müller/Körper.png", "Zoë.png"], "cp437"),
        (["Müller/Körper.png", "Zoë.png"], "utf-8"),
        (["plain/a.png"], "ascii"),
    ],
)
def test_names_without_a_mark_are_read_as_they_were_meant(tmp_path, names, encoding):
    path = raw_zip(tmp_path / "a.zip", [(name.encode(encoding), b"x" * at) for at, name in enumerate(names)])

    assert read(path) == names


def test_names_with_a_mark(tmp_path):
    assert read(zip_of(tmp_path / "a.zip", {"顔/é.png": b"", "b.png": b""})) == ["顔/é.png", "b.png"]


def test_a_name_that_was_read_from_its_second_spelling():
    known, plain = zipfile.ZipInfo("顔/é.png"), zipfile.ZipInfo("Müller.png".encode().decode("cp437"))

    assert labels([known, plain]) == ["顔/é.png", "Müller.png"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd.png", "etc/passwd.png"),
        ("/etc/passwd.png", "etc/passwd.png"),
        ("a\\b\\..\\c.png", "a/b/c.png"),
        ("C:\\temp\\c.png", "C:/temp/c.png"),
        ("./a//b.png", "a/b.png"),
        ("a\n\x1b[31m\u202eb.png", "a[31mb.png"),
        (" a / b.png", "a/b.png"),
        ("..", "?"),
    ],
)
def test_a_label_leads_nowhere_and_holds_what_can_be_seen(tmp_path, name, label):
    assert read(zip_of(tmp_path / "a.zip", {name: b""})) == [label]


@pytest.mark.parametrize(
    ("label", "junk"),
    [
        ("__MACOSX/a/._1.jpg", True),
        ("a/.DS_Store", True),
        (".git/logo.png", True),
        ("a/Thumbs.db", True),
        ("Desktop.ini", True),
        ("a/thumbs.png", False),
        ("a.b/c.png", False),
    ],
)
def test_junk(label, junk):
    assert is_junk(label) == junk


def test_the_order_is_how_people_count():
    expected = ["1.png", "2.png", "10.png", "a/1.png", "a/2.png", "a/2b.png", "a/11.png", "A10/1.png", "a b/1.png"]
    shuffled = expected[:]
    random.Random(0).shuffle(shuffled)

    assert sorted(shuffled, key=natural) == expected


def test_a_number_of_any_length_is_a_number():
    digits = "9" * 10_000

    assert sorted([f"1{digits}.png", f"{digits}.png", "7.png", "007.png"], key=natural) == [
        "007.png",
        "7.png",
        f"{digits}.png",
        f"1{digits}.png",
    ]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["p/a/1", "p/b/2"], ["a/1", "b/2"]),
        (["p/q/a/1", "p/q/2"], ["a/1", "2"]),
        (["p/1", "p/2"], ["1", "2"]),
        (["p/1", "q/2"], ["p/1", "q/2"]),
        (["p/p", "p"], ["p/p", "p"]),
        (["p/1"], ["1"]),
        ([], []),
    ],
)
def test_folders_that_all_share_are_left_out(paths, expected):
    assert without_common_folders(paths) == expected


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["ann/1", "bob/2"], ["ann", "bob"]),
        (["train/cat/1", "test/cat/2", "test/dog/3"], ["cat", "cat", "dog"]),
        (["ann/photos/1", "bob/photos/2"], ["ann/photos", "bob/photos"]),
        (["1", "ann/2"], ["", "ann"]),
        (["1", "2"], ["", ""]),
    ],
)
def test_the_folder_of_a_file(paths, expected):
    assert folders(paths) == expected
