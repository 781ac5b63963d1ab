"""The Consensus and Which to use pages without a browser: what is said, kept, and still there when a voter is gone."""

import re
from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer import plan, settings
from explorer.clusterings import ClusteringParams, HDBSCANParams, KMeansParams
from explorer.comparison import Consensus
from explorer.engine import Engine
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.ui.opening import first_features
from explorer.workspace import short_id

METHODS: dict[str, ClusteringParams] = {
    "three": KMeansParams(n_clusters=3, random_state=0),
    "four": KMeansParams(n_clusters=4, random_state=0),
    "dense": HDBSCANParams(min_cluster_size=5),
    "one": KMeansParams(n_clusters=1, random_state=0),
}


def run_page(name):
    import runpy

    runpy.run_path(f"pages/{name}.py")


class Site:
    """A visitor's pages on three blobs with a name each; jobs are run in this process."""

    def __init__(self, home, monkeypatch, n_samples=60):
        self.services = shared.make(settings.read({"EXPLORER_HOME": str(home)}))
        self.engine = Engine(self.services.settings, self.services.store)  # never started: it only keeps the books
        self.visitor = new_visitor()
        for name, value in (("visitor_of", None), ("current", self.services), ("engine", self.engine)):
            monkeypatch.setattr(f"explorer.ui.state.{name}", lambda *_, value=value: value)
        path, random = home / "blobs.npz", np.random.default_rng(0)
        blob = np.arange(n_samples) % 3
        X = random.normal(0, 0.7, (n_samples, 5)) + 4 * np.eye(5)[blob]
        np.savez(path, embedding=X.astype(np.float32), identity=np.array(["anna", "ben", "zoë"])[blob])
        data = plan.dataset(self.services.store.copy(path), "npz", "blobs")
        self.space = first_features(data, materialise(data, self.services.store, silent).values)
        self.change(lambda workspace: workspace.with_dataset(data, "blobs", "blobs.npz", 5))

    @property
    def workspace(self):
        return self.services.workspaces.open(self.visitor)

    def change(self, function) -> None:
        self.services.workspaces.change(self.visitor, function)

    def group(self, *names) -> "Site":
        for name in names:
            recipe = plan.clustering(self.space, METHODS[name])
            materialise(recipe, self.services.store, silent)
            self.change(lambda workspace, recipe=recipe, name=name: workspace.with_run(
                recipe, workspace.active, "clustering", name
            ))  # fmt: skip
        return self

    def run(self, name):
        return next(run for run in self.workspace.runs if run.name == name)

    def open(self, name) -> AppTest:
        """The page once what it waits for is there."""
        for _ in range(4):
            at = AppTest.from_function(run_page, kwargs={"name": name}, default_timeout=60)
            at.session_state["visitor"] = self.visitor
            at.run()
            assert not at.exception
            waiting = [job.recipe for job in self.engine.live_jobs()]
            missing = [recipe for recipe in waiting if self.services.store.manifest(recipe) is None]
            if not missing:
                return at
            for recipe in missing:
                materialise(recipe, self.services.store, silent)
        raise AssertionError(f"{name} waits for ever")


@pytest.fixture
def site(tmp_path, monkeypatch):
    return partial(Site, tmp_path, monkeypatch)


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
    found = home.services.store.read(plan.consensus(home.space, [run.recipe for run in home.workspace.runs]), Consensus)
    assert home.workspace.chosen("map", home.workspace.active)["selection"]["count"] == found.n_rows(0)


def test_those_on_the_front_have_a_sentence_and_one_cluster_is_out_of_the_running(site):
    home = site().group("three", "four", "one")
    at = home.open("whichtouse")
    words = said(at)
    assert "**1 of 3** is worth considering" in words
    assert re.search(r"\*\*three\*\*  \nBest silhouette \(0\.\d\d\); keeps every row; ", words)
    assert "**four**  \n" not in words
    assert "Stability not measured of three, four, one" in words
    assert "from all 60 rows" in words


def test_what_the_stability_page_measured_is_used(site):
    home = site().group("three", "four")
    run = home.run("three")
    measured = plan.stability(run.recipe, 60, 2)
    materialise(measured, home.services.store, silent)
    home.change(lambda workspace: workspace.with_choices("stability", workspace.active, latest={run.id: [2, True]}))
    words = said(home.open("whichtouse"))
    figure = home.services.store.manifest(measured).values["stability"]
    assert re.search(rf"stab\w+ \(?{figure:.2f}", words)
    assert "Stability not measured of four:" in words


def test_a_consensus_is_judged_without_agreement(site):
    home = site().group("three", "four", "dense")
    recipe = plan.consensus(home.space, [run.recipe for run in home.workspace.runs])
    materialise(recipe, home.services.store, silent)
    home.change(lambda workspace: workspace.with_run(recipe, workspace.active, "clustering", "agreed"))
    assert short_id(recipe) in {run.id for run in home.workspace.runs}
    home.open("whichtouse")
