"""A run on a page: name, parameters, space, sizes, noise, time; rename, delete, show."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from explorer import plan
from explorer.figures import sizes
from explorer.store import Manifest
from explorer.ui.charts import chart, look
from explorer.ui.places import place
from explorer.ui.removing import remove
from explorer.ui.state import Visit, edit, pressed
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
        took = f"{manifest.seconds:.2f} s{_before(visit, run)}"
        found = f"**{len(counts):,}** cluster{'s' * (len(counts) != 1)}"
        rows = f"{n_noise:,} row{'s' * (n_noise != 1)}"
        st.markdown(f"{found} · **{share:.1%}** noise ({rows}) · {took}")
        if manifest.values["note"]:
            st.caption(manifest.values["note"])
        names = visit.services.store.texts(manifest.address("names"))[1 if n_noise else 0 :]
        chart(sizes(counts, n_noise, look(), names=names), f"sizes-{run.id}")


def _before(visit: Visit, run: Run) -> str:
    """What the tree took that the grouping is cut from, if it is of one; others may be cut from it too."""
    made = visit.manifest(run.recipe.inputs["shared"]) if "shared" in run.recipe.inputs else None
    return f" after {made.seconds:.2f} s for its tree" if made is not None else ""


def title(visit: Visit, run: Run) -> None:
    """A run's name, to change; what it was made with; and what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name_field(visit, run)
        on_map = pressed("On the map", key=f"show-{run.id}")
        delete = pressed("Delete", key=f"remove-{run.id}")
    if on_map:
        show(visit, run)
    if delete:
        remove(visit, run)
    st.caption(made_with(run))


def name_field(visit: Visit, run: Run) -> None:
    """A run's name, to change where it stands."""
    edit(
        f"name-{run.id}",
        "Name",
        run.name,
        lambda name: _rename(visit, run, name),
        label_visibility="collapsed",
    )


def show(visit: Visit, run: Run) -> None:
    """Go to the map page, with this map or coloured by this grouping."""
    visit.choose("map", **({"run": run.id} if run.kind == "projection" else {"colour": run.id}))
    st.switch_page(place("map"))


def made_with(run: Run) -> str:
    """A run's parameters, its space and when it was asked for."""
    space = plan.describe_space(plan.space_of(run.recipe))
    return f"{plan.describe_fully(run.recipe)} · in {space} · {asked_at(run)}"


def asked_at(run: Run) -> str:
    """When a run was asked for."""
    return datetime.fromtimestamp(run.created, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _rename(visit: Visit, run: Run, name: str) -> None:
    visit.change(lambda workspace: workspace.with_name(run.id, name))
