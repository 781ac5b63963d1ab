"""What was dropped of a data set so far, and a data set of what is kept. Nothing is ever deleted."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer import plan
from explorer.errors import DamagedArtifact, InputError
from explorer.store import Manifest
from explorer.ui import marks
from explorer.ui.opening import put_on_screen
from explorer.ui.places import place
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, checked_name


def drop(visit: Visit, data: Manifest, what: str, mask: np.ndarray) -> None:
    """Drop rows, saying `what` they are; those that were dropped before aren't counted again.

    Parameters
    ----------
    visit : Visit
    data : Manifest
        Of the data set on screen.
    what : str
    mask : ndarray of shape (n_samples,), bool
    """
    new = np.asarray(mask, dtype=bool) & kept_mask(visit, data)
    count = int(new.sum())
    if count:
        fingerprint = visit.services.store.put(new.astype(np.uint8).tobytes())
        entry = {"what": what, "fingerprint": fingerprint, "count": count}
        visit.choose("cleanup", dropped=[*visit.choice("cleanup", "dropped", []), entry])
    st.toast(f"Dropped {count:,} row{'s' * (count != 1)}. Below they can be brought back." if count else "Nothing new.")
    st.rerun()


def n_dropped(visit: Visit) -> int:
    """Rows of the data set on screen that are dropped."""
    return sum(int(entry["count"]) for entry in visit.choice("cleanup", "dropped", []))


def kept_mask(visit: Visit, data: Manifest) -> np.ndarray:
    """Which rows of the data set on screen are kept. Shape (n_samples,), bool."""
    n_samples = int(data.values["n_samples"])
    kept = np.ones(n_samples, dtype=bool)
    entries = visit.choice("cleanup", "dropped", [])
    for entry in entries:
        try:
            kept &= np.fromfile(visit.services.store.blob(entry["fingerprint"]), np.uint8, n_samples) == 0
        except DamagedArtifact:
            st.warning(f"Which rows were dropped can't be read any more: {as_markdown(entry['what'])}.")
            visit.choose("cleanup", dropped=[other for other in entries if other != entry])
    return kept


def what_is_kept(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """What was dropped, each to bring back; and the button that makes a data set of the rest."""
    entries = visit.choice("cleanup", "dropped", [])
    n_samples = int(data.values["n_samples"])
    n_kept = n_samples - n_dropped(visit)
    st.markdown(f"#### Kept: {n_kept:,} of {n_samples:,} rows")
    _selection(visit, data)
    if not entries:
        st.caption("Nothing was dropped yet. What you drop above is listed here; nothing is deleted.")
        return
    for number, entry in enumerate(entries):
        words, button = st.columns([5, 1.4], vertical_alignment="center")
        words.markdown(f"Dropped {entry['count']:,}: {as_markdown(entry['what'])}")
        if pressed(
            "Bring back", key=f"back-{entry['fingerprint']}", icon=":material/undo:", width="stretch", within=button
        ):
            visit.choose("cleanup", dropped=[other for place_, other in enumerate(entries) if place_ != number])
            st.rerun()
    name, button = st.columns([5, 3], vertical_alignment="bottom")
    title = name.text_input("Its name", f"{dataset.title}, cleaned", key=f"cleaned-{dataset.id}")
    label = f"Make a data set of the {n_kept:,} rows"
    if pressed(
        label, type="primary", icon=":material/filter_alt:", width="stretch", disabled=not n_kept, within=button
    ):
        _make(visit, dataset, data, title)
    st.caption("Its rows keep their numbers. Its maps and groupings are made anew; this data set stays as it is.")


def _selection(visit: Visit, data: Manifest) -> None:
    """Buttons that drop the rows selected on the map, or all others."""
    fingerprint, count = marks.selected(visit)
    if fingerprint is None:
        return
    selected = marks.selected_mask(visit, data) == 1
    left, right = st.columns(2)
    if pressed(f"Drop the {count:,} rows selected on the map", width="stretch", within=left):
        drop(visit, data, "selected on the map", selected)
    if pressed(f"Keep only the {count:,} rows selected on the map", width="stretch", within=right):
        drop(visit, data, "all but those selected on the map", ~selected)


def _make(visit: Visit, dataset: OpenedDataset, data: Manifest, title: str) -> None:
    try:
        title = checked_name(title, "data set")
    except InputError as problem:
        st.error(as_markdown(problem.message))
        return
    kept = kept_mask(visit, data)
    recipe = plan.filtered(dataset.recipe, visit.services.store.put(kept.astype(np.uint8).tobytes()), title)
    source = f"{int(kept.sum()):,} rows of {dataset.title}"
    put_on_screen(visit, recipe, title, source)
    st.switch_page(place("data"))
