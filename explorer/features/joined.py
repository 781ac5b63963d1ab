"""Several blocks of features side by side, weighted: e.g. what is where (pixels), and which colours there are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError, ParamsError
from explorer.features.result import Features, Fitted
from explorer.params import Params, param
from explorer.recipe import Report, silent
from explorer.settings import current

BLOCK = "block_"  # begins the names of the inputs, before their number
FEWEST, MOST = 2, 6
MOST_WEIGHT = 1_000.0
_BATCH = 4_096
_ROUNDING = 1e-12  # of a block's own size: less spread than that isn't one


@dataclass(frozen=True)
class JoinedParams(Params):
    """How much each block counts."""

    weights: tuple[float, ...] = param(
        (1.0, 1.0), "How much each block counts in squared distances: one with 2 counts twice as much as one with 1."
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not FEWEST <= len(self.weights) <= MOST:
            raise ParamsError(f"weights has {len(self.weights)} numbers; it takes {FEWEST} to {MOST}.", field="weights")
        given: tuple[object, ...] = self.weights  # as a spec or a form has them
        for weight in given:
            if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 < weight <= MOST_WEIGHT:
                raise ParamsError(
                    f"weights: {weight!r} must be a number above 0, at most {MOST_WEIGHT:,.0f}.", field="weights"
                )
        object.__setattr__(self, "weights", tuple(float(weight) for weight in self.weights))


def joined(
    params: JoinedParams, *, like: Fitted | None = None, report: Report = silent, **blocks: Features
) -> Features:
    """The blocks side by side, each scaled so that its share of the mean squared distance is as its weight says.

    Parameters
    ----------
    params : JoinedParams
    like : Fitted, optional
        Of a reference: its blocks' scales are taken instead of these rows' own.
    report : Report, optional
    **blocks : Features
        ``block_0``, ``block_1``, …, in the order of the weights.

    Returns
    -------
    Features
        A block whose rows are all alike tells nothing and is 0; the note says so.

    Raises
    ------
    ParamsError
        When there aren't as many blocks as weights.
    InputError
        When they aren't of the same rows.
    LimitError
        When the vectors would exceed this server's limits.
    """
    parts = [blocks[f"{BLOCK}{number}"] for number in range(len(blocks))]
    if len(parts) != len(params.weights):
        raise ParamsError(f"There are {len(parts)} blocks and {len(params.weights)} weights.", field="weights")
    n_samples = parts[0].n_samples
    if any(part.n_samples != n_samples for part in parts):
        raise InputError("The blocks are of different rows; they can't be joined.")
    widths = [part.X.shape[1] for part in parts]
    current().check("max_dimensions", sum(widths))
    current().check("max_values", n_samples * sum(widths))
    if like is not None:
        side_by_side = np.concatenate([part.X for part in parts], axis=1)
        return Features(like(side_by_side), "blocks scaled as the reference's are")
    X = np.zeros((n_samples, sum(widths)), dtype=np.float32)
    said, start = [], 0
    for number, (part, scale, width) in enumerate(zip(parts, _scales(params, parts), widths, strict=True)):
        report("joining", number / len(parts))
        if scale > 0:
            for first in range(0, n_samples, _BATCH):
                rows = slice(first, first + _BATCH)
                X[rows, start : start + width] = part.X[rows] * scale
        said.append(f"{width:,} dimensions" + ("" if scale > 0 else " (all rows are alike in them, so they are 0)"))
        start += width
    total = sum(params.weights)
    shares = ", ".join(f"{text} at {weight / total:.0%}" for text, weight in zip(said, params.weights, strict=True))
    return Features(X, f"{len(parts)} blocks by their part in squared distances: {shares}")


def fitted(params: JoinedParams, *, report: Report = silent, **blocks: Features) -> Fitted:
    """By what each block is scaled; parameters are those of `joined`."""
    report("joining")
    parts = [blocks[f"{BLOCK}{number}"] for number in range(len(blocks))]
    scale = np.repeat(_scales(params, parts), [part.X.shape[1] for part in parts])
    return Fitted(len(scale), scale=scale)


def _scales(params: JoinedParams, parts: Sequence[Features]) -> np.ndarray:
    """What each block is multiplied by: 0 where all rows are alike in it."""
    pairs = zip(params.weights, (_spread(part.X) for part in parts), strict=True)
    return np.array([math.sqrt(weight / spread) if spread > 0 else 0 for weight, spread in pairs], dtype=np.float32)


def _spread(X: np.ndarray) -> float:
    """Mean squared distance of the rows to their mean; 0 where it is no more than rounding."""
    mean = X.mean(axis=0, dtype=np.float64)
    total = sum(float(((X[first : first + _BATCH] - mean) ** 2).sum()) for first in range(0, len(X), _BATCH))
    return total / len(X) if total / len(X) > _ROUNDING * float(mean @ mean) else 0.0
