"""What is computed before anybody asks is what the first page asks for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from explorer import plan, settings
from explorer.engine import Engine
from explorer.jobs import materialise
from explorer.params import build
from explorer.recipe import silent
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.ui.ahead import first_map
from explorer.ui.opening import begin, open_sample
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset


@pytest.fixture
def visit(tmp_path, monkeypatch) -> Visit:
    monkeypatch.chdir(Path(__file__).parents[2])
    services = shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)}))
    return Visit(new_visitor(), services, Engine(services.settings, services.store))


@pytest.fixture
def sample(visit) -> tuple[OpenedDataset, Mapping[str, Any]]:
    """The sample on screen, read, and what was found in it."""
    open_sample(visit)
    assert visit.dataset is not None
    return visit.dataset, materialise(visit.dataset.recipe, visit.services.store, silent).values


def test_the_map_made_ahead_is_the_first_that_the_sample_begins_with(visit, sample):
    dataset, facts = sample
    begin(visit, dataset, facts)
    assert visit.workspace.runs_of(dataset.id)[0].recipe == first_map(visit.services)


@pytest.mark.parametrize(("n_samples", "on_map"), [(20_000, False), (20_001, True)])
def test_of_many_rows_hdbscan_begins_on_the_map(visit, sample, n_samples, on_map):
    dataset, facts = sample
    begin(visit, dataset, {**facts, "n_samples": n_samples})
    _, umap, k_means, hdbscan = visit.workspace.runs_of(dataset.id)
    assert not plan.on_map(plan.space_of(k_means.recipe))
    assert plan.on_map(plan.space_of(hdbscan.recipe)) == on_map
    assert (plan.space_of(hdbscan.recipe) == umap.recipe) == on_map
    assert hdbscan.name == ("HDBSCAN on the UMAP" if on_map else "HDBSCAN")


@pytest.mark.parametrize(("n_components", "on_map"), [(7, False), (0.9, True)])
def test_the_first_runs_are_made_in_the_features_that_were_chosen_before(visit, sample, n_components, on_map):
    """They were forgotten; HDBSCAN begins on the map where it may have too many dimensions."""
    dataset, facts = sample
    pca = build(plan.PREPROCESS["pca"].params, {"n_components": n_components, "whiten": True})
    chosen = plan.features(dataset.recipe, build(plan.USES["pixels"].params, {"size": 32}), [pca])
    visit.choose("features", space=chosen.to_json())
    begin(visit, dataset, facts)
    pca_map, umap, k_means, hdbscan = (run.recipe for run in visit.workspace.runs_of(dataset.id))
    assert {plan.space_of(run) for run in (pca_map, umap, k_means)} == {chosen}
    assert plan.space_of(hdbscan) == (umap if on_map else chosen)
    assert visit.choice("features", "space") == chosen.to_json()


def test_pixels_as_they_are_have_as_many_dimensions_as_the_images(visit, sample):
    dataset, facts = sample
    visit.choose("features", space=plan.features(dataset.recipe, plan.USES["pixels"].params()).to_json())
    for shape, on_map in (((8, 8), False), ((8, 8, 3), True), ((), True)):
        begin(visit, dataset, {**facts, "image_shape": shape or (0, 0)})
        assert plan.on_map(plan.space_of(visit.workspace.runs_of(dataset.id)[-1].recipe)) == on_map, shape
