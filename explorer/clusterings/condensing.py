"""HDBSCAN's tree condensed: which groups of so many rows or more there are, and where each row leaves the last of them.

What the ``hdbscan`` package's ``condense_tree`` gives (Campello, Moulavi & Sander 2013), entry for entry. That walks
from node to node; here all nodes look up the tree at once, in each round from twice as far up.
"""

from __future__ import annotations

import numpy as np

ENTRY = np.dtype([("parent", np.intp), ("child", np.intp), ("lambda_val", np.float64), ("child_size", np.intp)])


def condense(merges: np.ndarray, min_cluster_size: int) -> np.ndarray:
    """Groups that split off and rows that fall out, from all rows together down.

    Parameters
    ----------
    merges : ndarray of shape (n_samples - 1, 4)
        Two nodes that are joined, at which distance, how many rows then. Nodes below n_samples are rows.
    min_cluster_size : int
        2 or more. A part of fewer rows is no group.

    Returns
    -------
    structured ndarray of shape (n_entries,)
        ``parent``: a group; ``child``: the row or group that leaves it; ``lambda_val``: 1 / distance at which it does;
        ``child_size``: its rows. Groups are numbered from n_samples on, the first being all rows.
    """
    merges = np.asarray(merges)  # a memory map's own way to take rows out is slow
    n_samples, root = len(merges) + 1, 2 * len(merges)
    children = merges[:, :2].astype(np.intp)
    size = np.concatenate([np.ones(n_samples, dtype=np.intp), merges[:, 3].astype(np.intp)])
    above = np.full(root + 1, root)
    above[children] = n_samples + np.arange(n_samples - 1)[:, None]
    come_to = _order(children, size, above)

    stays = size >= min_cluster_size
    stays[root] = True
    halves = children[stays[children].all(axis=1)].ravel()  # the groups that splits end in
    goes_on = stays == stays[above]  # up, within a part that fell out at once, or within a group
    goes_on[halves] = False
    top = _climb(np.where(goes_on, above, np.arange(root + 1)))

    number = np.empty(root + 1, dtype=np.intp)  # of the group whose top a node is
    number[root] = n_samples
    number[halves[np.argsort(come_to[halves])]] = n_samples + 1 + np.arange(len(halves))
    child = np.concatenate([halves, np.arange(n_samples)])
    leaves = np.concatenate([halves, top[:n_samples]])  # the node below the one at which the child leaves
    entries = np.empty(len(child), dtype=ENTRY)
    entries["parent"] = number[top[above[leaves]]]
    entries["child"] = np.concatenate([number[halves], np.arange(n_samples)])
    with np.errstate(divide="ignore"):  # copies are together at any density
        entries["lambda_val"] = 1.0 / merges[above[leaves] - n_samples, 2]
    entries["child_size"] = size[child]
    is_right = children[above[leaves] - n_samples, 1] == leaves
    ordered: np.ndarray = entries[np.lexsort([come_to[child], is_right, come_to[above[leaves]]])]
    return ordered


def _order(children: np.ndarray, size: np.ndarray, above: np.ndarray) -> np.ndarray:
    """A number a node that rises as nodes are come to level by level, from the left on each."""
    depth = np.ones(len(above), dtype=np.int64)
    depth[-1] = 0
    before = np.zeros(len(above), dtype=np.int64)  # rows to the left
    before[children[:, 1]] = size[children[:, 0]]
    _climb(above, depth, before)
    order: np.ndarray = depth * len(above) + before
    return order


def _climb(up: np.ndarray, *along: np.ndarray) -> np.ndarray:
    """The node that each one ends at, going from node to node until one leads to itself.

    What `along` has for the nodes of the way, 0 for its end, is added up in place.
    """
    while not np.array_equal(further := up[up], up):
        for values in along:
            np.add(values, values[up], out=values)
        up = further
    return up
