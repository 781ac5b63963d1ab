import gzip

import pytest

from explorer.errors import SourceError
from explorer.settings import current
from explorer.sources import text as module
from explorer.sources.text import Stream, lines, open_text


def read_all(path):
    return b"".join(open_text(path, current()).pieces()).decode()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "naïve 日本語 🙂"),
        ("utf-8-sig", "naïve 日本語 🙂"),
        ("utf-16", "naïve 日本語 🙂"),
        ("cp932", "氏名 山田太郎 ｶﾅ"),
        ("cp1252", "Müller, 5 €"),
        ("ascii", "plain"),
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 1_000])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_every_encoding_in_pieces_of_any_size(tmp_path, monkeypatch, encoding, text, piece, pack):
    # a byte order mark, and two letters of Japanese, are looked for in a piece
    least = {"utf-8-sig": 3, "utf-16": 2, "cp932": 8}.get(encoding, 1)
    monkeypatch.setattr(module, "PIECE_BYTES", max(piece, least))
    (tmp_path / "file").write_bytes(pack(text.encode(encoding)))

    assert read_all(tmp_path / "file") == text


def test_latin_1_that_happens_to_be_valid_shift_jis_without_japanese_words(tmp_path):
    (tmp_path / "file").write_bytes("Ünïque é".encode("cp1252"))

    assert open_text(tmp_path / "file", current()).encoding == "cp1252"


def test_utf_8_that_is_cut_in_a_letter_is_not_utf_8(tmp_path):
    (tmp_path / "file").write_bytes("abc é".encode()[:-1])

    assert open_text(tmp_path / "file", current()).encoding == "cp1252"


def test_a_stream_gives_what_is_asked_for():
    stream = Stream(iter([b"abc", b"", b"defgh", b"i"]))

    assert [stream.read(2), stream.read(4), stream.read(0), stream.read(), stream.read(1)] == [
        b"ab",
        b"cdef",
        b"",
        b"ghi",
        b"",
    ]


def test_lines_across_pieces():
    assert list(lines(iter([b"a\r\nb", b"c\n", b"\nd"]), 100)) == [b"a", b"bc", b"", b"d"]
    assert list(lines(iter([b"a\n"]), 100)) == [b"a"]
    with pytest.raises(SourceError, match="longer than 5 bytes"):
        list(lines(iter([b"abcd", b"efgh"]), 5))
