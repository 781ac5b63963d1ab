"""The Consensus and Which to use pages without a browser: what is said, kept, and still there when a voter is gone."""

import re
from functools import partial

import numpy as np
import pytest

from explorer import plan
from explorer.clusterings import ClusteringParams, HDBSCANParams, KMeansParams
from explorer.comparison import Consensus
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.ui.opening import first_features
from explorer.workspace import short_id
from tests.pages.site import Site

METHODS: dict[str, ClusteringParams] = {
    "three": KMeansParams(n_clusters=3, random_state=0),
    "four": KMeansParams(n_clusters=4, random_state=0),
    "dense": HDBSCANParams(min_cluster_size=5),
    "one": KMeansParams(n_clusters=1, random_state=0),
}


class Blobs(Site):
    """A visitor's pages on three blobs with a name each."""

    def __init__(self, home, monkeypatch, n_samples=60):
        super().__init__(home, monkeypatch)
        path, random = home / "blobs.npz", np.random.default_rng(0)
        blob = np.arange(n_samples) % 3
        X = random.normal(0, 0.7, (n_samples, 5)) + 4 * np.eye(5)[blob]
        np.savez(path, embedding=X.astype(np.float32), identity=np.array(["anna", "ben", "zoë"])[blob])
        data = plan.dataset(self.services.store.copy(path), "npz", "blobs")
        self.space = first_features(data, materialise(data, self.services.store, silent).values)
        self.change(lambda workspace: workspace.with_dataset(data, "blobs", "blobs.npz", 5))

    def group(self, *names) -> "Blobs":
        for name in names:
            recipe = plan.clustering(self.space, METHODS[name])
            materialise(recipe, self.services.store, silent)
            self.change(lambda workspace, recipe=recipe, name=name: workspace.with_run(
                recipe, workspace.active, "clustering", name
            ))  # fmt: skip
        return self

    def run(self, name):
        return next(run for run in self.workspace.runs if run.name == name)


@pytest.fixture
def site(tmp_path, monkeypatch):
    return partial(Blobs, tmp_path, monkeypatch)


def said(at):
    return "\n".join(part.value for kind in (at.markdown, at.caption, at.info, at.error) for part in kind)


@pytest.mark.parametrize("page", ["consensus", "whichtouse"])
def test_one_grouping_is_too_few(site, page):
    assert re.search(r"[Tt]wo groupings", said(site().group("three").open(page)))


@pytest.mark.parametrize("page", ["consensus", "whichtouse"])
def test_three_rows_are_enough_to_say_something(site, page):
    home = site(n_samples=3).group("one")
    recipe = plan.clustering(home.space, KMeansParams(n_clusters=2, random_state=0))
    materialise(recipe, home.services.store, silent)
    home.change(lambda workspace: workspace.with_run(recipe, workspace.active, "clustering", "two"))
    home.open(page)


def test_a_consensus_is_kept_and_outlives_its_voters(site):
    home = site().group("three", "four", "dense")
    at = home.open("consensus")
    assert re.search(r"\*\*4 clusters: \d+% of the rows core, \d+% of the rows contested\.\*\*", said(at))
    next(button for button in at.button if button.label == "Keep as a grouping").click().run()
    kept = home.run("consensus of 3")
    found = home.services.store.read(kept.recipe, Consensus)
    assert found.weights.sum() == pytest.approx(1)
    assert "kept as consensus of 3" in said(home.open("consensus"))
    home.change(lambda workspace: workspace.without_run(home.run("dense").id))
    after = said(home.open("consensus"))
    assert "**consensus of 3**, kept before, is of " in after
    assert "and 1 deleted since. It stays as it is." in after
    assert home.run("consensus of 3").recipe == kept.recipe
    home.change(lambda workspace: workspace.without_run(home.run("four").id))
    assert "and 2 deleted since. It stays as it is." in said(home.open("consensus"))


def test_a_consensus_does_not_vote_unless_it_is_told_to(site):
    home = site().group("three", "four", "dense")
    next(button for button in home.open("consensus").button if button.label == "Keep as a grouping").click().run()
    voters = home.open("consensus").multiselect[0]
    assert len(voters.value) == 3
    assert home.run("consensus of 3").id not in voters.value


def test_rows_of_a_standing_are_selected(site):
    home = site().group("three", "four", "dense")
    at = home.open("consensus")
    at.button(key="consensus-core").click().run()
    agreed = plan.consensus(home.space, [run.recipe for run in home.workspace.runs], 60)
    found = home.services.store.read(agreed, Consensus)
    assert home.workspace.chosen("map", home.workspace.active)["selection"]["count"] == found.n_rows(0)


def test_those_on_the_front_have_a_sentence_and_one_cluster_is_out_of_the_running(site):
    home = site().group("three", "four", "one")
    at = home.open("whichtouse")
    words = said(at)
    assert "**1 of 3** is worth considering" in words
    assert re.search(r"\*\*three\*\*  \nBest silhouette \(0\.\d\d\); keeps every row; ", words)
    assert "**four**  \n" not in words
    assert "Stability not measured of three, four:" in words
    assert "from all 60 rows" in words


def test_where_even_the_best_is_not_good_it_is_said(site, monkeypatch):
    home = site().group("three", "four")
    assert "not good" not in " ".join(part.value for part in home.open("whichtouse").warning)
    monkeypatch.setattr("explorer.ui.which.is_weak", lambda _: True)
    (warning,) = home.open("whichtouse").warning
    assert "The best of these is not good" in warning.value
    assert "none agrees with the others by an ARI of 0.3." in warning.value


def test_near_copies_are_not_said_to_disagree(site, monkeypatch):
    home = site().group("three")
    again = plan.clustering(home.space, KMeansParams(n_clusters=3, random_state=1))
    materialise(again, home.services.store, silent)
    home.change(lambda workspace: workspace.with_run(again, workspace.active, "clustering", "again"))
    monkeypatch.setattr("explorer.ui.which.is_weak", lambda _: True)
    (warning,) = home.open("whichtouse").warning
    assert "there are no others, near-copies left out," in warning.value
    assert "none agrees" not in warning.value


def measured(home, *names) -> list[float]:
    """Measure the stability of groupings; answers it."""
    recipes = [plan.stability(home.run(name).recipe, 60, 2) for name in names]
    found = [materialise(recipe, home.services.store, silent).values["stability"] for recipe in recipes]
    latest = {home.run(name).id: [2, True] for name in names}
    home.change(lambda workspace: workspace.with_choices("stability", workspace.active, latest=latest))
    return found


def test_what_the_stability_page_measured_is_used(site):
    home = site().group("three", "four")
    (figure,) = measured(home, "three")
    words = said(home.open("whichtouse"))
    assert re.search(rf"stab\w+ \(?{figure:.2f}", words)
    assert "Stability not measured of four:" in words


def test_stability_that_was_measured_given_a_map_is_said_to_be(site):
    home = site().group("three", "four")
    measured(home, "three", "four")
    assert "given its map" not in said(home.open("whichtouse"))
    latest = {home.run("three").id: [2, True], home.run("four").id: [2, False]}
    home.change(lambda workspace: workspace.with_choices("stability", workspace.active, latest=latest))
    assert "on the Stability page (given its map, which wasn't made anew: four)." in said(home.open("whichtouse"))


def test_stabilities_of_different_numbers_of_resamples_say_so(site):
    home = site().group("three", "four")
    measured(home, "three", "four")
    assert "B =" not in said(home.open("whichtouse"))
    materialise(plan.stability(home.run("four").recipe, 60, 3), home.services.store, silent)
    latest = {home.run("three").id: [2, True], home.run("four").id: [3, True]}
    home.change(lambda workspace: workspace.with_choices("stability", workspace.active, latest=latest))
    at = home.open("whichtouse")
    assert "Stability: B = 2." in said(at)
    assert "different numbers of resamples" in said(at)
    assert at.dataframe[0].value["resamples"].tolist() == [2, 3]


def test_a_grouping_is_not_lifted_because_it_alone_was_measured(site):
    home = site().group("three", "four")
    assert "**1 of 2** is worth considering" in said(home.open("whichtouse"))
    measured(home, "four")
    words = said(home.open("whichtouse"))
    assert "**1 of 2** is worth considering" in words
    assert "**four**  \n" not in words
    assert "Stability not measured of three:" in words
    figures = measured(home, "three", "four")
    words = said(home.open("whichtouse"))
    assert "Stability not measured" not in words
    assert f"ost stable ({max(figures):.2f})" in words


def test_a_consensus_is_judged_without_agreement(site):
    home = site().group("three", "four", "dense")
    recipe = plan.consensus(home.space, [run.recipe for run in home.workspace.runs], 60)
    materialise(recipe, home.services.store, silent)
    home.change(lambda workspace: workspace.with_run(recipe, workspace.active, "clustering", "agreed"))
    assert short_id(recipe) in {run.id for run in home.workspace.runs}
    home.open("whichtouse")
