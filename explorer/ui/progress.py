"""What runs: its stage, how far, how long, how long it will probably take; and a button that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from explorer import estimates, plan
from explorer.engine import Job
from explorer.recipe import Recipe
from explorer.ui.state import Visit

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
    jobs = [(name, visit.ask(recipe)) for name, recipe in recipes]
    live = [(name, job.recipe) for name, job in jobs if job.live]
    for name, job in jobs:
        if job.state in ("failed", "cancelled"):
            _ended(visit, name, job, key)
    named = {recipe.digest for _, recipe in live}
    quiet = [recipe for digest, recipe in visit.waiting.items() if digest not in named]
    if live or quiet:
        st.fragment(_follow, run_every=EVERY_SECONDS)(visit, live, quiet, key)


def _follow(visit: Visit, live: Sequence[tuple[str, Recipe]], quiet: Sequence[Recipe], key: str) -> None:
    jobs = [(name, visit.ask(recipe)) for name, recipe in live]
    ended = sum(not visit.ask(recipe).live for recipe in quiet)
    if any(not job.live for _, job in jobs) or ended >= min(len(quiet) or 1, REDRAW_AFTER):
        st.rerun()
    for name, job in jobs:
        _running(visit, name, job, key)


def _running(visit: Visit, name: str, job: Job, key: str) -> None:
    text, button = st.columns([6, 1], vertical_alignment="center")
    text.progress(job.share or 0.0, text=f"**{name}** · {_state(job)}{_expected(visit, job)}")
    if button.button("Cancel", key=f"{key}-cancel-{job.recipe.digest}"):
        visit.cancel(job.recipe)
        st.rerun()


def _ended(visit: Visit, name: str, job: Job, key: str) -> None:
    text, button = st.columns([6, 1], vertical_alignment="center")
    sentence = job.error.message if job.error else job.state
    (text.info if job.state == "cancelled" else text.error)(f"**{name}**: {sentence}")
    if button.button("Try again", key=f"{key}-again-{job.recipe.digest}"):
        visit.again(job.recipe)
        st.rerun()


def _state(job: Job) -> str:
    behind = f", behind {job.ahead} other{'s' if job.ahead > 1 else ''}" if job.state == "waiting" and job.ahead else ""
    return f"{job.stage}{behind} · {job.seconds:.0f} s"


def _expected(visit: Visit, job: Job) -> str:
    seconds = expected_seconds(visit, job.recipe)
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
