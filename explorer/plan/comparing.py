"""Choices -> recipes: groupings against each other."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.pipeline import STEPS
from explorer.recipe import Recipe


def identities(data: Recipe) -> Recipe:
    """The identities as a grouping, to compare others with."""
    step = STEPS["comparison.identities"]
    return step.recipe(step.params(), dataset=data)


def agreement(first: Recipe, second: Recipe) -> Recipe:
    """How far two groupings agree."""
    step = STEPS["comparison.agreement"]
    return step.recipe(step.params(), a=first, b=second)


def agreements(groupings: Sequence[Recipe]) -> Recipe:
    """How far every two of some groupings agree, by all scores, under all noise policies."""
    step = STEPS["comparison.agreements"]
    return step.recipe(step.params(), **_numbered(groupings))


def _numbered(groupings: Sequence[Recipe]) -> dict[str, Recipe]:
    """Inputs under names whose order is theirs."""
    return {f"grouping_{number:04}": recipe for number, recipe in enumerate(groupings)}
