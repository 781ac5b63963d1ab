"""How far groupings agree, and how far a map can be trusted.

>>> agreement = agree(kmeans, hdbscan)                 # doctest: +SKIP
>>> print(in_words(agreement.ari))                     # doctest: +SKIP
0.07: almost no agreement beyond chance
"""

from __future__ import annotations

from explorer.clusterings.result import Clustering
from explorer.comparison.agreement import AgreementParams
from explorer.comparison.identities import IdentitiesParams
from explorer.comparison.map_trust import MapQualityParams
from explorer.comparison.rand import adjusted_rand
from explorer.comparison.result import Agreement, Identities, MapQuality
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
    Step(
        "comparison.map_quality",
        "map quality",
        MapQualityParams,
        "explorer.comparison.map_trust:fit",
        MapQuality,
        heavy=True,
        heavy_from=20_000,
        inputs=("features", "projection"),
        more_inputs=True,
    ),
)

__all__ = [
    "STEPS",
    "Agreement",
    "AgreementParams",
    "Identities",
    "IdentitiesParams",
    "MapQuality",
    "MapQualityParams",
    "adjusted_rand",
    "agree",
    "in_words",
]


def agree(a: Clustering | Identities, b: Clustering | Identities) -> Agreement:
    """How far two groupings of the same rows agree.

    Noise is one cluster; rows without identity are left out and counted.

    Raises
    ------
    InputError
        When they aren't of the same rows, or no row has an identity.
    LimitError
        When the overlap table would be too large.
    """
    agreement: Agreement = STEPS[1].resolve()(AgreementParams(), a=a, b=b)
    return agreement
