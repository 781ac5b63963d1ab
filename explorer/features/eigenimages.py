"""Eigen-images (Sirovich & Kirby 1987; Turk & Pentland 1991): a PCA of pixels as pictures; images rebuilt from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError, ParamsError
from explorer.features.encoding import encoded, shades, signed
from explorer.features.result import Eigenimages, Features, Rebuilt
from explorer.params import Params, param
from explorer.recipe import Report, silent

MOST_SIDE = 2_000
MOST_COMPONENTS = 200
KEPT = 0.9  # of the variance
_BATCH = 4_096


@dataclass(frozen=True)
class EigenimagesParams(Params):
    """How many, and what shape the pixels have."""

    n_components: int = param(60, "How many components are found.", low=1, high=MOST_COMPONENTS)
    height: int = param(1, "Of the images that the pixels are of.", low=1, high=MOST_SIDE, unit="pixels")
    width: int = param(1, "Of the images that the pixels are of.", low=1, high=MOST_SIDE, unit="pixels")
    random_state: int = param(0, "Seed of the approximate solver.", low=0, high=2**32 - 1, advanced=True)


@dataclass(frozen=True)
class RebuiltParams(Params):
    """Which image, and what shape its pixels have."""

    position: int = param(0, "Position of the row.", low=0)
    height: int = param(1, "Of the images that the pixels are of.", low=1, high=MOST_SIDE, unit="pixels")
    width: int = param(1, "Of the images that the pixels are of.", low=1, high=MOST_SIDE, unit="pixels")


def eigenimages(params: EigenimagesParams, *, features: Features, report: Report = silent) -> Eigenimages:
    """The mean and the first components of a PCA of pixels: ``sklearn.decomposition.PCA``.

    Parameters
    ----------
    params : EigenimagesParams
        Where there are fewer components than asked for, all of them are found.
    features : Features
        Pixels in 0..1.
    report : Report, optional

    Raises
    ------
    InputError
        For a single row.
    """
    from sklearn.decomposition import PCA

    n_samples, n_pixels = features.X.shape
    if n_samples < 2:
        raise InputError("Eigen-images are how images differ; there is only 1.")
    report("PCA of the pixels")
    model = PCA(min(params.n_components, n_samples - 1, n_pixels), random_state=params.random_state)
    with np.errstate(invalid="ignore", divide="ignore"):  # shares of a variance of 0
        model.fit(features.X)
    variance = np.nan_to_num(model.explained_variance_ratio_).astype(np.float32)
    n_kept = enough(variance)
    report("errors", 0.8)
    errors = off_space(features.X, model.mean_, model.components_[:n_kept])
    report("pictures", 0.9)
    shape = (params.height, params.width, n_pixels // (params.height * params.width))
    made = encoded([shades(model.mean_.reshape(shape)), *(signed(row.reshape(shape)) for row in model.components_)])
    return Eigenimages(
        model.mean_.astype(np.float32),
        model.components_.astype(np.float32),
        variance,
        made.pack,
        made.offsets,
        errors,
        np.argsort(-errors, kind="stable").astype(np.uint32),
        n_kept,
        _note(shape[2], model._fit_svd_solver, params.random_state),  # noqa: SLF001 - said nowhere else
    )


def enough(variance: np.ndarray) -> int:
    """How many components hold 90 % of the variance: what the images have in common; all, where they hold less."""
    return min(len(variance), 1 + int(np.count_nonzero(np.cumsum(variance, dtype=np.float64) < KEPT)))


def off_space(X: np.ndarray, mean: np.ndarray, components: np.ndarray) -> np.ndarray:
    """How far each image is from what the components can rebuild: its "distance from face space".

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_pixels)
    mean : ndarray of shape (n_pixels,)
    components : ndarray of shape (n_components, n_pixels)
        Of length 1 and at right angles to each other.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        Root of the mean squared difference of a pixel; higher is less like the other images.
    """
    errors = np.empty(len(X), dtype=np.float32)
    for start in range(0, len(X), _BATCH):
        block = X[start : start + _BATCH] - mean
        left = block - (block @ components.T) @ components
        errors[start : start + _BATCH] = np.sqrt((left**2).mean(axis=1, dtype=np.float64))
    return errors


def rebuilt(
    params: RebuiltParams,
    *,
    features: Features,
    eigenimages: Eigenimages,
    report: Report = silent,  # noqa: ARG001 - a stage's signature
) -> Rebuilt:
    """One image from the mean and 0, 1, … all of the components.

    Raises
    ------
    ParamsError
        When there is no such row.
    """
    if params.position >= features.n_samples:
        raise ParamsError(f"There are {features.n_samples:,} rows, so none at {params.position:,}.", field="position")
    image = features.X[params.position].astype(np.float64)
    mean, components = eigenimages.mean.astype(np.float64), eigenimages.components.astype(np.float64)
    parts = (components @ (image - mean))[:, None] * components
    steps = mean + np.concatenate([np.zeros((1, len(mean))), np.cumsum(parts, axis=0)])
    left = ((image - steps) ** 2).sum(axis=1)
    shape = (params.height, params.width, len(mean) // (params.height * params.width))
    made = encoded(shades(np.concatenate([image[None], steps]).reshape(-1, *shape)))
    shares = 1 - left / left[0] if left[0] else np.full(len(left), np.nan)
    return Rebuilt(made.pack, made.offsets, np.sqrt(left / len(mean)), shares)


def _note(n_channels: int, solver: str, seed: int) -> str:
    how = f"approximate, seed {seed}" if solver == "randomized" else "exact"
    if n_channels == 3:
        return f"each colour by itself: mid-grey is 0, light adds, dark takes away; each picture to its largest ({how})"
    return f"red adds light, blue takes it away, white is 0; each picture to its own largest value ({how})"
