"""A recipe in words."""

from __future__ import annotations

from explorer.params import rules
from explorer.pipeline import STEPS
from explorer.plan.consensus import voters
from explorer.plan.lineage import blocks_of, has_seen_names, on_map, preprocessing
from explorer.recipe import Recipe


def title(recipe: Recipe) -> str:
    """What people call the recipe's step."""
    return STEPS[recipe.step].title


def describe(recipe: Recipe) -> str:
    """A recipe in a few words: its method and the parameters that differ from their defaults."""
    if "sample" in recipe.inputs:
        return f"{describe(recipe.inputs['grouping'])} · {_assigned(recipe)}"
    step = STEPS[recipe.step]
    if blocks := blocks_of(recipe):
        parts = zip(blocks, recipe.params["weights"], strict=True)
        return " + ".join(f"{describe(block)} at weight {weight:g}" for block, weight in parts)
    default = step.params().as_dict()
    changed = [
        f"{name} {_counted(value)}"
        for name, value in recipe.params.items()
        if value != default[name] and name != "random_state"
    ]
    return " · ".join([step.title, *changed, *_begun(recipe)])


def describe_fully(recipe: Recipe) -> str:
    """A recipe with its seed and all parameters that matter at first sight or were changed; none that was left open."""
    if "sample" in recipe.inputs:
        by = "nearest fitted rows" if recipe.params["assign_by"] == "neighbours" else "nearest centre"
        seed = recipe.params["sample_seed"]
        return f"{describe_fully(recipe.inputs['grouping'])} · {_assigned(recipe)} (by the {by}, seed {seed})"
    step = STEPS[recipe.step]
    default = step.params().as_dict()
    values = {**default, **recipe.params}  # a recipe made before a parameter was added hasn't got it
    shown = [
        name
        for name, (_, rule) in rules(step.params).items()
        if not rule.advanced or name == "random_state" or values[name] != default[name]
    ]
    said = [f"{name} {_spelled(values[name])}" for name in shown if values[name] not in (None, [])]
    return " · ".join([step.title, *said, *_begun(recipe)])


def describe_space(space: Recipe) -> str:
    """A feature space or map in a few words, e.g. ``"given vectors → PCA · n_components 50"``."""
    if on_map(space):
        seen = ", which has seen the names" if has_seen_names(space) else ""
        return f"the {STEPS[space.step].title} map{seen}"
    if space.step.startswith("sources."):
        return "no space: it is a column of the data"
    first, chain = preprocessing(space)
    words = " → ".join(describe(part) for part in (first, *chain))
    return words[:1].lower() + words[1:]


def _assigned(recipe: Recipe) -> str:
    return f"on a sample of {recipe.params['sample_size']:,} rows, the rest assigned"


def _begun(recipe: Recipe) -> list[str]:
    begun = [f"started from a map ({describe(recipe.inputs['start'])})"] if "start" in recipe.inputs else []
    if "base" in recipe.inputs:
        begun.append(f"begun with {describe(recipe.inputs['base'])}")
    if of := voters(recipe):
        begun.append(f"of {len(of):,} grouping{'s' * (len(of) != 1)}")
    if "target" in recipe.inputs:
        begun.append(f"supervised: the map has seen the names (target_weight {recipe.params['target_weight']:g})")
    return begun


def _counted(value: object) -> object:
    """A list of tables, such as edits, by how many they are; anything else as it is."""
    return len(value) if isinstance(value, list) and value and isinstance(value[0], dict) else value


def _spelled(value: object) -> str:
    value = _counted(value)
    return " x ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
