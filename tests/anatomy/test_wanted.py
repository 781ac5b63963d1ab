"""Wanted rows: where they are, and what looks like them."""

import numpy as np
import pytest

from explorer.anatomy.wanted import MOST_WANTED, WantedParams, fit
from explorer.blobs import Blobs
from explorer.clusterings.result import Clustering
from explorer.errors import InputError, LimitError
from tests.features.sets import features


def find(tmp_path, X, labels, wanted, **params):
    blobs = Blobs(tmp_path)
    mask = np.zeros(len(labels), dtype=np.uint8)
    mask[wanted] = 1
    return fit(
        WantedParams(blobs.put(mask.tobytes()), **params),
        features=features(X),
        grouping=Clustering(np.asarray(labels, dtype=np.int32)),
        blobs=blobs,
    )


def test_by_hand(tmp_path):
    #               0    1    2     3     4     5    6
    X = np.array([[0], [1], [3], [10], [12], [11], [2.0]])
    found = find(tmp_path, X, [0, 0, 0, 1, 1, 1, -1], [0, 6], n_lookalikes=2)

    assert found.counts.tolist() == [1, 0]  # row 6 is noise
    assert found.n_wanted == 2
    assert found.lookalikes.tolist() == [[1, 2], [3, 5]]
    assert found.distances.tolist() == [[1, 1], [8, 9]]
    assert found.nearest[0, 1] == 6
    assert found.nearest[1].tolist() == [6, 6]


def test_a_cluster_of_wanted_rows_alone_has_no_lookalike(tmp_path):
    found = find(tmp_path, np.arange(4.0)[:, None], [0, 0, 1, 1], [0, 1])
    assert found.counts.tolist() == [2, 0]
    assert (found.lookalikes[0] == -1).all()
    assert np.isnan(found.distances[0]).all()
    assert found.lookalikes[1].tolist() == [2, 3, -1, -1, -1]


def test_all_rows_wanted(tmp_path):
    found = find(tmp_path, np.arange(4.0)[:, None], [0, 0, 1, -1], [0, 1, 2, 3])
    assert found.counts.tolist() == [2, 1]
    assert (found.lookalikes == -1).all()


def test_none_wanted_and_too_many_are_refused(tmp_path):
    with pytest.raises(InputError, match="No row is wanted"):
        find(tmp_path, np.ones((3, 1)), [0, 0, 0], [])
    n = MOST_WANTED + 1
    with pytest.raises(LimitError, match=f"{n:,}"):
        find(tmp_path, np.ones((n, 1)), [0] * n, range(n))
    with pytest.raises(InputError, match="3 rows, the data set has 2"):
        fit(
            WantedParams(Blobs(tmp_path).put(b"\0\1\0")),
            features=features(np.ones((2, 1))),
            grouping=Clustering(np.zeros(2, dtype=np.int32)),
            blobs=Blobs(tmp_path),
        )
