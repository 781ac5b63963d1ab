"""The names of runs and tags: as people write them, and as specs and files spell them."""

from __future__ import annotations

import re
import unicodedata

from explorer.errors import InputError
from explorer.recipe import Recipe

NAME_LENGTH = 80
ID_LENGTH = 12
RESERVED = frozenset({"row", "identity", "features"})  # words of the spec and of its tables


def short_id(recipe: Recipe) -> str:
    """The id of a recipe's data set or run in a workspace."""
    return recipe.digest[:ID_LENGTH]


def slug(name: str) -> str:
    """A run's name as specs and file names spell it: only ``[A-Za-z0-9_-]``, never a reserved word.

    Two names can have one slug; `Workspace.slugs` keeps them apart.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    result = re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-")
    return f"run-{result}".strip("-") if not result or result.casefold() in RESERVED else result


def checked_name(name: str, what: str = "run") -> str:
    """A name without what can't be seen and without spaces around it.

    Raises
    ------
    InputError
        When nothing is left, or more than `NAME_LENGTH` letters.
    """
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if not name:
        raise InputError(f"A {what} needs a name: at least one letter or digit.")
    if len(name) > NAME_LENGTH:
        raise InputError(f"A {what}'s name has {NAME_LENGTH} letters at most; this one has {len(name)}.")
    return name


def free_name(name: str, taken: set[str], joint: str) -> str:
    """The name, with the first number behind it that makes it none of those taken (in small letters)."""
    result, number = name, 1
    while result.casefold() in taken:
        number += 1
        result = f"{name}{joint}{number}"
    return result
