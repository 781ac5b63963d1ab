"""What the Compare page says of all pairs: on how many rows, and who agrees."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from explorer import plan
from explorer.clusterings import KMeansParams
from explorer.clusterings.result import Clustering
from explorer.comparison import AgreementsParams
from explorer.comparison.agreements import fit
from explorer.ui.matrix import Matrix, compared, found_in, says

ONE, SEVEN, NOISY = ("one group", np.zeros(60)), ("seven", np.arange(60) % 7), ("noisy", np.arange(60) % 6 - 1)
ALSO_NOISY = ("also noisy", np.where(np.arange(60) < 45, np.arange(60) % 4, -1))
DATA: Any = SimpleNamespace(values={"identity": None})


def matrix(*named, score="ari", noise="cluster"):
    groupings: dict[str, Any] = {
        f"grouping_{n:04}": Clustering(labels.astype(np.int32)) for n, (_, labels) in enumerate(named)
    }
    known: Any = {name: SimpleNamespace(id=name, name=name) for name, _ in named}
    return Matrix(fit(AgreementsParams(), **groupings), known, score, noise)


@pytest.mark.parametrize(
    ("named", "noise", "said"),
    [
        ((ONE, NOISY), "cluster", "Compared: all 60 rows."),
        ((ONE, SEVEN), "left out", "Compared: all 60 rows."),
        ((ONE, NOISY), "left out", "Compared: 50 of 60 rows (83 %)."),
        ((ONE, NOISY, ALSO_NOISY), "left out", "Compared: 37 to 50 of 60 rows (61 % at least)."),
    ],
)
def test_rows_are_those_that_pairs_are_compared_on(named, noise, said):
    assert compared(matrix(*named, noise=noise)) == said


def test_what_is_said_of_a_directed_score_does_not_depend_on_what_was_made_first():
    eight = ("eight", np.where(np.arange(60) < 5, 7, np.arange(60) % 7))
    first, last = (
        says(matrix(*named, score="homogeneity"), DATA) for named in ((ONE, SEVEN, eight), (eight, SEVEN, ONE))
    )
    assert "**one group** stands most apart" in first
    assert "**one group** stands most apart" in last
    assert "**seven** and **eight** agree most (Homog. 0.9" in first
    assert first.endswith("(mean 0.50).")
    assert "mean of both ways)" in first
    assert "mean of both ways" not in says(matrix(ONE, SEVEN), DATA)


def test_a_distance_that_is_not_quite_nothing_does_not_say_so():
    labels = np.arange(20_000) % 2
    stray = labels.copy()
    stray[0] = 1
    said = says(matrix(("halves", labels), ("nearly", stray), score="vi"), DATA)
    assert said == "**halves** and **nearly** agree most (VI below 0.01)."


def test_where_a_grouping_was_found_is_said_and_that_a_column_was_not_found_anywhere():
    dataset = plan.dataset("ab" * 20, "npy", "faces")
    space = plan.features(dataset, plan.USES["given"].params())
    found, column = plan.clustering(space, KMeansParams(n_clusters=3, random_state=0)), plan.by_column(dataset)
    assert found_in(found) == "in features"
    assert found_in(column) == "from a column of the data"
    assert found_in(plan.consensus(space, [found, column], 60)) == "what 2 groupings agree on"
