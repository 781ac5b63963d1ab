"""Runs that come along with others, since these are made from them; under names of their own where they have none."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.plan.consensus import voters
from explorer.recipe import Recipe


def with_starts(maps: Mapping[str, Recipe]) -> dict[str, Recipe]:
    """The maps, each after the one that it starts from, which comes along where it is missing."""
    names = {recipe: name for name, recipe in maps.items()}
    ordered: dict[str, Recipe] = {}
    for name, recipe in maps.items():
        chain = [recipe]
        while "start" in chain[-1].inputs:
            chain.append(chain[-1].inputs["start"])
        for part in reversed(chain):
            if part not in names:
                names[part] = fresh(f"start-of-{name}", {**maps, **ordered})
            ordered.setdefault(names[part], part)
    return ordered


def with_voters(groups: Mapping[str, Recipe]) -> dict[str, Recipe]:
    """The groupings, those that a consensus is of before it, under names of their own where they have none."""
    ordered: dict[str, Recipe] = {}

    def add(name: str, recipe: Recipe) -> None:
        for voter in voters(recipe):
            known = next((other for other, part in groups.items() if part == voter), "")
            if voter not in ordered.values():
                add(known or fresh(f"voter-of-{name}", {**groups, **ordered}), voter)
        ordered.setdefault(name, recipe)

    for name, recipe in groups.items():
        add(name, recipe)
    return ordered


def fresh(name: str, taken: Mapping[str, object]) -> str:
    """The name, with the first number behind it that makes it none of those taken."""
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate
