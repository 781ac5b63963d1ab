"""HDF5 as h5py writes it, AnnData's layout by its published description, and files that would lead elsewhere."""

import subprocess
import sys
from types import SimpleNamespace

import h5py
import numpy as np
import psutil
import pytest
from scipy import sparse

from explorer import settings
from explorer.errors import LimitError, SourceError
from explorer.sources.hdf5 import rehearsal
from explorer.sources.hdf5.read import read_hdf5
from tests.sources.files import opened
from tests.sources.test_images import values

N = 20
VECTORS = np.random.default_rng(0).normal(size=(N, 6)).astype(np.float32)
KINDS = [f"kind {row % 3}" for row in range(N)]


@pytest.fixture(autouse=True)
def _sound(monkeypatch):
    """Files of these tests are known to be sound: a process for each would take a second."""
    monkeypatch.setattr("explorer.sources.hdf5.read.rehearse", lambda _path: None)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "brought.h5"


def write_table(group, columns, index=None):
    """A data frame as AnnData 0.8 and above write it."""
    group.attrs["encoding-type"], group.attrs["encoding-version"] = "dataframe", "0.2.0"
    group.attrs["_index"] = "_index"
    group.attrs["column-order"] = list(columns)
    group["_index"] = index or [f"cell {row}" for row in range(N)]
    for name, values_ in columns.items():
        if isinstance(values_, dict):
            part = group.create_group(name)
            for key, value in values_.items():
                part[key] = value
        else:
            group[name] = values_


def write_anndata(path, X=None, obsm=(), obs=()):
    with h5py.File(path, "w") as file:
        file.attrs["encoding-type"], file.attrs["encoding-version"] = "anndata", "0.1.0"
        if sparse.issparse(X):
            group = file.create_group("X")
            group.attrs["encoding-type"] = f"{X.format}_matrix"
            group.attrs["shape"] = X.shape
            for name in ("data", "indices", "indptr"):
                group[name] = getattr(X, name)
        elif X is not None:
            file["X"] = X
        write_table(file.create_group("obs"), dict(obs))
        write_table(file.create_group("var"), {})
        for name, array in dict(obsm).items():
            file[f"obsm/{name}"] = array
    return path


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4", "i2", "u1"])
@pytest.mark.parametrize("packed", [{}, {"compression": "gzip", "chunks": (3, 2), "shuffle": True}])
def test_a_table_and_columns_of_as_many_rows(path, dtype, packed):
    table = (VECTORS * 10).astype(dtype)
    with h5py.File(path, "w") as file:
        file.create_dataset("embedding", data=table, **packed)
        file["label"] = KINDS
        file["score"] = np.arange(N) / 2
        file["flag"] = np.arange(N) % 2 == 0
        file["fixed"] = np.array(KINDS, dtype="S")
        file["other"] = np.arange(N + 1)

    dataset = opened(path)

    assert np.array_equal(dataset.vectors, table.astype(np.float16 if dtype == "f2" else np.float32))
    assert values(dataset, "label") == values(dataset, "fixed") == KINDS
    assert values(dataset, "score") == [row / 2 for row in range(N)]
    assert dataset.identity == "label"
    assert any(note.startswith("Ignored: 'other'") for note in dataset.notes)


def test_images_in_a_group(path):
    images = np.random.default_rng(0).integers(0, 256, (N, 5, 4, 3), dtype=np.uint8)
    with h5py.File(path, "w") as file:
        file.create_dataset("train/pictures", data=images, chunks=(7, 5, 4, 3))

    assert np.array_equal(opened(path).images, images)


def test_a_table_is_read_in_blocks(path, monkeypatch):
    monkeypatch.setattr("explorer.sources.hdf5.inside.BLOCK_BYTES", 48)
    with h5py.File(path, "w") as file:
        file.create_dataset("x", data=VECTORS, chunks=(3, 6))

    assert np.array_equal(opened(path).vectors, VECTORS)


def test_anndata_with_its_table_and_what_is_known_of_the_rows(path):
    codes = np.array([row % 3 for row in range(N - 1)] + [-1], dtype=np.int8)
    obs = {
        "cell_type": {"codes": codes, "categories": ["B", "NK", "T"]},
        "batch": {"codes": codes, "categories": [10, 20, 30]},
        "counts": np.arange(N) * 1.5,
        "age": {"values": np.arange(N), "mask": np.arange(N) == 2},
    }

    dataset = opened(write_anndata(path, VECTORS, obs=obs))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert values(dataset, "index") == [f"cell {row}" for row in range(N)]
    assert values(dataset, "cell_type") == [["B", "NK", "T"][row % 3] for row in range(N - 1)] + [""]
    assert values(dataset, "batch")[:3] == ["10", "20", "30"]
    assert np.isnan(values(dataset, "age")[2])
    assert values(dataset, "age")[3] == 3
    assert list(dataset.columns) == ["index", "cell_type", "batch", "counts", "age"]


@pytest.mark.parametrize("form", [sparse.csr_array, sparse.csc_array, sparse.csr_matrix])
def test_a_sparse_table_is_filled_with_zeros(path, form):
    table = np.where(VECTORS > 0.5, VECTORS, 0)

    dataset = opened(write_anndata(path, form(table)))

    assert np.array_equal(dataset.vectors, table)
    assert "X is sparse; what isn't written in it is 0." in dataset.notes


def test_its_components_come_before_its_table_and_its_maps_are_columns(path):
    components, umap = VECTORS[:, :4], VECTORS[:, 4:]

    dataset = opened(write_anndata(path, VECTORS, {"X_pca": components, "X_umap": umap}))

    assert np.array_equal(dataset.vectors, components)
    assert np.array_equal(np.column_stack([values(dataset, "umap_x"), values(dataset, "umap_y")]), umap)
    assert dataset.coordinates == ("umap_x", "umap_y")
    assert np.array_equal(opened(path, vector=("X",)).vectors, VECTORS)


def test_categories_as_older_versions_wrote_them(path):
    with h5py.File(write_anndata(path, VECTORS, obs={"kind": np.arange(N, dtype=np.int8) % 2}), "r+") as file:
        del file.attrs["encoding-type"]
        file["obs/__categories/kind"] = ["a", "b"]

    assert values(opened(path), "kind") == ["a", "b"] * (N // 2)


# --- hostile -----------------------------------------------------------------------------------------------------


def test_links_are_not_followed(path, tmp_path):
    secret = tmp_path / "secret.h5"
    with h5py.File(secret, "w") as file:
        file["embedding"] = VECTORS
    with h5py.File(path, "w") as file:
        file["embedding"] = h5py.ExternalLink(str(secret), "/embedding")
        file["also"] = h5py.SoftLink("/embedding")

    with pytest.raises(SourceError, match=r"neither vectors.*'also': it is a link.*'embedding': it is a link"):
        opened(path)


def test_a_virtual_data_set_is_not_read(path, tmp_path):
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["embedding"] = VECTORS
    layout = h5py.VirtualLayout(shape=VECTORS.shape, dtype="f4")
    layout[:] = h5py.VirtualSource(tmp_path / "secret.h5", "embedding", shape=VECTORS.shape)
    with h5py.File(path, "w") as file:
        file.create_virtual_dataset("embedding", layout)

    with pytest.raises(SourceError, match="'embedding': it is a virtual data set"):
        opened(path)


def test_bytes_of_other_files_are_not_read(path, tmp_path):
    (tmp_path / "secret.bin").write_bytes(VECTORS.tobytes())
    with h5py.File(path, "w") as file:
        elsewhere = [(str(tmp_path / "secret.bin"), 0, VECTORS.nbytes)]
        file.create_dataset("embedding", VECTORS.shape, "f4", external=elsewhere)

    with pytest.raises(SourceError, match="'embedding': its values are in other files"):
        opened(path)


@pytest.mark.parametrize("shape", [(2_000_000_000, 4), (4, 2_000_000), (100_000, 19_000)])
def test_a_shape_that_is_only_said_is_refused_before_anything_is_read(path, shape):
    with h5py.File(path, "w") as file:
        file.create_dataset("embedding", shape, "f4", chunks=(1, 4))

    with pytest.raises(LimitError, match="the limit here"):
        read_hdf5(path, settings.read({}, 4_000_000_000), lambda *_: None)


def test_a_chunk_that_is_too_large_to_unpack(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("embedding", (40_000, 2_000), "f4", chunks=(40_000, 2_000), compression="gzip")

    with pytest.raises(SourceError, match="packed in pieces of more than 256,000,000 bytes"):
        opened(path)


@pytest.mark.parametrize(
    "broken",
    [
        {"indices": np.array([99] * 5)},
        {"indptr": np.array([0, 5, 3])},
        {"indptr": np.zeros(3, dtype=int)},
        {"data": np.array(["a"] * 5, dtype="S")},
    ],
)
def test_a_sparse_table_whose_parts_do_not_fit(path, broken):
    table = sparse.csr_array(np.where(VECTORS > 0.5, VECTORS, 0))
    write_anndata(path, table)
    with h5py.File(path, "r+") as file:
        for name, value in broken.items():
            del file["X"][name]
            file["X"][name] = value

    with pytest.raises(SourceError, match=r"don't fit together|no array 'data'"):
        opened(path)


def test_a_sparse_table_that_is_too_large_when_filled(path):
    write_anndata(path, sparse.csr_array((N, 19_000), dtype=np.float32))

    with pytest.raises(LimitError, match="EXPLORER_MAX_VALUES"):
        read_hdf5(path, settings.read({"EXPLORER_MAX_VALUES": "100000"}), lambda *_: None)


def test_too_many_members(path):
    with h5py.File(path, "w") as file:
        for number in range(1001):
            file.create_group(str(number))

    with pytest.raises(SourceError, match="has 1,001 members; at most 1,000"):
        opened(path)


def test_groups_within_themselves(path):
    with h5py.File(path, "w") as file:
        file["embedding"] = VECTORS
        file["self"] = file["/"]

    assert np.array_equal(opened(path).vectors, VECTORS)


# --- a library that doesn't end, or doesn't survive ---------------------------------------------------------------


def test_a_sound_file_is_rehearsed_and_read(path, monkeypatch):
    monkeypatch.undo()

    assert np.array_equal(opened(write_anndata(path, VECTORS)).vectors, VECTORS)


def test_a_file_whose_reading_never_ends_is_refused(path, monkeypatch):
    """A byte too many in the heap of texts keeps libhdf5 2.0 busy for good."""
    monkeypatch.undo()
    monkeypatch.setattr(rehearsal, "_SECONDS", 6.0)
    write_anndata(path, VECTORS, {"X_umap": VECTORS[:, :2]}, {"kind": KINDS})
    path.write_bytes(path.read_bytes().replace(b"cell 17\0", b"cell 17{\0", 1))

    with pytest.raises(SourceError, match="reading it doesn't end within 6 s"):
        opened(path)


def test_whoever_rehearses_for_a_worker_that_is_gone_ends_too(path, monkeypatch):
    """As after a click on Cancel, which kills the worker."""
    monkeypatch.undo()
    write_anndata(path, VECTORS, {"X_umap": VECTORS[:, :2]}, {"kind": KINDS})
    path.write_bytes(path.read_bytes().replace(b"cell 17\0", b"cell 17{\0", 1))
    code = (
        f"from pathlib import Path; from explorer.sources.hdf5.rehearsal import rehearse; rehearse(Path({str(path)!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as worker:
        whole = psutil.Process(worker.pid)
        while not (children := whole.children()):
            assert worker.poll() is None
        assert not psutil.wait_procs(children, timeout=3)[0]  # it is at it
        worker.kill()

    assert not psutil.wait_procs(children, timeout=10)[1]


def test_a_crash_is_a_sentence(path, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr("subprocess.run", lambda *_, **__: SimpleNamespace(returncode=-11))
    write_anndata(path, VECTORS)

    with pytest.raises(SourceError, match="the HDF5 library doesn't survive"):
        opened(path)
