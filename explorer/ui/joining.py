"""Several files as one data set: what was joined with what, by what; and another way, where that was not meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.sources.locate import FOLDER_FORMAT
from explorer.ui.opening import open_apart
from explorer.ui.rereading import again_button, begun, explained, options_of
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

ROWS, KEY, OUT = "row order", "key", "left out"
_WORDS = {ROWS: "by the order of rows", KEY: "by a key", OUT: "left out"}


def joining(visit: Visit, dataset: OpenedDataset, facts: Mapping[str, Any]) -> None:
    """The files that the rows come from, each with how it was joined, to change.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    facts : mapping
        The small values of the data set's result.
    """
    joins = facts.get("joins") or []
    if not joins:
        return
    first, *others = joins
    gaps = any(said["how"] == OUT or said["n_matched"] < said["n_total"] for said in others)
    with st.expander(f"How {len(joins)} files were joined", expanded=gaps):
        st.markdown(
            f"**{as_markdown(first['file'])}** has the rows: {first['n_rows']:,}, {first['what']}. "
            "Above it can be said that another one has."
        )
        given = {direction.partition(": ")[0]: direction for direction in options_of(dataset)["join"]}
        _, key = begun(visit, dataset)
        for number, said in enumerate(others):
            chosen = _choice(said, first["n_rows"], f"join-{key}-{number}")
            if chosen and chosen != _direction(said):
                given[said["file"]] = f"{said['file']}: {chosen}"
        again_button(visit, dataset, "Join again", join=list(given.values()))
        if dataset.recipe.params["format"] == FOLDER_FORMAT:
            open_apart_button(visit, dataset)


def open_apart_button(visit: Visit, dataset: OpenedDataset) -> None:
    """A button that opens each of the files of an archive as a data set of its own."""
    if pressed("They don't belong together: open each by itself", key=f"apart-{dataset.id}"):
        with explained():
            open_apart(visit, dataset)
            st.rerun()


def _choice(said: Mapping[str, Any], n_rows: int, key: str) -> str:
    """How to join one file, as the reading step takes it; empty where nothing can be chosen."""
    st.markdown(f"**{as_markdown(said['file'])}** {_outcome(said)}")
    if not said["n_rows"]:
        return ""
    keys = bool(said["lefts"] and said["rights"])
    able = [how for how, can in ((ROWS, said["n_rows"] == n_rows), (KEY, keys), (OUT, True)) if can]
    how, left, right = st.columns(3)
    picked = how.selectbox(
        "Joined", able, index=able.index(said["how"]), format_func=_WORDS.__getitem__, key=f"{key}-how"
    )
    if picked != KEY:
        return str(picked)
    ours = left.selectbox("The column so far", said["lefts"], index=_place(said["lefts"], said["left"]), key=f"{key}-l")
    theirs = right.selectbox(
        "is the column in it", said["rights"], index=_place(said["rights"], said["right"]), key=f"{key}-r"
    )
    return f"{ours} = {theirs}"


def _outcome(said: Mapping[str, Any]) -> str:
    """What came of it, in a few words."""
    if said["how"] == OUT:
        return f"was left out{': ' * bool(said['why'])}{as_markdown(said['why'])}"
    spare = f"; {said['n_spare']:,} of its {said['n_rows']:,} rows belong to none" if said["n_spare"] else ""
    return f"({said['what']}): {said['n_matched']:,} of {said['n_total']:,} rows have a match{spare}."


def _direction(said: Mapping[str, Any]) -> str:
    """How a file was joined, as the reading step takes it."""
    return f"{said['left']} = {said['right']}" if said["how"] == KEY else str(said["how"])


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else 0
