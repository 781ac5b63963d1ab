"""Which groupings argue, and the fields that come of it."""

from operator import methodcaller

import numpy as np
import pytest

from explorer import plan, settings
from explorer.clusterings.result import Clustering
from explorer.comparison import DisagreementParams
from explorer.comparison.disagreement import fit
from explorer.engine import Engine
from explorer.params import build
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.ui.argued import MEASURES, disagreement_fields, recipe_of, taking_part
from explorer.ui.matched import palette
from explorer.ui.state import Visit
from explorer.workspace import short_id

DATA = plan.dataset("a1" * 20, "npz", "Faces")
SPACE = plan.features(DATA, plan.USES["given"].params())


def kmeans(n_clusters):
    params = build(plan.CLUSTERINGS["kmeans"].params, {"n_clusters": n_clusters, "random_state": 0})
    return plan.clustering(SPACE, params)


@pytest.fixture
def visit(tmp_path) -> Visit:
    """Somebody with three groupings, two of which are ready."""
    services = shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)}))
    here = Visit(new_visitor(), services, Engine(services.settings, services.store))
    here.change(lambda workspace: workspace.with_dataset(DATA, "Faces"))
    for n_clusters in (2, 3, 4):
        here.change(methodcaller("with_run", kmeans(n_clusters), short_id(DATA), "clustering", "k-means"))
    for n_clusters, labels in ((2, [0, 0, 0, 1]), (3, [0, 0, 1, 2])):
        services.store.write(kmeans(n_clusters), Clustering(np.array(labels, dtype=np.int32)), 0.1)
    return here


def test_those_that_are_ready_take_part_unless_others_were_chosen(visit):
    dataset = short_id(DATA)
    two, three = kmeans(2), kmeans(3)
    assert [run.recipe for run in taking_part(visit, dataset)] == [two, three]
    assert recipe_of(visit, taking_part(visit, dataset)) == plan.disagreement([two, three], "cluster")

    visit.choose("compare", noise="alone")
    assert recipe_of(visit, taking_part(visit, dataset)) == plan.disagreement([two, three], "alone")
    visit.choose("disputed", runs=[short_id(three)])
    assert recipe_of(visit, taking_part(visit, dataset)) is None


def test_maps_can_be_coloured_by_it_once_it_is_computed(visit):
    dataset = short_id(DATA)
    assert disagreement_fields(visit, dataset) == []

    recipe = recipe_of(visit, taking_part(visit, dataset))
    assert recipe is not None
    first, second = (Clustering(np.array(labels, dtype=np.int32)) for labels in ([0, 0, 0, 1], [0, 0, 1, 2]))
    found_rows = fit(DisagreementParams(), grouping_0=first, grouping_1=second)
    visit.services.store.write(recipe, found_rows, 0.1)

    found = disagreement_fields(visit, dataset)
    assert [field["id"] for field in found] == [measure.id for measure in MEASURES]
    assert {field["kind"] for field in found} == {"number"}
    assert found[0]["values"] != found[1]["values"]


def test_a_grouping_has_its_own_colours_beside_itself_and_until_it_is_matched(visit):
    from explorer.ui.agreement import Grouping

    first, second = (Grouping(str(k), "k-means", kmeans(k)) for k in (2, 3))
    assert palette(visit, first, first) is None
    assert palette(visit, first, second) is None
    assert plan.matching(first.recipe, second.recipe).digest in visit.waiting
