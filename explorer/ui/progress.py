"""What runs: its stage, how far, how long, how long it will probably take; and a button that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from explorer import estimates, plan
from explorer.engine import Job
from explorer.recipe import Recipe
from explorer.ui.state import Visit
from explorer.ui.words import as_markdown

EVERY_SECONDS = 0.5
REDRAW_AFTER = 8  # batches of pictures that are ready before the page is told of them


def progress(visit: Visit, recipes: Sequence[tuple[str, Recipe]], key: str) -> None:
    """Follow jobs until they end; then the page is drawn again with their results.

    Parameters
    ----------
    visit : Visit
        Whatever else it waits for (pictures, an agreement) is followed without a word.
    recipes : sequence of (str, Recipe)
        What to call each, and its recipe; asked for here.
    key : str
        Of the widgets.
    """
    ended = dict(visit.choice("runs", "ended", {}))
    live: list[tuple[str, Recipe, str]] = []
    for name, recipe in recipes:
        # What ended without a result isn't tried again by itself, not even by a server that was started since.
        job = None if recipe.digest in ended and visit.manifest(recipe) is None else visit.ask(recipe)
        if job is not None and job.live:
            live.append((name, recipe, _expected(visit, recipe)))
        elif job is not None and job.error is not None:
            ended[recipe.digest] = [job.state, job.error.message]
        if recipe.digest in ended and (job is None or job.state != "done"):
            _ended(visit, name, recipe, ended, key)
    visit.choose("runs", ended=ended)
    named = {recipe.digest for _, recipe, _ in live}
    quiet = [recipe for digest, recipe in visit.waiting.items() if digest not in named]
    if live or quiet:
        st.fragment(_follow, run_every=EVERY_SECONDS)(visit, live, quiet, key)


def _follow(visit: Visit, live: Sequence[tuple[str, Recipe, str]], quiet: Sequence[Recipe], key: str) -> None:
    jobs = [(name, visit.ask(recipe), expected) for name, recipe, expected in live]
    ended = sum(not visit.ask(recipe).live for recipe in quiet)
    if any(not job.live for _, job, _ in jobs) or ended >= min(len(quiet) or 1, REDRAW_AFTER):
        st.rerun()
    for name, job, expected in jobs:
        _running(visit, name, job, expected, key)


def _running(visit: Visit, name: str, job: Job, expected: str, key: str) -> None:
    text, button = st.columns([6, 1], vertical_alignment="center")
    text.progress(job.share or 0.0, text=f"**{as_markdown(name)}** · {_state(job)}{expected}")
    if button.button("Cancel", key=f"{key}-cancel-{job.recipe.digest}", width="stretch"):
        visit.cancel(job.recipe)
        st.rerun()


def _ended(visit: Visit, name: str, recipe: Recipe, ended: dict[str, list[str]], key: str) -> None:
    state, sentence = ended[recipe.digest]
    text, button = st.columns([6, 1], vertical_alignment="center")
    (text.info if state == "cancelled" else text.error)(f"**{as_markdown(name)}**: {sentence}")
    if button.button("Try again", key=f"{key}-again-{recipe.digest}", width="stretch"):
        del ended[recipe.digest]
        visit.choose("runs", ended=ended)
        visit.again(recipe)
        st.rerun()


def _state(job: Job) -> str:
    behind = f", behind {job.ahead} other{'s' if job.ahead > 1 else ''}" if job.state == "waiting" and job.ahead else ""
    return f"{job.stage}{behind} · {job.seconds:.0f} s"


def _expected(visit: Visit, recipe: Recipe) -> str:
    seconds = expected_seconds(visit, recipe)
    return "" if seconds is None else f" of about {max(seconds, 1):.0f} s"


def expected_seconds(visit: Visit, recipe: Recipe) -> float | None:
    """How long a run will probably take, from earlier ones here; None where nothing like it ran before."""
    data = visit.manifest(recipe.source())
    if data is None:
        return None
    space = visit.manifest(plan.features_of(recipe)) if "features" in recipe.inputs else None
    n_features = space.body["arrays"]["X"]["shape"][1] if space is not None else data.values["n_features"] or 1
    past = estimates.past(Path(visit.services.settings.home))
    return estimates.estimate(past, recipe.step, data.values["n_samples"], n_features)
