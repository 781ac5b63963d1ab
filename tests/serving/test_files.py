"""Files to save: their name, their type, their bytes; and that nobody else gets them."""

import hashlib
from urllib.parse import unquote

import pytest

from explorer.serving.addresses import file_name, new_visitor

DATA = 'row,名\r\n0,"a,b"\r\n'.encode()


@pytest.fixture
def digest(live) -> str:
    return live.services.store.put(DATA)


@pytest.mark.parametrize(
    ("name", "plain", "kind"),
    [
        ("digits.csv", "digits.csv", "text/csv; charset=utf-8"),
        ("a b.parquet", "a b.parquet", "application/vnd.apache.parquet"),
        ("顔 100%.csv", "_ 100_.csv", "text/csv; charset=utf-8"),
        ('a"; x=".bin', "a_; x=_.bin", "application/octet-stream"),
        ("CR\r\nLF.csv", "CR__LF.csv", "text/csv; charset=utf-8"),
    ],
)
def test_a_file_is_saved_under_its_name(live, client, visitor, digest, name, plain, kind):
    answer = client.get(live.services.addresses.file(visitor, digest, name), headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["content-type"] == kind
    disposition = answer.headers["content-disposition"]
    head, _, spelled = disposition.partition("; filename*=UTF-8''")
    assert head == f'attachment; filename="{plain}"'
    assert unquote(spelled) == name
    assert spelled.isascii()
    assert answer.headers["content-length"] == str(len(DATA))  # the browser can say how far it is
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in answer.headers
    assert "private" in answer.headers["cache-control"]


def test_part_of_a_file_can_be_asked_for_again(live, client, visitor, digest):
    path = live.services.addresses.file(visitor, digest, "a.csv")
    answer = client.get(path, headers={"Range": "bytes=4-"})
    assert (answer.status_code, answer.content) == (206, DATA[4:])


def test_a_stranger_another_name_and_another_digest_are_refused(live, client, visitor, digest):
    path = live.services.addresses.file(visitor, digest, "a.csv")
    other = live.services.store.put(b"somebody else's")
    with live.client(new_visitor()) as stranger:
        assert stranger.get(path).status_code == 403
    for wrong in (path.replace("a.csv", "b.csv"), path.replace(digest, other), path.replace("/x/file/", "/x/blob/")):
        assert client.get(wrong).status_code in (403, 404)
    assert client.get(path.replace(f"/{digest}", "/..%2f..%2fsecret")).status_code in (403, 404)


def test_a_file_that_was_removed_is_said_to_be(live, client, visitor):
    removed = live.services.store.put(b"soon removed, a file")
    live.services.store.blob(removed).unlink()
    answer = client.get(live.services.addresses.file(visitor, removed, "a.csv"))
    assert answer.status_code == 404
    assert "Reload the page" in answer.text


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("digits", "digits.csv"),
        ("顔の データ", "顔の データ.csv"),
        ("../../etc/passwd", "-..-etc-passwd.csv"),
        ('a\\b:c*d?"e<f>g|h', "a-b-c-d-e-f-g-h.csv"),
        ("two\nlines\t", "two lines.csv"),
        ("...", "rows.csv"),
        ("", "rows.csv"),
        ("長" * 300, "長" * 60 + ".csv"),
        ("CON. ", "CON.csv"),
    ],
)
def test_words_as_a_file_name(words, name):
    assert file_name(words, ".csv") == name


def test_a_name_fits_a_file_system(tmp_path):
    path = tmp_path / file_name("𠮷" * 300, ".parquet")
    path.write_bytes(b"x")
    assert hashlib.blake2b(path.read_bytes()).digest() == hashlib.blake2b(b"x").digest()
