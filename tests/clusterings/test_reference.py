"""The published figures of Labelled Faces in the Wild, and the same recipe on digits, which are always there."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score

from explorer.clusterings import AgglomerativeParams, DBSCANParams, KMeansParams, cluster
from explorer.clusterings.result import ordered
from explorer.comparison import agree, in_words
from explorer.comparison.result import Identities
from explorer.neighbors import GraphParams, knn_graph
from tests.features.sets import features

DATA = Path(__file__).parents[2].parent / "shared" / "datasets"
PEOPLE, VECTORS = DATA / "lfw_people_min20_resize07.npz", DATA / "lfw_faces.npz"
absent = {path: pytest.mark.skipif(not path.exists(), reason=f"{path.name} is not here") for path in (PEOPLE, VECTORS)}


def capped(names, most):
    """The first rows of each name, in file order."""
    seen: dict[str, int] = {}
    keep = np.zeros(len(names), dtype=bool)
    for row, name in enumerate(names.tolist()):
        seen[name] = seen.get(name, 0) + 1
        keep[row] = seen[name] <= most
    return keep


def identities(names):
    values, codes = np.unique(names, return_inverse=True)
    return Identities(codes.astype(np.int32), tuple(map(str, values)))


@pytest.fixture(scope="module")
def faces():
    with np.load(PEOPLE) as file:
        images, names = file["images"], file["name"]
    images = images[capped(names, 50)]
    X = images.reshape(len(images), -1).astype(np.float32) / 765
    return PCA(n_components=100, whiten=True, random_state=0).fit(X).transform(X)


@absent[PEOPLE]
@pytest.mark.parametrize(
    ("eps", "sizes"),
    [
        (1, [2063]),
        (3, [2063]),
        (5, [2059, 4]),
        (7, [2005, 14, 7, 5, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3]),
        (9, [1313, 743, 4, 3]),
        (11, [415, 1648]),
        (13, [115, 1948]),
        (15, [33, 2030]),
        (17, [7, 2056]),
    ],
)
def test_dbscan_of_the_faces(faces, eps, sizes):
    found = cluster(features(faces), DBSCANParams(eps=float(eps), min_samples=3))
    assert [found.n_noise, *found.sizes.tolist()] == sizes
    assert np.array_equal(found.labels, ordered(DBSCAN(eps=eps, min_samples=3).fit(faces).labels_))


@absent[PEOPLE]
def test_ten_clusters_of_the_faces_made_two_ways_hardly_agree(faces):
    kmeans = cluster(features(faces), KMeansParams(n_clusters=10, n_init=10, random_state=0))
    ward = cluster(features(faces), AgglomerativeParams(n_clusters=10))
    assert np.array_equal(kmeans.labels, ordered(KMeans(10, n_init=10, random_state=0).fit(faces).labels_))
    assert np.array_equal(ward.labels, ordered(AgglomerativeClustering(10).fit(faces).labels_))
    assert sorted(ward.sizes.tolist()) == pytest.approx([18, 41, 67, 84, 94, 290, 295, 335, 372, 467], abs=30)
    agreement = agree(kmeans, ward)
    assert agreement.ari == pytest.approx(0.0847, abs=0.02)
    assert in_words(agreement.ari).endswith("almost no agreement beyond chance")


@absent[VECTORS]
def test_face_vectors_find_their_people():
    with np.load(VECTORS) as file:
        X, names = file["embedding"], file["name"]
    found = cluster(features(X), DBSCANParams(eps=0.45, min_samples=3))
    assert agree(found, identities(names)).ari == pytest.approx(0.9651, abs=5e-5)
    for metric in ("euclidean", "cosine"):
        nearest = knn_graph(features(X), GraphParams(n_neighbors=1, metric=metric)).indices[:, 0]
        assert np.mean(names[nearest] == names) == pytest.approx(0.998, abs=5e-4)


def test_the_same_recipe_on_digits():
    data = load_digits()
    keep = capped(data.target, 50)
    X = PCA(n_components=20, whiten=True, random_state=0).fit_transform(data.data[keep].astype(np.float32) / 16)
    assert len(X) == 500
    for eps in (2.0, 3.0, 4.0):
        found = cluster(features(X), DBSCANParams(eps=eps, min_samples=3))
        assert np.array_equal(found.labels, ordered(DBSCAN(eps=eps, min_samples=3).fit(X).labels_))
    kmeans = cluster(features(X), KMeansParams(n_clusters=10, n_init=10, random_state=0))
    ward = cluster(features(X), AgglomerativeParams(n_clusters=10))
    truth = identities(data.target[keep].astype(str))
    for a, b in ((kmeans, ward), (kmeans, truth), (ward, truth)):
        labels = [grouping.codes if isinstance(grouping, Identities) else grouping.labels for grouping in (a, b)]
        assert agree(a, b).ari == pytest.approx(adjusted_rand_score(*labels), abs=1e-12)
        assert agree(a, b).ari > 0.2
