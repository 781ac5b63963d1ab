"""The command line, really run: files, columns, numbers equal to scikit-learn's, and words when something is wrong."""

import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.metrics import adjusted_rand_score

from explorer import __version__, settings
from explorer.__main__ import main
from explorer.dataset import Dataset
from explorer.headless import bring
from explorer.jobs import materialise
from explorer.recipe import Recipe, silent
from explorer.spec import parse
from explorer.store import Store

ROOT = Path(__file__).parent.parent
LFW = ROOT.parent / "shared" / "datasets" / "lfw_people_min20_resize07.npz"
NOBODY = "tcp://127.0.0.1:9"  # no scheduler listens there: a run that needs one would never end

DIGITS = """
[data]
path = "sample:digits"
[features]
preprocess = [ { method = "pca", n_components = 12, random_state = 0 } ]
[[projection]]
name = "flat"
method = "pca"
random_state = 0
[[projection]]
name = "deep"
method = "pca"
n_components = 3
random_state = 0
[[clustering]]
name = "flat"                     # the name of a map too
method = "kmeans"
n_clusters = 10
n_init = 10
random_state = 0
[[clustering]]
name = "dense"
method = "dbscan"
eps = 14
min_samples = 3
[[clustering]]
name = "Auto_1"
method = "hdbscan"
min_cluster_size = 15
[[clustering]]
name = "on-map"
method = "agglomerative"
n_clusters = 5
space = "flat"
[report]
map_quality = true
"""

OWN = """
[data]
path = "own.npz"
identity = "who"
max_per_identity = 30
[features]
use = "pixels"
preprocess = [ { method = "pca", n_components = 4, whiten = true, random_state = 0 } ]
[[clustering]]
name = "a"
method = "kmeans"
n_clusters = 3
random_state = 0
[[clustering]]
name = "b"
method = "agglomerative"
n_clusters = 4
"""

FACES = f"""
[data]
path = "{LFW}"
identity = "name"
max_per_identity = 50
[features]
use = "pixels"
preprocess = [ {{ method = "pca", n_components = 100, whiten = true, random_state = 0 }} ]
[[clustering]]
name = "dbscan"
method = "dbscan"
eps = 7
min_samples = 3
[[clustering]]
name = "kmeans"
method = "kmeans"
n_clusters = 10
n_init = 10
random_state = 0
[[clustering]]
name = "ward"
method = "agglomerative"
n_clusters = 10
"""


class Run:
    """One run of the command line in a process of its own, started here; `end` waits for it."""

    def __init__(self, folder, home, text, **environment):
        folder.mkdir(exist_ok=True)
        self.out = folder / "results" / "here"
        (folder / "spec.toml").write_text(text, encoding="utf-8")
        self.home = home
        self._process = subprocess.Popen(
            [sys.executable, "-m", "explorer", "run", str(folder / "spec.toml"), "--out", str(self.out)],
            cwd=ROOT,
            env={**os.environ, "EXPLORER_HOME": str(home), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self, status=0):
        self.stdout, self.stderr = self._process.communicate(timeout=150)
        assert self._process.returncode == status, self.stderr[-3000:]
        return self

    def stop(self):
        with self._process as process:
            process.terminate()

    def table(self, name):
        return pq.read_table(self.out / f"{name}.parquet")

    def column(self, name):
        return self.table("clusterings")[name].to_numpy()

    def json(self, name):
        return json.loads((self.out / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def home(tmp_path_factory, numba_cache):
    folder = tmp_path_factory.mktemp("home")
    (folder / "numba").symlink_to(numba_cache)  # compiled code, kept between runs of the suite
    return folder


@pytest.fixture(scope="module")
def started(tmp_path_factory, home, own_arrays):
    """Three runs side by side in one store: each spends most of its time on starting and ending workers."""
    folder = tmp_path_factory.mktemp("own")
    np.savez(folder / "own.npz", **own_arrays)
    impossible = DIGITS.replace("n_clusters = 10", "n_clusters = 5000")
    runs = {
        "digits": Run(tmp_path_factory.mktemp("digits"), home, DIGITS),
        "own": Run(folder, home, OWN),
        "impossible": Run(tmp_path_factory.mktemp("impossible"), home, impossible),
    }
    yield runs
    for run in runs.values():  # those that no test of this process waited for
        run.stop()


@pytest.fixture(scope="module")
def digits(started):
    return started["digits"].end()


@pytest.fixture(scope="module")
def own(started):
    return started["own"].end()


@pytest.fixture(scope="module")
def space():
    """What the run's features must be, by scikit-learn called directly."""
    return PCA(12, random_state=0).fit_transform(load_digits().data.astype(np.float32))


@pytest.fixture(scope="module")
def own_arrays():
    random = np.random.default_rng(5)
    arrays: dict[str, np.ndarray] = {
        "images": (random.integers(0, 256, (120, 6, 5)) * 3).astype(np.uint16),
        "embedding": random.normal(size=(120, 3)),
        "who": np.array((["ann", "bob", "", "cy"] * 30)[:70] + ["ann"] * 50),
    }
    arrays["images"][0, 0, 0] = 765
    arrays["embedding"][7, 1] = np.nan
    return arrays


def same_grouping(ours, theirs):
    """Noise is noise in both, and the groups are the same whatever their numbers."""
    return np.array_equal(ours == -1, theirs == -1) and adjusted_rand_score(ours, theirs) == 1


# --- the sample ---


def test_it_says_where_and_shows_how_far(digits):
    assert digits.stdout == f"written: {digits.out}\n"
    assert re.search(r"^flat \(k-means\): done in \d+\.\d s$", digits.stderr, re.MULTILINE)
    assert "Traceback" not in digits.stderr


def test_these_files_are_written_and_no_others(digits):
    assert sorted(str(path.relative_to(digits.out)) for path in digits.out.rglob("*") if path.is_file()) == [
        "agreement.json",
        "clusterings.parquet",
        "manifest.json",
        "map_quality.json",
        "projections/deep.parquet",
        "projections/flat.parquet",
    ]


def test_columns_and_their_types(digits):
    flat, deep, groups = (digits.table(name) for name in ("projections/flat", "projections/deep", "clusterings"))

    assert flat.column_names == ["row", "x", "y"]
    assert deep.column_names == ["row", "x", "y", "z"]
    assert groups.column_names == ["row", "identity", "flat", "dense", "Auto_1", "on-map"]
    assert [str(kind) for kind in deep.schema.types] == ["uint32", "float", "float", "float"]
    assert [str(kind) for kind in groups.schema.types] == ["uint32", "string", *["int32"] * 4]
    for table in (flat, deep, groups):
        assert np.array_equal(table["row"].to_numpy(), np.arange(1797))
    assert groups["identity"].to_pylist() == [str(digit) for digit in load_digits().target]


def test_the_map_is_the_pca_of_scikit_learn(digits, space):
    theirs = PCA(3, random_state=0).fit_transform(space)

    ours = digits.table("projections/deep")
    np.testing.assert_allclose(np.stack([ours[axis].to_numpy() for axis in "xyz"], axis=1), theirs, atol=1e-4)


def test_groupings_are_those_of_scikit_learn(digits, space):
    flat = digits.table("projections/flat")
    on_map = np.stack([flat["x"].to_numpy(), flat["y"].to_numpy()], axis=1)

    assert same_grouping(digits.column("dense"), DBSCAN(eps=14, min_samples=3).fit_predict(space))
    assert same_grouping(digits.column("on-map"), AgglomerativeClustering(5).fit_predict(on_map))
    theirs = KMeans(10, n_init=10, random_state=0).fit_predict(space)
    assert adjusted_rand_score(digits.column("flat"), theirs) > 0.99  # threads may move a row
    assert (digits.column("dense") == -1).any()
    assert (digits.column("Auto_1") == -1).any()


def test_agreement_is_scikit_learns_in_the_order_of_the_spec_identities_last(digits):
    names = ["flat", "dense", "Auto_1", "on-map", "identity"]
    columns = {name: np.asarray(digits.column(name)) for name in names}

    found = digits.json("agreement")["ari"]

    assert list(found) == [f"{a}|{b}" for a, b in itertools.combinations(names, 2)]
    for a, b in itertools.combinations(names, 2):
        assert found[f"{a}|{b}"] == pytest.approx(adjusted_rand_score(columns[a], columns[b]), abs=1e-12)


def test_how_far_to_trust_a_map_is_told_where_the_spec_asks(digits, own, space):
    found = digits.json("map_quality")
    deep = np.stack([digits.table("projections/deep")[axis].to_numpy() for axis in "xyz"], axis=1)

    assert list(found) == ["flat", "deep"]
    assert found["deep"]["trustworthiness"] == pytest.approx(trustworthiness(space, deep, n_neighbors=15), abs=1e-5)
    assert found["deep"]["trustworthiness"] > found["flat"]["trustworthiness"]
    assert found["deep"]["label_accuracy"] > found["flat"]["label_accuracy"] > found["flat"]["chance"]
    assert (found["deep"]["metric"], found["deep"]["n_judged"]) == ("euclidean", 1797)
    assert not (own.out / "map_quality.json").exists()


def test_the_manifest_says_what_was_done_with_what(digits):
    found = digits.json("manifest")
    recipes = found["recipes"]
    store: Any = Store(digits.home)

    assert list(recipes["projections"]) == ["flat", "deep"]
    assert list(recipes["clusterings"]) == ["flat", "dense", "Auto_1", "on-map"]
    for body in (recipes["data"], *recipes["projections"].values(), *recipes["clusterings"].values()):
        recipe = Recipe.from_json(body)
        assert body["stage"] == f"{recipe.step} {recipe.digest[:10]}"
        assert found["seconds"][body["stage"]] == round(store.manifest(recipe).seconds, 4)
        assert found["threads"][body["stage"]] >= 1
    assert found["versions"]["explorer"] == __version__
    assert found["versions"]["numpy"] == np.__version__
    assert found["versions"]["python"].startswith(f"{sys.version_info.major}.{sys.version_info.minor}.")
    assert {"scikit-learn", "umap-learn", "hdbscan"} < set(found["versions"])
    assert found["other_versions"] == {}
    assert {stage.split()[0] for stage in found["seeds"]} == {
        "features.pca",
        "projections.pca",
        "clusterings.kmeans",
        "comparison.map_quality",
    }
    assert set(found["seeds"].values()) == {0}
    assert {"sources.read", "comparison.agreement"} < {stage.split()[0] for stage in found["seconds"]}
    assert "noise" in found["noise"] or "one cluster" in found["noise"]
    assert found["data"]["n_without_identity"] == found["data"]["n_left_out"] == 0


def test_a_second_run_uses_the_store_and_starts_no_engine(digits, tmp_path):
    again = Run(tmp_path / "again", digits.home, DIGITS, EXPLORER_SCHEDULER=NOBODY).end()

    assert again.stderr == ""
    for name in ("agreement.json", "manifest.json", "clusterings.parquet", "projections/flat.parquet"):
        assert (again.out / name).read_bytes() == (digits.out / name).read_bytes()


# --- a file of one's own ---


def kept_rows(arrays):
    """The first 30 of each name, and all without; row 7 has no number in its vector."""
    count: dict[str, int] = {}
    rows = []
    for row, name in enumerate(arrays["who"].tolist()):
        count[name] = count.get(name, 0) + (row != 7)
        if row != 7 and (not name or count[name] <= 30):
            rows.append(row)
    return rows


def test_row_numbers_are_those_of_the_file(own, own_arrays):
    table, rows = own.table("clusterings"), kept_rows(own_arrays)

    assert table["row"].to_pylist() == rows
    assert table["identity"].to_pylist() == [own_arrays["who"][row] or None for row in rows]
    assert 7 not in rows
    assert table["identity"].to_pylist().count("ann") == 30
    assert table["identity"].null_count == 17


def test_pixels_are_divided_by_the_largest_and_that_is_said(own, own_arrays):
    pixels = own_arrays["images"][kept_rows(own_arrays)].reshape(-1, 30).astype(np.float32) / np.float32(765)
    space = PCA(4, whiten=True, random_state=0).fit_transform(pixels)

    assert same_grouping(own.column("b"), AgglomerativeClustering(4).fit_predict(space))
    assert any(
        note.startswith("pixels / 765 (the largest value present)") for note in own.json("manifest")["notes"].values()
    )


def test_rows_without_identity_are_left_out_of_its_pairs_and_counted(own):
    table = own.table("clusterings")
    known = ~np.array([name is None for name in table["identity"].to_pylist()])
    names = np.array([str(name) for name in table["identity"].to_pylist()])
    a, b = own.column("a"), own.column("b")

    found = own.json("agreement")["ari"]

    assert list(found) == ["a|b", "a|identity", "b|identity"]
    assert found["a|b"] == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)
    assert found["a|identity"] == pytest.approx(adjusted_rand_score(a[known], names[known]), abs=1e-12)
    assert found["a|identity"] != pytest.approx(adjusted_rand_score(a, names), abs=1e-6)  # the control
    data = own.json("manifest")["data"]
    assert data["n_without_identity"] == 17
    assert data["n_left_out"] == 1
    assert data["left_out"] == [{"row": 7, "why": "the vector has no number (NaN) at position 1"}]
    assert data["selected"][1]["asked"] == "at most 30 rows of each identity, the first"
    assert data["selected"][1]["rows"] == data["n_samples"]
    assert data["identity"] == "who"


# --- refusals: a sentence, and the status 2 ---


def test_a_job_that_fails_says_why(started):
    run = started["impossible"].end(2)

    assert run.stderr.splitlines()[-1].endswith(
        "spec.toml: n_clusters = 5,000 is more than there are rows; choose at most 1,797."
    )
    assert list(run.out.iterdir()) == []


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """Run the command line in this process: nothing of this comes as far as an engine."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EXPLORER_SCHEDULER", NOBODY)
    settings.current.cache_clear()

    def run(text, out="out"):
        spec = tmp_path / "spec.toml"
        if text is not None:
            spec.write_bytes(text if isinstance(text, bytes) else text.encode())
        status = main(["run", str(spec), "--out", str(tmp_path / out)])
        said = capsys.readouterr()
        assert (status, said.out) == (2, "")
        return said.err

    yield run
    settings.current.cache_clear()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "spec.toml can't be read: No such file or directory."),
        (b"\xff\xfe", "can't be read: 'utf-8' codec can't decode"),
        ("[data]\n", "spec.toml: data.path is missing"),
        ("[data\n", "line 1"),
        ('[data]\npath = "sample:digit"\n', "Did you mean 'digits'? Allowed: digits, portraits,"),
        ('[data]\npath = "not-there.npy"\n', "spec.toml: 'not-there.npy' can't be opened: No such file"),
        ('[data]\npath = "spec.toml"\n', "Accepted: .npy"),
        ('[data]\npath = "."\n', "holds no images; accepted are JPEG"),
        ("\ufeff[dat]\n", "Did you mean 'data'?"),  # written by Windows' Notepad
    ],
)
def test_what_cannot_be_run_is_refused_in_one_sentence(refused, text, sentence):
    said = refused(text)

    assert sentence in said
    assert said.count("\n") == 1


def test_a_folder_of_images_is_data(tmp_path):
    names = ["anna/1.png", "anna/2.png", "ben/1.png", "ben/10.png", "ben/2.png"]
    for number, name in enumerate(names):
        path = tmp_path / "faces" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), (number, 0, 0)).save(path)
    store = Store(tmp_path / "home")

    data = bring(parse('[data]\npath = "faces"\n'), tmp_path, store, settings.read({}))
    materialise(data, store, silent)

    dataset = store.read(data, Dataset)
    folder = dataset.columns[dataset.identity]
    assert data.params["title"] == "faces"
    assert [folder.names[code] for code in folder.values] == ["anna", "anna", "ben", "ben", "ben"]


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_computed(refused, tmp_path):
    (tmp_path / "taken").write_text("a file")

    assert "taken can't be read or written: " in refused('[data]\npath = "sample:digits"\n', out="taken")
    assert not (tmp_path / "home").exists()


def test_a_file_too_large_is_refused(refused, monkeypatch):
    monkeypatch.setenv("EXPLORER_MAX_UPLOAD_BYTES", "1000")
    settings.current.cache_clear()

    assert "the limit here is 1,000" in refused('[data]\npath = "sample:digits"\n')


def test_a_bad_setting_is_refused(refused, monkeypatch):
    monkeypatch.setenv("EXPLORER_MAX_ROWS", "many")
    settings.current.cache_clear()

    assert "EXPLORER_MAX_ROWS='many'" in refused('[data]\npath = "sample:digits"\n')


# --- the reference figures of a real data set; test_groupings_are_those_of_scikit_learn is its twin on what ships ---


@pytest.mark.skipif(not LFW.exists(), reason=f"{LFW.name} is not at ../shared/datasets: it is test data only")
def test_faces_give_the_published_picture(tmp_path, home):
    run = Run(tmp_path / "faces", home, FACES).end()

    table = run.table("clusterings")
    assert table.num_rows == 2063
    assert len(set(table["identity"].to_pylist())) == 62
    sizes = np.bincount(run.column("dbscan") + 1).tolist()
    assert (sizes[0], sizes[1:]) == (2005, sorted([3, 14, 7, 4, 3, 3, 3, 4, 3, 3, 5, 3, 3], reverse=True))
    assert sorted(np.bincount(run.column("ward")).tolist()) == [18, 41, 67, 84, 94, 290, 295, 335, 372, 467]
    assert run.json("agreement")["ari"]["kmeans|ward"] == pytest.approx(0.0847, abs=0.02)
    assert run.json("agreement")["ari"]["kmeans|ward"] == pytest.approx(
        adjusted_rand_score(run.column("kmeans"), run.column("ward")), abs=1e-12
    )
    assert any(note.startswith("pixels / 765") for note in run.json("manifest")["notes"].values())


def test_what_the_first_map_needs_is_compiled_ahead(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    run = subprocess.run(
        [sys.executable, "-m", "explorer", "compile"],
        env={**environment, "EXPLORER_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    compiled = {path.name.split(".")[1].split("-")[0] for path in (tmp_path / "home" / "numba").rglob("*.nbc")}
    assert compiled >= {"round_2d", "round_3d"}
