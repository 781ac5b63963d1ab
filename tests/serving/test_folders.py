"""Folders of images over the route: the framing, the limits, and what is left when it goes wrong."""

import io
import json
import socket
import zipfile
from urllib.parse import quote

import pytest

from explorer import settings
from explorer.recipe import digest_of
from explorer.serving import receiving
from explorer.serving.addresses import new_visitor
from explorer.serving.folders import Frames
from explorer.sources.pack import Pack
from tests.serving.live import Live
from tests.serving.test_uploads import headers, left_over, run, wait_until

IMAGES = {"anna/1.jpg": b"one", "anna/2.jpg": b"", "ben/1.png": b'["x.jpg", 2]\n' * 9}


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    started = Live(tmp_path_factory.mktemp("live") / "home", max_upload_bytes=3_000_000, max_images=5)
    yield started
    started.stop()


def frame(name: object, data: bytes, size: object = None) -> bytes:
    return json.dumps([name, len(data) if size is None else size]).encode() + b"\n" + data


def body(images: dict[str, bytes]) -> bytes:
    return b"".join(frame(name, data) for name, data in images.items())


def send(live: Live, visitor: str, content: object, images: object = 3, name: str = "faces.zip", **changes: str | None):
    with live.client(visitor) as client:
        url = f"/x/folder?name={quote(name)}&images={images}"
        return client.post(url, content=content, headers=headers(live, visitor, **changes))  # type: ignore[arg-type]


def nothing_kept(live: Live, visitor: str) -> bool:
    return not left_over(live) and live.services.workspaces.open(visitor).uploads == ()


def test_a_folder_is_a_zip_in_the_workspace(live, visitor):
    answer = send(live, visitor, body(IMAGES))
    assert answer.status_code == 200
    said = answer.json()
    data = live.services.store.blob(said["fingerprint"]).read_bytes()
    assert said == {"fingerprint": digest_of(data), "name": "faces.zip", "bytes": len(data), "images": 3}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == IMAGES
    (kept,) = live.services.workspaces.open(visitor).uploads
    assert (kept.fingerprint, kept.name, kept.size) == (digest_of(data), "faces.zip", len(data))
    assert left_over(live) == []


def test_the_same_folder_has_the_same_fingerprint_for_everybody(live):
    prints = {send(live, new_visitor(), body(IMAGES), name=name).json()["fingerprint"] for name in ("a.zip", "b.zip")}
    assert len(prints) == 1


@pytest.mark.parametrize(
    ("name", "kept"), [("faces", "faces.zip"), ("../a/Faces.ZIP", "Faces.ZIP"), ("v1.0", "v1.0.zip")]
)
def test_its_name_is_a_zip_s(live, visitor, name, kept):
    assert send(live, visitor, body(IMAGES), name=name).json()["name"] == kept


@pytest.mark.parametrize(
    "changes",
    [
        {"X-Explorer-Token": None},
        {"X-Explorer-Token": "0" * 32},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": None, "Sec-Fetch-Site": None},
    ],
)
def test_what_does_not_come_from_a_page_of_the_visitor_is_refused(live, visitor, changes):
    answer = send(live, visitor, body(IMAGES), **changes)
    assert answer.status_code == 403
    assert nothing_kept(live, visitor)


@pytest.mark.parametrize("images", ["", "0", "-1", "three", "1e3", "99999999999"])
def test_a_folder_says_how_many_images_it_has(live, visitor, images):
    answer = send(live, visitor, body(IMAGES), images=images)
    assert (answer.status_code, answer.text) == (
        400,
        "The upload has no number of images; add &images=… to the address.",
    )


WRONG = "What was sent isn't a folder of images"


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"", 400, "Of 3 images 0 arrived"),
        (body(IMAGES)[:-1], 400, "Of 3 images 2 arrived"),
        (body(IMAGES) + b'["a.jpg"', 400, "Of 3 images 3 arrived"),
        (body(IMAGES) + frame("a.jpg", b"x"), 400, "Of 3 images 4 arrived"),
        (body({"a.jpg": b"x"}), 400, "Of 3 images 1 arrived"),
        (b"\x89PNG\r\n\x1a\n", 400, WRONG),
        (b"\n", 400, WRONG),
        (b"{}\n", 400, WRONG),
        (b'["a.jpg"]\n', 400, WRONG),
        (b'"ab"\n', 400, WRONG),
        (frame("a.jpg", b"", -1), 400, WRONG),
        (frame("a.jpg", b"", 1.0), 400, WRONG),
        (frame("a.jpg", b"", True), 400, WRONG),
        (frame("a.jpg", b"", "1"), 400, WRONG),
        (frame(7, b""), 400, WRONG),
        (b"[" * 8000 + b"\n", 400, WRONG),
        (b'["a.jpg", ' + b"9" * 8000 + b"]\n", 400, WRONG),
        (b" " * 9000, 400, WRONG),
        (b" " * 9000 + b"\n", 400, WRONG),
        (frame("notes.doc", b"x"), 415, "'notes.doc' is no image; accepted are JPEG, PNG"),
        (frame(".hidden/a.jpg", b"x"), 415, "is no image"),
        (frame("../a.jpg", b"x"), 415, "is no image"),
        (frame("a\ud800.doc", b"x"), 415, "is no image"),
        (frame("a.jpg", b"", 3_000_001), 413, "3,000,001 bytes; the limit here is 3,000,000"),
        (frame("a.jpg", b"", 10**30), 413, "the limit here is 3,000,000"),
        (frame("a.jpg", b"x") + frame("b.jpg", b"", 3_000_000), 413, "3,000,001 bytes"),
        (frame("a.jpg", b"") * 6, 413, "6 images; the limit here is 5"),
    ],
)
def test_what_is_not_a_folder_as_agreed_leaves_nothing(live, visitor, content, status, sentence):
    answer = send(live, visitor, content)
    assert (answer.status_code, sentence in answer.text) == (status, True), answer.text
    assert nothing_kept(live, visitor)


def test_too_many_are_refused_by_what_is_declared(live, visitor):
    answer = send(live, visitor, b"", images=6)
    assert answer.status_code == 413
    assert "EXPLORER_MAX_IMAGES=6" in answer.text
    assert nothing_kept(live, visitor)


def test_exactly_the_limits_go_through(live, visitor):
    images = {f"{number}.jpg": b"x" * 600_000 for number in range(5)}
    assert send(live, visitor, body(images), images=5).status_code == 200


def test_names_lead_nowhere(live, visitor):
    names = ["/a.jpg", "C:\\b.jpg", "/etc/c.jpg", "a.jpg", "x\x00y/d.jpg"]
    content = b"".join(frame(name, name.encode()) for name in names)
    fingerprint = send(live, visitor, content, images=5).json()["fingerprint"]
    with zipfile.ZipFile(live.services.store.blob(fingerprint)) as archive:
        assert archive.namelist() == ["a.jpg", "b.jpg", "etc/c.jpg", "a (2).jpg", "xy/d.jpg"]
        assert [archive.read(entry).decode() for entry in archive.namelist()] == names


@pytest.mark.parametrize("step", [1, 2, 7, 1000])
def test_however_the_body_is_cut(step):
    class Sink(list[bytes]):
        write = list.append

    sink, content = Sink(), body(IMAGES)
    with Pack(sink) as pack:
        frames = Frames(pack, settings.read({}))
        for start in range(0, len(content), step):
            frames.feed(content[start : start + step])
        frames.finish(3)
    with zipfile.ZipFile(io.BytesIO(b"".join(sink))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == IMAGES


def half(server: Live, visitor: str) -> socket.socket:
    """A connection that has sent half of what it promised."""
    lines = headers(server, visitor)
    lines |= {"Host": server.url.removeprefix("http://"), "Cookie": f"explorer_visitor={visitor}"}
    content = frame("a.jpg", b"x" * 1_200_000) + frame("b.jpg", b"y" * 1_200_000)
    lines |= {"Content-Length": str(len(content))}
    head = "POST /x/folder?name=a.zip&images=2 HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in lines.items())
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall(f"{head}\r\n".encode() + content[:1_300_000])
    return connection


def test_one_that_is_broken_off_leaves_nothing(live, visitor):
    connection = half(live, visitor)
    wait_until(lambda: left_over(live))
    connection.close()
    wait_until(lambda: not left_over(live))
    assert nothing_kept(live, visitor)


def test_one_that_goes_silent_leaves_nothing(live, visitor, monkeypatch):
    monkeypatch.setattr(receiving, "STALL_SECONDS", 0.3)
    connection = half(live, visitor)
    assert connection.recv(4096).decode().startswith("HTTP/1.1 408 ")
    connection.close()
    assert nothing_kept(live, visitor)


def test_when_the_server_stops_nothing_is_left(tmp_path, visitor):
    server = Live(tmp_path / "home", max_upload_bytes=3_000_000)
    connection = half(server, visitor)
    wait_until(lambda: left_over(server))
    connection.close()
    server.stop()
    assert nothing_kept(server, visitor)


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    """In a process of its own, whose files may not grow: the kernel refuses the write."""
    code = """
        import errno, resource, signal, sys
        from pathlib import Path
        from explorer.serving import receiving
        from tests.serving.live import Live
        from tests.serving.test_folders import body, send
        from tests.serving.test_uploads import left_over
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
        receiving.DISK_FULL = (errno.EFBIG,)  # what this limit raises where a disk raises ENOSPC
        live = Live(Path(sys.argv[1]), max_upload_bytes=10_000_000)
        answer = send(live, "v" * 32, body({f"{number}.jpg": bytes(600_000) for number in range(3)}))
        live.stop()
        print(answer.status_code, answer.text, left_over(live))
    """
    said = run(code, tmp_path / "home")
    assert said == "507 This server's disk is full, so nothing was kept. Whoever runs it must make room first. []"
