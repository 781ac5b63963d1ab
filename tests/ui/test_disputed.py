"""What the Disputed page says where no row is argued about."""

import numpy as np
import pytest

from explorer.clusterings.result import Clustering
from explorer.comparison import DisagreementParams
from explorer.comparison.disagreement import fit
from explorer.comparison.tally import CLUSTER, LEFT_OUT
from explorer.ui.argued import MEASURES
from explorer.ui.disputed import beyond, none_argued

SAME, FINER, NOISY, LOST = [0, 0, 1, 1], [0, 1, 2, 3], [0, 0, 1, -1], [-1, -1, -1, -1]


@pytest.mark.parametrize(
    ("a", "b", "noise", "measure", "said"),
    [
        (SAME, SAME, CLUSTER, 0, "These groupings agree about every row."),
        (SAME, FINER, CLUSTER, 1, "These groupings agree about every row, or merely refine each other."),
        (SAME, NOISY, LEFT_OUT, 0, "These groupings agree about every row that is compared."),
        (SAME, LOST, LEFT_OUT, 0, "No row is left to compare under this noise policy: each is noise in"),
    ],
)
def test_agreement_is_said_only_of_rows_that_are_compared(a, b, noise, measure, said):
    first, second = (Clustering(np.array(labels, dtype=np.int32)) for labels in (a, b))
    found = fit(DisagreementParams(noise=noise), grouping_0=first, grouping_1=second)
    values = np.asarray(getattr(found, MEASURES[measure].array))
    assert not (values > 0).any()
    assert none_argued(values, MEASURES[measure]).startswith(said)


@pytest.mark.parametrize(
    ("values", "n_shown", "said"),
    [
        ([0.9, 0.8, 0.1], 2, "have 0.60 on average."),
        ([0.9, 0.8, 0.8], 2, "have 0.83 on average. 1 more row has as much as the last one shown"),
        ([0.9, 0.9, 0.9, 0.9, np.nan], 1, "have 0.90 on average. 3 more rows have as much as the last one shown"),
    ],
)
def test_how_the_rows_shown_stand_among_all(values, n_shown, said):
    found = beyond(np.array(values, dtype=np.float32), np.arange(n_shown))
    assert said in found
    assert ("decides" in found) == ("more row" in found)
