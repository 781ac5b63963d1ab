"""``GET /x/jobs?named=D,D``: what of a visitor's is still being computed, for a page that waits for it.

A page that asked Streamlit instead would run its script each time, and a click that meets a script run is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from explorer.engine import Engine, Job
from explorer.recipe import Recipe
from explorer.serving.addresses import visitor_of
from explorer.serving.answers import NOT_KEPT, sentence

URL = "/x/jobs"
ID_LENGTH = 16  # hex digits of a recipe's digest: a page may wait for hundreds
MANY = 5  # inputs, from which on a job's progress is how many of them are there


def job_id(recipe: Recipe) -> str:
    """What a recipe's job is called on the way to the page and back."""
    return recipe.digest[:ID_LENGTH]


def job_routes(engine: Callable[[], Engine]) -> list[Route]:
    """The route of jobs.

    Parameters
    ----------
    engine : callable
        The engine of this process; it is started when first asked for.
    """

    def jobs(request: Request) -> Response:  # not a coroutine: Starlette runs it in a thread, as it takes locks
        visitor = visitor_of(request.cookies)
        if visitor is None:
            return sentence(403, "What runs is told to the workspace it belongs to. Open the app first.")
        asked = engine()
        live = {job_id(recipe): recipe for recipe in asked.asked_by(visitor)}
        named = request.query_params.get("named", "").split(",")
        jobs = {name: asked.job(live[name]) for name in named if name in live}
        told = {name: told_of(asked, job) for name, job in jobs.items() if job is not None}
        return JSONResponse({"live": list(live), "named": told}, headers=NOT_KEPT)

    return [Route(URL, jobs)]


def told_of(engine: Engine, job: Job) -> dict[str, Any]:
    """A job as the page is told of it.

    Returns
    -------
    dict
        ``stage`` (words), ``waits`` and behind how many others (``ahead``), ``seconds`` since it began, or was asked
        for; ``share`` in 0..1 of that stage, or None; where it waits for many others, how many there are (``of``) and
        how many of them are ``made``.
    """
    inputs = list(job.recipe.inputs.values())
    counted = job.state == "waiting" and len(inputs) >= MANY
    made = sum(engine.is_made(recipe) for recipe in inputs) if counted else 0
    return {
        "stage": job.stage,
        "waits": job.state == "waiting",
        "ahead": job.ahead,
        "seconds": round(job.seconds, 1),
        "share": made / len(inputs) if counted else job.share,
        "made": made,
        "of": len(inputs) if counted else 0,
    }
