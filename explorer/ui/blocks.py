"""A form for a space joined from several blocks of features: which, how each is made, and how much each counts."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer import plan
from explorer.errors import ParamsError
from explorer.features.joined import FEWEST, MOST, MOST_WEIGHT, JoinedParams
from explorer.params import Params
from explorer.recipe import Recipe, Step
from explorer.ui.controls import params_form

ABOUT = "How much it counts in squared distances: a block with 2 counts twice as much as one with 1."


def blocks_form(able: Mapping[str, Step], key: str, current: Recipe) -> tuple[JoinedParams, list[Params]] | None:
    """Choose two blocks or more with their weights.

    Parameters
    ----------
    able : mapping
        What a block can be.
    key : str
        Of the widgets.
    current : Recipe
        Of the vectors in use; its blocks are what the form begins with where it has some.

    Returns
    -------
    (JoinedParams, list of Params) or None
        None while a value isn't allowed; the page then says why.
    """
    begun = plan.blocks_of(current)
    weights = list(current.params["weights"]) if begun else []
    count = int(st.number_input("Blocks", FEWEST, MOST, max(FEWEST, len(begun)), key=f"{key}-count"))
    names = list(able)
    found: list[Params] = []
    counted: list[float] = []
    for number in range(count):
        was = begun[number] if number < len(begun) else None
        with st.container(border=True):
            name = was.step.partition(".")[2] if was else names[min(number, len(names) - 1)]
            what, weight = st.columns([3, 2])
            picked = what.selectbox(
                f"Block {number + 1}",
                names,
                names.index(name) if name in names else 0,
                format_func=lambda name: able[name].title,
                key=f"{key}-{number}",
            )
            counted.append(
                weight.number_input(
                    "weight",
                    0.0,
                    MOST_WEIGHT,
                    float(weights[number]) if number < len(weights) else 1.0,
                    format="%g",
                    help=ABOUT,
                    key=f"{key}-{number}-weight",
                )
            )
            begin = was.params if was and picked == name else None
            params = params_form(able[picked], f"{key}-{number}-{picked}", begin)
        if params is None:
            return None
        found.append(params)
    try:
        return JoinedParams(tuple(counted)), found
    except ParamsError as problem:
        st.error(problem.message)
        return None
