"""Where rows go from one grouping to the next: the nodes and ribbons of an alluvial diagram."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from explorer.comparison.contingency import contingency
from explorer.comparison.grouping import Grouping, Groups, groups_of
from explorer.comparison.result import Flows
from explorer.errors import InputError
from explorer.params import Params, param
from explorer.recipe import Report, silent

OTHERS = -2  # the code of the node that small clusters are folded into
SWEEPS = 6


@dataclass(frozen=True)
class FlowsParams(Params):
    """How much is folded so that the picture can be read."""

    n_nodes: int = param(12, "Clusters of each grouping that are drawn; the smaller ones are one.", low=2, high=60)
    least: float = param(
        0.005, "Share of all rows from which a flow is drawn; the smaller ones are counted.", low=0.0, high=0.2
    )


def fit(params: FlowsParams, *, report: Report = silent, **groupings: Grouping) -> Flows:
    """Follow the rows through the groupings, in the order of their names.

    Parameters
    ----------
    params : FlowsParams
    report : Report, optional
    **groupings : Clustering or Identities
        Two or more.

    Returns
    -------
    Flows
        Of the rows that have a group in all of them.

    Raises
    ------
    InputError
        For fewer than two, or when they aren't of the same rows.
    """
    if len(groupings) < 2:
        raise InputError("Two groupings are needed for rows to flow from one to the other.")
    columns = [groups_of(groupings[name]) for name in sorted(groupings)]
    report("following rows")
    unknown = np.any([part.codes < 0 for part in columns], axis=0)
    nodes = [_nodes(part, unknown, params.n_nodes) for part in columns]
    links = [
        np.stack([table.a, table.b, table.counts], axis=1)
        for table in (contingency(a.folded, b.folded) for a, b in pairwise(nodes))
    ]
    orders = _uncrossed([len(node.codes) for node in nodes], links)
    least = params.least * float(np.count_nonzero(~unknown))
    drawn = [link[link[:, 2] >= max(least, 1)] for link in links]
    return Flows(
        codes=tuple(tuple(node.codes) for node in nodes),
        sizes=tuple(tuple(node.sizes) for node in nodes),
        orders=tuple(tuple(order.tolist()) for order in orders),
        links=tuple(tuple(tuple(line) for line in link.tolist()) for link in drawn),
        n_folded=tuple(node.n_folded for node in nodes),
        undrawn=tuple(
            (len(link) - len(kept), int(link[:, 2].sum() - kept[:, 2].sum()))
            for link, kept in zip(links, drawn, strict=True)
        ),
        n_samples=int(np.count_nonzero(~unknown)),
        n_left_out=int(np.count_nonzero(unknown)),
    )


@dataclass(frozen=True)
class _Column:
    """A grouping with its small clusters folded into one."""

    folded: Groups
    codes: list[int]
    sizes: list[int]
    n_folded: int


def _nodes(groups: Groups, unknown: np.ndarray, n_nodes: int) -> _Column:
    codes = np.where(unknown, -1, groups.codes)
    sizes = np.bincount(codes[codes >= 0], minlength=groups.n_groups)
    clusters = np.array([code for code in np.flatnonzero(sizes) if code != groups.noise], dtype=np.int64)
    by_size = clusters[np.argsort(-sizes[clusters], kind="stable")]
    shown = by_size if len(by_size) <= n_nodes else by_size[: n_nodes - 1]
    small = by_size[len(shown) :]
    kept = np.sort(shown).tolist()
    if groups.noise is not None and sizes[groups.noise]:
        kept.insert(0, groups.noise)
    place = np.full(groups.n_groups + 1, -1, dtype=np.int32)  # the last is where -1 points to
    place[kept] = np.arange(len(kept), dtype=np.int32)
    place[small] = len(kept)
    node_codes = [*kept, OTHERS] if len(small) else kept
    node_sizes = sizes[kept].tolist() + ([int(sizes[small].sum())] if len(small) else [])
    return _Column(Groups(place[codes], tuple(map(str, node_codes)), None), node_codes, node_sizes, len(small))


def _uncrossed(n_nodes: list[int], links: list[np.ndarray]) -> list[np.ndarray]:
    """An order of each column's nodes in which few ribbons cross: barycentres, to and fro (Sugiyama et al. 1981)."""
    places = [np.arange(count, dtype=np.float64) for count in n_nodes]
    for sweep in range(SWEEPS):
        steps = range(len(links)) if sweep % 2 == 0 else reversed(range(len(links)))
        for step in steps:
            near, far = (0, 1) if sweep % 2 == 0 else (1, 0)
            link = links[step]
            rows = np.bincount(link[:, far], weights=link[:, 2], minlength=n_nodes[step + far])
            pull = places[step + near][link[:, near]] * link[:, 2]
            centre = np.bincount(link[:, far], weights=pull, minlength=n_nodes[step + far]) / np.maximum(rows, 1)
            places[step + far] = np.argsort(np.argsort(centre, kind="stable"), kind="stable").astype(np.float64)
    return [np.argsort(place, kind="stable") for place in places]
