"""Maps of the same points side by side: what is under the pointer, selected or looked at in one is so in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from explorer.store import Manifest
from explorer.ui import marks, matched, panels
from explorer.ui.agreement import IDENTITY, Grouping
from explorer.ui.fields import column_id
from explorer.ui.state import Visit, select
from explorer.workspace import OpenedDataset, Run

HEIGHT = 400
LINK = "compare"
COUNTS = ("2", "3", "4")


def side_by_side(
    visit: Visit,
    dataset: OpenedDataset,
    data: Manifest,
    known: Mapping[str, Grouping],
    pair: Sequence[Grouping],
    count: int,
) -> None:
    """Two to four maps; the first two are coloured by the pair, in the colours of its first.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    data : Manifest
    known : mapping
        Id -> grouping: what further maps may be coloured by.
    pair : sequence of two Grouping
    count : int
        Maps, 2 to 4.
    """
    shown = panels.shown_map(visit, dataset)
    if shown is None:
        panels.no_map_yet(visit, dataset)
        return
    runs = visit.workspace.runs_of(dataset.id, "projection")
    maps = {run.id: run for run in runs if visit.manifest(run.recipe) is not None}
    more = [group for group in known.values() if group.id not in {one.id for one in pair}] or list(pair)
    keys = [f"compare-{dataset.id}-{number}" for number in range(count)]
    for key in keys:
        marks.keep(visit, dataset, data, key, pins=False)
    for first in range(0, count, 2):
        for number, column in zip(range(first, min(first + 2, count)), st.columns(2), strict=False):
            with column:
                group = pair[number] if number < 2 else _further(visit, known, more[(number - 2) % len(more)], number)
                run = _map(visit, maps, shown, number)
                _draw(visit, data, keys[number], run, group, pair[0])
    st.caption(
        "The same colour is the same cluster: the best assignment by Jaccard overlap to the clusters of the first map. "
        "Clusters without a match have colours of their own; noise is grey. Rows that are selected in one map are "
        "selected in all."
    )


def _further(visit: Visit, known: Mapping[str, Grouping], default: Grouping, number: int) -> Grouping:
    name = select(
        visit,
        "compare",
        f"colour {number}",
        f"Map {number + 1} coloured by",
        list(known),
        default.id,
        format_func=lambda group: known[group].name,
    )
    return known[name]


def _map(visit: Visit, maps: Mapping[str, Run], shown: Run, number: int) -> Run:
    if len(maps) < 2:
        return shown
    label = f"Map {number + 1}"
    names = {run.id: run.name for run in maps.values()}
    chosen = select(
        visit,
        "compare",
        f"map {number}",
        label,
        list(maps),
        shown.id,
        format_func=names.__getitem__,
        label_visibility="collapsed",
    )
    return maps[chosen]


def _draw(visit: Visit, data: Manifest, key: str, run: Run, group: Grouping, reference: Grouping) -> None:
    colour = column_id(data.values["identity"]) if group.id == IDENTITY else group.id
    panels.draw_map(
        visit,
        data,
        run,
        key,
        colour,
        link=LINK,
        height=HEIGHT,
        panel="full",
        compact=True,
        palette=matched.of_field(visit, data, group, matched.palette(visit, reference, group)),
        **marks.told(visit),
    )
