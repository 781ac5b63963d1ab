"""Stray pictures: 5 % foreign ones planted among digits; how many of the 5 % strongest outliers they are."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer.comparison.outlying import OutliersParams
from explorer.comparison.outlying.outliers import fit
from explorer.features import extract, preprocess
from explorer.features.eigenimages import EigenimagesParams, eigenimages
from explorer.features.pca import PCAParams
from explorer.features.pixels import PixelsParams
from explorer.features.result import Features
from explorer.neighbors import GraphParams, knn_graph
from explorer.projections import PCAParams as MapParams
from explorer.projections import project
from tests.features.sets import of_images


def drawn(number, random):
    """Pictures by code, no two alike: three waves each, as dark and as light as the digits."""
    y, x = np.mgrid[:8, :8]
    found = np.empty((number, 8, 8), np.uint8)
    for row in range(number):
        down, across, start = random.uniform(-3, 3, 3), random.uniform(-3, 3, 3), random.uniform(0, 6, 3)
        waves = sum(np.sin(y * down[wave] + x * across[wave] + start[wave]) for wave in range(3))
        found[row] = np.clip(4 * waves + 8, 0, 16) * 15
    return found


@pytest.fixture(scope="module")
def planted():
    """The pixels of 1,140 digits and 60 foreign pictures in random order, and which are those."""
    random = np.random.default_rng(0)
    images = np.concatenate([(load_digits().images[:1140] * 15).astype(np.uint8), drawn(60, random)])
    order = random.permutation(len(images))
    return extract(of_images(images[order]), PixelsParams()), order >= 1140


def found(score, stray):
    """Share of stray pictures among the 5 % strongest."""
    return stray[np.argsort(-score, kind="stable")[:60]].mean()


def distance(space):
    """How far each row is from its nearest."""
    return fit(OutliersParams(), graph=knn_graph(space, GraphParams(n_neighbors=14))).measures["knn"]


def test_by_what_eigenimages_can_t_rebuild_nearly_all_of_the_strongest_are_stray(planted):
    pixels, stray = planted
    assert found(eigenimages(EigenimagesParams(60, 8, 8), features=pixels).errors, stray) > 0.9


def test_by_distance_fewer_are_since_strays_are_neighbours_of_each_other(planted):
    pixels, stray = planted
    assert 0.3 < found(distance(preprocess(pixels, PCAParams(n_components=20))), stray) < 0.9


def test_on_a_map_they_are_no_outliers_but_a_group_or_in_the_middle(planted):
    pixels, stray = planted
    on_map = Features(project(pixels, MapParams(random_state=0)).Y)
    assert found(distance(on_map), stray) < 0.1


def test_rows_drawn_at_random_are_no_strays(planted):
    pixels, stray = planted
    random = np.random.default_rng(1).permutation(stray)
    assert found(eigenimages(EigenimagesParams(60, 8, 8), features=pixels).errors, random) < 0.15
