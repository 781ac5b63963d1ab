"""How far two groupings agree: their overlap table and the adjusted Rand index read from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import Clustering
from explorer.comparison.contingency import overlap_table
from explorer.comparison.rand import adjusted_rand
from explorer.comparison.result import UNKNOWN, Agreement, Identities
from explorer.errors import InputError
from explorer.params import Params
from explorer.recipe import Report, silent

Grouping = Clustering | Identities


@dataclass(frozen=True)
class AgreementParams(Params):
    """Nothing to choose: noise is one cluster, rows without identity are left out."""


def fit(params: AgreementParams, *, a: Grouping, b: Grouping, report: Report = silent) -> Agreement:  # noqa: ARG001
    """Compare two groupings of the same rows.

    Parameters
    ----------
    params : AgreementParams
    a, b : Clustering or Identities
    report : Report, optional

    Returns
    -------
    Agreement
        Groups in the order of their clustering's codes (noise first where there is any) or of the identities'
        names; an identity all of whose rows were left out keeps its line of zeros.

    Raises
    ------
    InputError
        When they aren't of the same rows, or no row is left to compare.
    LimitError
        When the overlap table would be too large.
    """
    codes_a, names_a = _groups(a)
    codes_b, names_b = _groups(b)
    if len(codes_a) != len(codes_b):
        raise InputError(f"One grouping has {len(codes_a):,} rows, the other {len(codes_b):,}: they can't be compared.")
    known = (codes_a != UNKNOWN) & (codes_b != UNKNOWN)
    n_samples = int(np.count_nonzero(known))
    if not n_samples:
        raise InputError("No row has an identity, so there is nothing to compare with.")
    report("counting pairs")
    overlap = overlap_table(codes_a[known], codes_b[known], len(names_a), len(names_b))
    return Agreement(adjusted_rand(overlap), overlap, names_a, names_b, n_samples, len(known) - n_samples)


def _groups(grouping: Grouping) -> tuple[np.ndarray, tuple[str, ...]]:
    """Group of each row, -1 where it is left out, and the groups' names."""
    if isinstance(grouping, Identities):
        return grouping.codes, grouping.names
    noisy = grouping.n_noise > 0
    names = [str(number) for number in range(len(grouping.sizes))]
    return grouping.labels + noisy, ("noise", *names) if noisy else tuple(names)
