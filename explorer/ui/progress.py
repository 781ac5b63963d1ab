"""What a page waits for, and what it says of that which ended without a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.following import following
from explorer.ui.state import Visit, pressed
from explorer.ui.unfinished import cancel
from explorer.ui.words import as_markdown


def progress(visit: Visit, recipes: Sequence[tuple[str, Recipe]], key: str) -> None:
    """Follow jobs until they end; then the page is drawn again with their results.

    Parameters
    ----------
    visit : Visit
        Whatever else it waits for (pictures, an agreement) is followed without a word.
    recipes : sequence of (str, Recipe)
        What to call each, and its recipe; asked for here. What the page has a bar for already gets no other.
    key : str
        Of the widgets.
    """
    ended = dict(visit.choice("runs", "ended", {}))
    live: list[tuple[str, Recipe]] = []
    for name, recipe in recipes:
        # What ended without a result isn't tried again by itself, not even by a server that was started since.
        job = None if recipe.digest in ended and visit.manifest(recipe) is None else visit.ask(recipe)
        if job is not None and job.live and not visit.followed.get(recipe.digest):
            live.append((name, recipe))
        elif job is not None and job.error is not None:
            ended[recipe.digest] = [job.state, job.error.message]
        if recipe.digest in ended and (job is None or job.state != "done"):
            _ended(visit, name, recipe, ended, key)
    visit.choose("runs", ended=ended)
    visit.followed.update({recipe.digest: True for _, recipe in live})
    quiet = [recipe for digest, recipe in visit.waiting.items() if digest not in visit.followed]
    visit.followed.update({recipe.digest: False for recipe in quiet})
    if live or quiet:
        cancelled = following(visit, live, quiet, f"{key}-following")
        if cancelled is not None:
            cancel(visit, cancelled)
            st.rerun()


def why_none(visit: Visit, recipe: Recipe) -> tuple[str, str] | None:
    """Where no result is there and none is coming: ``"failed"`` or ``"cancelled"``, and why. Asks for it otherwise."""
    if visit.manifest(recipe) is not None:
        return None
    ended = visit.choice("runs", "ended", {})
    if recipe.digest not in ended:
        job = visit.ask(recipe)
        if job.error is None:
            return None
        ended = {**ended, recipe.digest: [job.state, job.error.message]}
        visit.choose("runs", ended=ended)
    state, sentence = ended[recipe.digest]
    return state, sentence


def ready(visit: Visit, title: str, recipe: Recipe, kind: type[Any]) -> Any:
    """A result; None while it is being computed or can't be: the page's end, which follows all of them, says so.

    Parameters
    ----------
    visit : Visit
    title : str
        What is being computed.
    recipe : Recipe
    kind : type
        Of the result.
    """
    if visit.manifest(recipe) is not None or visit.ask(recipe).state == "done":
        return visit.read(recipe, kind)
    visit.named.append((title, recipe))
    return None


def said_why_none(visit: Visit, recipe: Recipe, before: str = "", again: str = "Try again") -> bool:
    """Whether there is no result and none is coming: then why is said here, with a button that asks anew.

    Parameters
    ----------
    visit : Visit
    recipe : Recipe
        Asked for otherwise.
    before : str
        Markdown that the sentence begins with.
    again : str
        What is written on the button.
    """
    ended = why_none(visit, recipe)
    if ended is None:
        return False
    st.error(f"{before} {as_markdown(ended[1])}".strip())
    if pressed(again, key=f"again-{recipe.digest}"):
        try_again(visit, recipe)
    return True


def read_or_said(visit: Visit, name: str, recipe: Recipe) -> Manifest | None:
    """What was read of something that was brought; None while it is read, which `visit.named` tells of, or can't be."""
    if said_why_none(visit, recipe, f"**{as_markdown(name)}** can't be read."):
        return None
    manifest = visit.manifest(recipe)
    if manifest is None:
        visit.named.append((f"Reading {name}", recipe))
    return manifest


def try_again(visit: Visit, recipe: Recipe) -> None:
    """Ask anew for what failed or was cancelled."""
    ended = {digest: why for digest, why in visit.choice("runs", "ended", {}).items() if digest != recipe.digest}
    visit.choose("runs", ended=ended)
    visit.again(recipe)
    st.rerun()


def _ended(visit: Visit, name: str, recipe: Recipe, ended: dict[str, list[str]], key: str) -> None:
    state, sentence = ended[recipe.digest]
    with st.container(horizontal=True, vertical_alignment="center"):
        (st.info if state == "cancelled" else st.error)(f"**{as_markdown(name)}**: {as_markdown(sentence)}")
        again = pressed("Try again", key=f"{key}-again-{recipe.digest}")
    if again:
        try_again(visit, recipe)
