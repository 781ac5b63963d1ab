"""The lens: all identities in a table, the hardest to tell first; one of them on every map and in every grouping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from explorer import plan
from explorer.clusterings.result import NOISE, Clustering
from explorer.comparison.colours import map_colour
from explorer.comparison.identity import Lens, Standing
from explorer.figures import Look, Tile, multiples
from explorer.projections import Projection
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import fields, marks, panels
from explorer.ui.charts import chart, look
from explorer.ui.people.who import (
    MOST_LISTED,
    Who,
    choose_space,
    how,
    light_up,
    need_who,
    search,
    typical,
)
from explorer.ui.places import place
from explorer.ui.progress import ready
from explorer.ui.state import Visit, pressed, select
from explorer.ui.strips import Group, strips
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run, RunKind

MOST_RUNS = 12  # maps, and groupings, that are looked at: the latest
PICTURES = 24
MEANING = (
    "**Cohesion** is the mean similarity of an identity's rows to the centre of the *others* of them, **spread** its "
    "standard deviation: high and narrow is a tight group. **Gap** is cohesion less the similarity to the nearest "
    "other identity: the lower, the harder to tell; below 0 its rows are nearer to somebody else. **Nearer to "
    "others** counts such rows. **Purity** is the share of its rows' clusters that is of this identity (B-cubed "
    "precision, noise left out), 0 to 1, higher is better. An identity of one row has no cohesion."
)


def lens(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The table, and the identity that was chosen."""
    groupings = _computed(visit, dataset, "clustering")
    runs = groupings[-MOST_RUNS:]

    def summed_up(space: Recipe, truth: Recipe) -> Recipe:
        return plan.lens(space, truth, [run.recipe for run in runs])

    who = need_who(visit, dataset, data, summed_up)
    space = choose_space(visit, dataset, data)
    recipe = summed_up(space, who.truth)
    found: Lens | None = ready(visit, "Identities", recipe, Lens)
    if found is None:
        return
    names = who.identities.names
    if not names:
        st.info("No row has an identity: every value of the column is empty.")
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        listed = _table(visit, dataset, who, found, runs)
        st.caption(how(space, who.identities))
        if any(plan.has_seen_names(run.recipe) for run in runs):
            st.caption("Clusters and purity of groupings on a supervised map say little: that map has seen the names.")
    with right:
        code = _choose(visit, data, who, listed if len(listed) else found.hardest)
        _sentences(who, found, code)
    _maps(visit, dataset, data, who, code, groupings)
    _pictures(visit, data, who, found, space, code)


def _computed(visit: Visit, dataset: OpenedDataset, kind: RunKind) -> list[Run]:
    return [run for run in visit.workspace.runs_of(dataset.id, kind) if visit.manifest(run.recipe) is not None]


def _table(visit: Visit, dataset: OpenedDataset, who: Who, found: Lens, runs: Sequence[Run]) -> np.ndarray:
    """All identities that were searched for; a click on one chooses it. Answers them in their order."""
    wanted = st.text_input("Search", key=f"lens-search-{dataset.id}", placeholder="part of a name")
    listed = search(who.identities.names, found.hardest, wanted)
    if not len(listed):
        st.info(f"No identity has “{as_markdown(wanted)}” in its name.")
        return listed
    columns = _columns(who, found, runs, listed)
    figures = [name for name, values in columns.items() if getattr(values, "dtype", None) == np.float64]
    event: Any = st.dataframe(
        columns,
        column_config={name: st.column_config.NumberColumn(format="%.3f") for name in figures},
        hide_index=True,
        height=420,
        on_select="rerun",
        selection_mode="single-row",
        key=f"lens-table-{dataset.id}-{wanted}",  # another search is another table, in which nothing was clicked yet
    )
    clicked = event.selection.rows
    stamp = f"{wanted} {clicked}"
    if clicked and not visit.has_told(f"lens-{dataset.id}", stamp):
        visit.note_told(f"lens-{dataset.id}", stamp)
        visit.choose("identities", who=who.identities.names[listed[clicked[0]]])
    with st.expander("What the columns mean"):
        st.markdown(MEANING)
    return listed


def _columns(who: Who, found: Lens, runs: Sequence[Run], listed: np.ndarray) -> dict[str, Any]:
    names = who.identities.names
    columns: dict[str, Any] = {
        "rows": found.sizes[listed],
        "gap": _rounded(-found.margin[listed]),
        "cohesion": _rounded(found.cohesion[listed]),
        "spread": _rounded(found.spread[listed]),
        "most like": [names[code] if code >= 0 else "" for code in found.taken_for[listed]],
        "nearer to others": found.astray[listed],
    }
    for number, run in reversed(list(enumerate(runs))):
        columns[f"{run.name}: clusters"] = found.clusters[number, listed]
        columns[f"{run.name}: purity"] = _rounded(found.purity[number, listed])
    own = "identity" if who.column in columns else who.column
    return {own: [names[code] for code in listed], **columns}


def _rounded(values: np.ndarray) -> np.ndarray:
    return np.round(values.astype(np.float64), 3)


def _choose(visit: Visit, data: Manifest, who: Who, listed: np.ndarray) -> int:
    """Which identity is under the lens; one that a person chose is highlighted on every map."""
    names = who.identities.names
    options = [names[code] for code in listed[:MOST_LISTED]]
    chosen = visit.choice("identities", "who")
    if chosen in names and chosen not in options:
        options.insert(0, chosen)
    name = select(visit, "identities", "who", "Identity", options, options[0])
    code = names.index(name)
    _light(visit, data, who, code)
    if int(who.codes_on_map(visit, data)[code]) in marks.highlighted(visit, who.field):
        st.page_link(place("map"), label=f"{as_markdown(name)} is highlighted on the map")
    elif pressed("Highlight on the map", icon=":material/highlight:"):
        light_up(visit, data, who, code)
        st.rerun()
    return code


def _light(visit: Visit, data: Manifest, who: Who, code: int) -> None:
    """Highlight an identity once when a person chooses it; the one that nobody chose is on this page alone."""
    name = who.identities.names[code]
    if name != visit.choice("identities", "who") or name == visit.choice("identities", "lit"):
        return  # where it is no longer highlighted, that was the person's wish
    light_up(visit, data, who, code)
    visit.choose("identities", lit=name)


def _sentences(who: Who, found: Lens, code: int) -> None:
    names, other = who.identities.names, int(found.taken_for[code])
    st.markdown(f"#### {as_markdown(names[code])}")
    n_rows = int(found.sizes[code])
    said = f"{n_rows:,} row{'s' * (n_rows != 1)}"
    if np.isfinite(found.cohesion[code]):
        said += (
            f" · cohesion **{found.cohesion[code]:.2f}** ± {found.spread[code]:.2f}, its least fitting row "
            f"{found.least[code]:.2f}"
        )
    else:
        said += " · of one row there is no cohesion"
    st.markdown(said)
    if other >= 0:
        astray = int(found.astray[code])
        rows = "no row is" if not astray else "1 row is" if astray == 1 else f"{astray:,} rows are"
        st.markdown(f"Most like **{as_markdown(names[other])}**; {rows} nearer to somebody else than to its own.")


def _maps(
    visit: Visit, dataset: OpenedDataset, data: Manifest, who: Who, code: int, groupings: Sequence[Run]
) -> None:
    """The identity on every map, and in every grouping on the map that is shown; of many the latest."""
    rows = np.flatnonzero(who.identities.codes == code)
    style = look()
    maps = _computed(visit, dataset, "projection")
    on_map, given = int(who.codes_on_map(visit, data)[code]), fields.palette(visit, data)
    own = given[on_map] if given else map_colour(on_map)
    tiles = []
    for run in maps[-MOST_RUNS:]:
        seen = " (has seen the names)" if plan.has_seen_names(run.recipe) else ""
        tiles.append(Tile(f"{run.name}{seen}", visit.read(run.recipe, Projection).Y, [own] * len(rows)))
    shown = panels.shown_map(visit, dataset)
    if shown is not None:
        Y = visit.read(shown.recipe, Projection).Y
        tiles += [
            Tile(f"{run.name}, by cluster", Y, _by_cluster(visit, run.recipe, rows, style))
            for run in groupings[-MOST_RUNS:]
        ]
    if tiles:
        where = f"on {_which(maps, 'map')}, and by cluster in {_which(groupings, 'grouping')}"
        st.markdown(f"**{as_markdown(who.identities.names[code])} {where}**")
        chart(multiples(tiles, rows, style), "lens-multiples")


def _which(runs: Sequence[Run], kind: str) -> str:
    return f"every {kind}" if len(runs) <= MOST_RUNS else f"the latest {MOST_RUNS} of {len(runs)} {kind}s"


def _by_cluster(visit: Visit, run: Recipe, rows: np.ndarray, style: Look) -> list[str]:
    """The colours that the map gives these rows' clusters."""
    found: Clustering = visit.read(run, Clustering)
    shift = int(found.n_noise > 0)
    return [style.faint if label == NOISE else map_colour(int(label) + shift) for label in found.labels[rows]]


def _pictures(visit: Visit, data: Manifest, who: Who, found: Lens, space: Recipe, code: int) -> None:
    """The rows of the identity and of the one it is most like, the most typical first."""
    standing: Standing = visit.read(plan.standing(space, who.truth), Standing)
    names, groups = who.identities.names, []
    for one, what in ((code, "its"), (int(found.taken_for[code]), "most like it; its")):
        if one >= 0:
            rows = typical(who, standing.own, one, PICTURES)
            text = f"{what} most typical rows first, with their similarity to the centre of the others"
            captions = [_similarity(standing.own[row]) for row in rows]
            groups.append(Group(f"who-{one}", names[one], rows, text, captions))
    strips(visit, data, "lens-pictures", groups)


def _similarity(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "alone"
