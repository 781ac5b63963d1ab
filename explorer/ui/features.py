"""Choosing the feature space: vectors or pixels, then preprocessing step by step; and how its variance is spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explorer import plan
from explorer.features.result import Spectrum
from explorer.figures import variance
from explorer.params import Params
from explorer.recipe import Recipe, Step
from explorer.store import Manifest
from explorer.ui.blocks import blocks_form
from explorer.ui.charts import chart, look
from explorer.ui.controls import params_form
from explorer.ui.panels import feature_space
from explorer.ui.progress import progress
from explorer.ui.state import Visit, pressed
from explorer.workspace import OpenedDataset

NOTHING = "nothing"
MOST_STEPS = 3


def choose_features(visit: Visit, dataset: OpenedDataset, data: Manifest) -> Recipe:
    """The form; answers the feature space in use."""
    space = feature_space(visit, dataset, data)
    first, chain = plan.preprocessing(space)
    able = _able(data)
    key = f"features-{dataset.id}"
    names = list(able)
    current = first.step.partition(".")[2]
    use = st.radio(
        "A row is",
        names,
        names.index(current),
        format_func=lambda name: able[name].title,
        key=f"{key}-use",
        horizontal=True,
    )
    params: Params | None
    blocks: Sequence[Params] = ()
    if use == "joined":
        params, blocks = blocks_form(_but_joined(able), f"{key}-joined", first) or (None, ())
    else:
        params = params_form(able[use], f"{key}-{use}", first.params if use == current else None)
    st.markdown("**Then**")
    steps = _preprocessing(key, chain)
    if params is None or steps is None:
        return space
    wanted = plan.features(dataset.recipe, params, steps, blocks)
    st.caption(f"In use: {plan.describe_space(space)}.")
    if wanted != space and pressed("Use these features", type="primary"):
        visit.choose("features", space=wanted.to_json())
        st.rerun()
    if wanted == space:
        st.caption("New maps and groupings are made from these. Earlier runs keep the features they were made from.")
    return space


def explained_variance(visit: Visit, space: Recipe) -> None:
    """The cumulative explained variance of the space, or, after a PCA, of what went into it with the cut marked."""
    _, chain = plan.preprocessing(space)
    last = chain[-1] if chain and chain[-1].step == "features.pca" else None
    before = last.inputs["features"] if last else space
    manifest = visit.manifest(space)
    wanted = [("The features", space), ("Explained variance", plan.spectrum(before))]
    if any(visit.manifest(recipe) is None for _, recipe in wanted):
        progress(visit, wanted, "features")
        return
    assert manifest is not None
    n_samples, n_features = manifest.body["arrays"]["X"]["shape"]
    st.markdown(f"#### {n_samples:,} rows × {n_features:,} dimensions")
    if manifest.values.get("note"):
        st.caption(manifest.values["note"])
    st.markdown("**Cumulative explained variance**" + (" before the PCA, and where it cuts" if last else ""))
    spectrum: Spectrum = visit.read(plan.spectrum(before), Spectrum)
    chart(variance(spectrum, n_features if last else None, look()), "variance")


def _able(data: Manifest) -> dict[str, Step]:
    """What the rows can become vectors by: those without images can't by images, nor grey ones by colours."""
    facts = data.values
    shape = facts["image_shape"]
    able = {
        "given": facts["n_features"] is not None,
        "hsv": shape is not None and len(shape) == 3,
    }
    return {name: step for name, step in plan.USES.items() if able.get(name, shape is not None)}


def _but_joined(able: Mapping[str, Step]) -> dict[str, Step]:
    return {name: step for name, step in able.items() if name in plan.BLOCKS}


def _preprocessing(key: str, chain: list[Recipe]) -> list[Params] | None:
    """A choice for each step and one more; None while a value isn't allowed."""
    found: list[Params] = []
    names = [NOTHING, *plan.PREPROCESS]
    for number in range(MOST_STEPS):
        current = chain[number] if number < len(chain) else None
        name = current.step.partition(".")[2] if current else NOTHING
        picked = st.selectbox(
            f"Step {number + 1}",
            options=names,
            index=names.index(name),
            format_func=_step_title,
            key=f"{key}-step-{number}",
        )
        if picked == NOTHING:
            break
        start: Mapping[str, Any] | None = current.params if current and picked == name else None
        params = params_form(plan.PREPROCESS[picked], f"{key}-step-{number}-{picked}", start)
        if params is None:
            return None
        found.append(params)
    return found


def _step_title(name: str) -> str:
    return plan.PREPROCESS[name].title if name in plan.PREPROCESS else name
