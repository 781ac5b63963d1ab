"""A card a cluster: its figures, its centre, the rows nearest to and farthest from it; and, opened, all its rows."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer.anatomy.result import NOBODY, Anatomy, Wanted
from explorer.store import Manifest
from explorer.ui import fields
from explorer.ui.state import Visit, pressed, select
from explorer.ui.strips import Column, Group, strips
from explorer.ui.words import as_markdown

SIDE = 84  # CSS pixels of a picture
AT_FIRST = 60  # pictures of an opened card
COHESION = (
    "1 - the mean squared distance of its rows to their centre / that of all rows to the mean of all. At most 1, "
    "higher is tighter. 1: all its rows are alike; 0: as spread as the whole data set."
)
STABILITY = (
    "0 to 1, higher is better: how well the cluster comes again when 80 % of the rows are grouped anew, its mean best "
    "Jaccard overlap (Hennig 2007). At most 0.5 dissolved, from 0.75 stable, from 0.85 highly stable. How it was "
    "computed is on the Stability page."
)
DOMINANT = "Its most frequent identities, and how many of its rows have each."
PURITY = "Share of its most frequent identity among its rows that have one: 0 to 1, higher is purer."
PERSISTENCE = (
    "HDBSCAN's (Campello et al. 2013): over which share of the densities it lasts before it breaks up or is gone. "
    "0 to 1, higher is more stable."
)
NEARER = (
    "Its rows that are nearer to another cluster's centre than to its own. k-means has about none; a cluster that "
    "isn't round may have many and be a good one."
)
GALLERY_ORDERS = {"distance": "distance to the centre", "row": "row"}


@dataclass(frozen=True)
class Cards:
    """What the cards of a grouping are made from.

    Attributes
    ----------
    anatomy : Anatomy
    manifest : Manifest
        Of it: where the browser finds the rows.
    few : int
        How many nearest and farthest rows are shown.
    identity : str
        What the identity column is called.
    wanted : Wanted or None
    centres : str
        Address of the centre images, to which a cluster's number is added; empty where there are none.
    centre_note : str
        What they are.
    word : str
        Goes before the numbers of those that have no names.
    stability : ndarray of shape (n_clusters,), or None
        How well each comes again in resamples, where that was computed.
    """

    anatomy: Anatomy
    manifest: Manifest
    few: int
    identity: str = ""
    wanted: Wanted | None = None
    centres: str = ""
    centre_note: str = ""
    word: str = "Cluster"
    stability: np.ndarray | None = None

    def title(self, cluster: int) -> str:
        """What a cluster is called on screen."""
        name = self.anatomy.names[cluster]
        return f"{self.word} {name}" if name.isdecimal() else name

    def column(self, cluster: int, name: str) -> Column:
        """All rows of a cluster, in an order that is stored."""
        span = self.anatomy.span(cluster)
        return Column(self.manifest, name, span.start, span.stop)


def card(visit: Visit, data: Manifest, cards: Cards, cluster: int) -> bool:
    """One cluster; answers whether it was just opened."""
    with st.container(border=True, key=f"card-{cluster}"):
        opened = _head(cards, cluster, "Open")
        left, right = st.columns([1, 5], gap="medium")
        with left:
            _centre(visit, data, cards, cluster)
        with right:
            rows = rows_shown(cards, cluster)
            strips(visit, data, f"card-rows-{cluster}", rows, side=SIDE, link="inside", selects=False)
    return opened


def gallery(visit: Visit, data: Manifest, cards: Cards, cluster: int) -> bool:
    """All rows of one cluster; answers whether the card was just closed."""
    closed = _head(cards, cluster, "All clusters")
    left, right = st.columns([1, 5], gap="medium")
    with left:
        _centre(visit, data, cards, cluster)
    with right:
        by = select(
            visit, "inside", "by", "In order of", list(GALLERY_ORDERS), "distance", format_func=GALLERY_ORDERS.get
        )
        st.caption("A click lights a picture up on the map; shift and a click select from the one clicked before.")
    rows = cards.column(cluster, "order" if by == "distance" else "by_row")
    text = "Nearest to the centre first." if by == "distance" else ""
    group = Group(f"all-{cluster}-{by}", f"All rows of {cards.title(cluster)}", rows, text)
    strips(visit, data, "card-gallery", [group], side=SIDE, most=AT_FIRST, link="inside")
    return closed


def _head(cards: Cards, cluster: int, button: str) -> bool:
    """Title and figures, each with what it means; answers whether the button was pressed."""
    title, action = st.columns([5, 1.6], vertical_alignment="center")
    title.markdown(f"#### {as_markdown(cards.title(cluster))}")
    was_pressed = pressed(button, key=f"card-{button}-{cluster}", width="stretch", within=action)
    with st.container(horizontal=True, gap="medium", key=f"card-figures-{cluster}"):
        for said, help_ in figures(cards, cluster):
            st.markdown(said, help=help_, width="content")
        who = dominant(cards.anatomy, cluster)
        if who:
            st.markdown(f"{as_markdown(cards.identity)}: {who}", help=DOMINANT, width="content")
    return was_pressed


def figures(cards: Cards, cluster: int) -> list[tuple[str, str]]:
    """Each figure of a cluster in words, and what it means: Markdown both."""
    anatomy, size = cards.anatomy, int(cards.anatomy.sizes[cluster])
    share = size / max(len(anatomy.distances), 1)
    found = [(f"**{size:,}** row{'s' * (size != 1)}", f"{share:.1%} of all rows of the data set.")]
    found.append((f"cohesion **{_two(anatomy.cohesion[cluster])}**", COHESION))
    if anatomy.identities:
        found.append((f"purity **{_two(anatomy.purity[cluster])}**", PURITY))
    if anatomy.persistence is not None:
        found.append((f"persistence **{_two(anatomy.persistence[cluster])}**", PERSISTENCE))
    if cards.stability is not None:
        found.append((f"stability **{_two(cards.stability[cluster])}**", STABILITY))
    if anatomy.n_neighbors:
        exact = "exact" if anatomy.graph_exact else "approximate"
        near = f"Noise rows among the {anatomy.n_neighbors} nearest neighbours ({exact}) of at least one of its rows."
        found.append((f"**{int(anatomy.n_noise_near[cluster]):,}** noise beside it", near))
    found.append((f"**{int(anatomy.n_nearer[cluster]):,}** nearer elsewhere", NEARER))
    if cards.wanted is not None:
        of = f"Of {cards.wanted.n_wanted:,} wanted rows so many are in this cluster."
        found.append((f"**{int(cards.wanted.counts[cluster]):,}** wanted", of))
    return found


def dominant(anatomy: Anatomy, cluster: int) -> str:
    """The most frequent identities of a cluster with their rows, as Markdown; empty where there are none."""
    shown = anatomy.dominant[cluster] != NOBODY
    parts = [
        f"**{as_markdown(anatomy.identities[code])}** × {count:,}"
        for code, count in zip(anatomy.dominant[cluster][shown], anatomy.dominant_counts[cluster][shown], strict=True)
    ]
    more = int(anatomy.n_identities[cluster]) - len(parts)
    return ", ".join([*parts, *([f"{more:,} more"] if more > 0 else [])])


def _centre(visit: Visit, data: Manifest, cards: Cards, cluster: int) -> None:
    """The centre as a picture, or the row nearest to it; nothing where there are no pictures."""
    if not cards.anatomy.sizes[cluster]:
        return
    if cards.centres:
        address, said, help_ = f"{cards.centres}/{cluster}", "centre image", f"The centre: {cards.centre_note}."
    else:
        found = fields.thumbnails(visit, data)
        medoid = int(cards.anatomy.rows(cluster)[0])
        batch = None if found is None else found["batches"][medoid // found["size"]]
        if found is None or batch is None:
            return
        address, said = f"{batch}/{medoid % found['size']}", "medoid"
        help_ = (
            "The row nearest to the centre, which has the least sum of squared distances to all others. The centre "
            "itself can't be shown: the features aren't pixels, or were changed in a way that has no way back."
        )
    st.html(f'<img class="ee-centre" src="{address}" alt="{said} of {html.escape(cards.title(cluster))}">')
    st.caption(said, help=help_)


def rows_shown(cards: Cards, cluster: int) -> list[Group]:
    """The rows that a card shows."""
    anatomy, few = cards.anatomy, cards.few
    rows, found = anatomy.rows(cluster), []
    if len(rows) <= 2 * few + 1:
        found.append(Group(f"all-{cluster}", "All of it", rows.tolist(), "Nearest to the centre first."))
    else:
        found.append(Group(f"near-{cluster}", "Nearest to the centre", rows[:few].tolist()))
        found.append(Group(f"far-{cluster}", "Farthest from it", rows[: -few - 1 : -1].tolist()))
    border = anatomy.doubtful(cluster)[:few]
    border = border[anatomy.second[border] >= 0]
    if len(border) and len(rows) > 1:
        badges = [cards.title(int(number)) for number in anatomy.second[border]]
        text = "Its rows whose second-nearest centre, named on the picture, is nearly as near as their own, or nearer."
        found.append(Group(f"border-{cluster}", "Border cases", border.tolist(), text, badges=badges))
    if cards.wanted is not None:
        found += _lookalikes(cards.wanted, cluster, few)
    return found


def _lookalikes(wanted: Wanted, cluster: int, few: int) -> Sequence[Group]:
    like = wanted.lookalikes[cluster][:few]
    like = like[like != NOBODY]
    if not len(like):
        return []
    badges = [f"{distance:.3g}" for distance in wanted.distances[cluster][: len(like)]]
    text = "Of its other rows those nearest to any wanted row, and how far they are from it."
    return [Group(f"like-{cluster}", "Most like a wanted row", like.tolist(), text, badges=badges)]


def _two(value: float | np.floating) -> str:
    """Two digits; what is undefined says so, and what isn't quite 1 isn't rounded to it."""
    if math.isnan(value):
        return "undefined"
    return "above 0.99" if 0.995 <= value < 1 else f"{value:.2f}".replace("-0.00", "0.00")
