"""Files that the formats' own libraries have written, whole: ``written/README.md`` says which, and by what script."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.sources.pack import order
from tests.sources.files import opened
from tests.sources.together.test_archive import bring, values  # noqa: F401 - a fixture

WRITTEN = Path(__file__).parent / "written"
N, WIDTH, SIDE = 12, 8, 8
VECTORS = np.random.default_rng(0).normal(size=(N, WIDTH)).astype(np.float32)
WHO = [f"person {row % 3}" for row in range(N)]
WORDS = [f"word{row}" for row in range(N)]


def pixels(row: int) -> np.ndarray:
    return np.full((SIDE, SIDE, 3), (20 * row, 100, 255 - 20 * row), np.uint8)


def test_anndata():
    dataset = opened(WRITTEN / "cells.h5ad")
    assert np.array_equal(dataset.vectors, VECTORS[:, :5])
    assert values(dataset, "who") == WHO
    assert values(dataset, "age") == (np.arange(N) + 0.5).tolist()
    assert dataset.coordinates == ("umap_x", "umap_y")
    assert np.allclose(values(dataset, "umap_y"), VECTORS[:, 1])
    whole = opened(WRITTEN / "cells.h5ad", vector=("X",))
    assert np.array_equal(whole.vectors, np.maximum(VECTORS, 0))


def test_hugging_face_datasets():
    dataset = opened(WRITTEN / "pictures.parquet")
    assert np.array_equal(dataset.vectors, VECTORS)
    assert values(dataset, "who") == WHO
    shown = [np.asarray(Image.open(io.BytesIO(data))) for data in dataset.images.files()]
    assert all(np.array_equal(image, pixels(row)) for row, image in enumerate(shown))


def test_gensim():
    dataset = opened(WRITTEN / "words.vec")
    assert np.allclose(dataset.vectors, VECTORS, atol=1e-6)
    assert values(dataset, "word") == WORDS


@pytest.mark.parametrize("config", [True, False])
def test_tensorboardx(bring, config):  # noqa: F811
    names = ["tensors.tsv", "metadata.tsv", "sprite.png", *["projector_config.pbtxt"] * config]
    dataset = bring({name: (WRITTEN / name).read_bytes() for name in sorted(names, key=order)})
    assert np.allclose(dataset.vectors, VECTORS, atol=1e-6)
    assert (values(dataset, "who"), values(dataset, "word")) == (WHO, WORDS)
    assert all(np.array_equal(dataset.images[row], pixels(row)) for row in range(N))
