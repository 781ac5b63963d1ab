"""A consensus as a recipe: its order doesn't matter, it holds its voters, and it is a grouping like any other."""

from explorer import plan
from explorer.clusterings import HDBSCANParams, KMeansParams
from explorer.params import build

DATA = plan.dataset("ab" * 20, "npy", "faces")
SPACE = plan.features(DATA, plan.USES["given"].params())
A, B, C = (plan.clustering(SPACE, KMeansParams(n_clusters=k, random_state=0)) for k in (2, 3, 4))
WHOLE = plan.consensus(SPACE, [A, B, C], 100)


def test_the_order_of_the_voters_makes_no_difference():
    assert plan.consensus(SPACE, [C, A, B, A], 100) == WHOLE
    assert set(plan.voters(WHOLE)) == {A, B, C}
    assert plan.voters(A) == []


def test_it_is_a_grouping_in_the_space_of_its_neighbours():
    assert plan.space_of(WHOLE) == plan.features_of(WHOLE) == SPACE
    assert plan.dataset_of(WHOLE) == DATA
    assert plan.describe(WHOLE) == "consensus · of 3 groupings"
    assert WHOLE.inputs["graph"].params["n_neighbors"] == 14
    assert plan.consensus(SPACE, [A, B], 5).inputs["graph"].params["n_neighbors"] == 4


def test_one_that_was_edited_is_no_voter_of_its_own_either():
    edited = plan.edited(WHOLE, [])
    assert plan.is_consensus(WHOLE)
    assert plan.is_consensus(edited)
    assert not plan.is_consensus(A)


def test_it_can_be_made_of_other_rows_unless_a_voter_was_made_by_hand():
    assert plan.can_resample(WHOLE)
    again = plan.resample(WHOLE, 100, 7)
    assert len({plan.features_of(voter) for voter in plan.voters(again)}) == 1
    assert plan.features_of(again) == plan.features_of(plan.voters(again)[0]) != SPACE
    for by_hand in (plan.edited(A, []), plan.by_column(DATA)):
        assert not plan.can_resample(plan.consensus(SPACE, [A, by_hand], 100))


def test_a_supervised_voter_makes_it_no_evidence():
    umap = build(plan.PROJECTIONS["umap"].params, {"random_state": 0})
    map_ = plan.projection(SPACE, umap, target=plan.identities(DATA))
    seen = plan.clustering(map_, HDBSCANParams())
    assert plan.has_seen_names(plan.consensus(SPACE, [A, seen], 100))
    assert not plan.has_seen_names(WHOLE)
