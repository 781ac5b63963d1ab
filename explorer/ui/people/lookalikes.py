"""Lookalikes: pairs of identities by how alike they are, a matrix of chosen ones, a graph of the nearest."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer import plan
from explorer.comparison.identity import IdentityMatrix, Lookalikes
from explorer.comparison.identity.matrix import MOST
from explorer.figures import kin_graph, kin_matrix
from explorer.projections import Projection
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.charts import chart, look
from explorer.ui.people.who import MOST_LISTED, Who, choose_space, how, light_up, need_who, search
from explorer.ui.progress import ready
from explorer.ui.state import Visit, number, select, select_many
from explorer.ui.strips import Group, strips
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

MEASURES = {"centre": "their centres", "best pair": "their most similar rows"}
MOST_PAIRS = 5_000
A_PAGE = 8
FIRST_OF_MATRIX = 12


def lookalikes(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The pairs, the matrix, the graph."""
    who = need_who(visit, dataset, data, plan.lookalike_identities)
    if len(who.identities.names) < 2:
        st.info("There is only one identity, or none: nobody to look like. It takes two.")
        return
    left, right = st.columns(2)
    with left:
        measure = select(visit, "lookalikes", "measure", "Compare", list(MEASURES), "centre", format_func=MEASURES.get)
    with right:
        space = choose_space(visit, dataset, data)
    recipe = plan.lookalike_identities(space, who.truth, measure)
    found: Lookalikes | None = ready(visit, "Lookalikes", recipe, Lookalikes)
    if found is None:
        return
    st.caption(how(space, who.identities))
    pairs, similarity, rows = distinct(found)
    wanted = st.text_input("Search", key=f"lookalikes-search-{visit.workspace.active}", placeholder="part of a name")
    _pairs(visit, data, who, pairs, similarity, rows, wanted, found.nearest.shape[1])
    _matrix(visit, who, space, measure, pairs, wanted)
    _graph(visit, dataset, who, found)


def distinct(found: Lookalikes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each pair once, the most alike first.

    Returns
    -------
    pairs : ndarray of shape (n_pairs, 2)
        Identities, the first in name order first.
    similarity : ndarray of shape (n_pairs,)
    rows : ndarray of shape (n_pairs, 2)
        A row to look at of each.
    """
    n_identities, k = found.nearest.shape
    one = np.repeat(np.arange(n_identities), k)
    pairs, rows = np.stack([one, found.nearest.ravel()], 1), np.stack([found.rows.ravel(), found.others.ravel()], 1)
    turned = pairs[:, 0] > pairs[:, 1]
    pairs[turned], rows[turned] = pairs[turned, ::-1], rows[turned, ::-1]
    _, first = np.unique(pairs[:, 0] * n_identities + pairs[:, 1], return_index=True)
    order = first[np.argsort(-found.similarity.ravel()[first], kind="stable")]
    return pairs[order], found.similarity.ravel()[order], rows[order]


def _pairs(
    visit: Visit,
    data: Manifest,
    who: Who,
    pairs: np.ndarray,
    similarity: np.ndarray,
    rows: np.ndarray,
    wanted: str,
    n_nearest: int,
) -> None:
    """A table of pairs that were searched for, and the first of them as pictures."""
    names = who.identities.names
    text = wanted.strip().casefold()
    listed = [
        number_
        for number_, (one, other) in enumerate(pairs.tolist())
        if not text or text in names[one].casefold() or text in names[other].casefold()
    ]
    if not listed:
        st.info(f"No identity among the pairs has “{as_markdown(wanted)}” in its name.")
        return
    shown = listed[:MOST_PAIRS]
    st.caption(
        f"{len(listed):,} pair{'s' * (len(listed) != 1)}: each identity with its {n_nearest} most similar "
        f"other{'s' * (n_nearest != 1)}"
        + (f"; the {MOST_PAIRS:,} most similar are listed." if len(listed) > MOST_PAIRS else ".")
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.dataframe(
            {
                "one": [names[pairs[number_, 0]] for number_ in shown],
                "other": [names[pairs[number_, 1]] for number_ in shown],
                "similarity": np.round(similarity[shown].astype(np.float64), 3),
            },
            column_config={"similarity": st.column_config.NumberColumn(format="%.3f")},
            hide_index=True,
            height=520,
            key=f"lookalikes-table-{visit.workspace.active}",
        )
    with right:
        n_pages = -(-len(shown) // A_PAGE)
        page = number(visit, "lookalikes", "page", f"Page of {n_pages:,}", 1, low=1, high=n_pages)
        some = shown[(page - 1) * A_PAGE : page * A_PAGE]
        groups = [_group(names, pairs[at], float(similarity[at]), rows[at]) for at in some]
        told = strips(visit, data, "lookalikes-pictures", groups)
        if told.clicked is not None and (code := int(who.identities.codes[told.clicked])) >= 0:
            light_up(visit, data, who, code)
            st.toast(f"{as_markdown(names[code])} is highlighted, and the row pinned, on the map.")


def _group(names: tuple[str, ...], pair: np.ndarray, similarity: float, rows: np.ndarray) -> Group:
    one, other = (names[code] for code in pair)
    said = f"similarity {similarity:.3f}"
    return Group(f"pair-{pair[0]}-{pair[1]}", f"{one} and {other}", rows.tolist(), said, [one, other])


def _matrix(visit: Visit, who: Who, space: Recipe, measure: str, pairs: np.ndarray, wanted: str) -> None:
    """Chosen identities, each with each; those of the most similar pairs to begin with."""
    names = who.identities.names
    st.markdown("**Each with each**: alike ones stand together")
    first = [names[code] for code in dict.fromkeys(pairs.ravel().tolist())][:FIRST_OF_MATRIX]
    listed = [names[code] for code in search(names, np.arange(len(names)), wanted)[:MOST_LISTED]]
    kept = [name for name in visit.choice("lookalikes", "matrix", first) if name in names]
    more = len(names) > MOST_LISTED
    chosen = select_many(
        visit, "lookalikes", "matrix", "Identities", list(dict.fromkeys([*kept, *first, *listed])), first,
        max_selections=MOST,
        help=f"{MOST_LISTED} of {len(names):,} names are listed; a search above lists others." if more else None,
    )  # fmt: skip
    if len(chosen) < 2:
        st.info("Choose two identities or more.")
        return
    recipe = plan.identity_matrix(space, who.truth, [names.index(name) for name in chosen], measure)
    found: IdentityMatrix | None = ready(visit, "Matrix", recipe, IdentityMatrix)
    if found is not None:
        chart(kin_matrix(found, names, look()), "lookalikes-matrix-chart")


def _graph(visit: Visit, dataset: OpenedDataset, who: Who, found: Lookalikes) -> None:
    """Every identity where its rows are on the map, tied to its nearest."""
    shown = panels.shown_map(visit, dataset)
    st.markdown("**Who is nearest to whom**")
    if shown is None:
        st.info("The graph comes here as soon as there is a map.")
        return
    k = number(visit, "lookalikes", "ties", "Ties of each identity", 1, low=1, high=max(1, found.nearest.shape[1]))
    Y = visit.read(shown.recipe, Projection).Y
    places = _middles(Y[:, :2], who.identities.codes, len(who.identities.names))
    pairs = np.stack(
        [np.repeat(np.arange(len(found.nearest)), min(k, found.nearest.shape[1])), found.nearest[:, :k].ravel()], 1
    )
    chart(kin_graph(places, pairs, found.similarity[:, :k].ravel(), who.identities.names, look()), "lookalikes-graph")
    seen = ", which has seen the names" if plan.has_seen_names(shown.recipe) else ""
    st.caption(
        f"Each stands at the middle of its rows on {as_markdown(shown.name)}{seen}; ties and similarities are of the "
        "feature space, not of the map."
    )


def _middles(Y: np.ndarray, codes: np.ndarray, n_identities: int) -> np.ndarray:
    """The mean place of each identity's rows."""
    known = codes >= 0
    counts = np.maximum(1, np.bincount(codes[known], minlength=n_identities))
    axes = [np.bincount(codes[known], weights=axis[known], minlength=n_identities) / counts for axis in Y.T]
    return np.stack(axes, axis=1)
