import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.errors import SourceError
from explorer.sources import SAMPLES, detect

NPY, ZIP, GZIP = b"\x93NUMPY\x01\x00", b"PK\x03\x04\x14\x00\x00\x00", b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.npy", NPY, "npy"),
        ("a.npz", ZIP, "npz"),
        ("A.NPZ", ZIP, "npz"),
        ("a.npz", NPY, "npy"),  # the bytes decide
        ("a.npy", ZIP, "npz"),
        ("photos.zip", ZIP, "images"),
        ("PHOTOS.ZIP", b"PK\x05\x06\x00\x00\x00\x00", "images"),  # empty: refused when it is read
        ("digits.csv.gz", GZIP, "digits"),
        ("a.csv", b"f0,f1", "csv"),
        ("A.TSV", "\ufeffa\tb".encode("utf-16-le"), "csv"),
        ("a.txt", b"1 2 3", "txt"),
        ("wiki.en.vec", b"10 300\n", "word2vec"),
        ("glove.txt.gz", GZIP, "txt"),
        ("other.csv.gz", GZIP, "csv"),
        ("my-digits.csv.gz", GZIP, "csv"),
        ("a.jsonl", b'{"v": [', "jsonl"),
        ("train-images-idx3-ubyte", b"\0\0\x08\x03\0\0\xea\x60", "idx"),
        ("train-images-idx3-ubyte.gz", gzip.compress(b"\0\0\x08\x03\0\0\xea\x60", mtime=0), "idx"),
        ("a.parquet", b"PAR1\x15\x04", "parquet"),
        ("a.pq", b"PAR1\x15\x04", "parquet"),
        ("a.feather", b"ARROW1\0\0", "arrow"),
        ("a.arrow", b"\xff\xff\xff\xff\x10\0", "arrow"),
    ],
)
def test_formats(name, head, expected):
    assert detect(name, head) == expected


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("a.npy", b"", "empty"),
        ("a.npy", b"hello, w", "isn't what its name says"),
        ("a.pkl", b"\x80\x04\x95\x00\x00", "pickle"),
        ("a.npy", b"\x80\x04\x95\x00\x00", "pickle"),
        ("model.pt", ZIP, "pickle"),
        ("a.doc", b"1 2 3", "Accepted: .npy"),
        ("a.npy", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n", "git lfs pull"),
        ("a.csv", b"\xef\xbb\xbf\n<!DOCTYPE html><html>", r"web page \(HTML\).*Download the file itself again"),
        ("a.parquet", b"<HTML lang='en'>", r"web page \(HTML\)"),
        ("a.csv", ZIP, "no text"),
        ("a.parquet", b"hello, w", "isn't what its name says"),
        ("a.parquet", b"PARE\x15\x04", "encrypted"),
        ("a.feather", b"FEA1\0\0", "first kind of Feather"),
        ("a.txt", b"\x89PNG\r\n", "no text"),
        ("a.csv", b"a\0b", "no text"),
        ("a.zip", b"hello, w", "isn't what its name says"),
        ("a.docx", ZIP, "and .zip, .tar and .tar.gz .images"),
        ("other.json.gz", GZIP, "Accepted"),
        ("../../etc/passwd", b"root:x:0", "Accepted"),
    ],
)
def test_other_files_are_refused_with_what_is_accepted(name, head, words):
    with pytest.raises(SourceError, match=words):
        detect(name, head)


def test_the_sample_is_there():
    title, path, *_ = SAMPLES["digits"]

    assert title == "Handwritten digits"
    assert path.name == "digits.csv.gz"
    assert path.is_file()


def test_the_registries_import_nothing_heavy():
    code = (
        "import sys, explorer.sources, explorer.features, explorer.features.thumbnails\n"
        "print([name for name in ('sklearn', 'scipy', 'PIL', 'pandas', 'numba') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]

    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    ).stdout

    assert out.strip() == "[]"
