"""A grouping edited by hand: names, ticks, merges, rows moved; each with undo; kept as a run of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from explorer import plan
from explorer.clusterings import Clustering
from explorer.clusterings.edited import after_tick
from explorer.clusterings.edits import NO_CLUSTER, VERDICTS, Edit, verdicts
from explorer.errors import InputError
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import marks
from explorer.ui.agreement import IDENTITY, groupings
from explorer.ui.kept import drop
from explorer.ui.parts import part
from explorer.ui.progress import progress, why_none
from explorer.ui.state import Visit, act, edit, pressed, select, tick
from explorer.ui.strips import Group, strips
from explorer.ui.words import as_markdown
from explorer.workspace import Edits, OpenedDataset, Workspace, checked_name
from explorer.workspace.editing import begun, edits_of, redone, undone, with_edit

AT_ONCE = 25  # clusters on a page
COUNT_WIDTH = 92  # CSS pixels: "70,000 rows"
NOISE_WORD = "noise"
NEW = "a new cluster"
MOST_LISTED = 8
SHOWN = 12  # pictures of a cluster
TICKS = {"keep": "Keep", "drop": "Drop", "": "No tick"}


@dataclass(frozen=True)
class Edited:
    """The grouping that is being edited, as it is now.

    Attributes
    ----------
    id : str
        Of its run, or of the identities.
    name : str
    recipe : Recipe
    names : sequence of str
        Of its clusters, the largest first.
    sizes : sequence of int
        Rows of each.
    n_noise : int
    edits : sequence of Edit
    """

    id: str
    name: str
    recipe: Recipe
    names: Sequence[str]
    sizes: Sequence[int]
    n_noise: int
    edits: Sequence[Edit]


def choose(visit: Visit, dataset: OpenedDataset, data: Manifest) -> Edited | None:
    """Choose which grouping to edit; None while there is none, or it is being computed."""
    known = groupings(visit, dataset, data)
    if not known:
        st.info("There is no grouping yet: make one on the **Clusters** page, or choose an identity on **Data**.")
        return None
    ids = list(known)
    runs = [group for group in ids if group != IDENTITY]
    default = runs[-1] if runs else ids[0]
    picked = known[
        select(visit, "edits", "of", "Grouping", ids, default, format_func=lambda group: known[group].name)
    ]
    recipe = plan.by_column(dataset.recipe) if picked.id == IDENTITY else picked.recipe
    edits = edits_of(visit.workspace, picked.id)
    if edits is not None:
        _ticked(visit, edits, recipe)
    if edits is not None and why_none(visit, recipe) is None:
        visit.ask_and_wait_a_moment(recipe)  # an edit takes no longer, and the fields stay where they are
    manifest = visit.manifest(recipe)
    if manifest is None:
        progress(visit, [(picked.name, recipe)], "edits")
        return None
    if edits is None:
        if begun_already := _begun_already(visit, recipe):
            run = visit.workspace.run(begun_already.run)
            assert run is not None
            st.info(f"It is being edited already, in “{as_markdown(run.name)}”.")
            if pressed("Go on there"):
                visit.choose("edits", of=run.id)
                st.rerun()
            return None
        st.caption("The first edit begins a run of its own, which takes part in Compare; this grouping stays as it is.")
    names = visit.services.store.texts(manifest.address("names"))
    n_noise = manifest.values["n_noise"]
    shown = names[1:] if n_noise else names
    done = [] if edits is None else edits.parsed
    return Edited(picked.id, picked.name, recipe, shown, manifest.values["sizes"], n_noise, done)


@part
def ticking(page: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The clusters of a grouping with their ticks and pictures, and what becomes of rows by ticks."""
    visit = page.of_part()
    edited = choose(visit, dataset, data)
    if edited is None:
        return
    history(visit, edited)
    clusters(visit, dataset, edited)
    by_ticks(visit, data, edited)
    if data.values["image_shape"] is not None:
        with st.expander("Pictures of each cluster", expanded=True):
            pictures(visit, dataset, data, edited)
    progress(visit, [], "ticking")


def history(visit: Visit, edited: Edited) -> None:
    """What was done, with undo and redo."""
    edits = edits_of(visit.workspace, edited.id)
    if edits is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="edit-history"):
        for step, label, can in ((undone, "Undo", edits.done), (redone, "Redo", edits.undone)):
            back = partial(visit.change, partial(step, run=edited.id))
            act(f"{label}-edit", label, back, icon=f":material/{label.lower()}:", disabled=not can)
        count = len(edits.done)
        st.markdown(f"{count:,} edit{'s' * (count != 1)}, kept in “{as_markdown(edited.name)}”")
    if edits.done:
        with st.expander("What was done"):
            for one in list(reversed(edits.parsed))[:MOST_LISTED]:
                st.caption(in_words(one))
            if count > MOST_LISTED:
                st.caption(f"and {count - MOST_LISTED:,} before.")


def in_words(edit: Edit) -> str:
    """An edit as a sentence."""
    clusters = ", ".join(as_markdown(cluster or NOISE_WORD) for cluster in edit.clusters)
    name = as_markdown(edit.name)
    return {
        "merge": f"Merged {clusters} into {name}",
        "rename": f"Called {clusters} {name}",
        "move": f"Moved {edit.count:,} rows to {name or NOISE_WORD}",
        "dissolve": f"Made {clusters} noise",
        "tick": f"Ticked {clusters}: {name}" if edit.name else f"Took the tick off {clusters}",
    }[edit.kind]


def clusters(visit: Visit, dataset: OpenedDataset, edited: Edited) -> None:
    """The clusters, each with its name to change and its tick."""
    said = verdicts(edited.edits)
    rows = [*zip(edited.names, edited.sizes, strict=True)]
    rows += [(NO_CLUSTER, edited.n_noise)] if edited.n_noise else []
    pages = -(-len(rows) // AT_ONCE)
    page = int(st.number_input(f"Page, of {pages}", 1, pages, key="clusters-page")) if pages > 1 else 1
    # A tick leaves the fields as they are; with another edit all begin anew.
    stamp = f"{edited.id}-{sum(edit.kind != 'tick' for edit in edited.edits)}"
    for number, (name, size) in enumerate(rows[(page - 1) * AT_ONCE : page * AT_ONCE]):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):  # a line each on a phone too
            if name == NO_CLUSTER:
                st.markdown(f"*{NOISE_WORD}*", width="stretch")  # as wide as the fields above it
            else:
                _name_field(visit, dataset, edited, name, f"cluster-{stamp}-{page}-{number}")
            st.markdown(f"{size:,} row{'s' * (size != 1)}", width=COUNT_WIDTH)
            _tick(visit, dataset, edited, name, said.get(name), f"tick-{stamp}-{page}-{number}")
    st.caption("Two clusters given one name are merged.")


def pictures(visit: Visit, dataset: OpenedDataset, data: Manifest, edited: Edited) -> None:
    """Some rows of each cluster, evenly spread over its rows, with buttons that tick it."""
    said = verdicts(edited.edits)
    labels = np.asarray(visit.read(edited.recipe, Clustering).labels)
    pages = -(-len(edited.names) // AT_ONCE)
    page = int(st.number_input(f"Page, of {pages}", 1, pages, key="cluster-pictures-page")) if pages > 1 else 1
    groups = []
    for number in range((page - 1) * AT_ONCE, min(page * AT_ONCE, len(edited.names))):
        members = np.flatnonzero(labels == number)
        spread = members[np.linspace(0, len(members) - 1, min(len(members), SHOWN)).astype(int)]
        verdict = said.get(edited.names[number], "")
        shown = "evenly spread over its rows" if len(spread) < len(members) else ""
        text = " · ".join(part for part in (f"ticked {verdict}" if verdict else "", shown) if part)
        actions = {tick: label for tick, label in TICKS.items() if tick != verdict}
        name = edited.names[number]
        groups.append(Group(str(number), name, spread.tolist(), text, actions=actions, of=len(members)))
    told = strips(visit, data, "edited-clusters", groups, selects=False)
    if told.group is not None and told.action is not None:
        do(visit, dataset, edited, Edit("tick", (edited.names[int(told.group)],), told.action))
        st.rerun()  # no callback told of it: the page is half drawn


def by_ticks(visit: Visit, data: Manifest, edited: Edited) -> None:
    """Drop the rows of clusters by their ticks."""
    said = verdicts(edited.edits)
    if not said:
        st.caption("Tick clusters **keep** or **drop**; then drop their rows here.")
        return
    found: Clustering = visit.read(edited.recipe, Clustering)
    names = [*found.named, NO_CLUSTER]  # noise is the last: label -1
    verdict = np.array([said.get(name, "") for name in names])[np.asarray(found.labels)]
    ticked, unkept = verdict == "drop", verdict != "keep"
    left, right = st.columns(2)
    words = f"Drop the {int(ticked.sum()):,} rows ticked “drop”"
    if pressed(words, width="stretch", disabled=not ticked.any(), type="primary", within=left):
        drop(visit, data, f"clusters of {edited.name} ticked “drop”", ticked)
    words = f"Keep only the {int((~unkept).sum()):,} rows ticked “keep”"
    if pressed(words, width="stretch", disabled=bool(unkept.all()), within=right):
        drop(visit, data, f"all of {edited.name} but what is ticked “keep”", unkept)


def merging(visit: Visit, dataset: OpenedDataset, edited: Edited) -> None:
    """Put clusters together, or make them noise."""
    stamp = edited.recipe.digest[:8]
    picks = f"merge-{stamp}"
    chosen = st.multiselect("Clusters to put together", list(edited.names), key=picks)
    whole = f"merged-{stamp}-{len(chosen)}"
    st.text_input("The name of the whole", chosen[0] if chosen else "", key=whole)
    left, right = st.columns(2)

    def merge(picked: Sequence[str], name: str) -> None:
        if len(picked) > 1:  # one may have been taken away in the moment before the click
            do(visit, dataset, edited, Edit("merge", tuple(picked), _checked(name)))

    def dissolve(picked: Sequence[str]) -> None:
        if picked:
            do(visit, dataset, edited, Edit("dissolve", tuple(picked)))

    few = len(chosen) < 2
    act("merge-clusters", "Merge them", merge, picks, whole, width="stretch", disabled=few, within=left)
    act("make-noise", "Make them noise", dissolve, picks, width="stretch", disabled=not chosen, within=right)


def moving(visit: Visit, dataset: OpenedDataset, edited: Edited) -> None:
    """Move the selected rows to a cluster, a new one, or noise."""
    fingerprint, count = marks.selected(visit)
    if fingerprint is None:
        st.caption("Select rows on the map with the lasso: they become a cluster, or move to one.")
        return
    stamp = edited.recipe.digest[:8]
    to, named = f"move-{stamp}", f"moved-{stamp}"
    new, noise = (_unlike(word, edited.names) for word in (NEW, NOISE_WORD))
    target = st.selectbox(f"Move the {count:,} selected rows to", [new, *edited.names, noise], key=to)
    if target == new:
        st.text_input("Its name", "", key=named)

    def move(target: str, name: str | None) -> None:
        if target == new and name in edited.names:
            raise InputError(f"There is a cluster “{name}” already. Choose it above, or another name.")
        if target == new:
            target = _checked(name or "")
        name = NO_CLUSTER if target == noise else target
        do(visit, dataset, edited, Edit("move", name=name, fingerprint=fingerprint, count=count))

    act("move-rows", "Move them", move, to, named, type="primary", width="stretch")


def do(visit: Visit, dataset: OpenedDataset, edited: Edited, edit: Edit) -> None:
    """Do one thing; the first one begins a run of its own, which is shown from then on.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    edited : Edited
    edit : Edit
    """
    run = edited.id

    def change(workspace: Workspace) -> Workspace:
        nonlocal run
        seen: Recipe | None = edited.recipe
        if edits_of(workspace, run) is None:
            workspace, run = begun(workspace, dataset.id, edited.recipe, edited.name)
            seen = plan.edited(edited.recipe, ())
        if edit.kind == "tick":  # by name, and moves no row: who ticks quickly is ahead of what is on screen
            seen = None
        return with_edit(workspace, run, edit, seen)

    visit.change(change)
    visit.choose("edits", of=run)


def _unlike(word: str, names: Sequence[str]) -> str:
    """A word for what is no cluster of these, which none of them is called: “noise”, else “noise (none of these)”."""
    while word in names:
        word = f"{word} (none of these)"
    return word


def _checked(name: str) -> str:
    name = checked_name(name, "cluster")
    if name.casefold() == NOISE_WORD:
        raise InputError("“noise” is what rows in no cluster are called. Choose another name.")
    return name


def _name_field(visit: Visit, dataset: OpenedDataset, edited: Edited, name: str, key: str) -> None:
    def save(text: str) -> None:
        new = _checked(text)
        if new in edited.names and new != name:
            do(visit, dataset, edited, Edit("merge", (name, new), new))
        elif new != name:
            do(visit, dataset, edited, Edit("rename", (name,), new))

    edit(key, f"Name of {name}", name, save, label_visibility="collapsed")


def _tick(visit: Visit, dataset: OpenedDataset, edited: Edited, name: str, verdict: str | None, key: str) -> None:
    def save(word: str) -> None:
        do(visit, dataset, edited, Edit("tick", (name,), word))

    options = [verdict for verdict in VERDICTS if verdict]
    tick(key, f"Tick {name or NOISE_WORD}", options, verdict, save, label_visibility="collapsed")


def _ticked(visit: Visit, edits: Edits, recipe: Recipe) -> None:
    """Where the last edit is a tick the grouping is there already: no job is needed for it."""
    if not edits.parsed or edits.parsed[-1].kind != "tick" or visit.manifest(recipe) is not None:
        return
    before = plan.edited(edits.base, edits.done[:-1]) if len(edits.done) > 1 else edits.base
    if visit.manifest(before) is not None:
        found = after_tick(visit.read(before, Clustering), len(edits.done))
        visit.write(recipe, found, 0.0, len(found.labels))


def _begun_already(visit: Visit, recipe: Recipe) -> Edits | None:
    """The edits that began with a grouping, where there are any."""
    found = [edits for edits in visit.workspace.edits if edits.base == recipe]
    return next((edits for edits in found if edits_of(visit.workspace, edits.run) is not None), None)
