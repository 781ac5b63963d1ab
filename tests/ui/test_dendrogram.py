"""What is said of a dendrogram and its cut."""

import numpy as np

from explorer.clusterings.dendrogram import Dendrogram
from explorer.ui.dendrogram import said

SIDES, BOTTOMS = np.array([[0.5, 2], [0, 1]]), np.array([[2, 0], [0, 0]])
TREE = Dendrogram(SIDES, BOTTOMS, np.array([7.0, 2.0]), np.array([2, 1, 1]), 4)


def test_the_cut_is_said_also_where_it_is_not_shown():
    assert said(TREE, 2).startswith("The last 2 joins of 4 rows; the cut undoes 1, which leaves 2.")
    assert said(TREE, 4) == "The last 2 joins of 4 rows; the cut into 4 clusters is below what is shown."
