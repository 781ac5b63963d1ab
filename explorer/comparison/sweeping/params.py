"""What is swept: a method, the values of one parameter or two, and what stays the same."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from explorer.clusterings import METHODS, ClusteringParams
from explorer.errors import LimitError, ParamsError
from explorer.params import Params, Rule, build, param
from explorer.recipe import Step

MOST_CELLS = 200


def swept_by(step: Step) -> tuple[str, ...]:
    """The parameters of a method that are swept, the one along the axis first; empty: none is."""
    return step.params.swept if issubclass(step.params, ClusteringParams) else ()


SWEPT: dict[str, Step] = {step.method: step for step in METHODS if swept_by(step)}


@dataclass(frozen=True)
class SweepParams(Params):
    """A method, the values to try, and the method's other parameters."""

    method: str = param("kmeans", "Which method is tried over a range.", choices=tuple(SWEPT))
    values: tuple[float, ...] = param((), "The values of the method's swept parameter, rising.")
    second: tuple[float, ...] = param((), "The values of its second one, rising; for a method that has two.")
    fixed: dict[str, Any] = dataclasses.field(
        default_factory=dict, metadata={"rule": Rule("The method's other parameters; those left out have defaults.")}
    )
    max_samples: int = param(
        5000,
        "Rows that the silhouette is computed from, drawn at random where there are more.",
        low=100,
        high=20_000,
        unit="rows",
    )
    random_state: int = param(0, "Seed of what is drawn.", low=0, high=2**32 - 1, advanced=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("values", "second"):
            values = getattr(self, name)
            if any(later <= former for former, later in pairwise(values)):
                raise ParamsError(f"{name} must rise, each above the one before.", field=name)
        n_cells = len(self.values) * max(1, len(self.second))
        if n_cells > MOST_CELLS:
            raise LimitError("a sweep of", f"{n_cells} cells", f"{MOST_CELLS}", "Try fewer values.")
        if self.second and len(swept_by(SWEPT[self.method])) < 2:
            raise ParamsError(f"{SWEPT[self.method].title} is swept over one parameter: leave second out.", "second")
        self.cells  # noqa: B018 - each value is checked where it is made

    @property
    def names(self) -> tuple[str, ...]:
        """The swept parameters' names: one, or two where values of a second are given."""
        return swept_by(SWEPT[self.method])[: 2 if self.second else 1]

    @cached_property
    def cells(self) -> tuple[ClusteringParams, ...]:
        """The parameters of each grouping: along the values, then again with the next value of the second.

        Raises
        ------
        ParamsError
            For a value that the method refuses.
        """
        step = SWEPT[self.method]
        seconds: list[tuple[float, ...]] = [(other,) for other in self.second] or [()]
        grid = [(value, *more) for more in seconds for value in self.values]
        made = [build(step.params, {**self.fixed, **dict(zip(self.names, place, strict=True))}) for place in grid]
        return tuple(params for params in made if isinstance(params, ClusteringParams))

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse, before anything is computed, what one of the groupings can't do with so many rows.

        Raises
        ------
        ParamsError, LimitError
            As that grouping alone would; the largest value first, since it is most often the one.
        """
        if not self.values:
            raise ParamsError("There is no value to try: give at least one.", field="values")
        for params in reversed(self.cells):
            params.check(shape)

    def shared(self) -> list[ClusteringParams | None]:
        """What each cell is cut from; None: it is computed by itself."""
        return type(self.cells[0]).shared_by(self.cells) if self.cells else []

    def parts(self) -> tuple[ClusteringParams, ...]:
        """What is made once for all cells, in the order of a recipe's ``shared_0``, ``shared_1`` and so on."""
        return tuple(dict.fromkeys(params for params in self.shared() if params is not None))
