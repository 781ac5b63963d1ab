"""What comes with the project is what would be computed; what is wrong with it only costs time."""

import logging
import zipfile
from pathlib import Path

import numpy as np
import pytest

from explorer import settings, shipped
from explorer.__main__ import main
from explorer.dataset import Dataset
from explorer.jobs import materialise
from explorer.neighbors.result import KNNGraph
from explorer.projections import Projection
from explorer.recipe import silent
from explorer.serving import services
from explorer.store import Store
from explorer.ui import ahead


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[1])
    return services.make(settings.read({"EXPLORER_HOME": str(tmp_path / "home")}))


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[1])
    return services.make(settings.read({"EXPLORER_HOME": str(tmp_path / "fresh")}))


def test_the_first_page_s_map_and_pictures_come_along_and_are_what_is_computed(made, fresh):
    assert shipped.unpack(shipped.FILE, made.store)
    wanted = [ahead.first_map(made), ahead.first_neighbours(made), *ahead.pictures(made)]
    assert len(wanted) > 2
    old = "another recipe than the code's: run `python -m explorer ship`"
    assert all(made.store.manifest(recipe) for recipe in wanted), old

    recipe = ahead.first_map(fresh)
    materialise(recipe, fresh.store, silent)
    data, read = (store.read(recipe.source(), Dataset) for store in (made.store, fresh.store))
    assert np.array_equal(data.vectors, read.vectors)
    assert data.columns["digit"].names == read.columns["digit"].names
    assert np.array_equal(data.columns["digit"].values, read.columns["digit"].values)
    here, there = (store.read(recipe, Projection).Y for store in (made.store, fresh.store))
    assert np.allclose(here, there, atol=1e-3)  # another processor may round another way
    graph = ahead.first_neighbours(fresh)
    materialise(graph, fresh.store, silent)
    near, computed = (store.read(graph, KNNGraph) for store in (made.store, fresh.store))
    assert np.array_equal(near.indices, computed.indices)  # exact: no processor does
    assert np.array_equal(near.distances, computed.distances)


def test_taken_in_once(made):
    assert shipped.unpack(shipped.FILE, made.store) > 0
    assert shipped.unpack(shipped.FILE, made.store) == 0


def test_without_the_file_nothing_happens(made, tmp_path, caplog):
    assert shipped.unpack(tmp_path / "none.zip", made.store) == 0
    assert not caplog.records


@pytest.mark.parametrize("damage", ["no zip", "a blob is missing", "a manifest was changed"])
def test_a_damaged_file_stops_nothing(made, tmp_path, caplog, damage):
    path = tmp_path / "damaged.zip"
    with zipfile.ZipFile(shipped.FILE) as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            if name.startswith("blobs/") and damage == "a blob is missing":
                continue
            bad.writestr(name, data.replace(b"1797", b"1798") if "manifests" in name and "changed" in damage else data)
    if damage == "no zip":
        path.write_bytes(b"no zip")
    with caplog.at_level(logging.ERROR):
        assert shipped.unpack(path, made.store) == 0
    assert "can't be used" in caplog.text
    assert made.store.manifest(ahead.first_map(made)) is None


def test_it_is_made_again_by_a_command(tmp_path, capsys):
    path = tmp_path / "again.zip"
    assert main(["ship", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    with zipfile.ZipFile(path) as again, zipfile.ZipFile(shipped.FILE) as kept:
        assert {name for name in again.namelist() if "manifests" in name} == {
            name for name in kept.namelist() if "manifests" in name
        }
    assert shipped.unpack(path, Store(tmp_path / "other"))
