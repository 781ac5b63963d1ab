"""How far two groupings agree: their overlap and the adjusted Rand index read from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.contingency import contingency
from explorer.comparison.grouping import Grouping, groups_of
from explorer.comparison.pairs import adjusted_rand
from explorer.comparison.result import Agreement
from explorer.comparison.seriation import diagonal
from explorer.comparison.tally import tally
from explorer.errors import InputError
from explorer.params import Params
from explorer.recipe import Report, silent


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
        Groups numbered as their clustering's codes (noise first where there is any) or the identities' names; an
        identity all of whose rows were left out is still one.

    Raises
    ------
    InputError
        When they aren't of the same rows, or no row is left to compare.
    """
    groups_a, groups_b = groups_of(a), groups_of(b)
    report("counting rows")
    table = contingency(groups_a, groups_b)
    n_samples = table.n_samples
    if not n_samples:
        raise InputError("No row has an identity, so there is nothing to compare with.")
    return Agreement(
        adjusted_rand(tally(table)),
        np.stack([table.a, table.b, table.counts], axis=1).astype(np.uint32),
        *diagonal(table),
        groups_a.names,
        groups_b.names,
        groups_a.noise,
        groups_b.noise,
        n_samples,
        len(groups_a.codes) - n_samples,
    )
