"""PCA as a preprocessing: ``sklearn.decomposition.PCA`` itself, so that its numbers are the library's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import InputError, ParamsError
from explorer.features.result import Features, Fitted, check_squares
from explorer.params import Params, param
from explorer.recipe import Report, silent

if TYPE_CHECKING:
    from sklearn.decomposition import PCA

SOLVERS = ("auto", "full", "covariance_eigh", "arpack", "randomized")
CHECKED = 256  # rows by which a PCA fitted again is held against what it made before
ALIKE = 1e-3  # of the largest value: float32 and the order of summing; a turned component is off by far more


@dataclass(frozen=True)
class PCAParams(Params):
    """scikit-learn's names and defaults, but for the seed."""

    n_components: int | float | None = param(
        None, "dimensions to keep, or the share of the variance (between 0 and 1); empty: all", low=1
    )
    whiten: bool = param(False, "scale every kept dimension to variance 1")
    svd_solver: str = param(
        "auto",
        "how it is computed; the ways differ slightly in their numbers",
        choices=SOLVERS,
        advanced=True,
    )
    random_state: int | None = param(0, "seed of the approximate solvers", low=0, high=2**32 - 1, advanced=True)


def pca(params: PCAParams, *, features: Features, like: Fitted | None = None, report: Report = silent) -> Features:
    """Fit ``sklearn.decomposition.PCA`` on all rows, then transform them.

    Parameters
    ----------
    params : PCAParams
    features : Features
    like : Fitted, optional
        Of a reference: its mean and components are taken instead of these rows' own.
    report : Report, optional

    Raises
    ------
    ParamsError
        When more components are asked for than there are, or the solver can't do it.
    InputError
        For a single row, values whose squares would overflow, or when the reference's vectors are of another width.
    """
    if like is not None:
        return Features(like(features.X), "the reference's PCA")
    model = _model(params, features, report)
    report("PCA: projecting", 0.8)
    with np.errstate(invalid="ignore", divide="ignore"):
        X = model.transform(features.X).astype(np.float32, copy=False)
    variance = np.nan_to_num(model.explained_variance_ratio_.astype(np.float32))
    solver = model._fit_svd_solver  # noqa: SLF001 - said nowhere else
    return Features(np.nan_to_num(X, copy=False), _note(params, solver, variance), variance)


def fitted(params: PCAParams, *, features: Features, made: Features, report: Report = silent) -> Fitted:
    """The mean and the components of the PCA that made some features, found again from the same rows.

    Parameters
    ----------
    params : PCAParams
        With which the features were made.
    features : Features
        What they were made of.
    made : Features
        What it made of them.
    report : Report, optional

    Raises
    ------
    InputError
        When it comes out otherwise than then: what is led through it wouldn't stand beside the features.
    """
    model = _model(params, features, report)
    scale = None
    if params.whiten:
        deviation = np.sqrt(model.explained_variance_)
        # as scikit-learn does, for components in which nothing varies
        scale = 1 / np.maximum(deviation, np.finfo(deviation.dtype).eps)
    found = Fitted(features.X.shape[1], model.mean_, np.ascontiguousarray(model.components_.T), scale)
    rows = np.linspace(0, features.n_samples - 1, min(CHECKED, features.n_samples)).astype(np.int64)
    then, now = made.X[rows], found(features.X[rows])
    if now.shape != then.shape or not np.abs(now - then).max() <= ALIKE * np.abs(then).max():
        raise InputError(
            f"The PCA comes out otherwise than when these features were made (svd_solver = {params.svd_solver!r}), so "
            "new rows can't be led through the same one. Make the features anew, with svd_solver = 'full'."
        )
    return found


def _model(params: PCAParams, features: Features, report: Report) -> PCA:
    from scipy.sparse.linalg import ArpackError
    from sklearn.decomposition import PCA

    _check(params, features.X.shape)
    check_squares(features.X, "PCA")
    report("PCA: fitting")
    model = PCA(
        params.n_components,
        whiten=params.whiten,
        svd_solver=params.svd_solver,
        random_state=params.random_state,
    )
    with np.errstate(invalid="ignore", divide="ignore"):  # shares of a variance of 0
        try:
            model.fit(features.X)
        except ArpackError as problem:
            sentence = f"ARPACK found no solution ({problem}). Use svd_solver = 'full'."
            raise ParamsError(sentence, field="svd_solver") from problem
    return model


def _check(params: PCAParams, shape: tuple[int, ...]) -> None:
    if shape[0] < 2:
        raise InputError("PCA needs at least 2 rows; there is 1.")
    asked, most, solver = params.n_components, min(shape), params.svd_solver
    if isinstance(asked, float) and solver in ("arpack", "randomized"):
        raise ParamsError(
            f"n_components = {asked} is a share of the variance, which svd_solver = {solver!r} can't find. "
            "Use 'full', 'covariance_eigh' or 'auto', or a whole number of components.",
            field="n_components",
        )
    if solver == "arpack":
        most -= 1
    if isinstance(asked, int) and asked > most:
        why = " (one fewer with svd_solver = 'arpack')" if solver == "arpack" else ""
        raise ParamsError(
            f"n_components = {asked} is above {most}, the most there can be with {shape[0]:,} rows of "
            f"{shape[1]:,} dimensions{why}. Ask for {most} or fewer.",
            field="n_components",
        )
    if solver == "arpack" and most < 1:
        raise ParamsError(
            "svd_solver = 'arpack' needs at least 2 rows and 2 dimensions. Use 'full'.", field="svd_solver"
        )


def _note(params: PCAParams, solver: str, variance: np.ndarray) -> str:
    seed = f", seed {params.random_state}" if solver in ("arpack", "randomized") else ""
    approximate = "approximate, " if solver == "randomized" else ""
    whitened = ", each scaled to variance 1" if params.whiten else ""
    share = 100 * float(variance.sum(dtype=np.float64))
    return (
        f"PCA to {len(variance):,} dimensions with {share:.1f} % of the variance{whitened} "
        f"({approximate}svd_solver = {solver!r}{seed})"
    )
