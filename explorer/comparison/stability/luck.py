"""Structure or luck: a grouping's figures beside those that the same recipe reaches on data without structure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.comparison.result import Agreements
from explorer.comparison.scores import SCORES
from explorer.comparison.stability.result import DISSOLVED, Luck, Silhouette, Stability
from explorer.errors import InputError
from explorer.params import Params
from explorer.recipe import Report, silent

SILHOUETTE, STABILITY, RESAMPLED, SEEDS = "silhouette", "stability", "resampled", "seeds"
MEASURES = (SILHOUETTE, STABILITY, RESAMPLED, SEEDS)
FEWEST = 5  # sets without structure: of fewer nothing is concluded
DEVIATIONS = 3.0
LEAST_GAP = 0.02  # a smaller difference is nothing to rely on, however narrow the band
OBSERVED = "observed"


@dataclass(frozen=True)
class LuckParams(Params):
    """Nothing to choose: how the sets without structure are made is said by their own recipes."""


def fit(params: LuckParams, *, report: Report = silent, **parts: Any) -> Luck:  # noqa: ARG001
    """Hold the figures of a grouping against a band of those that luck gives.

    Parameters
    ----------
    params : LuckParams
    report : Report, optional
    **parts : Silhouette, Stability or Agreements
        ``observed_silhouette``, ``observed_stability`` and, where seeds matter, ``observed_seeds``; and the same of
        each set without structure under ``null_0000_…``, ``null_0001_…``.

    Returns
    -------
    Luck

    Raises
    ------
    InputError
        Without a set to hold them against.
    """
    report("holding against luck")
    sets: dict[str, dict[str, Any]] = {}
    for name, part in parts.items():
        holder, _, kind = name.rpartition("_")
        sets.setdefault(holder, {})[kind] = part
    observed = _figures(sets.pop(OBSERVED))
    if not sets:
        raise InputError("There is no data set without structure to hold it against: ask for one at the least.")
    null = np.array([_figures(sets[name], 0.0) for name in sorted(sets)]).T
    over = np.array([above(value, band) for value, band in zip(observed, null, strict=True)])
    return Luck(observed, null, over, structured(observed, null))


def above(value: float, band: np.ndarray) -> bool:
    """Whether a figure is more than luck gives: above every one of the band, and clear of it.

    Clear: `DEVIATIONS` standard deviations of the band from its mean, as for one more draw of it, and `LEAST_GAP`.
    """
    band = band[np.isfinite(band)]
    if len(band) < FEWEST or not np.isfinite(value):
        return False
    spread = float(band.std(ddof=1)) * np.sqrt(1 + 1 / len(band))
    gap = value - float(band.mean())
    return bool(value > band.max() and gap > max(DEVIATIONS * spread, LEAST_GAP))


def structured(observed: np.ndarray, null: np.ndarray) -> bool:
    """Whether a grouping shows structure.

    Its silhouette must be above what luck gives; and its clusters, as a whole, must not dissolve in resamples, nor be
    less stable than those found in data without structure.
    """
    silhouette, stability = MEASURES.index(SILHOUETTE), MEASURES.index(STABILITY)
    comes_again = observed[stability] > DISSOLVED and observed[stability] >= null[stability].mean()
    return bool(above(observed[silhouette], null[silhouette]) and comes_again)


def _figures(parts: dict[str, Any], nothing: float = float("nan")) -> np.ndarray:
    """A figure for each of `MEASURES`; `nothing` where there are no clusters to take it of, NaN where it wasn't asked.

    The adjusted Rand indices of a grouping that parts no rows are always 1, and so they are none.
    """
    silhouette: Silhouette = parts["silhouette"]
    stability: Stability = parts["stability"]
    seeds: Agreements | None = parts.get("seeds")
    parted = len(stability.sizes) + (stability.n_noise > 0) > 1
    again = median_ari(seeds) if seeds is not None else float("nan")
    return np.array(
        [
            nothing if silhouette.score is None else silhouette.score,
            nothing if stability.stability is None else stability.stability,
            stability.median_ari if parted else float("nan"),
            again if parted else float("nan"),
        ]
    )


def median_ari(seeds: Agreements) -> float:
    """Median adjusted Rand index over all pairs of groupings; noise is one cluster."""
    values = seeds.values[0, list(SCORES).index("ari")]
    return float(np.median(values[np.triu_indices(len(values), 1)]))
