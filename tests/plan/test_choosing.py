"""Which to use as a recipe: who votes, who was made of them, and whose figures stand where."""

from explorer import plan
from explorer.clusterings import KMeansParams

DATA = plan.dataset("ab" * 20, "npy", "faces")
SPACE = plan.features(DATA, plan.USES["given"].params())
A, B = (plan.clustering(SPACE, KMeansParams(n_clusters=k, random_state=0)) for k in (2, 3))
WHOLE = plan.consensus(SPACE, [A, B], 100)


def test_a_consensus_is_judged_but_is_no_voter():
    found = plan.verdicts(SPACE, [WHOLE, A, B], 100, plan.identities(DATA))
    assert {name for name, part in found.inputs.items() if part in (A, B)} == {"grouping_0000", "grouping_0001"}
    assert plan.judged(found)[2:] == [WHOLE, plan.identities(DATA)]


def test_the_order_makes_no_difference():
    assert plan.verdicts(SPACE, [A, WHOLE, B], 100) == plan.verdicts(SPACE, [B, A, WHOLE], 100)
    assert set(plan.judged(plan.verdicts(SPACE, [A, B], 100))) == {A, B}
