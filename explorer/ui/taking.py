"""Pictures to take away: a zip with a folder for each group, or the same to a folder of the server."""

from __future__ import annotations

import time

import numpy as np
import streamlit as st

from explorer import plan
from explorer.clusterings.result import NOISE, Clustering
from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.exports import FoldersParams, LocalFolderParams
from explorer.exports.carried import estimate
from explorer.recipe import Recipe
from explorer.serving.addresses import file_name
from explorer.store import Manifest
from explorer.ui import marks
from explorer.ui.agreement import IDENTITY, groupings
from explorer.ui.kept import kept_mask, n_dropped
from explorer.ui.progress import progress
from explorer.ui.state import Visit, pressed, select
from explorer.ui.words import as_markdown, size_of
from explorer.workspace import OpenedDataset
from explorer.workspace.editing import edits_of

ABOUT = (
    "The pictures as they were brought, byte for byte (arrays of pixels as PNG), under names that every system can "
    "hold; names that meet get a number. `manifest.csv` says which row each is, its group, and where it came from."
)


def take_away(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """Choose what the folders are and which rows go into them; then have them packed."""
    if data.values["image_shape"] is None:
        st.info("This data set has no pictures. Its rows are taken away with **Export** on the Map page.")
        return
    st.caption(ABOUT)
    names, recipes = _by(visit, dataset, data)
    if not names:
        st.info("Folders need groups: make a grouping on the **Clusters** page, or choose an identity on **Data**.")
        return
    by = select(visit, "taking", "by", "A folder for each", list(names), next(iter(names)), format_func=names.get)
    chosen, mask = _rows(visit, data)
    words = "no identity" if by == IDENTITY else "no tick" if by.startswith("ticks ") else "noise"
    with_noise = st.checkbox(f"A folder “{words}” too, for rows in no group", True, key="taking-noise")
    params = FoldersParams(chosen, names[by], words if with_noise else "")
    grouping = recipes[by]
    placed = None if with_noise else _in_a_group(visit, grouping)
    taken = mask if placed is None else mask & placed
    known = with_noise or placed is not None
    try:
        needed = estimate(visit.read(dataset.recipe, Dataset), np.flatnonzero(taken))
        st.markdown(f"**{'' if known else 'up to '}{int(taken.sum()):,} pictures**, {size_of(needed)} at most")
        if known:  # else it is refused by who packs them, before anything is written
            visit.services.settings.check("max_takeaway_bytes", needed)
    except InputError as problem:
        st.error(as_markdown(problem.message))
        return
    _zip(visit, dataset, plan.folders(dataset.recipe, grouping, params))
    if visit.services.settings.local_paths:
        _local(visit, dataset, grouping, params)


def _by(visit: Visit, dataset: OpenedDataset, data: Manifest) -> tuple[dict[str, str], dict[str, Recipe]]:
    """What folders can be made by: id -> name, and id -> the grouping."""
    names, recipes = {}, {}
    for group in groupings(visit, dataset, data).values():
        names[group.id] = group.name
        recipes[group.id] = plan.by_column(dataset.recipe) if group.id == IDENTITY else group.recipe
        edits = edits_of(visit.workspace, group.id)
        if edits is not None and any(edit.kind == "tick" for edit in edits.parsed):
            names[f"ticks {group.id}"] = f"tick of {group.name}: keep, drop"
            recipes[f"ticks {group.id}"] = plan.edited(edits.base, edits.done, by="tick")
    return names, recipes


def _in_a_group(visit: Visit, grouping: Recipe) -> np.ndarray | None:
    """Which rows are in a group at all; None where the groups haven't been read yet."""
    if visit.manifest(grouping) is None:
        return None
    found: Clustering = visit.read(grouping, Clustering)
    placed: np.ndarray = found.labels != NOISE
    return placed


def _rows(visit: Visit, data: Manifest) -> tuple[str, np.ndarray]:
    """Which rows: the digest of their stored mask, empty for all; and the mask."""
    n_samples = int(data.values["n_samples"])
    selected, n_selected = marks.selected(visit)
    said = {"all": f"all {n_samples:,} rows"}
    if dropped := n_dropped(visit):
        said = {"kept": f"the {n_samples - dropped:,} kept", **said}
    if selected is not None:
        said["selected"] = f"the {n_selected:,} selected"
    wanted = select(visit, "taking", "rows", "Rows", list(said), next(iter(said)), format_func=said.get)
    if wanted == "kept":
        mask = kept_mask(visit, data)
        return visit.services.store.put(mask.astype(np.uint8).tobytes()), mask
    if wanted == "selected" and selected is not None:
        return selected, marks.selected_mask(visit, data).astype(bool)
    return "", np.ones(n_samples, dtype=bool)


def _zip(visit: Visit, dataset: OpenedDataset, recipe: Recipe) -> None:
    """A button that has the zip packed; then the link that saves it."""
    manifest = visit.manifest(recipe)
    if manifest is not None:
        name = file_name(f"{dataset.title} folders", ".zip")
        address = visit.services.addresses.file(visit.visitor, manifest.address("content"), name)
        size = size_of(manifest.body["arrays"]["content"]["shape"][0])
        st.link_button(f"Save {as_markdown(name)}", address, type="primary", icon=":material/save:")
        files, folders = manifest.values["n_files"], manifest.values["n_folders"]
        st.caption(f"{files:,} picture{'s' * (files != 1)} in {folders:,} folder{'s' * (folders != 1)}, {size}")
    elif visit.choice("taking", "wanted") == recipe.digest:
        progress(visit, [("Folders", recipe)], "folders")
    elif pressed("Pack the folders", type="primary", icon=":material/folder_zip:"):
        visit.choose("taking", wanted=recipe.digest)
        visit.again(recipe)
        st.rerun()


def _local(visit: Visit, dataset: OpenedDataset, grouping: Recipe, params: FoldersParams) -> None:
    """The same to a folder of the server, where that is allowed."""
    field, button = st.columns([5, 2], vertical_alignment="bottom")
    path = field.text_input("Or to a folder on the server", placeholder="/data/sorted", key="taking-path")
    if pressed("Copy them there", width="stretch", disabled=not path, within=button):
        asked = LocalFolderParams(**params.as_dict(), path=path, asked=str(time.time()))
        visit.choose("taking", local=plan.folders(dataset.recipe, grouping, asked).to_json())
        st.rerun()
    st.caption("Nothing that is there is deleted or overwritten; what was cut short goes on when asked again.")
    kept = visit.choice("taking", "local")
    if not kept:
        return
    recipe = Recipe.from_json(kept)
    manifest = visit.manifest(recipe)
    if manifest is None:
        progress(visit, [("Copying", recipe)], "local-folder")
        return
    made = manifest.values
    there = f", {made['n_there']:,} of which were there already" if made["n_there"] else ""
    there += f"; {made['n_renamed']:,} got another name, since theirs was taken" if made["n_renamed"] else ""
    st.success(f"{made['n_files']:,} pictures are in {as_markdown(made['path'])}{there}.", icon=":material/check:")
