"""The Trust page without a browser: few rows have fewer neighbours, and what is read from what is said as it is."""

from functools import partial

import numpy as np
import pytest

from explorer import plan
from explorer.comparison import PointTrust
from explorer.jobs import materialise
from explorer.params import build
from explorer.recipe import silent
from explorer.ui.believing.page import read_from
from explorer.ui.believing.points import ties
from explorer.ui.opening import first_features
from tests.pages.site import Site


class Few(Site):
    """A visitor's pages on some rows in two heaps, with two maps of them and a name for each heap."""

    def __init__(self, home, monkeypatch, n_samples):
        super().__init__(home, monkeypatch)
        path, random = home / "few.npz", np.random.default_rng(0)
        heap = np.arange(n_samples) % 2
        X = random.normal(0, 1, (n_samples, 5)) + 4 * heap[:, None]
        np.savez(path, embedding=X.astype(np.float32), identity=np.array(["anna", "ben"])[heap])
        data = plan.dataset(self.services.store.copy(path), "npz", "few")
        space = first_features(data, materialise(data, self.services.store, silent).values)
        self.change(lambda workspace: workspace.with_dataset(data, "few", "few.npz", 5))
        for name, n_components in (("PCA", 2), ("PCA in 3-D", 3)):
            params = build(plan.PROJECTIONS["pca"].params, {"n_components": n_components, "random_state": 0})
            map_ = plan.projection(space, params)
            materialise(map_, self.services.store, silent)
            self.change(lambda workspace, map_=map_, name=name: workspace.with_run(
                map_, workspace.active, "projection", name
            ))  # fmt: skip


@pytest.fixture
def site(tmp_path, monkeypatch):
    return partial(Few, tmp_path, monkeypatch)


def said(at):
    return "\n".join(part.value for kind in (at.markdown, at.caption, at.info, at.error) for part in kind)


@pytest.mark.parametrize(("n_samples", "judged", "kept"), [(4, 1, 3), (12, 5, 11), (16, 7, 15), (40, 15, 15)])
def test_few_rows_are_judged_by_as_many_neighbours_as_they_have(site, n_samples, judged, kept):
    home = site(n_samples)
    at = home.open("trust")
    words = said(at)
    assert not at.error
    assert (
        f"Trustworthiness and continuity: all rows are judged, each among all {n_samples}, with {judged} nearest"
        in words
    )
    assert f"kept of {kept}" in at.dataframe[0].value.columns
    home.change(lambda workspace: workspace.with_choices("believing", workspace.active, part="groups"))
    assert f"Both are read from {kept} nearest" in said(home.open("trust"))


def judged(n_judged=40, exact=True):
    figures = np.linspace(0, 1, 40, dtype=np.float32)
    here = np.zeros((40, 15), dtype=np.int32)
    return PointTrust(figures, figures, figures, here, (5, 10, 15), (0.5, 0.5, 0.5), 15, n_judged, exact)


def test_nothing_is_said_of_rows_before_a_map_is_judged_and_approximate_neighbours_are_said_to_be():
    assert read_from([]) == ""
    assert "all rows are judged" in read_from([judged()])
    assert "Neighbours kept: all rows. Seed 0." in read_from([judged()])
    assert "10 or 30 rows are judged, drawn at random, each among all 40," in read_from([judged(30), judged(10)])
    assert "all rows, of some maps against approximate neighbours." in read_from([judged(), judged(exact=False)])


@pytest.mark.parametrize(
    ("values", "shown", "said"),
    [
        ([0, 0, 0, 0, 0.5, np.nan], 2,
         "4 rows share the lowest, 0.00. 2 more have as little as the last one here. Equal ones are in row order."),
        ([0.1, 0.2, 0.2, 0.9], 2, "1 more has as little as the last one here. Equal ones are in row order."),
        ([0.1, 0.1, 0.5, 0.9], 3, "2 rows share the lowest, 0.10. Equal ones are in row order."),
        ([0.1, 0.2, 0.5, 0.9], 3, ""),
    ],
)  # fmt: skip
def test_the_worst_rows_are_said_to_be_cut_among_equals(values, shown, said):
    assert ties(np.array(values, dtype=np.float32), np.arange(shown)) == said
