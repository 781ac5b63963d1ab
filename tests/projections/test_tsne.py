"""t-SNE is openTSNE's from our neighbours: the same each time, near rows near, and what it can't do it says before."""

from typing import Any

import numpy as np
import pytest
from openTSNE import TSNE
from openTSNE.affinity import PerplexityBasedNN
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness

from explorer.errors import LimitError, ParamsError
from explorer.projections import Projection, TSNEParams, project, tsne
from tests.features.sets import features, normal

DIGITS = load_digits()
X = DIGITS.data[:400].astype(np.float32) + np.random.default_rng(0).normal(size=(400, 64)).astype(np.float32) / 100
SHORT: dict[str, Any] = {"perplexity": 10.0, "early_exaggeration_iter": 60, "max_iter": 120, "random_state": 0}


def test_it_is_opentsnes_from_the_same_neighbours():
    exact = PerplexityBasedNN(X, perplexity=10, method="exact", n_jobs=1, random_state=0)
    theirs = TSNE(
        perplexity=10, early_exaggeration_iter=60, n_iter=120, negative_gradient_method="bh", n_jobs=1, random_state=0
    ).fit(affinities=exact, initialization=tsne._start(TSNEParams(**SHORT), X))
    ours = project(features(X), TSNEParams(**SHORT)).Y
    # distances differ in their last digits, which a layout magnifies: the same map, not the same numbers
    assert np.corrcoef(ours[:, 0], np.asarray(theirs)[:, 0])[0, 1] > 0.99
    assert np.corrcoef(ours[:, 1], np.asarray(theirs)[:, 1])[0, 1] > 0.99


def test_the_same_seed_gives_the_same_map():
    first, again = (project(features(X), TSNEParams(**SHORT)) for _ in range(2))
    assert isinstance(first, Projection)
    assert first.titles == ("t-SNE 1", "t-SNE 2")
    assert np.array_equal(first.Y, again.Y)
    other = project(features(X), TSNEParams(**{**SHORT, "init": "random", "random_state": 1}))
    assert not np.allclose(first.Y, other.Y, atol=1)


def test_near_rows_stay_near_and_shuffled_ones_do_not():
    Y = project(features(X), TSNEParams(**{**SHORT, "max_iter": 250})).Y
    assert trustworthiness(X, Y) > 0.95
    assert trustworthiness(X, np.random.default_rng(0).permutation(Y)) < 0.6


def test_three_dimensions_and_other_metrics():
    for metric in ("cosine", "manhattan"):
        solid = project(features(X[:120]), TSNEParams(n_components=3, metric=metric, **SHORT))
        assert solid.Y.shape == (120, 3)


def test_it_tells_how_far_it_is():
    told: list[tuple[str, float]] = []
    project(features(X[:100]), TSNEParams(**SHORT), report=lambda stage, done=None: told.append((stage, done or 0)))
    rounds = [(stage, done) for stage, done in told if stage.startswith("layout ")]
    assert rounds[0] == ("layout 10/180", 10 / 180)
    assert rounds[-1] == ("layout 180/180", 1.0)
    assert [done for _, done in rounds] == sorted(done for _, done in rounds)


@pytest.mark.parametrize("rows", [np.ones((40, 3)), normal(40, 1), np.repeat([[0.0, 1.0], [5.0, 1.0]], 20, axis=0)])
def test_copies_and_flat_data_have_a_map(rows):
    assert np.isfinite(project(features(rows), TSNEParams(**SHORT)).Y).all()


def test_too_few_rows_for_the_perplexity():
    with pytest.raises(ParamsError, match=r"90 nearest other rows of each, and there are 49; choose at most 16") as why:
        project(features(normal(50, 3)), TSNEParams())
    assert why.value.field == "perplexity"
    with pytest.raises(ParamsError, match="bring at least 4"):
        project(features(normal(3, 3)), TSNEParams(perplexity=1.0))
    assert len(project(features(normal(4, 3)), TSNEParams(**{**SHORT, "perplexity": 1.0})).Y) == 4


def test_what_would_take_too_long_is_refused_before_it_starts():
    assert tsne.expected_seconds(70_000, 2, 750) < 600
    many = features(np.zeros((2_000_000, 2), dtype=np.float32))
    with pytest.raises(LimitError, match=r"2,000,000 rows in 2-D with 750 rounds would take about .* minutes"):
        project(many, TSNEParams())
