"""What a workspace keeps: data sets and what was made of them, to remove one by one or all at once."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown, size_of


def data_sets(visit: Visit) -> None:
    """The data sets, each to show or to remove."""
    st.markdown("#### Data sets")
    if not visit.workspace.datasets:
        st.info("None. Bring one on the **Data** page.")
    for dataset in visit.workspace.datasets:
        with st.container(border=True):
            name, show, remove = st.columns([6, 1.4, 1.4], vertical_alignment="center")
            when = datetime.fromtimestamp(dataset.added, UTC).strftime("%Y-%m-%d %H:%M UTC")
            active = " · on screen" if dataset.id == visit.workspace.active else ""
            name.markdown(f"**{as_markdown(dataset.title)}**{active}")
            runs = len(visit.workspace.runs_of(dataset.id))
            said = [as_markdown(dataset.called), size_of(dataset.size), f"{runs} run{'s' * (runs != 1)}", when]
            name.caption(" · ".join(said))
            if pressed("Show", key=f"show-{dataset.id}", width="stretch", disabled=bool(active), within=show):
                visit.show(dataset.id)
                st.rerun()
            if pressed("Remove", key=f"remove-{dataset.id}", width="stretch", within=remove):
                visit.drop(dataset.id)
                st.rerun()


def delete_everything(visit: Visit) -> None:
    """Delete all that is kept for this visitor, after asking once."""
    st.markdown("#### Delete everything")
    sure = st.checkbox("Yes, delete my data sets, runs and choices from this server. This can't be undone.")
    if pressed("Delete everything", type="primary", disabled=not sure, icon=":material/delete:"):
        for dataset in visit.workspace.datasets:
            visit.drop(dataset.id)
        visit.services.workspaces.delete(visit.visitor)
        visit.change(lambda workspace: workspace.with_choices("frame", "", greeted=True))
        st.toast("All of it is gone.", icon=":material/check:")
        st.rerun()
