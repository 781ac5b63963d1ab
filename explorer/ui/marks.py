"""What a person marked on a map, kept in the workspace: selected rows, highlighted groups, filters, tags.

The browser tells a selection as one bit a row, deflated, in base 85. It is kept as a column of one byte a row, which
the browser fetches like any other, and which exports read.
"""

from __future__ import annotations

import base64
import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from operator import methodcaller
from typing import Any

import numpy as np
import streamlit as st

from explorer.errors import DamagedArtifact, InputError
from explorer.store import Manifest
from explorer.ui.state import Visit, component_state, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Tag, checked_name

MOST_HIGHLIGHTED = 12  # as in highlight.js
REMEMBERED = 50  # stamps of earlier news


def told(visit: Visit) -> dict[str, Any]:
    """What the map of the data set on screen is told of its marks: ``selection`` and ``look``."""
    kept = visit.choice("map", "selection")
    selection = None
    if kept:
        url = visit.bytes_at(kept["fingerprint"]) if kept["fingerprint"] else ""
        selection = {"stamp": kept["stamp"], "url": url}
    look = visit.choice("map", "look") or {}
    return {"selection": selection, "look": {name: value for name, value in look.items() if name != "before"} or None}


def keep(visit: Visit, dataset: OpenedDataset, data: Manifest, key: str, *, pins: bool = True) -> None:
    """Write down what the map of that key told last: each news once, whichever tab it came from.

    Before the map is drawn again, so that it is told its own news and not what was there before. Of several maps on a
    page each pins for itself: with `pins` false that isn't kept.
    """
    state = component_state(key)
    for name, stored in (("look", dict), ("selection", lambda told: _stored(visit, data, told))):
        told = state.get(name)
        if not told or visit.has_told(f"{name}-{dataset.id}", told["stamp"]):
            continue
        kept = visit.choice("map", name) or {}
        known = [kept.get("stamp"), *kept.get("before", ())]
        try:
            if told["stamp"] not in known:  # a tab that was away tells old news again
                before = [stamp for stamp in known if stamp][:REMEMBERED]
                visit.choose("map", **{name: {**stored(told), "before": before}})
            visit.note_told(f"{name}-{dataset.id}", told["stamp"])
        except InputError as problem:
            st.error(as_markdown(problem.message))
    if pins and "pinned" in state and not visit.has_told(f"pinned-{dataset.id}", str(state["pinned"])):
        visit.choose("map", pinned=state["pinned"])
        visit.note_told(f"pinned-{dataset.id}", str(state["pinned"]))


def tag(visit: Visit, dataset: OpenedDataset, data: Manifest, asked: Mapping[str, Any] | None) -> None:
    """Keep the selection under the name that was just given on the map; nothing if none was."""
    if not asked:
        return
    kept = visit.choice("map", "selection") or {"count": 0, "stamp": ""}
    try:
        if not kept["count"]:
            raise InputError("Nothing is selected, so there is nothing to tag. Select rows first.")
        if kept["stamp"] != asked["stamp"]:
            raise InputError("The selection was changed in another tab meanwhile. Look at it, then save the tag again.")
        name = checked_name(str(asked["name"]), "tag")
        _check_free(visit, dataset, data, name)
        names = visit.services.store.put(json.dumps([f"not {name}", name]).encode())
        new = Tag(dataset.id, name, kept["fingerprint"], names, kept["count"])
        visit.change(lambda workspace: workspace.with_tag(new))
    except InputError as problem:
        st.error(as_markdown(problem.message))
        return
    st.toast(f"Tagged {kept['count']:,} rows as **{as_markdown(name)}**: a column to colour, filter and export by.")
    st.rerun()


def _check_free(visit: Visit, dataset: OpenedDataset, data: Manifest, name: str) -> None:
    """A tag stands beside columns, groupings and other tags, each under a name of its own."""
    taken = {column["name"]: "column" for column in data.values["columns"]}
    taken |= {run.name: "grouping" for run in visit.workspace.runs_of(dataset.id, "clustering")}
    taken |= {tag.name: "tag" for tag in visit.workspace.tags_of(dataset.id)}
    for other, what in taken.items():
        if other.casefold() == name.casefold():
            raise InputError(f"There is a {what} {other!r} already. Choose another name for the tag.")


def selected(visit: Visit) -> tuple[str | None, int]:
    """Digest of the selected rows' column, None when nothing is selected; and how many they are."""
    kept = visit.choice("map", "selection")
    return (str(kept["fingerprint"]), int(kept["count"])) if kept and kept["count"] else (None, 0)


def select(visit: Visit, data: Manifest, mask: np.ndarray, *, add: bool = False) -> int:
    """Select rows from the page's side; the map shows it when it is drawn next, and can undo it.

    Parameters
    ----------
    visit : Visit
    data : Manifest
        Of the data set on screen.
    mask : ndarray of shape (n_samples,)
        True or 1 where selected.
    add : bool
        Keep what was selected before, too.

    Returns
    -------
    int
        How many rows are selected now.
    """
    mask = np.asarray(mask, dtype=np.uint8)
    kept = visit.choice("map", "selection") or {}
    if add and kept.get("count"):
        mask = mask | _selected_mask(visit, kept["fingerprint"], data.values["n_samples"])
    count = int(mask.sum())
    fingerprint = visit.services.store.put(mask.tobytes()) if count else ""
    known = [stamp for stamp in (kept.get("stamp"), *kept.get("before", ())) if stamp][:REMEMBERED]
    stamp = secrets.token_hex(8)
    visit.choose("map", selection={"stamp": stamp, "fingerprint": fingerprint, "count": count, "before": known})
    return count


def highlight(visit: Visit, field: str, codes: Sequence[int]) -> None:
    """Lift groups of a field out of the rest, in place of those highlighted before; the maps show it.

    Parameters
    ----------
    visit : Visit
    field : str
        Id of the field.
    codes : sequence of int
        Up to twelve of its groups.
    """
    kept = visit.choice("map", "look") or {}
    known = [stamp for stamp in (kept.get("stamp"), *kept.get("before", ())) if stamp][:REMEMBERED]
    # As the map itself gives out its colours: a group that has one of the first anyway keeps it.
    slots: dict[str, int] = {}
    for code in codes:
        free = [slot for slot in range(MOST_HIGHLIGHTED) if slot not in slots.values()]
        slots[str(code)] = code if code in free else free[0]
    look = {**kept, "highlight": {**kept.get("highlight", {}), field: slots}}
    visit.choose("map", look={**look, "stamp": secrets.token_hex(8), "before": known})


def highlighted(visit: Visit, field: str) -> list[int]:
    """The groups of a field that are lifted out of the rest on the maps."""
    look = visit.choice("map", "look") or {}
    return [int(code) for code in look.get("highlight", {}).get(field, {})]


def selected_mask(visit: Visit, data: Manifest) -> np.ndarray:
    """A byte a row: 1 where the row is selected."""
    fingerprint, _ = selected(visit)
    n_samples = data.values["n_samples"]
    return _selected_mask(visit, fingerprint, n_samples) if fingerprint else np.zeros(n_samples, dtype=np.uint8)


def _selected_mask(visit: Visit, fingerprint: str, n_samples: int) -> np.ndarray:
    try:
        path = visit.services.store.blob(fingerprint)
    except DamagedArtifact:  # it was evicted; the map says so, too
        return np.zeros(n_samples, dtype=np.uint8)
    return np.fromfile(path, dtype=np.uint8, count=n_samples)


def tags(visit: Visit, dataset: OpenedDataset) -> None:
    """The tags of a data set, each with a button that removes it."""
    for tag in visit.workspace.tags_of(dataset.id):
        words, button = st.columns([5, 1], vertical_alignment="center")
        words.markdown(f"{as_markdown(tag.name)} · {tag.count:,} rows")
        about = f"Remove the tag {as_markdown(tag.name)}"
        if pressed("", icon=":material/close:", key=f"untag-{tag.name}", help=about, within=button):
            visit.change(methodcaller("without_tag", dataset.id, tag.name))
            st.rerun()


def mask_of(bits: str, n_samples: int) -> np.ndarray:
    """A selection as the browser tells it -> a byte a row.

    Parameters
    ----------
    bits : str
        The deflated bits in base 85, the first row in the lowest bit of the first byte.
    n_samples : int

    Returns
    -------
    ndarray of shape (n_samples,), uint8
        1 where selected.

    Raises
    ------
    InputError
        When it is anything else.
    """
    n_bytes = -(-n_samples // 8)
    try:
        unpacked = zlib.decompressobj().decompress(base64.b85decode(bits), n_bytes + 1)
    except (ValueError, zlib.error) as problem:
        raise InputError("The selection arrived damaged. Select the rows again.") from problem
    if len(unpacked) != n_bytes:
        said = f"The selection has {len(unpacked)} bytes instead of {n_bytes}."
        raise InputError(f"{said} Reload the page, then select again.")
    return np.unpackbits(np.frombuffer(unpacked, dtype=np.uint8), bitorder="little")[:n_samples]


def _stored(visit: Visit, data: Manifest, selection: Mapping[str, Any]) -> dict[str, Any]:
    mask = mask_of(selection["bits"], data.values["n_samples"])
    count = int(mask.sum())
    fingerprint = visit.services.store.put(mask.tobytes()) if count else ""
    return {"stamp": selection["stamp"], "fingerprint": fingerprint, "count": count}
