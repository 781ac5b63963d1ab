"""Principal components: the straight shadow of the data along the directions in which it varies most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import ParamsError
from explorer.features.result import Features, check_squares
from explorer.params import Params, param
from explorer.projections.result import Projection
from explorer.recipe import Report, silent

if TYPE_CHECKING:
    from sklearn.decomposition import PCA


@dataclass(frozen=True)
class PCAParams(Params):
    """Which components are drawn, and how they are computed."""

    n_components: int = param(2, "2 for a flat map, 3 for one that turns.", low=2, high=3)
    axes: tuple[int, ...] = param(
        (),
        "Which components to draw, counted from 1; left empty, the first ones, which hold the most variance.",
    )
    svd_solver: str = param(
        "auto",
        "How the components are computed. Randomized is faster and a little less precise than full.",
        choices=("auto", "full", "covariance_eigh", "arpack", "randomized"),
        advanced=True,
    )
    whiten: bool = param(False, "Stretch every axis to the same variance.", advanced=True)
    random_state: int | None = param(
        0, "Seed of the randomized and arpack solvers.", low=0, high=2**32 - 1, advanced=True
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.axes:
            return
        if len(self.axes) != self.n_components or len(set(self.axes)) != len(self.axes):
            raise ParamsError(
                f"axes = {list(self.axes)} must name {self.n_components} different components.", field="axes"
            )
        if any(type(axis) is not int or axis < 1 for axis in self.axes):
            raise ParamsError(f"axes = {list(self.axes)} must be whole numbers from 1.", field="axes")

    @property
    def drawn(self) -> tuple[int, ...]:
        """The components drawn, counted from 1."""
        return self.axes or tuple(range(1, self.n_components + 1))


def fit(params: PCAParams, *, features: Features, report: Report = silent) -> Projection:
    """Project on principal components.

    This is ``sklearn.decomposition.PCA(n_components=max(axes)).fit_transform(X)``, the chosen columns of it.

    Parameters
    ----------
    params : PCAParams
    features : Features
    report : Report, optional

    Returns
    -------
    Projection
        Axes titled with their share of the variance, e.g. ``"PCA 1 (12.0 %)"``. Signs are scikit-learn's,
        which makes the largest coefficient of each component positive.

    Raises
    ------
    ParamsError
        When the data has fewer rows or dimensions than the components asked for, or the solver can't do it.
    InputError
        When the values are so large that their squares would overflow.
    """
    pca, Y = fitted(params, features.X, report)
    columns = [axis - 1 for axis in params.drawn]
    shares = np.nan_to_num(pca.explained_variance_ratio_)
    titles = tuple(f"PCA {column + 1} ({shares[column]:.1%})".replace("%", " %") for column in columns)
    return Projection(np.ascontiguousarray(Y[:, columns], dtype=np.float32), titles)


def fitted(params: PCAParams, X: np.ndarray, report: Report = silent) -> tuple[PCA, np.ndarray]:
    """The PCA behind a map, and where it puts the rows it was fitted on; raises as `fit` does.

    Returns
    -------
    pca : sklearn.decomposition.PCA
    Y : ndarray of shape (n_samples, max(params.drawn))
    """
    from scipy.sparse.linalg import ArpackError
    from sklearn.decomposition import PCA

    last = max(params.drawn)
    # arpack finds one component fewer than the other solvers can
    most = min(X.shape) - (params.svd_solver == "arpack")
    if last > most:
        rows, dimensions = X.shape
        raise ParamsError(
            f"PCA component {last} is asked for, but {rows:,} rows of {dimensions:,} dimensions have only "
            f"{most} with svd_solver = {params.svd_solver!r}. Choose lower axes, or bring more of either.",
            field="axes" if params.axes else "n_components",
        )
    check_squares(X, "PCA")
    report("PCA")
    pca = PCA(last, whiten=params.whiten, svd_solver=params.svd_solver, random_state=params.random_state)
    with np.errstate(invalid="ignore"):  # rows that are all equal have no variance to take a share of: 0 / 0
        try:
            Y = pca.fit_transform(X)
        except ArpackError as problem:
            sentence = f"ARPACK found no solution ({problem}). Use svd_solver = 'full'."
            raise ParamsError(sentence, field="svd_solver") from problem
    if params.whiten:  # stretching an axis without variance would show rounding as if it were data
        Y[:, flat(pca, X.shape)] = 0
    return pca, Y


def flat(pca: PCA, shape: tuple[int, ...]) -> np.ndarray:
    """Which components have no variance but rounding. Shape (n_components,), bool."""
    rounding = max(shape) * np.finfo(np.float32).eps
    found: np.ndarray = pca.singular_values_ <= pca.singular_values_[0] * rounding
    return found
