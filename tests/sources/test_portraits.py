"""The portraits that the program draws: complete, the same each time, neither trivial nor a blur."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import KNeighborsClassifier

from explorer.errors import LimitError, SourceError
from explorer.recipe import silent
from explorer.settings import current, read
from explorer.sources.locate import keep, locate
from explorer.sources.portraits import read_portraits
from explorer.sources.portraits.canvas import SIDE, Pose
from explorer.sources.portraits.drawing import portrait
from explorer.sources.portraits.expressions import EXPRESSIONS
from explorer.sources.portraits.hair import BALD
from explorer.sources.portraits.people import PEOPLE
from explorer.sources.portraits.sittings import SITTINGS, moment
from explorer.sources.read import ReadParams
from explorer.sources.read import read as read_step
from explorer.store import Store


@pytest.fixture(scope="module")
def order(tmp_path_factory):
    """Where the bytes are that `sample:portraits` keeps."""
    store = Store(tmp_path_factory.mktemp("home"))
    found, form = locate("sample:portraits", store.root)
    assert (found.title, form) == ("Portraits", "portraits")
    fingerprint, size = keep(found, store, current())
    assert size == len(store.blob(fingerprint).read_bytes())
    return store.blob(fingerprint)


@pytest.fixture(scope="module")
def dataset(order):
    told = []
    found = read_step(
        ReadParams(format="portraits", title="Portraits"), path=order, report=lambda *said: told.append(said)
    )
    shares = [done for stage, *rest in told for done in rest if stage == "drawing the portraits"]
    assert shares == sorted(shares)
    assert len(shares) == len(found.rows)
    return found


def named(dataset, column):
    values = dataset.columns[column]
    return np.array(values.names)[values.values]


def test_every_person_has_every_expression_in_every_sitting(dataset):
    assert dataset.images.shape == (24 * 7 * 4, SIDE, SIDE, 3)
    assert dataset.images.dtype == np.uint8
    assert dataset.identity == "person"
    assert set(dataset.columns) == {"person", "expression", "hair", "variation"}
    found = set(zip(*(named(dataset, name) for name in ("person", "expression", "variation")), strict=True))
    assert len(found) == dataset.n_samples
    assert {len(set(named(dataset, name))) for name in ("person", "expression", "variation")} == {24, 7, 4}


def test_hair_is_one_persons_in_all_portraits_and_several_peoples(dataset):
    pairs = set(zip(named(dataset, "person"), named(dataset, "hair"), strict=True))
    assert len(pairs) == 24
    assert BALD in {hair for _, hair in pairs}
    assert 6 <= len({hair for _, hair in pairs}) <= 10


def test_they_are_the_same_each_time_and_each_by_itself(dataset):
    rows = product(enumerate(PEOPLE), enumerate(EXPRESSIONS.values()), enumerate(SITTINGS))
    for row, ((who, person), (how, felt), (where, sitting)) in list(enumerate(rows))[::50]:
        again = portrait(person, felt, moment(sitting, np.random.default_rng((who, how, where)), SIDE))
        assert np.array_equal(again, dataset.images[row])


def test_no_two_are_alike(dataset):
    assert len({image.tobytes() for image in dataset.images}) == dataset.n_samples


def test_who_it_is_is_neither_trivial_nor_hopeless_in_raw_pixels(dataset):
    """The figures that the README gives; see benchmarks/portraits.py."""
    X = dataset.images.reshape(dataset.n_samples, -1).astype(np.float32)
    X -= X.mean(axis=0)
    values, vectors = np.linalg.eigh(X @ X.T)
    X = vectors * np.sqrt(np.maximum(values, 0))  # the same distances in 672 dimensions
    people = named(dataset, "person")
    nearest = KNeighborsClassifier(1).fit(X, people).kneighbors(return_distance=False)[:, 0]
    assert 0.6 < np.mean(people[nearest] == people) < 0.8
    groups = KMeans(24, n_init=1, random_state=0).fit_predict(X)
    assert adjusted_rand_score(people, groups) < 0.3


def still(who=0, how="neutral", where=0):
    there = moment(SITTINGS[where], np.random.default_rng(5), SIDE)
    there = replace(there, pose=Pose(), strength=1.0, grain=there.grain * 0)
    return portrait(PEOPLE[who], EXPRESSIONS[how], there).astype(int)


@pytest.mark.parametrize("who", range(len(PEOPLE)))
def test_each_expression_can_be_told_from_each_other_on_every_face(who):
    """With all else equal the face differs by more than what one hardly sees, and only the face does."""
    pictures = {how: still(who, how) for how in EXPRESSIONS}
    for how, one in pictures.items():
        for other in list(EXPRESSIONS)[list(EXPRESSIONS).index(how) + 1 :]:
            changed = np.abs(one - pictures[other]).max(axis=2) > 24
            assert changed.sum() > 60, (how, other)
            assert not changed[:, : SIDE // 5].any()


def test_a_face_at_rest_is_neutral_whatever_its_strength():
    assert EXPRESSIONS["happy"].times(0.0) == EXPRESSIONS["neutral"]
    assert EXPRESSIONS["happy"].times(1.0).smile == pytest.approx(EXPRESSIONS["happy"].smile)


def test_a_turned_head_keeps_its_shoulders_where_they_are():
    there = moment(SITTINGS[0], np.random.default_rng(5), SIDE)
    there = replace(there, pose=Pose(), grain=there.grain * 0)
    leaning = replace(there, pose=Pose(roll=8.0))
    one, other = (portrait(PEOPLE[2], EXPRESSIONS["neutral"], each).astype(int) for each in (there, leaning))
    assert np.array_equal(one[-4:], other[-4:])
    assert not np.array_equal(one[:40], other[:40])


def test_a_server_that_takes_fewer_images_says_so(order):
    with pytest.raises(LimitError, match="672 images; the limit here is 100"):
        read_portraits(order, read({"EXPLORER_MAX_IMAGES": "100"}), silent)


def test_an_order_of_another_version_is_refused(tmp_path):
    path = tmp_path / "order"
    path.write_text(json.dumps({"order": "portraits", "version": 0, "params": {}}))
    with pytest.raises(SourceError, match=r"another version of this program\. Open it again"):
        read_portraits(path, current(), silent)
