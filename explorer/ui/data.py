"""Bringing a file, and what was found in it: rows, dimensions, columns, identities, pictures, what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from explorer.dataset import Dataset
from explorer.sources import Preview, detect
from explorer.sources.by_path import path_column
from explorer.sources.detect import HEAD_BYTES
from explorer.sources.read import FOLDERS
from explorer.store import Manifest
from explorer.ui import fields
from explorer.ui.by_path import paths_of, pattern
from explorer.ui.joining import joining, open_apart_button
from explorer.ui.leaving import left_out
from explorer.ui.opening import is_several, open_path, open_upload
from explorer.ui.panels import offer_the_map
from explorer.ui.refused import refused_files
from explorer.ui.rereading import explained
from explorer.ui.roles import READ, detected, of_each_file, preview_of, role_form
from explorer.ui.row_choice import narrowed, row_choice
from explorer.ui.samples import samples
from explorer.ui.state import Visit, pressed
from explorer.ui.upload import upload
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

FIRST_PICTURES = 24
FORMATS = """
- **Pictures**: a folder, `.zip`, `.tar` or `.tar.gz`, a sub-folder for each person or all in one; IDX, as MNIST's.
- **Arrays**: `.npy`, a table or structured with an id and an embedding; `.npz` with `embedding` and/or `images`
  (n, h, w[, 3]), and columns of n values such as `identity` or `name`.
- **Tables**: `.csv`, `.tsv`, `.txt`, `.parquet`, `.feather`, `.arrow`, `.jsonl`: a row each, the vector in columns of
  numbers or in one of lists.
- **HDF5**: `.h5`, `.hdf5`, and AnnData's `.h5ad`.
- **Words**: word2vec, fastText, GloVe.
- **Several files at once** are one data set: vectors with a table of their rows, images, a map; TensorFlow
  Projector's `tensors.tsv` or `.bytes`, `metadata.tsv`, configuration and sprite.
"""


def bring(visit: Visit) -> None:
    """The ways to bring a data set: a file or folder, a sample, a path where the server allows it."""
    arrived = upload(visit, "upload")
    if arrived is not None:
        with explained():
            with visit.services.store.blob(arrived.fingerprint).open("rb") as handle:
                form = detect(arrived.name, handle.read(HEAD_BYTES))
            open_upload(visit, arrived, form)
            st.rerun()
    with st.container(key="data-more"):  # below what was read, where the window is narrow: see frame.css
        with st.expander("What can be brought"):
            st.markdown(FORMATS)
        st.caption(
            ":material/lock: Pictures of people are personal data. What you bring is shown to this browser alone, and "
            "can be read by whoever runs this server. It is deleted "
            f"{visit.services.settings.workspace_days} days after your last visit, or at once on the Workspace page."
        )
        samples(visit)
        if visit.services.settings.local_paths:
            path = st.text_input("Or a file or a folder on the server", placeholder="/data/faces")
            if path and pressed("Open"):
                with explained():
                    open_path(visit, path)
                    st.rerun()


def what_was_read(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """What was found in the data set on screen."""
    facts = data.values
    st.markdown(f"#### {as_markdown(dataset.title)}")
    _numbers(facts)
    if facts.get("selected"):
        st.caption(narrowed(facts["selected"]))
    with st.container():  # always there, as the next: what stands below keeps its place, and what is typed in it
        if not visit.workspace.runs_of(dataset.id):
            st.info("This is what was found. Nothing was computed from it yet.")
            offer_the_map(visit, dataset, data)
    with st.container():
        _pictures(visit, data)
    if dataset.recipe.step == READ:  # rows kept of another data set are what that one says they are
        _how_it_was_read(visit, dataset, facts)
    else:
        _notes(facts)
    left_out(visit, dataset, facts)
    _identity_counts(facts)
    with st.expander(f"Columns ({len(facts['columns'])})"):
        _columns(facts)
    with st.expander("First rows"):
        _first_rows(visit.read(dataset.recipe, Dataset))


def being_read(visit: Visit) -> bool:
    """While a file is read: what stands in it, and what its columns are taken for; both can be said otherwise.

    Returns
    -------
    bool
        Whether that is shown. `what_was_read` shows it too: never both in one run of the script.
    """
    dataset = visit.dataset
    if dataset is None or visit.manifest(dataset.recipe) is not None:
        return False
    preview = preview_of(visit, dataset.recipe)
    if preview is None or not (preview.columns or preview.files):
        return False
    (detected if preview.columns else of_each_file)(preview, None)
    with st.expander("Change what is what"):
        role_form(visit, dataset, preview, None)
    return True


def correct(visit: Visit) -> None:
    """A file that couldn't be read, but has columns: what those are can be said by hand."""
    files = refused_files(visit)
    for dataset in files:
        if is_several(visit, dataset):
            open_apart_button(visit, dataset)
        preview = preview_of(visit, dataset.recipe)
        if preview is None or not (preview.columns or preview.files):
            continue
        # of several files it is long, and the drop zone is below
        opened = bool(preview.columns) and len(files) == 1
        with st.expander(f"Say what the columns of {as_markdown(dataset.called)} are", expanded=opened):
            (detected if preview.columns else of_each_file)(preview, None)
            role_form(visit, dataset, preview, None)


def _how_it_was_read(visit: Visit, dataset: OpenedDataset, facts: Mapping[str, Any]) -> None:
    """What was detected, and the choices of reading it otherwise, folded."""
    preview = preview_of(visit, dataset.recipe) or Preview()
    with st.container():  # always there: it comes later than what stands below, which may be open by then
        if preview.columns or preview.files:
            st.markdown("##### What was detected")
            (detected if preview.columns else of_each_file)(preview, facts)
    _notes(facts)
    joining(visit, dataset, facts)
    with st.expander("Change what is what"):
        role_form(visit, dataset, preview, facts)
    if dataset.recipe.params["format"] in FOLDERS and facts["image_shape"] is not None:
        with st.expander("Names from the paths", expanded=True):
            pattern(visit, dataset, preview)
    elif name := path_column(column["name"] for column in facts["columns"]):
        with st.expander(f"Names from the paths in {as_markdown(name)}"):
            pattern(visit, dataset, paths_of(visit.read(dataset.recipe, Dataset), name))
    with st.expander("Which rows", expanded=bool(facts.get("selected"))):
        row_choice(visit, dataset, facts["identity"] is not None)


def _notes(facts: Mapping[str, Any]) -> None:
    for note in facts["notes"]:
        st.caption(f":material/info: {as_markdown(note)}")


def _numbers(facts: Mapping[str, Any]) -> None:
    shown = [("Rows", f"{facts['n_samples']:,}")]
    if facts["n_features"] is not None:
        shown.append(("Dimensions", f"{facts['n_features']:,}"))
    if facts["image_shape"] is not None:
        shown.append(("Images", _image_size(facts)))
    columns = {column["name"]: column for column in facts["columns"]}
    if facts["identity"]:
        shown.append((f"Identities ({as_markdown(facts['identity'])})", f"{columns[facts['identity']]['n_names']:,}"))
    if facts["n_left_out"]:  # what they are, and why, is below the fold
        shown.append(("Left out", f"{facts['n_left_out']:,}"))
    with st.container(horizontal=True, gap="large", key="data-numbers"):  # side by side on a phone too
        for name, value in shown:
            st.metric(name, value, width="content")


def _image_size(facts: Mapping[str, Any]) -> str:
    height, width, *colours = facts["image_shape"]
    if height is None:
        shortest, longest = facts["image_sides"]
        return f"{shortest:,}–{longest:,} px"
    return f"{height} × {width} {'colour' if colours else 'grey'}"


def _pictures(visit: Visit, data: Manifest) -> None:
    found = fields.thumbnails(visit, data)
    made = [(number, batch) for number, batch in enumerate(found["batches"] if found else ()) if batch is not None]
    if found is None or not made:
        return
    number, batch = made[0]
    ready = min(data.values["n_samples"] - number * found["size"], found["size"])
    # Spread out: the first rows of a file are often all of one person.
    spread = np.linspace(0, ready - 1, min(FIRST_PICTURES, ready)).astype(int)
    pictures = "".join(f'<img src="{batch}/{index}" alt="" loading="lazy">' for index in spread)
    st.html(f'<div class="ee-preview">{pictures}</div>')


def _identity_counts(facts: Mapping[str, Any]) -> None:
    column = next((column for column in facts["columns"] if column["name"] == facts["identity"]), None)
    if column is None:
        return
    with st.expander(f"Identities and their rows ({column['n_names']:,})"):
        st.dataframe(pd.DataFrame(column["largest"], columns=["identity", "rows"]), hide_index=True, height=220)
        if column["n_names"] > len(column["largest"]):
            st.caption(f"The {len(column['largest'])} with the most rows are listed.")


def _columns(facts: Mapping[str, Any]) -> None:
    rows = [
        {
            "column": column["name"],
            "kind": column["kind"],
            "different values": column["n_names"] if column["kind"] == "category" else None,
            "identity": column["name"] == facts["identity"],
        }
        for column in facts["columns"]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _first_rows(dataset: Dataset) -> None:
    count = min(20, dataset.n_samples)
    frame: dict[str, Any] = {"row": np.asarray(dataset.rows[:count])}
    for name, column in dataset.columns.items():
        values = np.asarray(column.values[:count])
        frame[name] = [column.names[code] for code in values] if column.kind == "category" else values
    if dataset.vectors is not None:
        shown = np.asarray(dataset.vectors[:count, :6], dtype=np.float32)
        frame["vector"] = [", ".join(f"{value:.3g}" for value in row) + ", …" for row in shown]
    st.dataframe(pd.DataFrame(frame), hide_index=True)
