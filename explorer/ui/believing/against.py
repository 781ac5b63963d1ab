"""One map against another: whether the picture stays when it is made again, with another seed or in another way."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import plan
from explorer.comparison import MapsApart
from explorer.store import Manifest
from explorer.ui import fields, marks, panels
from explorer.ui.progress import ready
from explorer.ui.state import Visit, select
from explorer.ui.trust import two_digits
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run

HEIGHT = 460
KINDS = {"overlap": "Neighbours that both show", "residual": "Distance from its place on the other"}


def against(
    visit: Visit,
    dataset: OpenedDataset,
    data: Manifest,
    run: Run,
    others: Mapping[str, Run],
    corner: DeltaGenerator,
) -> None:
    """Two maps side by side, coloured by how far they differ; `corner` is the place for what there is to choose."""
    if not others:
        st.info(
            "There is only one map. Make another one on the **Map** page: with another seed, to see whether the "
            "picture stays the same."
        )
        return
    names = {name: other.name for name, other in others.items()}
    default = list(others)[-1]
    with corner:
        other = others[select(visit, "believing", "other", "Against", list(others), default, format_func=names.get)]
        kind = select(visit, "believing", "apart", "Colour by", list(KINDS), "overlap", format_func=KINDS.get)
    recipe = plan.maps_apart(run.recipe, other.recipe)
    found: MapsApart | None = ready(visit, "One map against another", recipe, MapsApart)
    if found is None:
        return
    here, there = as_markdown(run.name), as_markdown(other.name)
    apart = two_digits(found.disparity, best=0)
    st.markdown(
        f"**{two_digits(found.mean_overlap)}** of the {found.n_neighbors} nearest are the same on {here} and {there} "
        f"(chance: {found.chance:.2g}) · **{apart}** disparity once {there} is laid over {here}"
    )
    manifest = visit.manifest(recipe)
    assert manifest is not None
    field = fields.result_field(visit, manifest, kind, f"apart {kind}", KINDS[kind])
    for column, shown in zip(st.columns(2), (run, other), strict=True):
        with column:
            st.markdown(f"**{as_markdown(shown.name)}**")
            panels.draw_map(
                visit,
                data,
                shown,
                f"believing-{dataset.id}-{shown.id}",
                field["id"],
                more_fields=[field],
                link="believing",
                height=HEIGHT,
                **marks.told(visit),
            )
    st.caption(
        "Overlap: 0..1, higher is better, of all rows. Disparity: 0..1, lower is better: the mean squared distance of "
        "rows from their places on the other map, which is moved, turned, mirrored and scaled to fit as well as it can "
        "(orthogonal Procrustes, Gower 1975), in units of the first map's spread. 0 is the same picture; a map that "
        "moves its groups about keeps the overlap and loses the disparity."
    )
