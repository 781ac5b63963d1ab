"""Names of files and folders that no system trips over, and that lead nowhere else."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.exports.safe_names import Distinct, safe
from explorer.sources.pack import cleaned


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("anna.jpg", "anna.jpg"),
        ("Zoë & Jürgen 佐藤.png", "Zoë & Jürgen 佐藤.png"),
        ("../../etc/passwd", "__.._etc_passwd"),
        ("a\\b:c*d?.png", "a_b_c_d_.png"),
        ("C:\\x.png", "C__x.png"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("LPT³", "_LPT³"),
        ("console.png", "console.png"),
        ("name. . ", "name"),
        (".htaccess", "_htaccess"),
        ("-rf.jpg", "_-rf.jpg"),
        ("=cmd.png", "_=cmd.png"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("a\x00b\nc", "abc"),
        ("کتاب\u200cها.jpg", "کتاب\u200cها.jpg"),
        ("", "nothing"),
        ("...", "nothing"),
        ("\ud800", "nothing"),
        ("///", "nothing"),
    ],
)
def test_a_name_becomes_safe(name, expected):
    assert safe(name, "nothing") == expected


def test_a_long_name_keeps_its_ending_and_whole_letters():
    found = safe("佐" * 200 + ".jpeg", "nothing")
    assert found.endswith("佐.jpeg")
    assert len(found.encode()) <= 185


@given(st.text(max_size=300))
def test_any_name_is_one_part_of_a_path_and_stays_as_it_is(name):
    found = safe(name, "otherwise")
    assert found == safe(found, "otherwise")
    assert PurePosixPath(found).parts == (found,)
    assert PureWindowsPath(found).parts == (found,)
    assert not PureWindowsPath(found).drive
    assert found == unicodedata.normalize("NFC", found)
    assert found.encode()
    assert len(found.encode()) < 200
    assert cleaned(found) == found  # what packs a zip changes nothing more


def test_taken_names_get_a_number_whatever_their_case():
    distinct = Distinct("manifest.csv")
    found = [distinct(name) for name in ("a.jpg", "A.JPG", "a.jpg", "a (2).jpg", "b", "b", "Manifest.csv")]
    assert found == ["a.jpg", "A (2).JPG", "a (3).jpg", "a (2) (2).jpg", "b", "b (2)", "Manifest (2).csv"]


@given(st.lists(st.sampled_from(["a.png", "A.png", "a (2).png", "a (3).PNG", "b"]), max_size=30))
def test_no_two_names_are_the_same(names):
    distinct = Distinct()
    found = [distinct(name).casefold() for name in names]
    assert len(set(found)) == len(found)


def test_thousands_of_one_name_take_no_longer_each_time():
    distinct = Distinct()
    assert [distinct("a.png") for _ in range(20_000)][-1] == "a (20000).png"
