"""Strangers: suspects of two kinds, each with its picture, its own identity's and the other's; and what was decided."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explorer import plan
from explorer.comparison.identity import Standing, Strangers
from explorer.figures import similarity
from explorer.store import Manifest
from explorer.ui import marks
from explorer.ui.charts import chart, look
from explorer.ui.people.decisions import DROP, FINE, MOVE, Decisions, decide, decisions
from explorer.ui.people.who import Who, choose_space, how, light_up, need_who, row_numbers, typical
from explorer.ui.progress import ready
from explorer.ui.state import Visit, number, pressed, select
from explorer.ui.strips import Group, Told, strips
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

SWAPPED, OUTSIDER = "swapped", "outsider"
KIND_CODES = {SWAPPED: 1, OUTSIDER: 2}
A_PAGE = 8
MOST_SAID = 3  # groups of identities with the same pictures
PICTURES = 5  # of each identity beside a suspect
UNDO = "undo"
MEANING = (
    "A row is compared with the centre of its own identity (the row itself left out) and with every other identity's. "
    "**Swapped**: another identity is nearer than its own, and near. **Outsiders**: nobody is near: perhaps somebody "
    "who isn't in the set at all, or a bad picture. Rows whose own identity is the nearest are taken to be fine; each "
    "threshold is where as many of *them* lie beyond as you allow, or farther out: where as many would if the bulk of "
    "all rows went on as a normal distribution does. Identities **overlap** where more rows than you allow would be "
    "nearer to somebody else though named rightly, by the middle of all margins. The equal error rate is for "
    "information only: with so many different pairs, even a small share of them is a great many."
)


def strangers(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The distributions, the suspects in their order, and a decision about each."""
    who = need_who(visit, dataset, data, plan.standing)
    left, right = st.columns(2)
    with left:
        allowed = number(
            visit, "strangers", "false_flags", "False flags to expect", 1, low=1, high=100_000,
            help="How many rows that are fine may be flagged, of either kind. More finds more strangers.",
        )  # fmt: skip
    with right:
        space = choose_space(visit, dataset, data)
    recipe = plan.strangers(space, who.truth, allowed)
    found: Strangers | None = ready(visit, "Strangers", recipe, Strangers)
    if found is None:
        return
    if found.note:
        _left_out(found)
        st.info(found.note)
        return
    standing: Standing = visit.read(plan.standing(space, who.truth), Standing)
    made = decisions(visit)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _headline(visit, data, found, made)
        _left_out(found)
    with right:
        _distributions(found, standing)
    for sentence in same_pictures(standing, who.identities.names):
        st.warning(sentence, icon=":material/content_copy:")
    told = _suspects(visit, data, who, found, standing, made)
    _act(visit, dataset, data, who, standing, told)
    st.caption(how(space, who.identities))


def _headline(visit: Visit, data: Manifest, found: Strangers, made: Decisions) -> None:
    """How many are flagged, and what that means."""
    counts = [int(np.count_nonzero(found.kind == code)) for code in KIND_CODES.values()]
    outsiders = f"{counts[1]:,} outsider{'s' * (counts[1] != 1)}"
    st.markdown(
        f"#### {counts[0]:,} swapped and {outsiders} flagged among {found.n_judged:,} rows\n"
        f"{promise(found)} {len(made):,} decided."
    )
    if found.overlap:
        st.warning(
            f"Identities overlap in this space: about {found.fine_astray:,.0f} rows are nearer to another identity "
            "though their names are right (estimated from the middle of all margins). Few flags are safe here, and "
            "many strangers stay unflagged; the order still says where to look first.",
            icon=":material/join_inner:",
        )
    if any(counts) and pressed("Select the flagged rows on the map", icon=":material/lasso_select:"):
        marks.select(visit, data, np.isin(found.kind, list(KIND_CODES.values())))
        st.toast("They are selected: on the map, in its gallery, and for export.")
    with st.expander("How they are found"):
        st.markdown(MEANING)


def promise(found: Strangers) -> str:
    """How many flags are expected to be wrong, as far as that can be said."""
    number_, are = f"{found.false_flags:,}", "is" if found.false_flags == 1 else "are"
    if found.overlap:
        return f"How many of them are fine **can't be promised** here: it may well be more than {number_} of each kind."
    return f"Of each kind about {number_} {are} expected to be fine."


def same_pictures(standing: Standing, names: Sequence[str]) -> list[str]:
    """A sentence for each group of identities that hold the same pictures."""
    sentences = []
    firsts = np.unique(standing.twin[standing.twin >= 0]).tolist()
    for first in firsts[:MOST_SAID]:
        others = np.flatnonzero(standing.twin == first).tolist()
        said = [f"**{as_markdown(names[code])}**" for code in (first, *others)]
        listed = f"{', '.join(said[:-1])} and {said[-1]}"
        sentences.append(
            f"{listed} hold the same pictures: their vectors are exactly equal. Each of their rows is as near to the "
            "other name as to its own or nearer, so “swapped” says nothing of them. Merge them on the **Edits** page."
        )
    if len(firsts) > MOST_SAID:
        sentences.append(f"So do those of {len(firsts) - MOST_SAID:,} more groups of identities.")
    return sentences


def _left_out(found: Strangers) -> None:
    if found.n_unnamed:
        st.caption(f"Not judged, as they have no identity: {found.n_unnamed:,} row{'s' * (found.n_unnamed != 1)}.")
    if found.n_single and not found.note:
        rows = "1 row is" if found.n_single == 1 else f"{found.n_single:,} rows are each"
        st.caption(f"{rows} the only one of an identity, zeros not counted: there is nothing to compare with.")


def _distributions(found: Strangers, standing: Standing) -> None:
    lines = {
        "swapped from here": found.swap_threshold,
        "outsider up to here": found.outsider_threshold,
        "equal error": found.equal_error,
    }
    chart(similarity(standing.same, standing.different, lines, look(), 250), "strangers-similarity")
    if found.equal_error_rate is not None:
        wrong = found.equal_error_rate * found.n_different
        sample = "" if standing.every == 1 else f" Different pairs are drawn from each {standing.every:,}th row."
        st.caption(
            f"For information: at {found.equal_error:.2f} both kinds of error are equally frequent "
            f"({found.equal_error_rate:.2%}); of {found.n_different:,} pairs of a row and another identity that would "
            f"be {wrong:,.0f} wrong ones.{sample}"
        )


def _suspects(
    visit: Visit, data: Manifest, who: Who, found: Strangers, standing: Standing, made: Decisions
) -> Told:
    """One page of the suspects of one kind."""
    listed = {SWAPPED: found.swapped, OUTSIDER: found.outsiders}
    words = {kind: f"{kind} ({len(rows):,})" for kind, rows in listed.items()}
    flagged = {kind: int(np.count_nonzero(found.kind == code)) for kind, code in KIND_CODES.items()}
    # Who is like somebody else is the clearer case; an outsider may only be a bad picture.
    default = SWAPPED if flagged[SWAPPED] else max(listed, key=lambda kind: (flagged[kind], len(listed[kind])))
    left, right = st.columns(2)
    with left:
        kind = select(visit, "strangers", "kind", "Suspects", list(words), default, format_func=words.get)
    rows = listed[kind]
    if not len(rows):
        st.info("Nobody is suspect of this.")
        return Told()
    n_pages = -(-len(rows) // A_PAGE)
    with right:
        page = number(visit, "strangers", f"page_{kind}", f"Page of {n_pages:,}", 1, low=1, high=n_pages)
    start = (min(page, n_pages) - 1) * A_PAGE
    numbers = row_numbers(visit, data)
    groups = [
        _group(who, found, standing, made, int(row), int(numbers[row]), kind) for row in rows[start : start + A_PAGE]
    ]
    return strips(visit, data, "strangers-pictures", groups, selects=False)


def _group(
    who: Who, found: Strangers, standing: Standing, made: Decisions, row: int, number_: int, kind: str
) -> Group:
    """A suspect with pictures of its own identity and of the one it is like, and what can be decided."""
    names = who.identities.names
    own, other = int(who.identities.codes[row]), int(standing.rival[row])
    flagged = found.kind[row] == KIND_CODES[kind]
    like = f"like {names[other]}" if kind == SWAPPED else "like nobody"
    text = "its vector is all zeros, so it has no direction: the cosine can't compare it with anybody"
    actions = {FINE: "Fine", DROP: "Drop"}
    if other >= 0:
        text = f"similarity to {names[own]} {standing.own[row]:.2f}, to {names[other]} {standing.best[row]:.2f}"
        actions = {FINE: "Fine", MOVE: f"Move to {names[other]}", DROP: "Drop"}
    if other >= 0 and other in _twins(standing, own):
        text += "; the two hold the same pictures"
    text += "" if flagged else "; below the threshold, not flagged"
    if row in made:
        what, to = made[row]
        text = f"decided: {what}{f' to {to}' if to else ''} · {text}"
        actions = {UNDO: "Undo"}
    beside = [code for code in (own, other) if code >= 0]
    theirs = [_of(who, standing, code, row) for code in beside]
    rows = [row, *(other for some in theirs for other in some)]
    captions = ["this row", *(names[code] for code, some in zip(beside, theirs, strict=True) for _ in some)]
    badges: Sequence[str | None] = ["?", *([None] * (len(rows) - 1))]
    title = f"Row {number_:,}: named {names[own]}, {like}"
    return Group(f"row-{row}", title, rows, text, captions, badges, actions)


def _twins(standing: Standing, code: int) -> set[int]:
    """The identities that hold the same pictures as one does, itself among them."""
    first = int(standing.twin[code]) if standing.twin[code] >= 0 else code
    return {first, *np.flatnonzero(standing.twin == first).tolist()}


def _of(who: Who, standing: Standing, code: int, row: int) -> list[int]:
    """Typical rows of an identity, the suspect left out."""
    return [other for other in typical(who, standing.own, code, PICTURES + 1) if other != row][:PICTURES]


def _act(
    visit: Visit, dataset: OpenedDataset, data: Manifest, who: Who, standing: Standing, told: Told
) -> None:
    """Keep what was decided; a picture that was clicked lights its identity up on the map."""
    if told.group is None:
        return
    row = int(told.group.removeprefix("row-"))
    if told.clicked is not None:
        code = int(who.identities.codes[told.clicked])
        if code >= 0:
            light_up(visit, data, who, code)
            st.toast(f"{as_markdown(who.identities.names[code])} is highlighted, and the row pinned, on the map.")
        return
    names, what = who.identities.names, "" if told.action == UNDO else str(told.action)
    to = names[int(standing.rival[row])] if what == MOVE else ""
    decide(visit, dataset, data, row, what, names[int(who.identities.codes[row])], to)
    st.rerun()
