"""A grouping as numbers and names, whether an algorithm made it or the identities are it."""

from __future__ import annotations

import numpy as np

from explorer.clusterings.result import Clustering
from explorer.comparison.result import Identities
from explorer.errors import InputError
from explorer.features.result import Features

Grouping = Clustering | Identities


def labels_of(grouping: Grouping, features: Features) -> np.ndarray:
    """Cluster of each row, -1 for noise or no identity. Shape (n_samples,), int32.

    Raises
    ------
    InputError
        When grouping and features aren't of the same rows.
    """
    labels = grouping.codes if isinstance(grouping, Identities) else grouping.labels
    if len(labels) != features.n_samples:
        raise InputError(f"The grouping has {len(labels):,} rows, the features {features.n_samples:,}: not the same.")
    return labels


def names_of(grouping: Grouping) -> tuple[str, ...]:
    """What the groups are called."""
    return grouping.names if isinstance(grouping, Identities) else grouping.named
