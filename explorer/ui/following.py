"""The bars of what is being computed. The browser asks a route of ours how far it is: no script runs for that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from explorer.features.thumbnails import LONGEST_SIDE, batch_size
from explorer.recipe import Recipe
from explorer.serving.assets import asset_url
from explorer.serving.jobs import URL, job_id
from explorer.ui.expected import expected_seconds
from explorer.ui.scatter import BOOTSTRAP
from explorer.ui.state import Visit

PICTURES = "features.thumbnails"
REDRAW_AFTER = 8  # batches of small pictures that are ready before the page is told of them

_following = st.components.v2.component("explorer_following", js=BOOTSTRAP, isolate_styles=False)


def following(visit: Visit, named: Sequence[tuple[str, Recipe]], quiet: Sequence[Recipe], key: str) -> Recipe | None:
    """Follow jobs that were asked for; the page runs again when one of them has ended.

    Parameters
    ----------
    visit : Visit
    named : sequence of (str, Recipe)
        What to call each: these have a bar.
    quiet : sequence of Recipe
        What is waited for without a word; of batches of small pictures the page is told several at once.
    key : str
        Constant for one place on one page.

    Returns
    -------
    Recipe or None
        The one that a person wants to end, in the script run after they said so.
    """
    ids = {job_id(recipe): recipe for _, recipe in named}
    jobs = [{"id": job_id(recipe), "name": name, "expected": expected_seconds(visit, recipe)} for name, recipe in named]
    batches = [job_id(recipe) for recipe in quiet if is_small_pictures(recipe)]
    result = _following(
        key=key,
        data={
            "module": asset_url("scatter", "following.js"),
            "address": URL,
            "named": jobs,
            "quiet": [job_id(recipe) for recipe in quiet if not is_small_pictures(recipe)],
            "batches": batches,
            "enough": min(len(batches), REDRAW_AFTER),
            "pictures": _pictures(visit),
        },
        on_ended_change=lambda: None,
        on_cancel_change=lambda: None,
    )
    return ids.get(result.cancel)


def is_small_pictures(recipe: Recipe) -> bool:
    """Whether it is a batch of small pictures; one picture in full size is made by the same step."""
    return recipe.step == PICTURES and recipe.params["side"] == LONGEST_SIDE


def _pictures(visit: Visit) -> dict[str, Any] | None:
    data = visit.manifest(visit.dataset.recipe) if visit.dataset else None
    if data is None:
        return None
    return {"size": batch_size(data.values.get("image_pixels")), "total": data.values["n_samples"]}
