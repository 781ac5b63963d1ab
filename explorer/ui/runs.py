"""Runs on a page: name, parameters, space, sizes, noise, time; rename, remove, show."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from explorer import plan
from explorer.errors import InputError
from explorer.figures import sizes
from explorer.store import Manifest
from explorer.ui.charts import chart, look
from explorer.ui.places import place
from explorer.ui.state import Visit
from explorer.workspace import Run


def clustering_card(visit: Visit, run: Run, data: Manifest) -> None:
    """One grouping."""
    with st.container(border=True):
        title(visit, run)
        manifest = visit.manifest(run.recipe)
        if manifest is None:
            st.caption("Not there yet.")
            return
        counts, n_noise = manifest.values["sizes"], manifest.values["n_noise"]
        share = n_noise / data.values["n_samples"]
        st.markdown(f"**{len(counts)}** clusters · **{share:.1%}** noise ({n_noise:,} rows) · {manifest.seconds:.2f} s")
        if manifest.values["note"]:
            st.caption(manifest.values["note"])
        chart(sizes(counts, n_noise, look()), f"sizes-{run.id}")


def title(visit: Visit, run: Run) -> None:
    """A run's name, to change; what it was made with; and what can be done with it."""
    name, show, remove = st.columns([6, 1.4, 1.4], vertical_alignment="bottom")
    wanted = name.text_input("Name", run.name, key=f"name-{run.id}", label_visibility="collapsed")
    if show.button("On the map", key=f"show-{run.id}", width="stretch"):
        visit.choose("map", **({"run": run.id} if run.kind == "projection" else {"colour": run.id}))
        st.switch_page(place("map"))
    if remove.button("Remove", key=f"remove-{run.id}", width="stretch"):
        visit.cancel(run.recipe)
        visit.change(lambda workspace: workspace.without_run(run.id))
        st.rerun()
    if wanted != run.name:
        try:
            visit.change(lambda workspace: workspace.with_name(run.id, wanted))
            st.rerun()
        except InputError as problem:
            st.error(problem.message)
    st.caption(made_with(run))


def made_with(run: Run) -> str:
    """A run's parameters, its space and when it was asked for."""
    when = datetime.fromtimestamp(run.created, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{plan.describe_fully(run.recipe)} · in {plan.describe_space(plan.space_of(run.recipe))} · {when}"
