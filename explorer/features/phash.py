"""A perceptual hash of each picture: which of its coarse waves are stronger than the middle one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.features.result import Features
from explorer.params import Params
from explorer.recipe import Report, silent

SIDE = 32  # of the small grey pictures that it is read from
WAVES = 8  # in each direction
FAINT = 0.005  # amplitudes below that are what 8 bits a pixel are rounded by (each about 0.001)
BLOCK = 4096


@dataclass(frozen=True)
class PHashParams(Params):
    """Nothing to choose."""


def phash(params: PHashParams, *, features: Features, report: Report = silent) -> Features:  # noqa: ARG001
    """63 bits a picture: which of the lowest 8 x 8 waves of its cosine transform, the constant left out, are strong.

    A bit is 1 where the wave's amplitude is above the median of them. The bits stay the same, or nearly so, when a
    picture is scaled, saved again with loss, made brighter or given more contrast; not when it is cropped, turned or
    mirrored. Flat pictures all have the same bits. (pHash: Zauner 2010.)

    Parameters
    ----------
    params : PHashParams
    features : Features
        Grey pixels of 32 x 32, stretched to that shape: ``PixelsParams(size=32, color=False, shape="stretch")``.
    report : Report, optional

    Returns
    -------
    Features of shape (n_samples, 63)
        0 or 1. The squared Euclidean distance of two rows is the number of bits that differ.

    Raises
    ------
    InputError
        When the features have another length.
    """
    from scipy.fft import dctn

    X = features.X
    if X.shape[1] != SIDE * SIDE:
        raise InputError(f"A perceptual hash is read from {SIDE} x {SIDE} grey pixels, not from {X.shape[1]:,} values.")
    bits = np.empty((len(X), WAVES * WAVES - 1), dtype=np.float32)
    for start in range(0, len(X), BLOCK):
        report("hashing", start / len(X))
        pictures = X[start : start + BLOCK].astype(np.float64).reshape(-1, SIDE, SIDE)
        waves = dctn(pictures, axes=(1, 2), norm="ortho")[:, :WAVES, :WAVES].reshape(len(pictures), -1)[:, 1:]
        waves[np.abs(waves) < FAINT] = 0
        bits[start : start + BLOCK] = waves > np.median(waves, axis=1, keepdims=True)
    return Features(bits, f"perceptual hash of {bits.shape[1]} bits (pHash)")
