"""Whether a map can be believed: point by point, group by group, and when it is made again."""

from __future__ import annotations

from explorer.comparison.believing.maps import MapsApartParams
from explorer.comparison.believing.pieces import PiecesParams
from explorer.comparison.believing.points import PointTrustParams
from explorer.comparison.believing.result import MapsApart, Pieces, PointTrust
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.point_trust",
        "trust in each point",
        PointTrustParams,
        "explorer.comparison.believing.points:fit",
        PointTrust,
        heavy=True,
        heavy_from=10_000,
        inputs=("features", "projection", "graph"),
    ),
    Step(
        "comparison.pieces",
        "torn and heaped groups",
        PiecesParams,
        "explorer.comparison.believing.pieces:fit",
        Pieces,
        inputs=("graph", "projection", "grouping"),
    ),
    Step(
        "comparison.maps_apart",
        "one map against another",
        MapsApartParams,
        "explorer.comparison.believing.maps:fit",
        MapsApart,
        inputs=("a", "b"),
    ),
)

__all__ = [
    "STEPS",
    "MapsApart",
    "MapsApartParams",
    "Pieces",
    "PiecesParams",
    "PointTrust",
    "PointTrustParams",
]
