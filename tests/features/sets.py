"""Data sets made in memory."""

from typing import Any

import numpy as np

from explorer.dataset import Dataset
from explorer.features.result import Features


def of_vectors(vectors: np.ndarray) -> Dataset:
    """A data set of vectors."""
    return Dataset("", np.arange(len(vectors), dtype=np.uint32), vectors=vectors)


def of_images(images: np.ndarray) -> Dataset:
    """A data set of images."""
    return Dataset("", np.arange(len(images), dtype=np.uint32), images=images)


def features(X: Any) -> Features:
    """Features of any table."""
    return Features(np.asarray(X, dtype=np.float32))


def normal(n_samples: int, n_features: int, seed: int = 0) -> np.ndarray:
    """A table of normal numbers whose dimensions have different spreads and means."""
    random = np.random.default_rng(seed)
    spread = np.linspace(3, 0.1, n_features)
    return (random.normal(size=(n_samples, n_features)) * spread + spread).astype(np.float32)
