"""Which of a file's rows are kept: a filter, one in so many, so many of each identity; counted before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explorer.dataset import Dataset
from explorer.params import build, rules
from explorer.recipe import Recipe
from explorer.sources.selection import FIRST, RANDOM, USABLE, SelectionParams, select
from explorer.ui.rereading import again_button, begun, explained
from explorer.ui.state import Visit
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

MOST_COUNTED = 200_000  # rows: more would make other people's pages wait
PICKED = {FIRST: "the first of the file", RANDOM: "drawn at random"}
_HELP = """`=`, `!=`, `<`, `<=`, `>`, `>=`, `in (…)`, `contains '…'`, `is missing`; `and`, `or`, `not` and brackets.
Texts stand between quotation marks, names with spaces between backticks. `row` is the row's number in the file."""


def row_choice(visit: Visit, dataset: OpenedDataset, has_identity: bool) -> None:
    """Controls for a selection, how many rows it would keep, and a button that reads the file again with it.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    has_identity : bool
        Whether a column says who or what a row is.
    """
    wanted = _controls(*begun(visit, dataset), has_identity)
    with explained():
        params = build(SelectionParams, wanted)
        whole = _whole(visit, dataset)
        if whole is not None and params != SelectionParams():
            identity = None if whole.identity is None else whole.columns[whole.identity]
            kept = select(params, whole.rows, whole.columns, identity)
            st.caption(narrowed([(USABLE, whole.n_samples), *kept.counts]))
        again_button(visit, dataset, "Read again with these rows", **wanted)


def narrowed(counts: Sequence[Sequence[Any]]) -> str:
    """How many rows there were, and how many each step of a selection has left; as Markdown."""
    return ":material/filter_alt: " + " → ".join(f"{as_markdown(what)}: **{count:,}**" for what, count in counts)


def _controls(options: Mapping[str, Any], key: str, has_identity: bool) -> dict[str, Any]:
    where = st.text_input(
        "Only rows for which this holds",
        value=options["where"],
        placeholder="person in ('KA', 'KL') and age >= 30",
        key=f"where-{key}",
        help=_HELP,
    )
    some, least, most, which = st.columns([1, 1.2, 1.2, 1.2], vertical_alignment="bottom")
    with some:
        every = _count("One row in …", "every", options, key)
    with least:
        fewest = _count("Identities of at least …", "min_per_identity", options, key, disabled=not has_identity)
    with most:
        largest = _count("At most … of each identity", "max_per_identity", options, key, disabled=not has_identity)
    pick = which.selectbox(
        "and those are",
        list(PICKED),
        index=list(PICKED).index(options["pick"]),
        format_func=PICKED.__getitem__,
        disabled=largest is None,
        key=f"pick-{key}",
    )
    seed = options["pick_seed"]
    if pick == RANDOM and largest is not None:
        seed = st.number_input("Seed that draws them", value=seed, min_value=0, step=1, key=f"seed-{key}")
    return {
        "where": where.strip(),
        "every": every,
        "min_per_identity": fewest,
        "max_per_identity": largest,
        "pick": pick,
        "pick_seed": seed,
    }


def _count(label: str, name: str, options: Mapping[str, Any], key: str, *, disabled: bool = False) -> int | None:
    """A whole number of rows, or nothing for all."""
    count: int | None = st.number_input(
        label,
        value=options[name],
        min_value=1,
        step=1,
        placeholder="all",
        help=rules(SelectionParams)[name][1].help,
        disabled=disabled,
        key=f"{name}-{key}",
    )
    return count


def _whole(visit: Visit, dataset: OpenedDataset) -> Dataset | None:
    """The data set with all rows that can be used, where it was read like that before and isn't too large."""
    params = {**dataset.recipe.params, **SelectionParams().as_dict()}
    recipe = Recipe(dataset.recipe.step, dataset.recipe.version, params)
    manifest = visit.manifest(recipe)
    if manifest is None or manifest.values["n_samples"] > MOST_COUNTED:
        return None
    found: Dataset = visit.read(recipe, Dataset)
    return found
