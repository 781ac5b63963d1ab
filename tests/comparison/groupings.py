"""Groupings for tests: groups of rows given as numbers, and what the comparisons read of them."""

import numpy as np
from hypothesis import strategies as st

from explorer.clusterings.result import Clustering
from explorer.comparison.contingency import Contingency, contingency
from explorer.comparison.grouping import Groups
from explorer.comparison.tally import CLUSTER, Tally, tally


def clustering(*labels: int) -> Clustering:
    return Clustering(np.array(labels, dtype=np.int32))


def groups(labels: object, noise: int | None = None) -> Groups:
    codes = np.asarray(labels, dtype=np.int32)
    return Groups(codes, tuple(str(code) for code in range(int(codes.max(initial=0)) + 1)), noise)


def table(a: object, b: object) -> Contingency:
    return contingency(groups(a), groups(b))


def counted(a: object, b: object, noise: tuple[int | None, int | None] = (None, None), policy: str = CLUSTER) -> Tally:
    return tally(table(a, b), *noise, policy)


#: Two lists of equally many codes, up to 25 rows and 6 groups.
pairs_of_labels = st.integers(1, 25).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 5), min_size=n, max_size=n) for _ in range(2)])
)
