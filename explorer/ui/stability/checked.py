"""The grouping that is checked and how; and what is asked for only when a person wants it, with its time said first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.pipeline import STEPS
from explorer.recipe import Recipe
from explorer.ui.expected import known_seconds
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import Run

PAGE = "stability"
KEPT = 100  # digests of what was asked for
SHORT = ("clusterings.sample", "features.null")  # and all that only compares
INSTANT = "comparison.luck"  # a few figures beside each other


@dataclass(frozen=True)
class Checked:
    """A grouping, and how it is made again.

    Attributes
    ----------
    run : Run
    n_samples : int
        Rows of all.
    refit : bool
        Whether the map it was computed on, if it was, is made anew too.
    """

    run: Run
    n_samples: int
    refit: bool


def when_wanted(visit: Visit, recipe: Recipe, kind: type[Any], title: str, button: str) -> Any:
    """A result that is computed when a person asks for it; None until it is there.

    Before, there is how long it will probably take and the button; what runs is told by the page's end.

    Parameters
    ----------
    visit : Visit
    recipe : Recipe
    kind : type
        Of the result.
    title : str
        What to call it while it runs.
    button : str
        What the button says.
    """
    if visit.manifest(recipe) is not None:
        return visit.read(recipe, kind)
    asked = visit.choice(PAGE, "asked", [])
    if recipe.digest in asked:
        visit.named.append((title, recipe))
        if recipe.digest not in visit.choice("runs", "ended", {}):
            st.caption("It comes here. What is done is kept: cancelled, it goes on from there when you try again.")
        return None
    st.caption(time_to_come(*known_seconds(visit, recipe)))
    if pressed(button, type="primary", key=f"{PAGE}-{button}"):
        visit.choose(PAGE, asked=[*asked, recipe.digest][-KEPT:])
        st.rerun()
    return None


def time_to_come(seconds: float, untimed: list[Recipe]) -> str:
    """How long it will take, from what ran here before; what never ran isn't in it, and is named."""
    steps = {part.step for part in untimed} - {INSTANT}
    unknown, short = ({STEPS[step].title for step in steps if _short(step) is brief} for brief in (False, True))
    said = f"About {seconds:,.0f} s of computing" if seconds >= 1 else "About a second of computing"
    if not unknown:
        more = f" Not in it, since never timed here: {as_markdown(', '.join(sorted(short)))}." if short else ""
        return f"{said}, shared by the workers.{more}"
    names = as_markdown(", ".join(sorted(unknown | short)))
    known = "" if seconds < 1 else f"At least {seconds:,.0f} s of computing, and what isn't known yet. "
    return f"{known}Nothing like {names} ran here before, so there is no estimate of it."


def _short(step: str) -> bool:
    return step in SHORT or step.startswith("comparison.")
