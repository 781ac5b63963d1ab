"""Choices -> recipes, and back again.

The pages, the command line and a spec all build their recipes here, so the same choice is the same recipe everywhere.
"""

from __future__ import annotations

from explorer.plan.believing import (
    maps_apart,
    pieces,
    point_trust,
    true_neighbours,
)
from explorer.plan.cleaning import (
    copies,
    filtered,
    folders,
    look_alikes,
    near,
    perceptual_hash,
)
from explorer.plan.comparing import (
    agreement,
    agreements,
    identities,
)
from explorer.plan.describing import (
    describe,
    describe_fully,
    describe_space,
    title,
)
from explorer.plan.editing import by_column, edited
from explorer.plan.identifying import (
    identity_matrix,
    lens,
    lookalike_identities,
    outliers,
    palette,
    standing,
    strangers,
)
from explorer.plan.inside import anatomy, centre_pictures, leads_back, picture_size, wanted
from explorer.plan.lineage import (
    dataset_of,
    features_of,
    has_seen_names,
    has_space,
    on_map,
    preprocessing,
    space_of,
)
from explorer.plan.making import (
    can_heed,
    can_start,
    caution,
    clustering,
    dataset,
    features,
    map_quality,
    picture,
    preview,
    projection,
    refusal,
    rows_file,
    spectrum,
    stopped,
    thumbnails,
)
from explorer.plan.methods import (
    CLUSTERINGS,
    PREPROCESS,
    PROJECTIONS,
    USES,
)
from explorer.plan.sampling import is_on_sample, on_sample, refusal_on_sample
from explorer.plan.sweeping import (
    MOST_NEIGHBOURS,
    cell_of,
    condensed_tree,
    dendrogram,
    k_distance,
    sweep,
    swept,
)

__all__ = [
    "CLUSTERINGS",
    "MOST_NEIGHBOURS",
    "PREPROCESS",
    "PROJECTIONS",
    "USES",
    "agreement",
    "agreements",
    "anatomy",
    "by_column",
    "can_heed",
    "can_start",
    "caution",
    "cell_of",
    "centre_pictures",
    "clustering",
    "condensed_tree",
    "copies",
    "dataset",
    "dataset_of",
    "dendrogram",
    "describe",
    "describe_fully",
    "describe_space",
    "edited",
    "features",
    "features_of",
    "filtered",
    "folders",
    "has_seen_names",
    "has_space",
    "identities",
    "identity_matrix",
    "is_on_sample",
    "k_distance",
    "leads_back",
    "lens",
    "look_alikes",
    "lookalike_identities",
    "map_quality",
    "maps_apart",
    "near",
    "on_map",
    "on_sample",
    "outliers",
    "palette",
    "perceptual_hash",
    "picture",
    "picture_size",
    "pieces",
    "point_trust",
    "preprocessing",
    "preview",
    "projection",
    "refusal",
    "refusal_on_sample",
    "rows_file",
    "space_of",
    "spectrum",
    "standing",
    "stopped",
    "strangers",
    "sweep",
    "swept",
    "thumbnails",
    "title",
    "true_neighbours",
    "wanted",
]
