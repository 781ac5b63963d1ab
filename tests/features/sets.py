"""Data sets made in memory."""

from typing import Any

import numpy as np

from explorer.dataset import Dataset
from explorer.features.result import Features
from explorer.pictures import ImageFiles
from explorer.sources.picture import check


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


def of_files(files: list[bytes]) -> Dataset:
    """A data set of encoded images."""
    found = [check(data, 100_000_000) for data in files]
    offsets = np.cumsum([0, *(len(image.data) for image in found)]).astype(np.uint64)
    images = ImageFiles(
        np.frombuffer(b"".join(image.data for image in found), np.uint8),
        offsets,
        np.array([image.height for image in found], np.uint32),
        np.array([image.width for image in found], np.uint32),
        np.array([image.channels for image in found], np.uint8),
    )
    return Dataset("", np.arange(len(files), dtype=np.uint32), images=images)
