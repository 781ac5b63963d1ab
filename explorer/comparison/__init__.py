"""How far groupings agree.

>>> agreement = agree(kmeans, hdbscan)                 # doctest: +SKIP
>>> print(in_words(agreement.ari))                     # doctest: +SKIP
0.07: almost no agreement beyond chance
"""

from __future__ import annotations

from explorer.clusterings.result import Clustering
from explorer.comparison.agreement import AgreementParams
from explorer.comparison.identities import IdentitiesParams
from explorer.comparison.rand import adjusted_rand
from explorer.comparison.result import Agreement, Identities
from explorer.comparison.words import in_words
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.identities",
        "the identities as a grouping",
        IdentitiesParams,
        "explorer.comparison.identities:fit",
        Identities,
        inputs=("dataset",),
    ),
    Step(
        "comparison.agreement",
        "agreement",
        AgreementParams,
        "explorer.comparison.agreement:fit",
        Agreement,
        inputs=("a", "b"),
    ),
)

__all__ = [
    "STEPS",
    "Agreement",
    "AgreementParams",
    "Identities",
    "IdentitiesParams",
    "adjusted_rand",
    "agree",
    "in_words",
]


def agree(a: Clustering | Identities, b: Clustering | Identities) -> Agreement:
    """How far two groupings of the same rows agree; noise is one cluster, rows without identity are left out."""
    agreement: Agreement = STEPS[-1].resolve()(AgreementParams(), a=a, b=b)
    return agreement
