"""What may be chosen for a UMAP, and the neighbour graph that it starts from."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.errors import ParamsError
from explorer.neighbors.graph import GraphParams, counting_itself, metric_field
from explorer.params import Params, param


@dataclass(frozen=True)
class UMAPParams(Params):
    """umap-learn's parameters under its names, with its defaults but for `init`; and which engine draws."""

    n_components: int = param(2, "2 for a flat map, 3 for one that turns.", low=2, high=3)
    n_neighbors: int = param(
        15,
        "How many rows each row holds on to, itself counted: few show fine detail, many the broad shape.",
        low=2,
        high=500,
        unit="rows",
    )
    min_dist: float = param(0.1, "How close rows may lie on the map: small packs groups tightly.", low=0.0, high=5.0)
    metric: str = metric_field()
    engine: str = param(
        "explorer",
        "Who draws the map: our own engine, several times as fast and always reproducible, or the umap-learn library.",
        choices=("explorer", "umap-learn"),
    )
    n_epochs: int | None = param(
        None,
        "Rounds of improving the layout; left open, 500 up to 10,000 rows and 200 above.",
        low=1,
        high=10_000,
        unit="rounds",
        advanced=True,
    )
    stop_after: int | None = param(
        None,
        "Rounds after which to stop, of n_epochs: what a map has that was cancelled. Left open, none are left out.",
        low=1,
        high=10_000,
        unit="rounds",
        advanced=True,
    )
    # Outside 0.5 to 5 umap-learn's fit of its curve to spread and min_dist can end in nonsense, silently.
    spread: float = param(1.0, "How far groups lie apart; min_dist is at most this.", low=0.5, high=5.0, advanced=True)
    # Not umap-learn's own default: far groups lie more truly (Kobak & Linderman 2021), near rows as truly; measured by
    # `benchmarks.map_quality`.
    init: str = param(
        "pca",
        "Where rows start: pca from the data, spectral from the neighbour graph, random anywhere.",
        choices=("pca", "spectral", "random"),
        advanced=True,
    )
    learning_rate: float = param(
        1.0, "How far a row moves in one round, at first.", low=0.001, high=100.0, advanced=True
    )
    set_op_mix_ratio: float = param(
        1.0,
        "1 keeps a neighbour that either row names, 0 only those that name each other.",
        low=0.0,
        high=1.0,
        advanced=True,
    )
    local_connectivity: float = param(
        1.0, "Nearest neighbours that count as fully connected.", low=0.0, high=100.0, advanced=True
    )
    repulsion_strength: float = param(
        1.0,
        "How strongly rows that aren't neighbours push each other away.",
        low=0.0,
        high=100.0,
        advanced=True,
    )
    negative_sample_rate: int = param(
        5, "Rows pushed away for every neighbour pulled near.", low=1, high=100, advanced=True
    )
    target_weight: float = param(
        0.5,
        "How far a map heeds the identities where they are its target: 0 hardly, 1 parts them entirely.",
        low=0.0,
        high=1.0,
        advanced=True,
    )
    densmap: bool = param(
        False,
        "Whether dense places stay dense and thin ones thin (densMAP); by umap-learn only, and without a target.",
        advanced=True,
    )
    dens_lambda: float = param(
        2.0, "How much density counts, for densMAP.", low=0.0, high=100.0, advanced=True
    )
    random_state: int | None = param(
        None, "Seed: the same seed and parameters give the same map.", low=0, high=2**32 - 1, advanced=True
    )
    n_jobs: int = param(
        1,
        "For umap-learn. 1 is reproducible: the seed decides, one core works. -1 is fast: all cores, never the same "
        "twice.",
        low=-1,
        high=1,
        advanced=True,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.n_jobs == 0:
            raise ParamsError("n_jobs = 0 must be 1 (reproducible) or -1 (fast).", field="n_jobs")
        if self.stop_after is not None and self.engine != "explorer":
            raise ParamsError('stop_after is for engine = "explorer" only.', field="stop_after")
        if self.densmap and self.engine != "umap-learn":
            raise ParamsError('densmap = true is for engine = "umap-learn" only: choose that.', field="densmap")
        if self.min_dist > self.spread:
            raise ParamsError(
                f"min_dist = {self.min_dist:g} is above spread = {self.spread:g}; lower it or raise spread.",
                field="min_dist",
            )


def graph_params(params: Params) -> GraphParams:
    """The neighbour graph that a projection with these parameters starts from.

    umap-learn counts the row itself among its neighbours, the graph doesn't: hence one fewer.

    Raises
    ------
    ParamsError
        When the parameters belong to a projection that starts from no graph.
    """
    if not isinstance(params, UMAPParams):
        raise ParamsError(f"{type(params).__name__} starts from no neighbour graph.")
    return counting_itself(params.n_neighbors, params.metric)
