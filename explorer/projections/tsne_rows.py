"""New rows on a t-SNE map: openTSNE's ``transform`` (Poličar et al. 2023), from the nearest rows found here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import InputError
from explorer.features.result import Features
from explorer.neighbors.cross import nearest_rows
from explorer.projections.checks import check_new
from explorer.projections.result import Projection
from explorer.projections.tsne import FFT_ROWS, NEIGHBORS, TSNEParams
from explorer.recipe import Report, silent

if TYPE_CHECKING:
    import scipy.sparse

PERPLEXITY = 5  # openTSNE's default for new rows: each holds on to a few of the reference


def place(
    params: TSNEParams, *, features: Features, projection: Projection, new: Features, report: Report = silent
) -> Projection:
    """Place new rows on a t-SNE map: each starts at the median of its nearest rows and moves; the map stands still.

    Parameters
    ----------
    params : TSNEParams
        With which the map was drawn.
    features : Features of shape (n_samples, n_features)
        The reference: what the map shows.
    projection : Projection of shape (n_samples, params.n_components)
        The map. It is not written to.
    new : Features of shape (n_new, n_features)
        In the same space.
    report : Report, optional

    Returns
    -------
    Projection of shape (n_new, params.n_components)
        Of the new rows alone, on the axes of the map. New rows neither pull nor push each other.

    Raises
    ------
    InputError
        When there are no new rows, they are of another width or hold NaN, or no place was found for some.
    """
    from openTSNE import TSNEEmbedding

    check_new(features.X, new.X)
    grid = features.n_samples >= FFT_ROWS and params.n_components == 2
    reference = projection.Y.astype(np.float64)
    middle = (reference.max(axis=0) + reference.min(axis=0)) / 2  # openTSNE moves the map there, and leaves it
    affinities = _Affinities(features.X, params.metric, report)
    embedding = TSNEEmbedding(
        reference, affinities, negative_gradient_method="fft" if grid else "bh", n_jobs=1, random_state=0
    )
    report("placing")
    Y = np.asarray(embedding.transform(new.X, perplexity=PERPLEXITY)) + middle
    lost = int(np.count_nonzero(~np.isfinite(Y).all(axis=1)))
    if lost:
        raise InputError(f"t-SNE found no place for {lost:,} of {len(Y):,} new rows: leave out those far from all.")
    return Projection(np.ascontiguousarray(Y, dtype=np.float32), projection.titles)


class _Affinities:
    """How strongly rows of the reference belong to new ones, as openTSNE asks for it."""

    def __init__(self, X: np.ndarray, metric: str, report: Report) -> None:
        from scipy.sparse import csr_matrix

        self._X, self._metric, self._report = X, metric, report
        self.P = csr_matrix((len(X), len(X)))  # only its shape is looked at: the reference stands still

    def to_new(
        self,
        data: np.ndarray,
        perplexity: float,
        return_distances: bool = False,  # noqa: ARG002 - openTSNE always asks for them
    ) -> tuple[scipy.sparse.csr_matrix, np.ndarray, np.ndarray]:
        """Strengths, and the nearest rows with their distances."""
        from openTSNE.affinity import joint_probabilities_nn

        k = min(round(NEIGHBORS * perplexity), len(self._X))
        indices, distances = nearest_rows(data, self._X, k, self._metric, self._report)
        strengths = joint_probabilities_nn(
            indices,
            distances.astype(np.float64),
            [min(perplexity, max(1.0, k / NEIGHBORS))],
            symmetrize=False,
            normalization="point-wise",
            n_reference_samples=len(self._X),
            n_jobs=1,
        )
        return strengths, indices, distances
