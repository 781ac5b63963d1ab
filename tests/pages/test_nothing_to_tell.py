"""Rows and parameters of which nothing comes: a sentence each, before the click or after it, and never a score."""

from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer import plan
from explorer.comparison.sweeping.params import SweepParams
from explorer.jobs import materialise
from explorer.params import build
from explorer.recipe import Recipe, silent
from explorer.ui.opening import first_features
from tests.pages.site import Site

RANDOM = np.random.default_rng(0)
ALIKE = np.full((12, 3), 0.1)
SETS = {
    "alike": ALIKE,
    "with a constant": np.column_stack([RANDOM.normal(size=(20, 2)), np.ones(20)]),
    "far apart": 1000 * np.eye(20),
}


class Rows(Site):
    """A visitor's pages on some vectors, with their PCA map."""

    def __init__(self, home, monkeypatch, name):
        super().__init__(home, monkeypatch)
        path = home / "rows.npz"
        np.savez(path, embedding=SETS[name].astype(np.float32))
        self.data = plan.dataset(self.services.store.copy(path), "npz", name)
        self.space = first_features(self.data, self.make(self.data).values)
        self.change(lambda workspace: workspace.with_dataset(self.data, name, "rows.npz", 5))
        map_ = plan.projection(self.space, build(plan.PROJECTIONS["pca"].params, {"random_state": 0}))
        self.make(map_)
        self.change(lambda workspace: workspace.with_run(map_, workspace.active, "projection", "PCA"))

    def make(self, recipe: Recipe):
        return materialise(recipe, self.services.store, silent)

    def form(self, method, **values) -> AppTest:
        """The Clusters page with its form filled in."""
        at = self.open("clusters")
        at.selectbox(key="new-clustering-method").set_value(method).run()
        for name, value in values.items():
            at.number_input(key=f"new-clustering-{method}-{name}").set_value(value).run()
        assert not at.exception
        return at

    def group(self, method, **values) -> AppTest:
        """The Clusters page after such a grouping was made."""
        at = self.form(method, **values)
        next(button for button in at.button if button.label == "Group the rows").click().run()
        assert not at.exception
        return self.open("clusters")

    def sweep(self, method, *values, **fixed) -> AppTest:
        """The Sweeps page with a sweep of it."""
        recipe = plan.sweep(self.space, SweepParams(method, values, fixed=fixed))
        self.make(recipe)
        self.change(lambda workspace: workspace.with_choices("sweeps", workspace.active, made=[recipe.to_json()]))
        return self.open("sweeps")


@pytest.fixture
def rows(tmp_path, monkeypatch):
    return partial(Rows, tmp_path, monkeypatch)


def said(at: AppTest) -> str:
    return " ".join(part.value for kind in (at.markdown, at.caption, at.error) for part in kind).replace("\\", "")


Cases = list[tuple[str, dict[str, float], str]]

REFUSED: Cases = [
    ("dbscan", {"eps": 0.0}, "eps = 0 must be more than 0"),
    ("dbscan", {"eps": -1.0}, "eps = -1 must be more than 0"),
    ("dbscan", {"min_samples": 21}, "min_samples = 21 is more than there are rows; choose at most 20."),
    ("hdbscan", {"min_cluster_size": 21}, "min_cluster_size = 21 is more than there are rows"),
    ("optics", {"min_samples": 21}, "min_samples = 21 is more than there are rows"),
    ("kmeans", {"n_clusters": 21}, "n_clusters = 21 is more than there are rows; choose at most 20."),
    ("spectral", {"n_clusters": 20}, "n_clusters = 20 is too many for 20 rows"),
    ("leiden", {"n_neighbors": 21}, "n_neighbors = 21 is more than there are rows; choose at most 20."),
]
MADE: dict[str, Cases] = {
    "far apart": [
        ("kmeans", {"n_clusters": 1}, "**1** cluster · **0.0%** noise (0 rows)"),
        ("kmeans", {"n_clusters": 20}, "**20** clusters · **0.0%** noise (0 rows)"),
        ("dbscan", {}, "every row is noise: raise eps or lower min_samples"),
        ("hdbscan", {"min_samples": 50}, "min_samples = 50 is more than there are other rows: 19 taken"),
    ],
    "with a constant": [
        ("dbscan", {"eps": 1e6}, "all rows are one cluster: lower eps"),
        ("gaussian_mixture", {}, "**8** clusters"),
    ],
    "alike": [
        ("kmeans", {}, "made 1 of 8: there are only so many distinct rows"),
        ("hdbscan", {}, "all rows are copies of each other: there is nothing to tell apart"),
    ],
}  # fmt: skip


def test_what_does_not_fit_the_rows_is_refused_before_the_click(rows):
    here = rows("with a constant")
    for method, values, words in REFUSED:
        at = here.form(method, **values)
        assert words in said(at)
        assert all(button.disabled for button in at.button if button.label == "Group the rows")


@pytest.mark.parametrize("name", MADE)
def test_a_grouping_that_tells_nothing_says_why(rows, name):
    here = rows(name)
    for method, values, words in MADE[name]:
        assert words in said(here.group(method, **values))


def test_scores_that_are_undefined_are_said_to_be(rows):
    alike = rows("alike")
    at = alike.sweep("kmeans", 2, 3, 4, random_state=0)
    assert "No value of n_clusters parts the rows into two clusters" in said(at)
    assert "With fewer than two clusters the scores are undefined." in said(at)
    at = alike.sweep("agglomerative", 2, 3, 4)
    assert "silhouette undefined" in said(at)
    assert "Davies-Bouldin undefined" in said(at)
