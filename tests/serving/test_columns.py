import json

import numpy as np
import pytest

from explorer.serving.addresses import COOKIE, new_visitor

COLUMN = np.linspace(-1, 1, 5000, dtype="<f4")


@pytest.fixture
def column(live) -> str:
    return live.services.store.put(COLUMN.tobytes())


@pytest.fixture
def batch(live) -> tuple[str, str, list[bytes]]:
    pictures = [b"RIFF-first", b"", b"RIFF-third-and-longest"]
    offsets = np.cumsum([0, *(len(picture) for picture in pictures)]).astype("<u4")
    return live.services.store.put(b"".join(pictures)), live.services.store.put(offsets.tobytes()), pictures


def test_a_column_arrives_as_it_is_stored_and_is_kept_for_ever(live, client, visitor, column):
    # Streamlit would compress it, and the length would be lost
    answer = client.get(live.services.addresses.sign(visitor, column), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    np.testing.assert_array_equal(np.frombuffer(answer.content, "<f4"), COLUMN)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["content-length"] == "20000"
    assert answer.headers["etag"] == f'"{column}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "content-encoding" not in answer.headers


def test_codes_travel_compressed_where_the_browser_takes_that(live, client, visitor):
    codes = np.random.default_rng(0).integers(0, 8, 200_000).astype(np.uint8)
    path = live.services.addresses.sign(visitor, live.services.store.put(codes.tobytes()))
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.content == plain.content == codes.tobytes()
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 0.5 * len(codes)
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["cache-control"] == plain.headers["cache-control"]


def test_what_the_browser_has_is_not_sent_again(live, client, visitor, column):
    path = live.services.addresses.sign(visitor, column)
    answer = client.get(path, headers={"If-None-Match": f'"{column}"'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


def test_texts_are_json(live, client, visitor):
    digest = live.services.store.put(json.dumps(["Ömer", "<b>"]).encode())
    answer = client.get(live.services.addresses.sign(visitor, digest, "text"))
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == ["Ömer", "<b>"]


def test_another_visitor_s_address_is_refused(live, visitor, column):
    path = live.services.addresses.sign(visitor, column)
    with live.client(new_visitor()) as stranger:
        answer = stranger.get(path)
    assert answer.status_code == 403
    assert answer.text == "This address belongs to another workspace. Reload the page to get your own."
    assert answer.headers["cache-control"] == "no-store"


def test_no_cookie_and_a_cookie_with_one_character_changed_are_refused(live, client, visitor, column):
    path = live.services.addresses.sign(visitor, column)
    assert client.get(path).status_code == 200
    changed = visitor[:-1] + ("A" if visitor[-1] != "A" else "B")
    for cookies in ({}, {COOKIE: changed}, {COOKIE: "not an id"}):
        with live.client() as stranger:
            stranger.cookies.clear()
            stranger.cookies.update(cookies)
            assert stranger.get(path).status_code == 403


def test_an_address_with_one_character_changed_is_refused(live, client, visitor, column):
    path = live.services.addresses.sign(visitor, column)
    other = live.services.store.put(b"somebody else's")
    _, _, kind, signature, digest = path.split("/")
    flipped = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    for wrong in (
        f"/x/{kind}/{flipped}/{digest}",
        f"/x/{kind}/{signature}/{other}",
        f"/x/text/{signature}/{digest}",
    ):
        assert client.get(wrong).status_code == 403


def test_what_was_removed_or_damaged_is_said_to_be_gone(live, client, visitor):
    removed = live.services.store.put(b"soon removed")
    live.services.store.blob(removed).unlink()
    damaged = live.services.store.put(b"soon damaged")
    live.services.store.blob(damaged).write_bytes(b"soon DAMAGED, and longer")
    for digest in (removed, damaged):
        answer = client.get(live.services.addresses.sign(visitor, digest))
        assert answer.status_code == 404
        assert "Reload the page" in answer.text


def test_a_signed_path_leads_to_no_other_file(live, client, visitor):
    signature = live.services.addresses._signature(visitor, "blob", "../secret")
    for digest in ("..%2Fsecret", "../secret", "..%5Csecret"):
        assert client.get(f"/x/blob/{signature}/{digest}").status_code in (403, 404)


def test_each_thumbnail_is_its_own_slice_of_the_pack(live, client, visitor, batch):
    pack, offsets, pictures = batch
    path = live.services.addresses.thumbnails(visitor, pack, offsets)
    for number, picture in enumerate(pictures):
        answer = client.get(f"{path}/{number}")
        assert answer.status_code == 200
        assert answer.content == picture
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize("index", ["3", "999999999", "9999999999999999999", "-1", "1.0", "x", "٣"])
def test_a_thumbnail_that_is_not_in_the_batch_is_not_found(live, client, visitor, batch, index):
    pack, offsets, _ = batch
    answer = client.get(f"{live.services.addresses.thumbnails(visitor, pack, offsets)}/{index}")
    assert answer.status_code == 404


def test_thumbnails_are_refused_to_others_and_cannot_be_recombined(live, client, visitor, batch):
    pack, offsets, _ = batch
    path = live.services.addresses.thumbnails(visitor, pack, offsets)
    with live.client() as stranger:
        assert stranger.get(f"{path}/0").status_code == 403
    swapped = path.replace(f"{pack}-{offsets}", f"{offsets}-{pack}")
    assert client.get(f"{swapped}/0").status_code == 403


PNG, JPEG = b"\x89PNG\r\n\x1a\n and more", b"\xff\xd8\xff\xe0 and more"
WEBP, GIF, BMP = b"RIFF\x0a\0\0\0WEBPVP8 ", b"GIF89a and more", b"BM and more"
AVIF = b"\0\0\0\x20ftypavif and more"
LONG = b"\xff\xd8\xff" + bytes(range(256)) * 20_000  # more than one piece
SVG, HTML, TIFF = b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html><script>1</script>", b"II*\0 and more"


@pytest.fixture
def brought(live) -> tuple[str, str, list[bytes]]:
    files = [PNG, JPEG, LONG, WEBP, GIF, BMP, AVIF, SVG, HTML, TIFF, b""]
    offsets = np.cumsum([0, *(len(file) for file in files)]).astype("<u8")
    return live.services.store.put(b"".join(files)), live.services.store.put(offsets.tobytes()), files


def test_a_picture_comes_as_it_was_brought(live, client, visitor, brought):
    pack, offsets, files = brought
    base = live.services.addresses.originals(visitor, pack, offsets)
    kinds = ["image/png", "image/jpeg", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/avif"]
    for number, kind in enumerate(kinds):
        answer = client.get(f"{base}/{number}")
        assert answer.status_code == 200
        assert answer.content == files[number]
        assert answer.headers["content-type"] == kind
        assert answer.headers["content-length"] == str(len(files[number]))
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
    again = client.get(f"{base}/1", headers={"If-None-Match": answer.headers["etag"].replace("-6", "-1")})
    assert (again.status_code, again.content) == (304, b"")


def test_pictures_of_a_shared_pack_are_told_by_where_they_begin_and_end(live, client, visitor, brought):
    pack, _, files = brought
    ends = np.cumsum([0, *(len(file) for file in files)]).astype("<u8")
    pairs = live.services.store.put(np.stack([ends[[4, 1]], ends[[5, 2]]], axis=1).tobytes())
    base = live.services.addresses.originals(visitor, pack, pairs, apart=True)
    assert [client.get(f"{base}/{number}").content for number in (0, 1)] == [files[4], files[1]]
    assert client.get(f"{base}/2").status_code == 404
    assert client.get(f"{base.removesuffix('-apart')}/0").status_code == 403


@pytest.mark.parametrize("number", [7, 8, 9, 10])
def test_what_a_browser_might_run_or_cannot_show_is_not_shown(live, client, visitor, brought, number):
    pack, offsets, _ = brought
    answer = client.get(f"{live.services.addresses.originals(visitor, pack, offsets)}/{number}")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("index", ["10", "999999999", "-1", "x", "1.0"])
def test_a_picture_that_is_not_there_is_not_found(live, client, visitor, brought, index):
    pack, offsets, _ = brought
    assert client.get(f"{live.services.addresses.originals(visitor, pack, offsets)}/{index}").status_code == 404


def test_a_picture_is_the_visitor_s_own(live, client, visitor, brought):
    pack, offsets, _ = brought
    path = live.services.addresses.originals(visitor, pack, offsets)
    assert client.get(f"{path}/0").status_code == 200
    with live.client() as stranger:
        assert stranger.get(f"{path}/0").status_code == 403
    assert client.get(f"{path.replace('/x/original/', '/x/thumb/')}/0").status_code == 403
    assert client.get(f"{path.replace(f'{pack}-{offsets}', f'{offsets}-{pack}')}/0").status_code == 403


def test_pictures_that_were_removed_are_said_to_be_gone(live, client, visitor, brought):
    pack, offsets, _ = brought
    path = live.services.addresses.originals(visitor, pack, offsets)
    live.services.store.blob(pack).unlink()
    answer = client.get(f"{path}/0")
    assert (answer.status_code, "Reload the page" in answer.text) == (404, True)
