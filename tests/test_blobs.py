"""Bytes named by their content: whole or not there, and never others than the name says."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.blobs import WRITING, Blobs, write_json
from explorer.errors import DamagedArtifact

# Writes most of a blob, a manifest of JSON and a whole blob, then says so and waits to be killed.
WRITE_AND_WAIT = """
import json, sys, time
from pathlib import Path
from explorer.blobs import Blobs
blobs = Blobs(Path(sys.argv[1]))
whole = blobs.put(b"whole" * 100_000)
writer = blobs.writer()
writer.write(b"half" * 1_000_000)
print(whole, flush=True)
time.sleep(60)
"""


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path)


def files(blobs):
    return [path for path in blobs.root.rglob("*") if path.is_file()]


def flip(path, at=0):
    """Change one bit of a file, in place."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 10_000])
def test_a_blob_is_named_by_its_bytes(blobs, data):
    digest = blobs.put(data)

    assert digest == hashlib.blake2b(data, digest_size=20).hexdigest()
    assert blobs.blob(digest).read_bytes() == data


def test_pieces_are_one_blob(blobs):
    with blobs.writer() as writer:
        for piece in (b"one ", b"", memoryview(b"two")):
            writer.write(piece)
        assert writer.size == 7
        digest = writer.commit()

    assert digest == blobs.put(b"one two")
    assert len(files(blobs)) == 1


def test_a_file_is_copied_and_may_then_change(blobs, tmp_path):
    path = tmp_path / "brought.npy"
    path.write_bytes(b"a" * 3_000_000)

    digest = blobs.copy(path)
    path.write_bytes(b"b")

    assert blobs.blob(digest).read_bytes() == b"a" * 3_000_000


def test_what_is_not_committed_is_not_kept(blobs):
    with blobs.writer() as writer:
        writer.write(b"some")

    assert files(blobs) == []


def test_a_writer_killed_in_the_middle_leaves_nothing_that_can_be_read(blobs):
    child = subprocess.Popen([sys.executable, "-c", WRITE_AND_WAIT, str(blobs.root)], stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout is not None
        whole = child.stdout.readline().strip()
        child.send_signal(signal.SIGKILL)

    assert child.returncode == -signal.SIGKILL
    assert blobs.blob(whole).read_bytes() == b"whole" * 100_000
    left = {path.name for path in files(blobs)} - {whole}
    assert len(left) == 1  # the half, under a name that is never looked for
    assert all(name.startswith(WRITING) for name in left)


@pytest.mark.parametrize("at", [0, 500, -1])
def test_a_flipped_bit_is_found_and_the_blob_dropped(blobs, at):
    digest = blobs.put(b"m" * 1000)
    path = blobs.blob(digest)
    flip(path, at)

    with pytest.raises(DamagedArtifact, match="checksum"):
        blobs.blob(digest)
    with pytest.raises(DamagedArtifact, match="gone"):
        blobs.blob(digest)
    assert files(blobs) == []


def test_a_cut_is_found_also_by_a_process_that_never_saw_it_whole(blobs):
    digest = blobs.put(b"m" * 1000)
    os.truncate(blobs.blob(digest), 999)

    with pytest.raises(DamagedArtifact):
        Blobs(blobs.root).blob(digest)


def test_writing_a_damaged_blob_again_mends_it(blobs):
    digest = blobs.put(b"m" * 1000)
    flip(blobs.blob(digest))

    assert blobs.put(b"m" * 1000) == digest
    assert blobs.blob(digest).read_bytes() == b"m" * 1000


def test_a_blob_that_was_never_there_is_damage_too(blobs):
    with pytest.raises(DamagedArtifact, match="gone"):
        blobs.blob("0" * 40)


def test_many_writers_of_the_same_bytes(blobs):
    data = os.urandom(2_000_000)
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: Blobs(blobs.root).put(data), range(16)))

    assert len(digests) == 1
    assert blobs.blob(digests.pop()).read_bytes() == data
    assert len(files(blobs)) == 1


def test_texts_are_a_list_again(blobs):
    texts = ["", "b", "Ünïcödé 顔"]

    assert blobs.texts(blobs.put(json.dumps(texts).encode())) == texts


def test_json_is_the_old_file_or_the_new_one(tmp_path):
    path = tmp_path / "below" / "file.json"
    write_json(path, {"a": 1})

    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, {"a": float("nan")})

    assert json.loads(path.read_bytes()) == {"a": 1}
    assert list(path.parent.iterdir()) == [path]  # nothing half-written beside it
