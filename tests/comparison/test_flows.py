"""Where rows go from one grouping to the next: every row is on a ribbon or counted, small clusters are one node."""

import numpy as np
import pytest

from explorer.comparison import Flows, FlowsParams, Identities
from explorer.comparison.flows import OTHERS, fit
from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.store import Store
from tests.comparison.groupings import clustering


def flow(*groupings, **params):
    return fit(FlowsParams(**params), **{f"grouping_{number:04}": found for number, found in enumerate(groupings)})


def test_by_hand():
    found = flow(clustering(0, 0, 0, 1, -1), clustering(0, 0, 1, 1, 1), least=0.0)
    assert found.codes == ((0, 1, 2), (0, 1))  # 0 is noise
    assert found.sizes == ((1, 3, 1), (2, 3))
    assert found.links == (((0, 1, 1), (1, 0, 2), (1, 1, 1), (2, 1, 1)),)
    assert (found.n_samples, found.n_left_out, found.undrawn) == (5, 0, ((0, 0),))


def test_small_clusters_are_one_node_and_small_flows_are_counted(tmp_path):
    random = np.random.default_rng(0)
    many = random.integers(0, 40, 3000)
    found = flow(clustering(*many), clustering(*random.integers(0, 3, 3000)), clustering(*many), n_nodes=8, least=0.03)
    assert [len(codes) for codes in found.codes] == [8, 3, 8]
    assert found.codes[0][-1] == OTHERS
    assert found.n_folded == (33, 0, 33)
    for step in range(2):
        drawn = sum(rows for _, _, rows in found.links[step])
        assert drawn + found.undrawn[step][1] == 3000
        assert found.undrawn[step][0] > 0
    store, recipe = Store(tmp_path), Recipe("comparison.flows", 1, {})
    store.write(recipe, found, 0.1)
    assert store.read(recipe, Flows).n_folded == found.n_folded


def test_what_matches_does_not_cross():
    labels = np.random.default_rng(0).integers(0, 9, 900)
    names = np.random.default_rng(1).permutation(9)
    found = flow(clustering(*labels), clustering(*names[labels]))
    places = [{node: place for place, node in enumerate(order)} for order in found.orders]
    assert all(places[0][a] == places[1][b] for a, b, _ in found.links[0])


def test_rows_without_identity_are_left_out_of_all():
    who = Identities(np.array([0, 0, -1, 1], dtype=np.int32), ("Ann", "Bob"))
    found = flow(clustering(0, 0, 1, 1), who, clustering(0, 1, 1, 1))
    assert (found.n_samples, found.n_left_out) == (3, 1)
    assert all(sum(sizes) == 3 for sizes in found.sizes)


def test_one_grouping_flows_nowhere():
    with pytest.raises(InputError, match="Two groupings"):
        flow(clustering(0, 1))
