"""Where rows start: the known eigenvectors, pieces in their places, and data that has no shape."""

import numpy as np
import pytest
from scipy.linalg import subspace_angles
from scipy.sparse import block_diag, csr_array, diags_array
from scipy.sparse.linalg import eigsh
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from explorer.neighbors import GraphParams, knn_graph
from explorer.projections.umap.fuzzy_set import fuzzy_set
from explorer.projections.umap.start import as_measured, principal, spectral, start, stretched
from tests.features.sets import features, normal

DIGITS = load_digits().data.astype(np.float32)


def random():
    return np.random.default_rng(0)


def ring(n_samples):
    """A closed chain: its smoothest shape is a circle."""
    one = np.ones(n_samples, dtype=np.float32)
    chain = diags_array([one[1:], one[1:]], offsets=[1, -1]).tolil()
    chain[0, -1] = chain[-1, 0] = 1
    return csr_array(chain, dtype=np.float32)


def test_components_are_those_of_pca():
    found = principal(DIGITS, 8, random())
    expected = PCA(3).fit_transform(DIGITS)
    for axis in range(3):
        assert abs(np.corrcoef(found[:, axis], expected[:, axis])[0, 1]) > 0.999
        assert found[:, axis].std() == pytest.approx(expected[:, axis].std(), rel=1e-3)


def test_components_that_the_data_lacks_are_nought():
    found = principal(normal(5, 2), 8, random())
    assert np.all(found[:, 2:] == 0)
    assert np.all(found[:, :2].std(axis=0) > 0)


def test_the_shape_is_that_of_the_laplacians_eigenvectors():
    fuzzy = fuzzy_set(knn_graph(features(DIGITS), GraphParams(n_neighbors=14)))
    root = np.sqrt(fuzzy.sum(axis=1))
    step = diags_array(1 / root) @ fuzzy @ diags_array(1 / root)
    _, vectors = eigsh(step.astype(np.float64), 3, which="LA", v0=np.ones(len(DIGITS)))
    found = spectral(fuzzy, principal(DIGITS, 8, random()), 2)
    found = np.linalg.qr(np.column_stack([root, found - found.mean(axis=0)]))[0]
    # the constant one is the root of the degrees, and moving the shape adds a little of 1 to it
    assert np.sin(subspace_angles(found, vectors)).max() < 0.2


def test_a_ring_is_a_circle():
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    noisy = np.column_stack([np.cos(angle), np.sin(angle)]) + random().normal(scale=0.3, size=(200, 2))
    block = np.hstack([noisy, random().normal(size=(200, 6))]).astype(np.float32)
    found = spectral(ring(200), block, 2)
    radius = np.linalg.norm(found - found.mean(axis=0), axis=1)
    assert np.ptp(radius) / radius.mean() < 0.1


def test_pieces_keep_the_place_and_size_of_their_components():
    pieces = csr_array(block_diag([ring(100), ring(60), ring(7)]))
    block = normal(167, 8)
    block[100:160, 0] += 100
    found = spectral(pieces, block, 2)
    for rows in (slice(0, 100), slice(100, 160)):
        shadow = block[rows, :2]
        np.testing.assert_allclose(found[rows].mean(axis=0), shadow.mean(axis=0), atol=1e-4)
        assert found[rows].std() > 0
        np.testing.assert_allclose(
            np.linalg.norm(found[rows] - found[rows].mean(axis=0)),
            np.linalg.norm(shadow - shadow.mean(axis=0)),
            rtol=1e-4,
        )
        assert not np.allclose(found[rows], shadow, atol=0.1)
    assert np.array_equal(found[160:], block[160:, :2])


@pytest.mark.parametrize("init", ["spectral", "pca", "random"])
@pytest.mark.parametrize(
    "X",
    [
        np.ones((60, 3)),
        np.vstack([np.zeros((60, 3)), normal(5, 3)]),
        normal(60, 3) * 1e18,
        normal(60, 3) * 1e-30,
        normal(60, 1),
        normal(3, 2),
        np.repeat([[1, 0], [-1, 0]], 30, axis=0),
    ],
    ids=["all equal", "mostly copies", "huge", "tiny", "one dimension", "three rows", "two places"],
)
@pytest.mark.parametrize("metric", ["euclidean", "cosine", "correlation"])
def test_odd_data_has_a_start(init, X, metric):
    given = features(X)
    fuzzy = fuzzy_set(knn_graph(given, GraphParams(n_neighbors=2, metric=metric)))
    for n_components in (2, 3):
        found = start(init, given.X, metric, fuzzy, n_components, random())
        assert found.shape == (len(X), n_components)
        assert found.dtype == np.float32
        assert np.isfinite(found).all()
        assert found.min() >= 0
        assert found.max() <= 10.0001
        assert len(np.unique(found, axis=0)) == len(X)


def test_the_seed_decides():
    one, again = (start("random", DIGITS, "euclidean", csr_array((1797, 1797)), 2, random()) for _ in range(2))
    assert np.array_equal(one, again)


def test_a_layout_is_stretched_to_the_whole_extent():
    found = stretched(np.array([[0.0, 5.0], [1.0, 5.0], [4.0, 6.0]]), random())
    np.testing.assert_allclose(found, np.array([[0, 0], [2.5, 0], [10, 10]]), atol=2e-3)


def test_vectors_as_the_metric_sees_them():
    X = np.array([[3, 4], [6, 8], [0, 0]], dtype=np.float32)
    np.testing.assert_allclose(as_measured(X, "cosine"), np.array([[0.6, 0.8], [0.6, 0.8], [0, 0]]), atol=1e-6)
    np.testing.assert_allclose(as_measured(X, "correlation")[:2], np.full((2, 2), [-0.7071, 0.7071]), atol=1e-4)
    assert np.array_equal(as_measured(X, "euclidean") * 16, X)


def test_components_lie_as_those_of_scikit_learn():
    theirs = PCA(3).fit_transform(DIGITS)  # of the fourth two loadings are as large, to 0.03 %
    ours = principal(DIGITS, 8, random())[:, :3]
    assert np.allclose(ours, theirs, atol=0.02 * np.abs(theirs).max())
