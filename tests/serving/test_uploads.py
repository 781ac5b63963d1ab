import io
import socket
import subprocess
import sys
import textwrap
import threading
from urllib.parse import quote

import numpy as np
import pytest

from explorer.recipe import digest_of
from explorer.serving import receiving
from tests.serving.live import Live


def npy(rows: int, seed: int = 0) -> bytes:
    body = io.BytesIO()
    np.save(body, np.random.default_rng(seed).normal(size=(rows, 8)).astype(np.float32))
    return body.getvalue()


def headers(server: Live, visitor: str, **changes: str | None) -> dict[str, str]:
    usual = {
        "X-Explorer-Token": server.services.addresses.token(visitor),
        "Origin": server.url,
        "Sec-Fetch-Site": "same-origin",
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def left_over(server: Live) -> list[str]:
    return [path.name for path in (server.services.store.root / "blobs").glob("writing-*")]


@pytest.fixture
def small(tmp_path):
    started = Live(tmp_path / "home", max_upload_bytes=5000)
    yield started
    started.stop()


@pytest.fixture
def roomy(tmp_path):
    started = Live(tmp_path / "home", max_upload_bytes=10_000_000)
    yield started
    started.stop()


def test_a_file_is_kept_under_the_digest_of_its_bytes_and_in_the_workspace(live, client, visitor):
    body = npy(100_000)  # several pieces
    answer = client.post("/x/upload?name=faces.npy", content=body, headers=headers(live, visitor))
    assert answer.status_code == 200
    assert answer.json() == {"fingerprint": digest_of(body), "name": "faces.npy", "bytes": len(body)}
    assert live.services.store.blob(digest_of(body)).read_bytes() == body
    (kept,) = live.services.workspaces.open(visitor).uploads
    assert (kept.fingerprint, kept.name, kept.size) == (digest_of(body), "faces.npy", len(body))
    assert digest_of(body) in live.services.workspaces.sources()
    assert left_over(live) == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("/etc/passwd/faces.npy", "faces.npy"),
        ("C:\\photos\\faces.npy", "faces.npy"),
        ("Gesichter ä & ñ.npy", "Gesichter ä & ñ.npy"),
        ("a\x00b\n.npy", "ab.npy"),
        ("x" * 300 + ".npy", "x" * 196 + ".npy"),
    ],
)
def test_of_a_name_only_the_last_part_is_kept(live, client, visitor, sent, kept):
    url = f"/x/upload?name={quote(sent)}"
    answer = client.post(url, content=npy(3), headers=headers(live, visitor))
    assert answer.json()["name"] == kept


@pytest.mark.parametrize("query", ["", "?name=", "?name=photos/"])
def test_a_file_without_a_name_is_refused(live, client, visitor, query):
    answer = client.post(f"/x/upload{query}", content=npy(3), headers=headers(live, visitor))
    assert (answer.status_code, answer.text) == (
        400,
        "The upload has no file name; add ?name=… to the address.",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"X-Explorer-Token": None},
        {"X-Explorer-Token": "0" * 32},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": None, "Sec-Fetch-Site": None},
    ],
)
def test_what_does_not_come_from_a_page_of_the_visitor_is_refused(live, client, visitor, changes):
    answer = client.post("/x/upload?name=a.npy", content=npy(3), headers=headers(live, visitor, **changes))
    assert answer.status_code == 403
    assert "then try again" in answer.text
    assert live.services.workspaces.open(visitor).uploads == ()


@pytest.mark.parametrize("changes", [{"Origin": None}, {"Sec-Fetch-Site": None}])
def test_one_proof_of_origin_is_enough(live, client, visitor, changes):
    answer = client.post("/x/upload?name=a.npy", content=npy(3), headers=headers(live, visitor, **changes))
    assert answer.status_code == 200


def test_behind_a_proxy_the_origin_is_the_host_that_the_browser_sees(live, client, visitor):
    seen = {"Origin": "https://maps.example", "Sec-Fetch-Site": None}
    refused = client.post("/x/upload?name=a.npy", content=npy(3), headers=headers(live, visitor, **seen))
    seen["X-Forwarded-Host"] = "maps.example"
    taken = client.post("/x/upload?name=a.npy", content=npy(3), headers=headers(live, visitor, **seen))
    assert (refused.status_code, taken.status_code) == (403, 200)


def test_another_visitor_s_token_is_refused(live, client):
    answer = client.post("/x/upload?name=a.npy", content=npy(3), headers=headers(live, "z" * 32))
    assert answer.status_code == 403


def test_no_cookie_is_refused(live, visitor):
    with live.client() as client:
        client.cookies.clear()
        answer = client.post("/x/upload?name=a.npy", content=npy(3), headers=headers(live, visitor))
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("faces.npy", b""),
        ("faces.npy", b"PNG not numpy"),
        ("faces.pkl", b"\x80\x04.."),
        ("notes.doc", b"x" * 9000),
        ("notes.txt", b"\0" * 9000),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_can(live, client, visitor, name, body):
    answer = client.post(f"/x/upload?name={name}", content=body, headers=headers(live, visitor))
    assert answer.status_code == 415
    assert name in answer.text
    assert ".npy" in answer.text
    assert left_over(live) == []


def test_a_file_too_large_is_refused_by_what_it_declares(small, visitor):
    body = npy(1000)
    with small.client(visitor) as client:
        answer = client.post("/x/upload?name=a.npy", content=body, headers=headers(small, visitor))
    assert answer.status_code == 413
    assert f"{len(body):,} bytes; the limit here is 5,000" in answer.text
    assert f"EXPLORER_MAX_UPLOAD_BYTES={len(body)}" in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_file_too_large_is_refused_while_it_streams(small, visitor):
    body = npy(10_000)
    pieces = (body[start : start + 1000] for start in range(0, len(body), 1000))
    with small.client(visitor) as client:  # an iterator is sent in chunks, without a length
        answer = client.post("/x/upload?name=a.npy", content=pieces, headers=headers(small, visitor))
    assert answer.status_code == 413
    assert left_over(small) == []
    assert small.services.workspaces.sources() == set()


def test_exactly_the_limit_goes_through(small, visitor):
    body = npy(200)[:5000].ljust(5000, b"\0")
    with small.client(visitor) as client:
        answer = client.post("/x/upload?name=a.npy", content=body, headers=headers(small, visitor))
        longer = client.post("/x/upload?name=a.npy", content=body + b"\0", headers=headers(small, visitor))
    assert (answer.status_code, longer.status_code) == (200, 413)


def test_several_uploads_at_once_are_all_kept(live, visitor):
    bodies = [npy(20_000, seed) for seed in range(6)]

    def send(number: int) -> None:
        with live.client(visitor) as client:
            url = f"/x/upload?name={number}.npy"
            assert client.post(url, content=bodies[number], headers=headers(live, visitor)).status_code == 200

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    kept = {upload.name: upload.fingerprint for upload in live.services.workspaces.open(visitor).uploads}
    assert kept == {f"{number}.npy": digest_of(body) for number, body in enumerate(bodies)}


def half(server: Live, visitor: str) -> socket.socket:
    """A connection that has sent half of what it promised, more than what is written at once."""
    lines = headers(server, visitor)
    lines |= {"Host": server.url.removeprefix("http://"), "Cookie": f"explorer_visitor={visitor}"}
    lines |= {"Content-Length": "4000000"}
    head = "POST /x/upload?name=a.npy HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in lines.items()) + "\r\n"
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall(head.encode() + npy(100_000)[:2_000_000])
    return connection


def wait_until(condition) -> None:
    """Until the server's thread has seen it; there is no event to wait for from outside."""
    waited = threading.Event()
    for _ in range(600):
        if condition():
            return
        waited.wait(0.02)
    raise AssertionError("it didn't happen within 12 s")


def test_a_client_that_goes_away_leaves_nothing(roomy, visitor):
    connection = half(roomy, visitor)
    wait_until(lambda: left_over(roomy))
    connection.close()
    wait_until(lambda: not left_over(roomy))
    assert roomy.services.workspaces.open(visitor).uploads == ()
    assert not list((roomy.services.store.root / "blobs").glob("*/*"))


def test_a_client_that_goes_silent_leaves_nothing(roomy, visitor, monkeypatch):
    monkeypatch.setattr(receiving, "STALL_SECONDS", 0.3)
    connection = half(roomy, visitor)
    answer = connection.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 408 ")
    assert left_over(roomy) == []
    connection.close()


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    """In a process of its own, whose files may not grow: the kernel refuses the write."""
    code = """
        import errno, resource, signal, sys
        from pathlib import Path
        from explorer.serving import receiving
        from tests.serving.live import Live
        from tests.serving.test_uploads import headers, left_over, npy
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
        receiving.DISK_FULL = (errno.EFBIG,)  # what this limit raises where a disk raises ENOSPC
        live = Live(Path(sys.argv[1]), max_upload_bytes=10_000_000)
        with live.client("v" * 32) as client:
            sent = headers(live, "v" * 32)
            answer = client.post("/x/upload?name=a.npy", content=npy(100_000), headers=sent)
        live.stop()
        print(answer.status_code, answer.text, left_over(live))
    """
    said = run(code, tmp_path / "home")
    assert said == "507 This server's disk is full, so nothing was kept. Whoever runs it must make room first. []"


def test_memory_stays_flat_while_300_mb_stream_in(tmp_path):
    code = """
        import resource, sys
        from pathlib import Path
        from tests.serving.live import Live
        from tests.serving.test_uploads import headers, npy
        def pieces(count):
            yield npy(1)[:128]
            for _ in range(count):
                yield bytes(1_000_000)
        def peak():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        live = Live(Path(sys.argv[1]), max_upload_bytes=400_000_000)
        with live.client("v" * 32) as client:
            def send(count):
                url = "/x/upload?name=a.npy"
                sent = headers(live, "v" * 32)
                return client.post(url, content=pieces(count), headers=sent).json()["bytes"]
            send(10)
            before = peak()
            size = send(300)
        live.stop()
        print(size, round(peak() - before))
    """
    size, grown = map(int, run(code, tmp_path / "home").split())
    assert size == 300_000_128
    assert grown < 40  # MB, client included


def run(code: str, home) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(home)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
