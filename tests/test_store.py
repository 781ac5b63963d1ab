"""Results on disk: found by recipe, checked on reading, evicted only when nobody uses them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from explorer import plan
from explorer.blobs import WRITING
from explorer.errors import DamagedArtifact, SourceError
from explorer.features.result import Features, Spectrum
from explorer.jobs import materialise
from explorer.params import build
from explorer.pipeline import STEPS
from explorer.recipe import Recipe, silent
from explorer.store import FieldResult, Parts, Store, row_blocks

LEASE_AND_WAIT = """
import json, sys, time
from pathlib import Path
from explorer.recipe import Recipe
from explorer.store import Store
recipes = [Recipe.from_json(body) for body in json.loads(sys.argv[2])]
with Store(Path(sys.argv[1])).lease(recipes):
    print("held", flush=True)
    time.sleep(60)
"""
WRITE_FOREVER = """
import sys
from pathlib import Path
import numpy as np
from explorer.recipe import Recipe
from explorer.store import Store
from tests.test_store import Table
store, recipe = Store(Path(sys.argv[1])), Recipe("s", 1, {"n": "killed"})
print("writing", flush=True)
while True:
    store.write(recipe, Table(np.arange(500_000), ("a", "b")), 1.0)
    store.drop(recipe)
"""


@dataclass(frozen=True)
class Table(FieldResult):
    """A result with an array and something small."""

    X: np.ndarray
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Named:
    """A result with texts."""

    names: tuple[str, ...]

    def to_parts(self) -> Parts:
        return Parts({}, {"names": self.names}, {})

    @classmethod
    def from_parts(cls, parts: Parts) -> "Named":
        return cls(tuple(parts.texts["names"]))


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def recipe(name, **inputs):
    return Recipe("step", 1, {"name": name}, inputs)


def blob_path(store, made, name="X"):
    digest = store.manifest(made).address(name)
    return store.root / "blobs" / digest[:2] / digest


def manifest_path(store, made):
    return store.root / "manifests" / made.digest[:2] / f"{made.digest}.json"


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def aged(store, made, seconds):
    """Let a result be one that was used so long ago, and its blobs as old."""
    then = time.time() - seconds
    for path in (manifest_path(store, made), *(store.root / "blobs").glob("*/*")):
        os.utime(path, (then, then))


# --- writing and reading ---


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12, dtype=np.float32).reshape(3, 4),
        np.arange(12, dtype=">f8").reshape(3, 4),
        np.asfortranarray(np.arange(12, dtype=np.int16).reshape(3, 4)),
        np.arange(24).reshape(2, 3, 4)[:, ::2, ::-1],
        np.array([True, False]),
        np.array(7, dtype=np.uint8),
        np.empty((0, 5), dtype=np.float16),
        np.empty((5, 0), dtype=np.float32),
    ],
    ids=lambda array: f"{array.dtype.str}{array.shape}",
)
def test_arrays_come_back_equal_and_read_only(store, array):
    store.write(recipe("a"), Table(array), 1.0)

    back = store.read(recipe("a"), Table).X

    assert np.array_equal(back, array)
    assert back.shape == array.shape
    assert back.dtype == array.dtype.newbyteorder("<")
    assert not back.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        back[...] = 0


def test_an_array_larger_than_a_block_comes_back_equal(store):
    array = np.arange(3_000_000, dtype=np.float64).reshape(-1, 3)  # 24 MB

    store.write(recipe("a"), Table(array), 1.0)

    assert len(list(row_blocks(array))) == 4
    assert np.array_equal(store.read(recipe("a"), Table).X, array)


def test_small_values_and_texts_come_back(store):
    store.write(recipe("t"), Table(np.arange(2), ("x", "ü")), 1.0)
    store.write(recipe("n"), Named(("b", "", "顔")), 1.0)

    assert store.read(recipe("t"), Table).names == ("x", "ü")
    assert store.read(recipe("n"), Named) == Named(("b", "", "顔"))


def test_the_manifest_says_how_it_was_made(store):
    written = store.write(recipe("a"), Table(np.zeros((3, 2), np.float32)), 1.5, threads=2, versions={"numpy": "2"})

    found = store.manifest(recipe("a"))
    assert found.address("X") == written.address("X")
    assert found.recipe == recipe("a")
    assert found.seconds == 1.5
    assert found.values == {"names": []}
    assert found.body["arrays"]["X"] == {"blob": found.address("X"), "dtype": "<f4", "shape": [3, 2]}
    assert (found.body["threads"], found.body["versions"]) == (2, {"numpy": "2"})
    assert abs(found.body["finished"] - time.time()) < 60


def test_what_nobody_made_is_not_there(store):
    assert store.manifest(recipe("a")) is None
    with pytest.raises(DamagedArtifact, match="no stored result"):
        store.read(recipe("a"), Table)


def test_equal_arrays_are_kept_once(store):
    for name in "ab":
        store.write(recipe(name), Table(np.arange(1000)), 1.0)

    assert len(list((store.root / "blobs").glob("*/*"))) == 1


def test_an_array_that_maps_a_blob_whole_is_not_written_again(store):
    array = np.arange(1000, dtype=np.uint8)
    digest = store.put(array.tobytes())
    whole = np.memmap(store.blob(digest), np.uint8, mode="r")
    assert store.mapped(whole) == digest
    assert store.mapped(whole.reshape(10, 100)) == digest
    others = (whole[:500], whole[::-1], whole.view(">u2"), array, np.asarray(whole)[:0])
    assert [store.mapped(other) for other in others] == [None] * 5


def test_another_process_finds_it(store):
    store.write(recipe("a"), Table(np.arange(5)), 1.0)

    assert np.array_equal(Store(store.root).read(recipe("a"), Table).X, np.arange(5))


def test_many_writers_of_the_same_recipe(store):
    array = np.arange(400_000)

    def write_and_read(_):
        mine = Store(store.root)
        mine.write(recipe("a"), Table(array), 1.0)
        return np.array_equal(mine.read(recipe("a"), Table).X, array)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write_and_read, range(16)))
    assert not list(store.root.rglob(f"{WRITING}*"))


# --- damage ---


def test_a_writer_killed_at_any_moment_leaves_a_whole_result_or_none(store):
    made = Recipe("s", 1, {"n": "killed"})
    for delay in (0.0, 0.004, 0.013):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITE_FOREVER, str(store.root)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parent.parent,
        )
        with child:
            assert child.stdout is not None
            child.stdout.readline()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(delay)
            child.send_signal(signal.SIGKILL)

        fresh = Store(store.root)
        if fresh.manifest(made) is not None:
            assert np.array_equal(fresh.read(made, Table).X, np.arange(500_000))
    store.evict(0, set(), grace=-1)
    assert not [path for path in store.root.rglob("*") if path.is_file()]  # the halves are swept up


@pytest.mark.parametrize("at", [0, 1000, -1])
def test_a_flipped_bit_in_an_array_is_found_and_the_result_dropped(store, at):
    store.write(recipe("a"), Table(np.arange(1000)), 1.0)
    flip(blob_path(store, recipe("a")), at)

    with pytest.raises(DamagedArtifact, match="damaged"):
        store.read(recipe("a"), Table)
    assert store.manifest(recipe("a")) is None


def test_a_cut_array_is_found(store):
    store.write(recipe("a"), Table(np.arange(1000)), 1.0)
    os.truncate(blob_path(store, recipe("a")), 7999)

    with pytest.raises(DamagedArtifact):
        store.read(recipe("a"), Table)


def test_a_missing_array_is_no_result(store):
    store.write(recipe("a"), Table(np.arange(1000)), 1.0)
    blob_path(store, recipe("a")).unlink()

    assert store.manifest(recipe("a")) is None


def test_any_flipped_bit_in_a_manifest_is_found(store, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1.5)  # of 17 digits the last one may say nothing
    store.write(recipe("a"), Table(np.arange(1000), ("x",)), 1.0)
    path = manifest_path(store, recipe("a"))
    whole = path.read_bytes()

    for at in range(0, len(whole), 5):
        path.write_bytes(whole)
        assert store.manifest(recipe("a")) is not None
        flip(path, at)
        assert store.manifest(recipe("a")) is None, whole[max(0, at - 20) : at + 20]
        assert not path.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b'{"body": 1, "checksum": "x"}', b"\xff\xfe"])
def test_what_is_no_manifest_is_dropped(store, body):
    path = manifest_path(store, recipe("a"))
    path.parent.mkdir()
    path.write_bytes(body)

    assert store.manifest(recipe("a")) is None
    assert not path.exists()


def test_a_result_of_another_shape_than_its_class_wants_is_damage(store):
    store.write(recipe("a"), Table(np.arange(3)), 1.0)

    with pytest.raises(DamagedArtifact):
        store.read(recipe("a"), Features)


# --- through the pipeline ---


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    return Store(tmp_path)


def brought(store, array, tmp_path):
    path = tmp_path / "brought.npy"
    np.save(path, array)
    return plan.dataset(store.copy(path), "npy", "brought")


def test_damage_anywhere_is_computed_again(home, tmp_path):
    data = brought(home, np.random.default_rng(0).normal(size=(60, 5)), tmp_path)
    space = plan.features(data, plan.USES["given"].params(), [plan.PREPROCESS["l2"].params()])
    made = plan.projection(space, build(plan.PROJECTIONS["pca"].params, {"random_state": 0}))
    materialise(made, home, silent)
    good = np.array(home.read(made, STEPS[made.step].result).Y)
    blobs = {home.manifest(part).address(name) for part, name in ((data, "vectors"), (space, "X"), (made, "axis 0"))}
    assert len(blobs) == 3

    for digest in blobs:
        flip(home.root / "blobs" / digest[:2] / digest, 17)
    with pytest.raises(DamagedArtifact):
        home.read(made, STEPS[made.step].result)
    materialise(made, home, silent)

    assert np.array_equal(home.read(made, STEPS[made.step].result).Y, good)
    assert np.isfinite(home.read(space, Features).X).all()


def test_a_file_that_is_gone_is_asked_for_in_words(home, tmp_path):
    data = brought(home, np.zeros((3, 2)), tmp_path)
    home.blob(str(data.params["fingerprint"])).unlink()

    with pytest.raises(SourceError, match=r"'brought' is no longer on this server.* Bring it again"):
        materialise(data, home, silent)


def test_two_large_uploads_that_differ_in_one_byte_share_nothing(home, tmp_path):
    # Only the last bit of one value in sixteen million differs, far from where a sample would look.
    first = np.zeros((16_000_000 // 64, 64), dtype=np.float32)
    second = first.copy()
    second.view(np.uint32)[123_456, 7] = 1
    results = []
    for array in (first, second):
        data = brought(home, array, tmp_path)
        materialise(data, home, silent)
        results.append((data, home.read(data, STEPS["sources.read"].result)))

    (one, zeros), (other, ones) = results
    assert one.params["fingerprint"] != other.params["fingerprint"]
    assert one.digest != other.digest
    assert home.manifest(one).address("vectors") != home.manifest(other).address("vectors")
    assert not zeros.vectors.any()
    assert np.argwhere(ones.vectors).tolist() == [[123_456, 7]]
    space_of = [plan.features(data, plan.USES["given"].params()) for data in (one, other)]
    assert space_of[0].digest != space_of[1].digest


# --- room ---


def kilobytes(store, *names):
    for number, name in enumerate(names):
        store.write(recipe(name), Table(np.full(1000, number, dtype=np.uint8)), 1.0)
        aged(store, recipe(name), 10_000 - number)


def there(store, *names):
    """Which have a result, without using them."""
    return "".join(name for name in names if manifest_path(store, recipe(name)).exists())


def test_the_least_recently_used_go_first_and_no_more_than_needed(store):
    kilobytes(store, *"abcd")
    store.manifest(recipe("a"))  # used just now
    aged_a = manifest_path(store, recipe("a")).stat().st_mtime
    os.utime(manifest_path(store, recipe("a")), (aged_a - 5000, aged_a - 5000))  # out of grace, still the newest

    removed = store.evict(2500, set(), grace=60)

    assert there(store, *"abcd") == "ad"
    assert removed == 2000
    assert store.read(recipe("a"), Table).X[0] == 0
    assert store.read(recipe("d"), Table).X[0] == 3


def test_with_room_for_all_nothing_goes(store):
    kilobytes(store, *"abcd")

    assert store.evict(4000, set(), grace=60) == 0
    assert there(store, *"abcd") == "abcd"


def test_what_was_used_just_now_stays_even_without_room(store):
    kilobytes(store, *"ab")
    store.manifest(recipe("b"))

    store.evict(0, set(), grace=60)

    assert there(store, *"ab") == "b"
    assert store.read(recipe("b"), Table).X[0] == 1


def test_a_blob_that_two_results_share_stays_while_one_needs_it(store):
    for number, name in enumerate("ab"):
        store.write(recipe(name), Table(np.arange(1000, dtype=np.uint16)), 1.0)
        aged(store, recipe(name), 10_000 - number)

    assert store.evict(1999, {"x"}, grace=60) == 2000  # both go: taking one alone would make no room
    kilobytes(store, "c")
    store.write(recipe("a"), Table(np.arange(1000, dtype=np.uint16)), 1.0)
    store.write(recipe("b"), Table(np.arange(1000, dtype=np.uint16)), 1.0)
    aged(store, recipe("a"), 20_000)
    store.evict(2000, set(), grace=60)

    assert there(store, *"abc") == "b"
    assert np.array_equal(store.read(recipe("b"), Table).X, np.arange(1000))


def test_what_people_brought_stays(store):
    mine, stale = store.put(b"mine" * 100), store.put(b"stale" * 100)
    for path in (store.root / "blobs").glob("*/*"):
        os.utime(path, (0, 0))

    assert store.evict(0, {mine}, grace=60) == 500
    assert store.blob(mine).read_bytes() == b"mine" * 100
    with pytest.raises(DamagedArtifact):
        store.blob(stale)


def test_an_upload_just_made_stays_though_no_workspace_names_it_yet(store):
    digest = store.put(b"fresh")

    assert store.evict(0, set()) == 0
    assert store.blob(digest).read_bytes() == b"fresh"


def test_a_lease_keeps_results_inputs_and_the_file(store):
    source = Recipe("sources.read", 1, {"fingerprint": store.put(b"file")})
    space = recipe("space", dataset=source)
    top = recipe("top", features=space)
    for made, value in ((source, 1), (space, 2), (recipe("other"), 3)):
        store.write(made, Table(np.full(100, value, dtype=np.uint8)), 1.0)
        aged(store, made, 10_000)

    with store.lease([top]):
        store.evict(0, set(), grace=60)
        assert store.read(space, Table).X[0] == 2
        assert store.read(source, Table).X[0] == 1
        assert store.blob(source.params["fingerprint"]).read_bytes() == b"file"
        assert store.manifest(recipe("other")) is None
        for made in (source, space):
            aged(store, made, 10_000)

    store.evict(0, set(), grace=60)
    assert store.manifest(space) is None
    assert not list((store.root / "leases").iterdir())


def test_a_living_process_holds_its_lease_and_a_killed_one_does_not(store):
    kilobytes(store, *"ab")
    body = json.dumps([recipe("a").to_json()])
    child = subprocess.Popen([sys.executable, "-c", LEASE_AND_WAIT, str(store.root), body], stdout=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        store.evict(0, set(), grace=60)
        assert there(store, *"ab") == "a"
        child.send_signal(signal.SIGKILL)

    assert len(list((store.root / "leases").iterdir())) == 1  # nobody was left to remove it
    store.evict(0, set(), grace=60)
    assert there(store, *"ab") == ""
    assert not list((store.root / "leases").iterdir())


def test_a_lease_never_looks_abandoned_while_others_tidy(store):
    kilobytes(store, "a")

    def hold(_):
        with store.lease([recipe("a")]):
            assert there(store, "a")
            assert recipe("a").digest in Store(store.root)._leased(0.0)

    with ThreadPoolExecutor(4) as pool:
        tidying = [pool.submit(lambda: [Store(store.root)._leased(0.0) for _ in range(200)]) for _ in range(2)]
        list(pool.map(hold, range(200)))
        for future in tidying:
            future.result()


def test_what_was_made_from_a_deleted_file_goes_and_the_rest_stays(tmp_path):
    store = Store(tmp_path)
    kept, orphan = (
        Recipe("sources.read", 2, {"fingerprint": fingerprint, "format": "npy", "title": fingerprint})
        for fingerprint in ("kept", "gone")
    )
    made = Recipe("features.given", 1, {}, {"dataset": orphan})
    for recipe in (kept, orphan, made):
        store.write(recipe, Spectrum(np.ones(1, "f4"), 1), 0.1)
    store.drop_orphans({"kept"}, grace=3600)
    assert store.manifest(made) is not None, "it may be on somebody's screen"
    with store.lease([made]):
        store.drop_orphans({"kept"}, grace=-5)
        assert store.manifest(made) is not None, "a job uses it"
    store.drop_orphans({"kept"}, grace=-5)
    assert [store.manifest(recipe) is None for recipe in (kept, orphan, made)] == [False, True, True]
