"""Cancelling a run; a map that was being laid out is kept as far as it came."""

from __future__ import annotations

from explorer import plan
from explorer.frames import Frames
from explorer.projections import Projection
from explorer.recipe import Recipe
from explorer.ui.state import Visit
from explorer.workspace import short_id


def cancel(visit: Visit, recipe: Recipe) -> None:
    """Stop asking for a result. Of a map the last frame becomes a run of its own, and is shown."""
    visit.cancel(recipe)
    run = next((run for run in visit.workspace.runs if run.recipe == recipe), None)
    frame = Frames(visit.services.store.root, recipe.digest).last()
    if run is None or frame is None or visit.manifest(recipe) is not None:
        return
    kept = plan.stopped(recipe, frame.done)
    titles = tuple(f"{plan.title(recipe)} {axis + 1}" for axis in range(frame.Y.shape[1]))
    # Written here and not by a worker: it is computed already, and the worker that did it has ended.
    visit.write(kept, Projection(frame.Y, titles), frame.seconds, *frame.Y.shape)
    name = f"{run.name[:50]}, {frame.done} of {frame.total} rounds"
    visit.change(lambda workspace: workspace.with_run(kept, run.dataset, "projection", name))
    visit.choose("map", run=short_id(kept))
