"""Choices -> recipes: groupings against each other."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.params import build
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


def matching(reference: Recipe, other: Recipe) -> Recipe:
    """Which cluster of a reference each cluster of another grouping is."""
    step = STEPS["comparison.matching"]
    return step.recipe(step.params(), a=reference, b=other)


def fates(first: Recipe, second: Recipe) -> Recipe:
    """What becomes of each cluster of the first grouping in the second."""
    step = STEPS["comparison.fates"]
    return step.recipe(step.params(), a=first, b=second)


def disagreement(groupings: Sequence[Recipe], noise: str) -> Recipe:
    """How far groupings disagree about each row, with noise taken for what `noise` says."""
    step = STEPS["comparison.disagreement"]
    return step.recipe(build(step.params, {"noise": noise}), **_numbered(groupings))


def flows(groupings: Sequence[Recipe], n_nodes: int) -> Recipe:
    """Where rows go from one grouping to the next, with so many clusters of each drawn."""
    step = STEPS["comparison.flows"]
    return step.recipe(build(step.params, {"n_nodes": n_nodes}), **_numbered(groupings))


def _numbered(groupings: Sequence[Recipe]) -> dict[str, Recipe]:
    """Inputs under names whose order is theirs."""
    return {f"grouping_{number:04}": recipe for number, recipe in enumerate(groupings)}
