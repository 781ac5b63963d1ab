"""How near two rows of the map count as, and what that pulls and pushes them with.

McInnes, Healy & Melville 2018, section 3.2 and appendix C: on the map the strength of a pair at distance d is
1 / (1 + a d^(2b)), where a and b make that curve follow "1 up to min_dist, then falling off by spread".
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

# Gradients are read from a table by the leading bits of the squared distance's float32: the exponent and
# DIGITS bits after the point. A power of a number costs as much as twenty such look-ups.
DIGITS = 6
LOWEST, HIGHEST = -30, 34  # squared distances from 2^-30 to 2^34; beyond, the first and the last entry hold
SHIFT = 23 - DIGITS
FIRST_BITS = (127 + LOWEST) << 23
ENTRIES = (HIGHEST - LOWEST) << DIGITS
NEVER_ZERO = 0.001  # keeps the push between rows that nearly coincide finite, as in umap-learn
POINTS = 300


@dataclass(frozen=True)
class Forces:
    """What a pair's difference is multiplied with, by its squared distance.

    Attributes
    ----------
    pull, push : ndarray of shape (ENTRIES,), float32
        Of a pair that belongs together; of a pair that doesn't. One is at most 0, the other at least 0.
    """

    pull: np.ndarray
    push: np.ndarray


def fit_curve(min_dist: float, spread: float) -> tuple[float, float]:
    """The a and b with which the curve follows `min_dist` and `spread` best, by least squares as in umap-learn.

    Parameters
    ----------
    min_dist, spread : float

    Returns
    -------
    a, b : float
    """
    from scipy.optimize import curve_fit

    distance = np.linspace(0, 3 * spread, POINTS)
    wanted = np.where(distance < min_dist, 1.0, np.exp(-(distance - min_dist) / spread))
    with np.errstate(divide="ignore"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Covariance of the parameters")  # which nobody reads
        (a, b), _ = curve_fit(lambda d, a, b: 1 / (1 + a * d ** (2 * b)), distance, wanted)
    return float(a), float(b)


def forces(a: float, b: float, repulsion_strength: float = 1.0) -> Forces:
    """Tables of the two gradients of the cross entropy (appendix C), each at the middle of its entry's range.

    Parameters
    ----------
    a, b : float
        As `fit_curve` finds them.
    repulsion_strength : float

    Returns
    -------
    Forces
        Off by at most 2.5 %, at the ends of an entry's range; no side is favoured.
    """
    bits = FIRST_BITS + (np.arange(ENTRIES, dtype=np.int64) << SHIFT) + (1 << (SHIFT - 1))
    squared = bits.astype(np.int32).view(np.float32).astype(np.float64)
    strength = 1 / (1 + a * squared**b)
    pull = -2 * a * b * squared ** (b - 1) * strength
    push = 2 * repulsion_strength * b * strength / (NEVER_ZERO + squared)
    return Forces(pull.astype(np.float32), push.astype(np.float32))
