"""How far groupings agree, and how far a map can be trusted.

>>> agreement = agree(kmeans, hdbscan)                 # doctest: +SKIP
>>> print(in_words(agreement.ari))                     # doctest: +SKIP
0.07: almost no agreement beyond chance
"""

from __future__ import annotations

from explorer.clusterings.result import Clustering
from explorer.comparison import (
    believing,
    choosing,
    colours,
    consensus,
    identity,
    newcomers,
    outlying,
    returning,
    stability,
    sweeping,
)
from explorer.comparison.agreement import AgreementParams
from explorer.comparison.agreements import AgreementsParams
from explorer.comparison.believing import MapsApart, Pieces, PointTrust
from explorer.comparison.consensus import Consensus, ConsensusParams
from explorer.comparison.disagreement import DisagreementParams
from explorer.comparison.fates import FatesParams
from explorer.comparison.flows import FlowsParams
from explorer.comparison.identities import IdentitiesParams
from explorer.comparison.map_trust import MapQualityParams
from explorer.comparison.matching import MatchingParams
from explorer.comparison.result import (
    Agreement,
    Agreements,
    Disagreement,
    Fates,
    Flows,
    Identities,
    MapQuality,
    Matching,
)
from explorer.comparison.stability import Stability
from explorer.comparison.sweeping import Sweep, SweepParams
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
        version=2,
        inputs=("a", "b"),
    ),
    Step(
        "comparison.agreements",
        "agreement of all pairs",
        AgreementsParams,
        "explorer.comparison.agreements:fit",
        Agreements,
        version=2,
        more_inputs=True,
    ),
    Step(
        "comparison.matching",
        "matched clusters",
        MatchingParams,
        "explorer.comparison.matching:fit",
        Matching,
        version=2,
        inputs=("a", "b"),
    ),
    Step(
        "comparison.fates",
        "what becomes of each cluster",
        FatesParams,
        "explorer.comparison.fates:fit",
        Fates,
        version=2,
        inputs=("a", "b"),
    ),
    Step(
        "comparison.disagreement",
        "disagreement about each row",
        DisagreementParams,
        "explorer.comparison.disagreement:fit",
        Disagreement,
        more_inputs=True,
    ),
    Step(
        "comparison.flows",
        "rows from grouping to grouping",
        FlowsParams,
        "explorer.comparison.flows:fit",
        Flows,
        more_inputs=True,
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
    *believing.STEPS,
    *identity.STEPS,
    *outlying.STEPS,
    *newcomers.STEPS,
    *returning.STEPS,
    *colours.STEPS,
    *sweeping.STEPS,
    *stability.STEPS,
    *consensus.STEPS,
    *choosing.STEPS,
)

__all__ = [
    "STEPS",
    "Agreement",
    "AgreementParams",
    "Agreements",
    "AgreementsParams",
    "Consensus",
    "ConsensusParams",
    "Disagreement",
    "DisagreementParams",
    "Fates",
    "FatesParams",
    "Flows",
    "FlowsParams",
    "Identities",
    "IdentitiesParams",
    "MapQuality",
    "MapQualityParams",
    "MapsApart",
    "Matching",
    "MatchingParams",
    "Pieces",
    "PointTrust",
    "Stability",
    "Sweep",
    "SweepParams",
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
    """
    agreement: Agreement = STEPS[1].resolve()(AgreementParams(), a=a, b=b)
    return agreement
