"""What is asked about: a row, the middle of the selection, or something brought; as the query's parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from explorer import plan
from explorer.errors import ExplorerError, SourceError
from explorer.recipe import Recipe
from explorer.sources import pack
from explorer.store import Manifest
from explorer.ui import marks
from explorer.ui.nearby.brought import ENDINGS, MOST_MEGABYTES, from_file, from_numbers
from explorer.ui.nearby.find import find_rows
from explorer.ui.people.who import row_numbers
from explorer.ui.progress import read_or_said
from explorer.ui.state import Visit, number
from explorer.ui.words import as_markdown

PAGE = "neighbours"
ROW, SELECTION, FILE, NUMBERS = "row", "selection", "file", "numbers"
KINDS = {ROW: "A row", SELECTION: "The selection’s middle", FILE: "A picture or file", NUMBERS: "Numbers"}
MOST_FOUND = 24  # rows of a name that are listed


@dataclass(frozen=True)
class Asked:
    """What is asked about.

    Attributes
    ----------
    title : str
    query : mapping
        Parameters of `explorer.plan.nearest`: which row, or which selection.
    rows : sequence of int
        Positions of the rows it is about; none for something brought.
    new : Recipe or None
        The data set that was brought.
    note : str
        What to know of how it was taken.
    found : sequence of int
        Positions of rows that what was written could mean as well.
    """

    title: str
    query: Mapping[str, Any]
    rows: Sequence[int] = ()
    new: Recipe | None = None
    note: str = ""
    found: Sequence[int] = field(default=())


def a_row(visit: Visit, data: Manifest) -> Asked:
    """The row that is pinned on the map, or that is written; the first where none is."""
    text = st.text_input(
        "Find a row",
        key=f"neighbours-find-{visit.workspace.active}",
        placeholder="number, name or file; or click a picture, or a point of the map",
    )
    found = find_rows(visit, data, text)
    if text.strip() and not len(found):
        st.info(f"No row has the number or the name “{as_markdown(text.strip())}”.")
    if len(found) and not visit.has_told(f"found-{visit.workspace.active}", text):
        visit.choose("map", pinned=int(found[0]))
    visit.note_told(f"found-{visit.workspace.active}", text)
    pinned = visit.choice("map", "pinned")
    position = pinned if pinned is not None and pinned < data.values["n_samples"] else 0
    title = f"Row {int(row_numbers(visit, data)[position]):,}"
    others = found[:MOST_FOUND].tolist() if len(found) > 1 else []
    return Asked(title, {"position": position}, [position], found=others)


def the_selection(visit: Visit, data: Manifest) -> Asked | None:
    """The mean of the rows selected on the map."""
    digest, count = marks.selected(visit)
    if digest is None:
        st.info("Nothing is selected. Draw a lasso round some rows on the **Map** page.")
        return None
    others = st.toggle(
        "Leave out the selected rows",
        value=bool(visit.choice(PAGE, "others", True)),
        key=f"neighbours-others-{visit.workspace.active}",
    )
    visit.choose(PAGE, others=others)
    rows = np.flatnonzero(marks.selected_mask(visit, data)).tolist()
    title = f"The middle of {count:,} selected row{'s' * (count != 1)}"
    return Asked(title, {"selection": digest, "others": others}, rows)


def a_file(visit: Visit) -> Asked | None:
    """A picture, or a row of a file."""
    given = st.file_uploader(
        "A picture, or a file of vectors",
        [*(ending.lstrip(".") for ending in (*pack.ENDINGS, *ENDINGS))],
        key=f"neighbours-file-{visit.workspace.active}",
        max_upload_size=MOST_MEGABYTES,
    )
    if given is not None and not visit.has_told(f"brought-{visit.workspace.active}", given.file_id):
        visit.note_told(f"brought-{visit.workspace.active}", given.file_id)
        try:
            recipe = from_file(given.name, given.getvalue(), visit.services.store, visit.services.settings)
        except ExplorerError as problem:
            visit.choose(PAGE, file=None, refused=problem.message)
        else:
            visit.choose(PAGE, file=[given.name, recipe.to_json()], refused="")
    if said := visit.choice(PAGE, "refused", ""):
        st.error(as_markdown(said))
    kept = visit.choice(PAGE, "file")
    return None if kept is None else _read(visit, str(kept[0]), Recipe.from_json(kept[1]))


def numbers(visit: Visit, n_features: int | None) -> Asked | None:
    """A vector that is written or pasted."""
    kept = visit.choice(PAGE, "numbers", "")
    many = "all" if n_features is None else f"{n_features:,}"
    text = st.text_area(
        f"A vector: {many} numbers, with commas or spaces between",
        kept,
        key=f"neighbours-numbers-{visit.workspace.active}",
        height=120,
    )
    visit.choose(PAGE, numbers=text)
    if not text.strip():
        return None
    try:
        return _read(visit, "The vector", from_numbers(text, n_features, visit.services.store))
    except SourceError as problem:
        st.error(as_markdown(problem.message))
        return None


def _read(visit: Visit, name: str, recipe: Recipe) -> Asked | None:
    """One row of what was brought; None while it is being read or can't be."""
    manifest = read_or_said(visit, name, recipe)
    if manifest is None:
        return None
    facts = manifest.values
    position, n_samples, title = 0, facts["n_samples"], name
    if n_samples > 1:
        title_row = number(visit, PAGE, f"row-{recipe.digest[:8]}", f"Row of {n_samples:,}", 1, low=1, high=n_samples)
        position, title = title_row - 1, f"{name}, row {title_row:,} of {n_samples:,}"
    left_out = [f"row {row}: {why}" for row, why in facts["left_out"][:3]]
    note = f"{facts['n_left_out']:,} of its rows are left out ({'; '.join(left_out)})." if left_out else ""
    return Asked(title, {"position": position}, new=recipe, note=note)


def as_vectors(visit: Visit, asked: Asked) -> bool:
    """Whether what was brought are vectors alone, which then stand for what features of pictures begin with."""
    manifest = None if asked.new is None else visit.manifest(asked.new)
    return manifest is not None and manifest.values["image_shape"] is None


def width_before(visit: Visit, data: Manifest, space: Recipe) -> int | None:
    """How many numbers a vector has before the space's preprocessing; None while that isn't known."""
    first, _ = plan.preprocessing(space)
    if first.step == "features.given":
        return int(data.values["n_features"])
    manifest = visit.manifest(first)
    return None if manifest is None else int(manifest.body["arrays"]["X"]["shape"][1])
