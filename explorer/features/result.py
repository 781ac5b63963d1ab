"""`Features`: one vector a row; what was learned on the way to it; and what a reduction says of itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.store import FieldResult


@dataclass(frozen=True)
class Features(FieldResult):
    """The feature space: what is clustered, mapped and measured in.

    Attributes
    ----------
    X : ndarray of shape (n_samples, n_features), float32
    note : str
        What was done and what it means for the numbers, for the page; e.g. ``"pixels / 765"``.
    variance : ndarray of shape (n_components,), float32, or None
        After a PCA: share of the variance explained by each kept component, in 0..1.
    """

    X: np.ndarray
    note: str = ""
    variance: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.X.ndim != 2 or self.X.dtype != np.float32:
            raise ValueError(f"features must be a float32 table, not {self.X.dtype} of shape {self.X.shape}")

    @property
    def n_samples(self) -> int:
        """Number of rows."""
        return int(self.X.shape[0])


@dataclass(frozen=True)
class Sight(FieldResult):
    """How a data set's pictures are read as numbers: what others have to be read like.

    Attributes
    ----------
    height, width : int
        Of every picture, in pixels; 0 where they differ.
    coloured : bool
    white : float
        What pixels are divided by.
    dtype : str
        Of the pixels; others of it mean the same white.
    """

    height: int
    width: int
    coloured: bool
    white: float
    dtype: str


@dataclass(frozen=True)
class Fitted(FieldResult):
    """What a preprocessing learned from its rows, so that others can be led through it: ``(x - shift) @ axes * scale``.

    Attributes
    ----------
    n_features : int
        Dimensions that it takes.
    shift : ndarray of shape (n_features,), float32, or None
    axes : ndarray of shape (n_features, n_components), float32, or None
    scale : ndarray of shape (n_components,), float32, or None
        Of shape (n_features,) where there are no axes.
    """

    n_features: int
    shift: np.ndarray | None = None
    axes: np.ndarray | None = None
    scale: np.ndarray | None = None

    def __call__(self, X: np.ndarray) -> np.ndarray:
        """Lead rows through it.

        Parameters
        ----------
        X : ndarray of shape (n_rows, n_features), float32

        Returns
        -------
        ndarray of shape (n_rows, n_components), float32

        Raises
        ------
        InputError
            For rows of another width.
        """
        check_width(X, self.n_features)
        moved = X if self.shift is None else X - self.shift
        turned = moved if self.axes is None else moved @ self.axes
        scaled: np.ndarray = turned if self.scale is None else turned * self.scale
        return scaled


def check_width(X: np.ndarray, n_features: int) -> None:
    """Refuse vectors of another width than those they are to stand beside.

    Raises
    ------
    InputError
    """
    if X.shape[1] != n_features:
        raise InputError(
            f"The new vectors have {X.shape[1]:,} dimensions; those they are to be compared with have {n_features:,}. "
            "Make them by the same model, in the same way."
        )


def check_finite(X: np.ndarray) -> None:
    """Refuse new vectors in which something is no number.

    Raises
    ------
    InputError
    """
    wrong = np.flatnonzero(~np.isfinite(X).all(axis=1))
    if len(wrong) and len(X) == 1:
        raise InputError("The new row holds NaN or an infinity. Fill it in, or bring another one.")
    if len(wrong):
        raise InputError(
            f"{len(wrong):,} of {len(X):,} new rows hold NaN or an infinity (first: number {wrong[0]:,}). Leave them "
            "out, or fill them in."
        )


def check_squares(X: np.ndarray, method: str) -> None:
    """Refuse vectors whose squares, summed, float32 can't hold: a library then goes on with infinities, and is wrong.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    method : str
        What they are too large for, as people call it.

    Raises
    ------
    InputError
    """
    largest = max(float(X.max()), -float(X.min()))
    if largest**2 * X.size > float(np.finfo(np.float32).max):
        raise InputError(f"Values up to {largest:.0e} are too large for {method}: standardise the features first.")


@dataclass(frozen=True)
class Spectrum(FieldResult):
    """How much of the variance the first components explain.

    Attributes
    ----------
    variance : ndarray of shape (n_components,), float32
        Share of each component, in 0..1, falling; they sum to at most 1.
    n_features : int
        Dimensions of the space it was taken in: with fewer components than that the rest isn't shown.
    exact : bool
        False where a randomized PCA estimated the shares.
    """

    variance: np.ndarray
    n_features: int
    exact: bool = True


@dataclass(frozen=True)
class Thumbnails(FieldResult):
    """Small pictures of a batch of rows, one after the other.

    Attributes
    ----------
    pack : ndarray of shape (n_bytes,), uint8
        WebP files end to end.
    offsets : ndarray of shape (n_images + 1,), uint32
        Picture i is ``pack[offsets[i]:offsets[i + 1]]``.
    """

    pack: np.ndarray
    offsets: np.ndarray

    def __post_init__(self) -> None:
        if len(self.offsets) < 1 or int(self.offsets[-1]) != len(self.pack):
            raise ValueError("the last offset must be the end of the pack")


@dataclass(frozen=True)
class Eigenimages(FieldResult):
    """The mean of all images and the directions in which they differ most.

    Attributes
    ----------
    mean : ndarray of shape (n_pixels,), float32
    components : ndarray of shape (n_components, n_pixels), float32
        Of length 1 and at right angles to each other; the sign of each is arbitrary.
    variance : ndarray of shape (n_components,), float32
        Share of the variance of all images along each, in 0..1, falling.
    pack, offsets : ndarray
        WebP files as in `Thumbnails`: the mean, then a picture a component.
    errors : ndarray of shape (n_samples,), float32
        How badly each image is rebuilt from the first `n_kept` components: root of the mean squared difference of a
        pixel, where black is 0 and white is 1. High for an image unlike the others (Turk & Pentland 1991).
    worst : ndarray of shape (n_samples,), uint32
        Positions, the worst rebuilt first.
    n_kept : int
        As many components as hold 90 % of the variance, or all that were found.
    note : str
        How the pictures of components are to be read, and how they were found.
    """

    mean: np.ndarray
    components: np.ndarray
    variance: np.ndarray
    pack: np.ndarray
    offsets: np.ndarray
    errors: np.ndarray
    worst: np.ndarray
    n_kept: int
    note: str


@dataclass(frozen=True)
class Rebuilt(FieldResult):
    """One image, rebuilt from the mean and more and more eigen-images.

    Attributes
    ----------
    pack, offsets : ndarray
        WebP files as in `Thumbnails`: the image itself, then what 0, 1, … n_components give.
    errors : ndarray of shape (n_components + 1,), float64
        Root of the mean squared difference of a pixel, where black is 0 and white is 1; 0 is perfect.
    shares : ndarray of shape (n_components + 1,), float64
        Share of the image's squared distance to the mean that is rebuilt, 0 to 1; NaN for an image that is the mean.
    """

    pack: np.ndarray
    offsets: np.ndarray
    errors: np.ndarray
    shares: np.ndarray
