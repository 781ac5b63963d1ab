"""OPTICS is scikit-learn's with both ways of cutting, and refuses beforehand what would take too long."""

import numpy as np
import pytest
from sklearn.cluster import OPTICS
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_rand_score

from explorer.clusterings import DBSCANParams, OPTICSParams, cluster
from explorer.clusterings.result import ordered
from explorer.errors import LimitError, ParamsError
from tests.features.sets import features, normal

DIGITS = load_digits().data[:500].astype(np.float32)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"xi": 0.01, "min_cluster_size": 20, "predecessor_correction": False},
        {"cluster_method": "dbscan", "eps": 22.0},
        {"metric": "cosine", "min_samples": 3, "max_eps": 0.2},
    ],
)
def test_row_for_row_scikit_learns(values):
    found = cluster(features(DIGITS), OPTICSParams(**values))
    assert np.array_equal(found.labels, ordered(OPTICS(**values).fit(DIGITS).labels_))


def test_cut_at_a_distance_it_is_dbscan_but_for_rows_at_the_border():
    cut = cluster(features(DIGITS), OPTICSParams(cluster_method="dbscan", eps=20.0))
    dbscan = cluster(features(DIGITS), DBSCANParams(eps=20.0))
    both = (cut.labels >= 0) & (dbscan.labels >= 0)
    assert np.mean(both == (dbscan.labels >= 0)) > 0.85
    assert adjusted_rand_score(cut.labels[both], dbscan.labels[both]) == 1


def test_groups_of_differing_density_that_no_one_distance_tells_apart():
    thick, thin = normal(80, 2) * 0.02, normal(80, 2) + np.array([40, 0])
    found = cluster(features(np.concatenate([thick, thin])), OPTICSParams(min_samples=8, min_cluster_size=40))
    assert set(found.labels[:80][found.labels[:80] >= 0]) == {found.labels[0]}
    assert len(found.sizes) == 2


def test_a_distance_is_needed_to_cut_at_one():
    with pytest.raises(ParamsError, match="give it as eps"):
        OPTICSParams(cluster_method="dbscan")
    with pytest.raises(ParamsError, match=r"eps = 3 is above max_eps = 2"):
        OPTICSParams(cluster_method="dbscan", eps=3.0, max_eps=2.0)
    with pytest.raises(ParamsError, match="eps"):
        OPTICSParams(eps=0.0)


def test_every_row_noise():
    found = cluster(features(DIGITS[:100]), OPTICSParams(max_eps=1e-3))
    assert found.n_noise == 100
    assert found.note == "every row is noise: lower xi or min_samples"
    cut = cluster(features(DIGITS[:100]), OPTICSParams(cluster_method="dbscan", eps=1e-3))
    assert cut.note == "every row is noise: raise eps or lower min_samples"


def test_what_would_take_too_long_is_refused_before_it_starts():
    OPTICSParams().check((40_000, 50))
    with pytest.raises(LimitError, match="OPTICS on 70,000 rows in 50 dimensions would take about") as caught:
        OPTICSParams().check((70_000, 50))
    assert "HDBSCAN" in caught.value.remedy
