"""Why the engine itself ended a run, in words."""

from __future__ import annotations

from explorer.errors import JobCancelled, JobTimeout
from explorer.pipeline import STEPS
from explorer.recipe import Recipe


def cancelled(recipe: Recipe) -> JobCancelled:
    """That somebody ended it."""
    return JobCancelled(f"{STEPS[recipe.step].title} was cancelled.")


def too_long(recipe: Recipe, limit: int) -> JobTimeout:
    """That it took more seconds than a job may, and what to do."""
    step = STEPS[recipe.step]
    if step.parses:
        return JobTimeout(
            f"Reading this file took longer than that may take here ({limit:,} s), so it was stopped. It may be "
            "damaged, or made so that it never ends. Bring it in another format, bring fewer rows, or start the server "
            "with a larger EXPLORER_MAX_READ_SECONDS."
        )
    return JobTimeout(
        f"{step.title} took longer than a job may here ({limit:,} s). Use fewer rows, or start the "
        "server with a larger EXPLORER_MAX_JOB_SECONDS."
    )
