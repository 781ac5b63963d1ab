"""Groupings against each other as recipes: what is compared, in which order, under which noise policy."""

import pytest

from explorer import plan
from explorer.errors import ParamsError
from explorer.params import build
from explorer.recipe import Recipe

DATA = plan.dataset("a1" * 20, "npz", "Faces")
SPACE = plan.features(DATA, plan.USES["given"].params())


def kmeans(n_clusters: int) -> Recipe:
    params = build(plan.CLUSTERINGS["kmeans"].params, {"n_clusters": n_clusters, "random_state": 0})
    return plan.clustering(SPACE, params)


def test_all_pairs_are_of_the_groupings_in_their_order():
    many = [kmeans(number) for number in range(2, 14)]
    found = plan.agreements([*many, plan.identities(DATA)])

    assert [found.inputs[name] for name in sorted(found.inputs)] == [*many, plan.identities(DATA)]
    assert found == plan.agreements([*many, plan.identities(DATA)])
    assert found != plan.agreements([plan.identities(DATA), *many])


def test_a_pair_has_a_direction():
    a, b = kmeans(2), kmeans(3)

    for builder in (plan.fates, plan.matching):
        assert builder(a, b) != builder(b, a)
    assert plan.matching(a, b).inputs["a"] == a
    assert plan.fates(a, b).inputs["b"] == b


def test_disagreement_is_of_a_noise_policy():
    pair = [kmeans(2), kmeans(3)]

    assert plan.disagreement(pair, "alone") != plan.disagreement(pair, "left out")
    with pytest.raises(ParamsError, match="ignored"):
        plan.disagreement(pair, "ignored")


def test_rows_flow_in_the_order_chosen():
    a, b, c = kmeans(2), kmeans(3), kmeans(4)

    assert plan.flows([a, b, c], 12) != plan.flows([a, c, b], 12)
    assert plan.flows([a, b, c], 12).params["n_nodes"] == 12
