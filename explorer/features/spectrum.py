"""How much of the variance the first components explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.features.result import Features, Spectrum, check_squares
from explorer.params import Params
from explorer.recipe import Report, silent

MOST_COMPONENTS = 100
MOST_EXACT = 2_000  # side of a square matrix whose eigenvalues take about a second
_BATCH = 4_096


@dataclass(frozen=True)
class SpectrumParams(Params):
    """Nothing to choose."""


def spectrum(params: SpectrumParams, *, features: Features, report: Report = silent) -> Spectrum:  # noqa: ARG001 - a stage's signature
    """Shares of the variance explained by up to 100 components.

    Exact when there are at most 2,000 dimensions or rows: the eigenvalues of the covariance, or of the Gram
    matrix, whose nonzero ones are the same. Otherwise a randomized PCA (scikit-learn's, seed 0); its shares
    are of the whole variance too.

    Raises
    ------
    InputError
        When the values are so large that their squares would overflow.
    """
    check_squares(features.X, "shares of the variance")
    n_samples, n_features = features.X.shape
    exact = min(n_samples, n_features) <= MOST_EXACT
    if exact:
        shares = _exact(features.X, report)
    else:
        from sklearn.decomposition import PCA

        report("variance: randomized PCA")
        model = PCA(MOST_COMPONENTS, svd_solver="randomized", random_state=0).fit(features.X)
        shares = model.explained_variance_ratio_
    return Spectrum(shares[:MOST_COMPONENTS].astype(np.float32), n_features, exact)


def _exact(X: np.ndarray, report: Report) -> np.ndarray:
    n_samples, n_features = X.shape
    mean = X.mean(axis=0, dtype=np.float64).astype(np.float32)
    matrix = _covariance(X, mean, report) if n_features <= MOST_EXACT else _gram(X, mean)
    report("variance: eigenvalues", 0.8)
    values = np.clip(np.linalg.eigvalsh(matrix)[::-1], 0, None)[: min(n_features, max(1, n_samples - 1))]
    total = float(np.trace(matrix))
    shares: np.ndarray = values / (total or 1.0)
    return shares


def _covariance(X: np.ndarray, mean: np.ndarray, report: Report) -> np.ndarray:
    matrix = np.zeros((X.shape[1], X.shape[1]))
    for start in range(0, len(X), _BATCH):
        report("variance: covariance", 0.8 * start / len(X))
        block = X[start : start + _BATCH] - mean
        matrix += block.T @ block
    return matrix


def _gram(X: np.ndarray, mean: np.ndarray) -> np.ndarray:
    centred = X - mean
    matrix: np.ndarray = (centred @ centred.T).astype(np.float64)
    return matrix
