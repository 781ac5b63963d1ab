"""When the Consensus page says that two voices are even."""

import numpy as np
import pytest

from explorer.comparison import Consensus
from explorer.ui.consensus import evenly_split, headline


def found(weights, family, agreement=0.5):
    return Consensus(
        np.zeros(2, dtype=np.int32),
        "",
        standing=np.zeros(2, dtype=np.uint8),
        support=np.zeros(2, dtype=np.float32),
        weights=np.array(weights),
        family=np.array(family),
        ari=np.zeros(len(weights)),
        agreement=agreement,
    )


@pytest.mark.parametrize(
    ("weights", "family", "even"),
    [
        ([0.5, 0.5], [0, 1], True),
        ([0.2, 0.3, 0.5], [0, 0, 1], True),
        ([0.5, 0.5, 0.0], [0, 1, 2], True),
        ([0.6, 0.4], [0, 1], False),
        ([0.5, 0.25, 0.25], [0, 1, 2], False),
        ([1.0], [0], False),
    ],
)
def test_two_voices_are_even_where_each_has_half_of_the_votes(weights, family, even):
    assert evenly_split(found(weights, family)) is even


def test_where_there_is_hardly_any_agreement_that_comes_first():
    assert headline(found([0.5, 0.5], [0, 1], 0.6)).startswith("1 cluster: ")
    assert headline(found([0.5, 0.5], [0, 1], 0.11)).startswith(
        "Hardly any agreement: weighted mean ARI of the consensus with its voters 0.11. 1 cluster: "
    )
