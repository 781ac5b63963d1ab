"""Values whose squares float32 can't hold are refused in words where a library would go on with infinities."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from explorer.clusterings import (
    BisectingKMeansParams,
    KMeansParams,
    MiniBatchKMeansParams,
    XMeansParams,
    cluster,
)
from explorer.errors import InputError
from explorer.features import Features, pca
from explorer.features.spectrum import SpectrumParams, spectrum
from explorer.projections import project
from explorer.projections.tsne import TSNEParams
from tests.features.sets import features, normal

FAR = np.concatenate([normal(20, 5), normal(20, 5, seed=1) + 8]).astype(np.float32)
TSNE = TSNEParams(perplexity=5.0, max_iter=10, early_exaggeration_iter=5, random_state=0)
DOES: dict[str, Callable[[Features], Any]] = {
    "k-means": lambda X: cluster(X, KMeansParams(n_clusters=2, random_state=0)),
    "mini-batch": lambda X: cluster(X, MiniBatchKMeansParams(n_clusters=2, random_state=0)),
    "bisecting": lambda X: cluster(X, BisectingKMeansParams(n_clusters=2, random_state=0)),
    "x-means": lambda X: cluster(X, XMeansParams(random_state=0)),
    "pca": lambda X: pca.pca(pca.PCAParams(2), features=X),
    "variance": lambda X: spectrum(SpectrumParams(), features=X),
    "t-sne": lambda X: project(X, TSNE),
}


@pytest.mark.parametrize("name", DOES)
def test_huge_values_are_refused_and_large_ones_are_not(name):
    with pytest.raises(InputError, match=r"Values up to .e\+20 are too large for .*: standardise"):
        DOES[name](features(FAR * np.float32(1e19)))
    large = features(FAR * np.float32(1e15))
    found, same = DOES[name](large), DOES[name](features(FAR))
    if hasattr(found, "labels"):
        np.testing.assert_array_equal(found.labels, same.labels)
