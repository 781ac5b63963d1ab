"""The best match of each cluster in groupings of some of the rows, counted by hand."""

import numpy as np
import pytest

from explorer.clusterings.sampled import drawn_rows
from explorer.comparison.stability.resampled import StabilityParams, best_jaccard, fit
from explorer.errors import InputError
from tests.comparison.groupings import clustering, table


def stability(grouping, *resamples, size=None):
    size = len(resamples[0].labels) if size is None else size
    return fit(StabilityParams(size), grouping=grouping, **{f"resample_{n:04}": one for n, one in enumerate(resamples)})


def test_counted_by_hand():
    # group 0 is noise. A: {0,1,2} {3,4} and row 5 noise; B: {0,1} {2,3,4,5}
    found = best_jaccard(table([1, 1, 1, 2, 2, 0], [1, 1, 2, 2, 2, 2]))
    assert found.tolist() == pytest.approx([2 / 3, 2 / 4])


def test_two_clusters_may_have_the_same_best_match():
    assert best_jaccard(table([1, 1, 2, 2], [1, 1, 1, 1])).tolist() == [0.5, 0.5]


def test_what_becomes_noise_is_found_nowhere():
    assert best_jaccard(table([1, 1, 2, 2], [1, 1, 0, 0])).tolist() == [1.0, 0.0]


def test_a_cluster_without_a_row_has_no_overlap():
    assert np.isnan(best_jaccard(table([1, 1, 3], [1, 1, 1]))[1])


def test_the_same_clusters_under_other_names_are_highly_stable():
    labels = np.repeat([0, 1, 2], [12, 10, 8])
    resamples = [clustering(*(2 - labels[drawn_rows(30, 24, seed)])) for seed in range(4)]
    found = stability(clustering(*labels), *resamples)
    assert found.jaccard.tolist() == [[1, 1, 1]] * 4
    assert (found.stability, found.least, found.n_stable, found.median_ari) == (1, 1, 3, 1)
    assert found.recovered.tolist() == [4, 4, 4]
    assert found.dissolved.tolist() == [0, 0, 0]


def test_shuffled_labels_dissolve_every_cluster():
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(5), 40)
    found = stability(clustering(*labels), *[clustering(*random.permutation(labels)[:160]) for _ in range(6)])
    assert found.stability is not None
    assert found.stability < 0.25
    assert found.dissolved.tolist() == [6] * 5
    assert abs(found.median_ari) < 0.05


def test_each_cluster_counts_by_its_rows():
    labels = np.repeat([0, 1], [30, 10])
    rows = drawn_rows(40, 32, 0)
    lost = clustering(*np.where(labels[rows] == 1, -1, 0))
    found = stability(clustering(*labels), lost)
    assert found.mean.tolist() == [1, 0]
    assert found.rows.tolist() == [1] * 30 + [0] * 10
    assert found.stability == pytest.approx(0.75)
    assert (found.least, found.n_stable, found.dissolved.tolist()) == (0, 1, [0, 1])


def test_a_cluster_of_one_row_counts_only_where_it_was_drawn():
    labels = np.array([0] * 9 + [1])
    resamples = [clustering(*labels[drawn_rows(10, 8, seed)]) for seed in range(20)]
    found = stability(clustering(*labels), *resamples)
    drawn = [9 in drawn_rows(10, 8, seed) for seed in range(20)]
    assert 0 < sum(drawn) < 20
    assert np.isnan(found.jaccard[:, 1]).tolist() == [not was for was in drawn]
    assert found.mean.tolist() == [1, 1]
    assert found.recovered.tolist() == [20, sum(drawn)]


def test_a_cluster_that_was_never_drawn_has_no_figure():
    labels = np.array([0] * 9 + [1])
    seed = next(seed for seed in range(50) if 9 not in drawn_rows(10, 2, seed))
    one = clustering(0, 0)
    found = fit(StabilityParams(2, seed), grouping=clustering(*labels), resample_0000=one)
    assert np.isnan(found.mean[1])
    assert (found.stability, found.n_stable) == (1, 1)


def test_one_cluster_is_found_again():
    found = stability(clustering(*[0] * 10), clustering(*[0] * 8))
    assert (found.n_resamples, found.stability, found.median_ari) == (1, 1, 1)


def test_nothing_but_noise_has_no_stability():
    found = stability(clustering(*[-1] * 10), clustering(*[-1] * 8))
    assert (found.stability, found.least, found.n_stable, found.n_noise) == (None, None, 0, 10)
    assert found.median_ari == 1
    assert np.isnan(found.rows).all()


def test_without_a_resample_or_of_other_rows_it_says_so():
    with pytest.raises(InputError, match="draw rows once"):
        fit(StabilityParams(2), grouping=clustering(0, 0, 0))
    with pytest.raises(InputError, match="3 rows, not of the 2"):
        stability(clustering(0, 0, 0, 0), clustering(0, 0, 0), size=2)
