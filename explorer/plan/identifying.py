"""Recipes about identities: where rows stand, the lens, strangers, lookalikes."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.params import build
from explorer.pipeline import STEPS
from explorer.recipe import Recipe


def standing(space: Recipe, truth: Recipe) -> Recipe:
    """How near each row is to its own identity and to the nearest other one.

    Parameters
    ----------
    space : Recipe
        A feature space.
    truth : Recipe
        The identities, as `explorer.plan.identities` gives them.
    """
    step = STEPS["comparison.standing"]
    return step.recipe(step.params(), features=space, identities=truth)


def lens(space: Recipe, truth: Recipe, runs: Sequence[Recipe] = ()) -> Recipe:
    """Each identity summed up, and what each of some groupings makes of it."""
    step = STEPS["comparison.lens"]
    inputs = {f"run_{number}": run for number, run in enumerate(runs)}
    return step.recipe(step.params(), standing=standing(space, truth), identities=truth, **inputs)


def strangers(space: Recipe, truth: Recipe, false_flags: int = 1) -> Recipe:
    """Rows that don't seem to belong to their identity; so many that do may be flagged as well."""
    step = STEPS["comparison.strangers"]
    params = build(step.params, {"false_flags": false_flags})
    return step.recipe(params, standing=standing(space, truth), identities=truth)
