"""Identities: how well each holds together, who doesn't belong, who looks like whom.

Similarity is the cosine of feature vectors, -1 to 1; an identity's centre is the mean direction of its rows.
"""

from __future__ import annotations

from explorer.comparison.identity.lens import LensParams
from explorer.comparison.identity.lookalikes import LookalikesParams
from explorer.comparison.identity.matrix import IdentityMatrixParams
from explorer.comparison.identity.result import (
    KINDS,
    IdentityMatrix,
    Lens,
    Lookalikes,
    Standing,
    Strangers,
)
from explorer.comparison.identity.standing import StandingParams
from explorer.comparison.identity.strangers import StrangersParams
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.standing",
        "rows and identities",
        StandingParams,
        "explorer.comparison.identity.standing:fit",
        Standing,
        version=5,
        heavy=True,
        heavy_from=20_000,
        inputs=("features", "identities"),
    ),
    Step(
        "comparison.lens",
        "identities under the lens",
        LensParams,
        "explorer.comparison.identity.lens:fit",
        Lens,
        version=2,
        inputs=("standing", "identities"),
        more_inputs=True,
    ),
    Step(
        "comparison.strangers",
        "strangers",
        StrangersParams,
        "explorer.comparison.identity.strangers:fit",
        Strangers,
        version=4,
        inputs=("standing", "identities"),
    ),
    Step(
        "comparison.lookalikes",
        "lookalikes",
        LookalikesParams,
        "explorer.comparison.identity.lookalikes:fit",
        Lookalikes,
        version=3,
        heavy=True,
        heavy_from=10_000,
        inputs=("features", "identities"),
    ),
    Step(
        "comparison.identity_matrix",
        "identities, each with each",
        IdentityMatrixParams,
        "explorer.comparison.identity.matrix:fit",
        IdentityMatrix,
        version=2,
        inputs=("features", "identities"),
    ),
)

__all__ = [
    "KINDS",
    "STEPS",
    "IdentityMatrix",
    "IdentityMatrixParams",
    "Lens",
    "LensParams",
    "Lookalikes",
    "LookalikesParams",
    "Standing",
    "StandingParams",
    "Strangers",
    "StrangersParams",
]
