"""What is nearest to a row, to the middle of a selection, to a vector that was brought."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from explorer import plan
from explorer.blobs import Blobs
from explorer.errors import InputError, ParamsError
from explorer.neighbors.query import QueryParams, find, middle
from tests.features.sets import features, normal

LINE = features([[0.0], [1], [3], [6], [10]])


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path)


def ask(blobs, space=LINE, new=None, selected=None, **params):
    if selected is not None:
        mask = np.zeros(space.n_samples, np.uint8)
        mask[list(selected)] = 1
        params["selection"] = blobs.put(mask.tobytes())
    return find(QueryParams(**params), features=space, new=new, blobs=blobs)


def test_a_row_by_hand(blobs):
    found = ask(blobs, position=2, n_neighbors=3)
    assert (found.indices.tolist(), found.distances.tolist()) == ([1, 0, 3], [2, 3, 3])
    assert found.n_compared == 4
    assert ask(blobs, position=2, n_neighbors=2, others=False).indices.tolist() == [2, 1]


def test_the_middle_of_a_selection_by_hand(blobs):
    # the middle of 1, 3 and 10 is 4 2/3
    found = ask(blobs, selected=[1, 2, 4], n_neighbors=2)
    assert (found.indices.tolist(), found.n_compared) == ([3, 0], 2)
    assert ask(blobs, selected=[1, 2, 4], n_neighbors=2, others=False).indices.tolist() == [3, 2]


def test_something_brought_by_hand(blobs):
    found = ask(blobs, new=features([[100.0], [5.5]]), position=1, n_neighbors=1)
    assert (found.indices.tolist(), found.distances.tolist(), found.n_compared) == ([3], [0.5], 5)


@pytest.mark.parametrize("metric", ["cosine", "correlation"])
def test_it_is_told_where_what_is_asked_about_has_no_direction(blobs, metric):
    space = features([[0.0, 0, 0], [3, 1, 2], [-3, -1, -2], [1, 0, 0], [1e-8, 0, 0]])
    assert not ask(blobs, space, position=0, metric=metric).points
    assert not ask(blobs, space, position=4, metric=metric).points
    assert not ask(blobs, space, selected=[1, 2], metric=metric).points  # they point away from each other
    assert ask(blobs, space, selected=[1, 3], metric=metric).points
    assert ask(blobs, space, position=3, metric=metric).points
    assert ask(blobs, space, position=0, metric="euclidean").points


@pytest.mark.parametrize("metric", ["cosine", "correlation"])
def test_one_row_that_is_far_too_long_takes_nobodys_direction(blobs, metric):
    X = normal(50, 6)
    X[7] *= 1e10
    assert ask(blobs, features(X), position=0, metric=metric).points


def test_by_correlation_a_constant_row_has_no_direction(blobs):
    space = features([[2.0, 2, 2], [3, 1, 2]])
    assert not ask(blobs, space, position=0, metric="correlation").points
    assert ask(blobs, space, position=0, metric="cosine").points


def test_the_middle_by_cosine_is_of_directions():
    X = np.array([[100, 0], [0, 1]], np.float32)
    assert middle(X, "cosine").tolist() == [0.5, 0.5]
    assert middle(X, "euclidean").tolist() == [50, 0.5]


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "manhattan"])
def test_it_is_what_scikit_learn_finds(blobs, metric):
    X = normal(500, 12)
    truth = NearestNeighbors(n_neighbors=9, metric=metric, algorithm="brute").fit(X)
    distances, indices = truth.kneighbors(X[[17]])

    found = ask(blobs, features(X), position=17, n_neighbors=8, metric=metric)
    assert found.indices.tolist() == indices[0, 1:].tolist()
    np.testing.assert_allclose(found.distances, distances[0, 1:], rtol=1e-4)


def test_more_than_there_are_gives_all_of_them(blobs):
    assert len(ask(blobs, position=0, n_neighbors=1000).indices) == 4


def test_what_can_t_be_asked(blobs):
    with pytest.raises(ParamsError, match="none at 5"):
        ask(blobs, position=5)
    with pytest.raises(InputError, match="No row is selected"):
        ask(blobs, selected=[])
    with pytest.raises(InputError, match="no other row"):
        ask(blobs, selected=range(5))
    with pytest.raises(InputError, match="no other row"):
        ask(blobs, features([[1.0]]), position=0)
    with pytest.raises(InputError, match="of 3 rows, the data set has 5"):
        find(QueryParams(selection=blobs.put(b"\1\0\0")), features=LINE, blobs=blobs)
    with pytest.raises(InputError, match=r"have 2 dimensions.* have 1"):
        ask(blobs, new=features([[1.0, 2]]))
    with pytest.raises(InputError, match="NaN or an infinity"):
        ask(blobs, new=features([[np.nan]]))


def test_on_a_map_the_same_question_is_asked_of_its_places():
    space = plan.features(plan.dataset("ab" * 20, "npy", "x"), plan.USES["given"].params())
    map_ = plan.projection(space, plan.PROJECTIONS["pca"].params())
    recipe = plan.nearest_on_map(map_, position=3, metric="cosine", n_neighbors=7)

    assert (recipe.params["metric"], recipe.params["position"], recipe.params["n_neighbors"]) == ("euclidean", 3, 7)
    assert recipe.inputs["features"].inputs["projection"] == map_
