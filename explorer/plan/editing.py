"""Choices -> recipes: a grouping as a person has edited it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from explorer.params import build
from explorer.pipeline import STEPS
from explorer.recipe import Recipe


def by_column(data: Recipe, column: str = "") -> Recipe:
    """A column of the data as a grouping; the identity where none is named."""
    step = STEPS["clusterings.by_column"]
    return step.recipe(build(step.params, {"column": column}), dataset=data)


def edited(base: Recipe, edits: Iterable[Mapping[str, Any]], by: str = "cluster") -> Recipe:
    """A grouping after edits by hand; ``by="tick"``: its rows by what their cluster is ticked."""
    step = STEPS["clusterings.edited"]
    return step.recipe(build(step.params, {"edits": [dict(edit) for edit in edits], "by": by}), base=base)
