"""What several groupings agree on, as a grouping of its own."""

from __future__ import annotations

from explorer.comparison.consensus.consensus import ConsensusParams
from explorer.comparison.consensus.result import Consensus
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.consensus",
        "consensus",
        ConsensusParams,
        "explorer.comparison.consensus.consensus:fit",
        Consensus,
        version=3,
        heavy=True,
        heavy_from=20_000,
        inputs=("features", "graph"),
        more_inputs=True,
        good_for="What several groupings agree on, near-copies counted once.",
    ),
)

__all__ = ["STEPS", "Consensus", "ConsensusParams"]
