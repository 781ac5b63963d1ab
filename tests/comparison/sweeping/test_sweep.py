"""A sweep's groupings are those of its methods called alone; neighbours are compared; bad values are said in words."""

from pathlib import Path
from typing import Any

import hdbscan
import numpy as np
import pytest
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.datasets import load_digits, make_blobs
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from explorer import plan
from explorer.clusterings import SHARED, cluster
from explorer.clusterings.result import ordered
from explorer.comparison import agree
from explorer.comparison.result import Identities
from explorer.comparison.sweeping import density, sweep
from explorer.comparison.sweeping.params import MOST_CELLS, SWEPT, SweepParams, swept_by
from explorer.errors import LimitError, ParamsError
from explorer.neighbors import knn_graph
from explorer.pipeline import STEPS
from explorer.recipe import params_of
from explorer.store import Store
from tests.features.sets import features, normal

PARTS = {step.params: step for step in SHARED}
DIGITS = load_digits()
BLOBS, _ = make_blobs(300, 8, centers=5, cluster_std=1.5, random_state=2)
COPIES = np.concatenate([BLOBS, BLOBS[::6]]).astype(np.float32)


def swept(X, params, identities=None):
    """A sweep, what it shares made as a worker would make it."""
    space = features(X)
    parts = {
        f"shared_{number}": PARTS[type(part)].resolve()(part, features=space)
        for number, part in enumerate(params.parts())
    }
    wanted = params.cells[0].graph_params() if params.cells else None
    graph = knn_graph(space, wanted) if wanted is not None and not parts else None
    return sweep.fit(params, features=space, identities=identities, graph=graph, **parts)


SWEEPS: list[tuple[str, dict[str, Any], Any]] = [
    ("kmeans", {"values": (1, 2, 5, 12), "fixed": {"random_state": 3}}, lambda v: KMeans(v, random_state=3)),
    (
        "gaussian_mixture",
        {"values": (1, 2, 5), "fixed": {"random_state": 3, "covariance_type": "diag"}},
        lambda v: GaussianMixture(v, random_state=3, covariance_type="diag"),
    ),
    ("agglomerative", {"values": (1, 2, 5, 40)}, AgglomerativeClustering),
    (
        "agglomerative",
        {"values": (2, 5), "fixed": {"linkage": "average", "metric": "cosine"}},
        lambda v: AgglomerativeClustering(v, linkage="average", metric="cosine"),
    ),
    (
        "dbscan",
        {"values": (0.5, 2.0, 3.1, 4.4, 6.0, 90.0), "fixed": {"min_samples": 4}},
        lambda v: DBSCAN(eps=v, min_samples=4),
    ),
    (
        "hdbscan",
        {"values": (3, 8, 20), "second": (1, 5)},
        lambda v, s: hdbscan.HDBSCAN(v, min_samples=s, core_dist_n_jobs=1),
    ),
]


@pytest.mark.parametrize(("method", "values", "library"), SWEEPS, ids=[method for method, _, _ in SWEEPS])
@pytest.mark.parametrize("X", [DIGITS.data[:400].astype(np.float32), COPIES], ids=["digits", "copies"])
def test_every_cell_is_the_librarys_row_for_row(X, method, values, library):
    params = SweepParams(method, **values)
    found = swept(X, params)
    assert found.n_cells == len(params.cells)
    for cell, asked in enumerate(params.cells):
        place = [getattr(asked, name) for name in params.names]
        model = library(*place)
        theirs = ordered(model.fit_predict(X.astype(np.float64) if method == "gaussian_mixture" else X))
        assert np.array_equal(found.labels[cell], theirs), place
        assert found.grouping(cell).n_noise == found.n_noise[cell] == (theirs == -1).sum()
        assert found.n_clusters[cell] == theirs.max() + 1
    line = len(params.values)
    for cell in range(found.n_cells):
        for score, step in ((found.ari_before, 1 if cell % line else None), (found.ari_beside, line)):
            other = None if step is None or cell < step else found.labels[cell - step]
            if other is None:
                assert np.isnan(score[cell])
            else:
                assert score[cell] == pytest.approx(adjusted_rand_score(found.labels[cell], other), abs=1e-12)


@pytest.mark.parametrize("method", ["spectral", "leiden", "minibatch_kmeans", "bisecting_kmeans"])
def test_the_other_methods_are_theirs_too(method):
    values = (0.5, 2.0) if method == "leiden" else (2, 4)
    params = SweepParams(method, values=values, fixed={"random_state": 0})
    found = swept(COPIES, params)
    for cell, asked in enumerate(params.cells):
        assert np.array_equal(found.labels[cell], cluster(features(COPIES), asked).labels)


def test_the_published_table_comes_out_of_one_sweep():
    path = Path(__file__).parents[4] / "shared" / "datasets" / "lfw_people_min20_resize07.npz"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    with np.load(path) as file:
        images, names = file["images"], file["name"]
    keep = _first(names, 50)
    X = images[keep].reshape(int(keep.sum()), -1).astype(np.float32) / 765
    X = PCA(n_components=100, whiten=True, random_state=0).fit(X).transform(X)
    params = SweepParams("dbscan", values=tuple(float(eps) for eps in range(1, 18, 2)), fixed={"min_samples": 3})
    found = swept(X, params)
    noise_first = [np.bincount(line + 1).tolist() for line in found.labels]
    assert noise_first == [
        [2063],
        [2063],
        [2059, 4],
        [2005, 14, 7, 5, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3],
        [1313, 743, 4, 3],
        [415, 1648],
        [115, 1948],
        [33, 2030],
        [7, 2056],
    ]
    kmeans = swept(X, SweepParams("kmeans", values=(10,), fixed={"n_init": 10, "random_state": 0}))
    ward = swept(X, SweepParams("agglomerative", values=(9, 10)))
    assert np.array_equal(kmeans.labels[0], ordered(KMeans(10, n_init=10, random_state=0).fit(X).labels_))
    assert np.array_equal(ward.labels[1], ordered(AgglomerativeClustering(10).fit(X).labels_))
    assert agree(kmeans.grouping(0), ward.grouping(1)).ari == pytest.approx(0.0847, abs=0.02)


def test_the_same_table_of_digits():
    keep = _first(DIGITS.target, 50)
    X = PCA(20, whiten=True, random_state=0).fit_transform(DIGITS.data[keep].astype(np.float32) / 16)
    found = swept(X, SweepParams("dbscan", values=(1.0, 2.0, 3.0, 4.0, 5.0), fixed={"min_samples": 3}))
    for eps, labels in zip((1.0, 2.0, 3.0, 4.0, 5.0), found.labels, strict=True):
        assert np.array_equal(labels, ordered(DBSCAN(eps=eps, min_samples=3).fit(X).labels_))
    assert found.n_noise[0] == 500
    assert found.n_noise[-1] < 150


def _first(names, most):
    """The first rows of each name, in file order."""
    seen: dict[Any, int] = {}
    keep = np.zeros(len(names), dtype=bool)
    for row, name in enumerate(names.tolist()):
        seen[name] = seen.get(name, 0) + 1
        keep[row] = seen[name] <= most
    return keep


def test_identities_and_rows_without():
    codes = DIGITS.target[:400].astype(np.int32)
    codes[::9] = -1
    params = SweepParams("kmeans", values=(5, 10), fixed={"random_state": 0})
    found = swept(DIGITS.data[:400], params, Identities(codes, tuple("0123456789")))
    known = codes >= 0
    for score, labels in zip(found.ari_identities, found.labels, strict=True):
        assert score == pytest.approx(adjusted_rand_score(codes[known], labels[known]), abs=1e-12)
        assert score > 0.3
    assert np.isnan(swept(DIGITS.data[:400], params).ari_identities).all()
    nobody = Identities(np.full(400, -1, np.int32), ())
    assert np.isnan(swept(DIGITS.data[:400], params, nobody).ari_identities).all()


def test_which_validity_it_is(monkeypatch):
    kmeans = swept(COPIES, SweepParams("kmeans", values=(2,), fixed={"random_state": 0}))
    assert (kmeans.dbcv_kind, np.isnan(kmeans.dbcv).all()) == ("", True)
    assert "dense places" in kmeans.why["dbcv"]
    for params in (SweepParams("hdbscan", values=(5,), second=(3,)), SweepParams("dbscan", values=(5.0, 6.0))):
        exact = swept(COPIES, params)
        monkeypatch.setattr(density, "MOST_ROWS", 100)
        relative = swept(COPIES, params)
        monkeypatch.undo()
        assert (exact.dbcv_kind, relative.dbcv_kind) == ("exact", "relative")
        assert (exact.dbcv != relative.dbcv).any()
    wide = swept(normal(40, 51), SweepParams("hdbscan", values=(5,), second=(3,)))
    assert wide.dbcv_kind == "relative"


@pytest.mark.parametrize(
    ("params", "X"),
    [
        (SweepParams("kmeans", values=(1, 2, 3), fixed={"random_state": 0}), np.ones((20, 3))),
        (SweepParams("gaussian_mixture", values=(1, 2), fixed={"random_state": 0}), np.ones((20, 3))),
        (SweepParams("agglomerative", values=(1, 2, 20)), np.ones((20, 3))),
        (SweepParams("dbscan", values=(0.1, 1.0)), np.ones((20, 3))),
        (SweepParams("hdbscan", values=(2, 5), second=(1, 19, 500)), np.ones((20, 3))),
        (SweepParams("dbscan", values=(1e-9, 1e-8)), normal(20, 3)),  # every row noise
        (SweepParams("dbscan", values=(1e3, 1e4)), normal(20, 3)),  # one cluster
        (SweepParams("kmeans", values=(1, 20), fixed={"random_state": 0}), np.c_[normal(20, 2), np.ones(20)]),
        (SweepParams("kmeans", values=(1,), fixed={"random_state": 0}), np.ones((1, 3))),
    ],
)
def test_what_tells_nothing_apart_is_undefined_and_no_error(params, X):
    found = swept(X, params)
    assert not found.failed.any()
    few = found.n_clusters < 2
    for score in (found.silhouette, found.calinski_harabasz, found.davies_bouldin, found.dbcv):
        assert np.isnan(score[few]).all()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"method": "kmeans", "values": (2, 9)}, "n_clusters = 9 is more than there are rows; choose at most 8"),
        ({"method": "kmeans", "values": (0, 2)}, "n_clusters = 0 is below 1"),
        ({"method": "agglomerative", "values": (9,)}, "n_clusters = 9 is more than there are rows"),
        ({"method": "gaussian_mixture", "values": (9,)}, "n_components = 9 is more than there are rows"),
        ({"method": "dbscan", "values": (0.0, 1.0)}, "eps = 0 must be more than 0"),
        ({"method": "dbscan", "values": (-1.0,)}, "eps = -1 must be more than 0"),
        ({"method": "dbscan", "values": (1.0,), "fixed": {"min_samples": 9}}, "min_samples = 9 is more than there are"),
        ({"method": "hdbscan", "values": (2, 9), "second": (1,)}, "min_cluster_size = 9 is more than there are rows"),
        ({"method": "hdbscan", "values": (1,)}, "min_cluster_size = 1 is below 2"),
        ({"method": "kmeans", "values": (3, 3)}, "values must rise"),
        ({"method": "kmeans", "values": ()}, "no value to try"),
        ({"method": "kmeans", "values": (2,), "second": (1,)}, "swept over one parameter"),
        ({"method": "kmeans", "values": (2,), "fixed": {"n_inits": 3}}, "Did you mean 'n_init'"),
        ({"method": "optics", "values": (2,)}, "optics"),
    ],
)
def test_what_cannot_be_tried_is_said(values, message):
    with pytest.raises(ParamsError, match=message):
        swept(normal(8, 2), SweepParams(**values))


def test_too_many_cells():
    with pytest.raises(LimitError, match=f"the limit here is {MOST_CELLS}"):
        SweepParams("kmeans", values=tuple(range(1, MOST_CELLS + 2)))


def test_a_cell_that_its_method_refuses_leaves_the_others():
    X = np.concatenate([normal(60, 3), np.full((40, 3), 50.0)]).astype(np.float32)
    params = SweepParams("gaussian_mixture", values=(1, 2, 3), fixed={"reg_covar": 0.0, "random_state": 0})
    found = swept(X, params)
    assert found.failed.tolist()[:1] == [False]
    assert found.failed.any()
    cell = int(np.flatnonzero(found.failed)[0])
    assert "raise reg_covar" in found.notes[cell]
    assert np.isnan(found.ari_before[cell])


def test_every_swept_parameter_is_one_of_its_method():
    for step in SWEPT.values():
        assert set(swept_by(step)) <= set(step.params().as_dict())
    assert set(SWEPT) == set(plan.CLUSTERINGS) - {"xmeans", "optics"}


def test_a_kept_sweep_is_read_back(tmp_path):
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    recipe = plan.sweep(space, SweepParams("hdbscan", values=(3, 8), second=(1, 5)))
    found = swept(COPIES, params_of(STEPS[recipe.step], recipe))
    store = Store(tmp_path)
    store.write(recipe, found, 1.0)
    again = store.read(recipe, type(found))
    assert np.array_equal(again.labels, found.labels)
    assert again.notes == found.notes
