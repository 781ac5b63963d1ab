"""What runs: its stage, how far, how long, how long it will probably take; and a button that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from explorer import estimates, plan
from explorer.engine import Job
from explorer.features.thumbnails import LONGEST_SIDE, batch_size
from explorer.pipeline import STEPS
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.state import Visit
from explorer.ui.unfinished import cancel
from explorer.ui.words import as_markdown

EVERY_SECONDS = 0.25
PICTURES = "features.thumbnails"
MANY = 5  # inputs, from which on a job's progress is how many of them are there
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
    visit.followed.update(recipe.digest for _, recipe, _ in live)
    quiet = [recipe for digest, recipe in visit.waiting.items() if digest not in visit.followed]
    visit.followed.update(recipe.digest for recipe in quiet)
    if live or quiet:
        st.fragment(_follow, run_every=EVERY_SECONDS)(visit, live, quiet, key)


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
    if st.button(again, key=f"again-{recipe.digest}"):
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


def _follow(visit: Visit, live: Sequence[tuple[str, Recipe, str]], quiet: Sequence[Recipe], key: str) -> None:
    jobs = [(name, visit.ask(recipe), expected) for name, recipe, expected in live]
    ended = sum(not visit.ask(recipe).live for recipe in quiet)
    if any(not job.live for _, job, _ in jobs) or ended >= min(len(quiet) or 1, REDRAW_AFTER):
        st.rerun()
    for name, job, expected in jobs:
        _running(visit, name, job, expected, key)
    _pictures(visit, quiet)


def _pictures(visit: Visit, quiet: Sequence[Recipe]) -> None:
    """How many of the small pictures are made; one batch is there too soon to tell of it."""
    coming = sum(is_small_pictures(recipe) and visit.ask(recipe).live for recipe in quiet)
    data = visit.manifest(visit.dataset.recipe) if visit.dataset else None
    if not coming or data is None:
        return
    size = batch_size(data.values.get("image_pixels"))
    total = -(-data.values["n_samples"] // size)
    if total > 1:
        made = min((total - coming) * size, data.values["n_samples"])
        st.progress(1 - coming / total, text=f"**Small pictures** · {made:,} of {data.values['n_samples']:,}")


def is_small_pictures(recipe: Recipe) -> bool:
    """Whether it is a batch of small pictures; one picture in full size is made by the same step."""
    return recipe.step == PICTURES and recipe.params["side"] == LONGEST_SIDE


def _running(visit: Visit, name: str, job: Job, expected: str, key: str) -> None:
    of = expected if job.state == "running" else ""  # a wait is no part of what is expected
    share, parts = _of_many(visit, job)
    with st.container(horizontal=True, vertical_alignment="center"):  # the button's word is whole in a narrow column
        st.progress(share, text=f"**{as_markdown(name)}** · {parts}{_state(job)}{of}")
        cancelled = st.button("Cancel", key=f"{key}-cancel-{job.recipe.digest}")
    if cancelled:
        cancel(visit, job.recipe)
        st.rerun()


def _of_many(visit: Visit, job: Job) -> tuple[float, str]:
    """How far it is: where it waits for many others, by how many of them are there, in words too."""
    inputs = job.recipe.inputs.values()
    if job.state != "waiting" or len(inputs) < MANY:
        return job.share or 0.0, ""
    made = sum(visit.manifest(recipe) is not None for recipe in inputs)
    return made / len(inputs), f"{made:,} of {len(inputs):,} · "


def _ended(visit: Visit, name: str, recipe: Recipe, ended: dict[str, list[str]], key: str) -> None:
    state, sentence = ended[recipe.digest]
    with st.container(horizontal=True, vertical_alignment="center"):
        (st.info if state == "cancelled" else st.error)(f"**{as_markdown(name)}**: {as_markdown(sentence)}")
        again = st.button("Try again", key=f"{key}-again-{recipe.digest}")
    if again:
        try_again(visit, recipe)


def _state(job: Job) -> str:
    behind = f", behind {job.ahead} other{'s' if job.ahead > 1 else ''}" if job.state == "waiting" and job.ahead else ""
    return f"{job.stage}{behind} · {job.seconds:.0f} s"


def _expected(visit: Visit, recipe: Recipe) -> str:
    seconds = expected_seconds(visit, recipe)
    return "" if seconds is None else f" of about {max(seconds, 1):.0f} s"


def expected_seconds(visit: Visit, recipe: Recipe) -> float | None:
    """How long a run will probably take with whatever it is made from and isn't there yet, from earlier runs here.

    None where nothing like one of these ran before.
    """
    seconds, untimed = known_seconds(visit, recipe)
    return None if untimed else seconds


def known_seconds(visit: Visit, recipe: Recipe) -> tuple[float, list[Recipe]]:
    """The same of those parts that were timed before, one after the other; and the parts that weren't."""
    data = visit.manifest(recipe.source())
    if data is None:
        return 0.0, [recipe]
    past = estimates.past(Path(visit.services.settings.home))
    missing = [part for part in recipe.lineage() if part == recipe or visit.manifest(part) is None]
    expected = [(part, _seconds_of(visit, part, data, past)) for part in missing]
    untimed = [part for part, seconds in expected if seconds is None]
    return sum(seconds for _, seconds in expected if seconds is not None), untimed


def _seconds_of(visit: Visit, recipe: Recipe, data: Manifest, past: Sequence[estimates.Timing]) -> float | None:
    """One step's time, what it is made from not counted."""
    space = visit.manifest(plan.features_of(recipe)) if "features" in recipe.inputs else None
    n_features = space.body["arrays"]["X"]["shape"][1] if space is not None else data.values["n_features"] or 1
    variant = STEPS[recipe.step].variant(recipe.params)
    drawn = [part.params["sample_size"] for part in recipe.lineage() if part.step == "clusterings.sample"]
    n_samples = data.values["n_samples"] if plan.is_on_sample(recipe) else min([data.values["n_samples"], *drawn])
    return estimates.estimate(past, recipe.step, n_samples, n_features, variant)
