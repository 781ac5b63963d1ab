"""What scikit-learn fetches, read from a cache laid out as scikit-learn lays it out; and the sentence without one."""

import socket
import threading
from email.message import Message
from urllib.error import HTTPError, URLError

import joblib  # type: ignore[import-untyped]
import numpy as np
import pytest
from PIL import Image

from explorer.errors import LimitError, SourceError
from explorer.recipe import silent
from explorer.settings import read
from explorer.sources import fetched
from explorer.sources.locate import keep, locate
from explorer.sources.read import ReadParams
from explorer.sources.read import read as read_step
from explorer.store import Store

PEOPLE = {"Ann_Lee": 3, "Bob_O'Brien": 2, "Cem_Ümit": 1}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty folder for scikit-learn's data."""
    folder = tmp_path / "scikit_learn_data"
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(folder))
    return folder


@pytest.fixture
def opened(tmp_path):
    """Open a sample by its name, as the pipeline does; `said` is told its stages."""

    def open_(name, said=silent):
        store = Store(tmp_path / "home")
        found, form = locate(name, tmp_path)
        fingerprint, _ = keep(found, store, read({}))
        return read_step(ReadParams(format=form, title=found.title), path=store.blob(fingerprint), report=said)

    return open_


def faces(folder):
    """Photographs as `fetch_lfw_people` has them after it has unpacked the archive: 250 x 250, a folder a person."""
    home = folder / "lfw_home"
    for name in ("pairsDevTrain.txt", "pairsDevTest.txt", "pairs.txt"):
        (home / "lfw_funneled").mkdir(parents=True, exist_ok=True)
        (home / name).write_text("")
    for number, (person, count) in enumerate(PEOPLE.items()):
        for picture in range(count):
            path = home / "lfw_funneled" / person / f"{person}_{picture + 1:04d}.jpg"
            path.parent.mkdir(exist_ok=True)
            colour = (40 + 60 * number, 10 * picture, 200)
            Image.new("RGB", (250, 250), colour).save(path, quality=95)


def names(dataset):
    column = dataset.columns[dataset.identity]
    return [column.names[code] for code in column.values]


def test_labelled_faces_are_images_and_who_they_are(cache, opened):
    faces(cache)
    dataset = opened("sample:lfw?min_faces_per_person=2&color=true")
    assert dataset.title == "Labelled Faces in the Wild"
    assert dataset.images.shape == (5, 62, 47, 3)
    assert dataset.images.dtype == np.uint8
    assert dataset.identity == "person"
    assert sorted(names(dataset)) == ["Ann Lee"] * 3 + ["Bob O'Brien"] * 2
    red = {"Ann Lee": 40, "Bob O'Brien": 100}
    assert [round(float(image[..., 0].mean()) / 10) * 10 for image in dataset.images] == [
        red[name] for name in names(dataset)
    ]


def test_they_are_grey_and_of_half_the_size_where_nothing_is_said(cache, opened):
    faces(cache)
    dataset = opened("sample:lfw?min_faces_per_person=0")
    assert dataset.images.shape == (6, 62, 47)
    assert "Cem Ümit" in names(dataset)


def test_other_sizes_are_other_data(cache, opened):
    faces(cache)
    assert opened("sample:lfw?min_faces_per_person=3&resize=0.2").images.shape == (3, 25, 18)


def test_people_with_so_many_pictures_whom_nobody_is(cache, opened):
    faces(cache)
    with pytest.raises(SourceError, match="min_faces_per_person=400 is too restrictive"):
        opened("sample:lfw?min_faces_per_person=400")


def test_olivetti_faces_are_read_from_the_cache(cache, opened):
    cache.mkdir()
    values = np.random.default_rng(0).uniform(0, 255, (400, 4096)).round()
    joblib.dump(values, cache / "olivetti_py3.pkz", compress=6)
    dataset = opened("sample:olivetti")
    assert dataset.images.shape == (400, 64, 64)
    assert dataset.images.dtype == np.uint8
    assert len(dataset.columns["person"].names) == 40
    assert np.bincount(dataset.columns["person"].values).tolist() == [10] * 40


@pytest.mark.parametrize("name", ["lfw", "olivetti"])
@pytest.mark.parametrize(
    "problem",
    [
        URLError(OSError(-2, "Name or service not known")),
        TimeoutError("timed out"),
        HTTPError("https://x", 503, "Service Unavailable", Message(), None),
        ConnectionResetError(104, "Connection reset by peer"),
    ],
)
@pytest.mark.filterwarnings("ignore:Retry downloading")
def test_without_a_network_a_sentence_says_what_to_do(cache, opened, monkeypatch, name, problem):
    def refuse(*_, **__):
        raise problem

    monkeypatch.setattr("sklearn.datasets._base.urlretrieve", refuse)
    with pytest.raises(SourceError) as refused:
        opened(f"sample:{name}")
    said = refused.value.message
    assert "isn't on this server yet, and can't be fetched" in said
    assert "copy the folder scikit_learn_data" in said
    assert str(cache) not in said


@pytest.mark.filterwarnings("ignore:Retry downloading")
def test_the_timeout_holds_while_fetching_only(opened, monkeypatch):
    during = []

    def refuse(*_, **__):
        during.append(socket.getdefaulttimeout())
        raise URLError("no")

    monkeypatch.setattr("sklearn.datasets._base.urlretrieve", refuse)
    with pytest.raises(SourceError):
        opened("sample:olivetti")
    assert set(during) == {30.0}
    assert socket.getdefaulttimeout() is None


def test_how_much_has_arrived_is_told(opened, monkeypatch):
    """A slow download, of a file that isn't the right one in the end."""

    def slow(_url, target):
        target.write_bytes(bytes(3_000_000))
        threading.Event().wait(1.2)

    monkeypatch.setattr("sklearn.datasets._base.urlretrieve", slow)
    said = []
    with pytest.raises(SourceError, match="checksum"):
        opened("sample:olivetti", lambda stage, *_: said.append(stage))
    assert "fetching: 3 MB so far" in said


def test_a_server_that_takes_fewer_images_says_so(cache, tmp_path):
    faces(cache)
    found, _ = locate("sample:lfw?min_faces_per_person=0", tmp_path)
    path = tmp_path / "order"
    path.write_bytes(found.order)
    with pytest.raises(LimitError, match="6 images; the limit here is 5"):
        fetched.read_lfw(path, read({"EXPLORER_MAX_IMAGES": "5"}), lambda *_: None)
