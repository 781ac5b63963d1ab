"""Columns that are places on a map, by their names; and a map of our own that comes back with an exported file."""

import numpy as np
import pandas as pd
import pytest

from tests.sources.files import opened


@pytest.mark.parametrize(
    ("names", "axes"),
    [
        (["umap_x", "umap_y"], ("umap_x", "umap_y")),
        (["UMAP1", "UMAP2", "UMAP3"], ("UMAP1", "UMAP2", "UMAP3")),
        (["tSNE-2", "tSNE-1"], ("tSNE-1", "tSNE-2")),
        (["umap_x", "x", "umap_y", "y"], ("x", "y")),
        (["x", "umap_x", "umap_y"], ("umap_x", "umap_y")),
        (["umap_1"], ()),
        (["umap_x", "tsne_y"], ()),
        (["1", "2"], ()),
        (["pca_x", "pca_y"], ()),
    ],
)
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_map_beside_vectors_is_known_by_its_names(tmp_path, names, axes, form):
    vectors = pd.DataFrame(np.random.default_rng(0).normal(size=(9, 5))).add_prefix("f")
    frame = pd.concat([vectors, pd.DataFrame({name: np.arange(9) / (2 + at) for at, name in enumerate(names)})], axis=1)
    path = tmp_path / f"brought.{form}"
    getattr(frame, f"to_{form}")(path, index=False)

    dataset = opened(path)

    assert dataset.vectors.shape == (9, 5)
    assert dataset.coordinates == axes


def test_a_map_alone_is_vector_and_map(tmp_path):
    path = tmp_path / "map.csv"
    frame = pd.DataFrame({"umap_x": np.arange(5) / 2, "umap_y": np.arange(5) / 3, "who": list("ababa")})
    frame.to_csv(path, index=False)

    dataset = opened(path)

    assert dataset.vectors.shape == (5, 2)
    assert dataset.coordinates == ("umap_x", "umap_y")
