"""What the parameters of every grouping can be asked: whether they fit the data, and what they start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from explorer.errors import LimitError, ParamsError
from explorer.neighbors.graph import GraphParams
from explorer.params import Params, param
from explorer.settings import current

MOST_SECONDS = 600
MANY_DIMENSIONS = 15  # above, rows are about equally far from each other, and no place is much denser than another


@dataclass(frozen=True)
class ClusteringParams(Params):
    """Base of all groupings' parameters.

    Attributes
    ----------
    by_density : bool
        Whether the method looks for dense places; of the class, no parameter.
    swept : tuple of str
        The parameters whose values are worth trying over a range, the first along the axis; of the class.
    """

    by_density: ClassVar[bool] = False
    swept: ClassVar[tuple[str, ...]] = ()

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse, before anything is computed, what doesn't fit the data or would take too much.

        Parameters
        ----------
        shape : tuple of int
            (n_samples, n_features) of the space that is to be grouped.

        Raises
        ------
        ParamsError
            When a parameter doesn't fit so many rows.
        LimitError
            With the estimate and what can be done instead.
        """

    def graph_params(self) -> GraphParams | None:
        """The neighbour graph that the method starts from; None where it starts from none."""
        return None

    def shared_params(self) -> ClusteringParams | None:
        """What the grouping is cut from, which others of other parameters are cut from too; None: nothing."""
        return None

    @classmethod
    def shared_by(cls, several: Sequence[ClusteringParams]) -> list[ClusteringParams | None]:
        """What each of several groupings by this method is cut from; equal ones are made once."""
        return [params.shared_params() for params in several]

    def caution(self, n_features: int) -> str:
        """What to know before this is computed in so many dimensions; empty: nothing."""
        if not self.by_density or n_features <= MANY_DIMENSIONS:
            return ""
        return (
            f"It looks for dense places, and in {n_features:,} dimensions there are few: it usually calls most rows "
            "noise. On a UMAP of them it finds more."
        )


def clusters_field(default: int) -> Any:
    """The field for how many clusters are wanted."""
    return param(default, "How many clusters to make.", low=1, high=10_000, unit="clusters")


def seed_field() -> Any:
    """The field for the seed."""
    return param(
        None, "Seed: the same seed and parameters give the same clusters.", low=0, high=2**32 - 1, advanced=True
    )


def neighbors_field(**more: Any) -> Any:
    """The field for the size of the neighbour graph; with the default it is the one that a UMAP starts from."""
    words = "How many nearest rows each row is tied to, itself counted: few find small clusters, many broad ones."
    return param(15, words, low=2, high=500, unit="rows", **more)


@dataclass(frozen=True)
class CentresParams(ClusteringParams):
    """Base of the methods that make as many clusters as they are asked for, at most one a row."""

    swept: ClassVar[tuple[str, ...]] = ("n_clusters",)

    n_clusters: int = clusters_field(8)

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse more clusters than there are rows."""
        at_most_rows("n_clusters", self.n_clusters, shape[0])


def at_most_rows(name: str, value: int, n_samples: int, least: int = 1) -> None:
    """Refuse a parameter above the number of rows; `least` is the smallest value it may have at all."""
    if value > n_samples:
        remedy = f"choose at most {n_samples:,}" if n_samples >= least else f"bring at least {least}"
        raise ParamsError(f"{name} = {value:,} is more than there are rows; {remedy}.", field=name)


def at_most_memory(what: str, needed: float, remedy: str) -> None:
    """Refuse what needs more bytes than a worker has; `what` ends in a verb, e.g. "the table of all pairs takes"."""
    limit = current().worker_memory_bytes
    if needed > limit:
        raise LimitError(
            what,
            f"{needed / 1e9:,.1f} GB",
            f"{limit / 1e9:,.1f} GB",
            f"{remedy}, or start the server with EXPLORER_WORKER_MEMORY_BYTES raised (and the memory for it).",
        )


def at_most_seconds(what: str, seconds: float, remedy: str) -> None:
    """Refuse what would take longer than ten minutes on one core."""
    if seconds > MOST_SECONDS:
        raise LimitError(
            f"{what} would take about", f"{seconds / 60:,.0f} minutes", f"{MOST_SECONDS / 60:.0f}", f"{remedy}."
        )
