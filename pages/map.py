"""The map: the picture under the pointer, coloured by identity, column or grouping."""

import streamlit as st

from explorer.ui import panels
from explorer.ui.agreement import headline
from explorer.ui.spec import copy_as_spec
from explorer.ui.state import select, visit

here = visit()
with st.sidebar:
    panels.dataset_choice(here)
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)

runs = here.workspace.runs_of(dataset.id)
maps = {run.id: run for run in runs if run.kind == "projection"}
shown = panels.shown_map(here, dataset)

# The latest map is chosen while it is still coming; one that failed or was cancelled never comes.
hoped_for = [run.id for run in maps.values() if here.ask(run.recipe).state not in ("failed", "cancelled")]

with st.sidebar:
    if maps:
        default = hoped_for[-1] if hoped_for else next(iter(maps))
        wanted = maps[select(here, "map", "run", "Map", list(maps), default, format_func=lambda run: maps[run].name)]
    colours = {field["id"]: field["name"] for field in panels.all_fields(here, data)}
    colour = ""
    if colours:
        colour = select(here, "map", "colour", "Colour by", list(colours), next(iter(colours)), format_func=colours.get)
    with st.expander("New map", icon=":material/scatter_plot:"):
        panels.new_projection(here, dataset, data)
    with st.expander("New grouping", icon=":material/workspaces:"):
        panels.new_clustering(here, dataset, data)
    copy_as_spec(here, dataset, shown)

headline(here, dataset, data)
if shown is None:
    st.info("The first map is being computed." if hoped_for else "There is no map yet: make one with **New map**.")
else:
    coming = wanted != shown and here.ask(wanted.recipe).live
    status = f"{wanted.name} takes this one's place when it is ready" if coming else ""
    pinned = panels.draw_map(
        here, data, shown, f"map-{dataset.id}", colour, pinned=here.choice("map", "pinned"), status=status, height=660
    )
    here.choose("map", pinned=pinned)
panels.running(here, runs)
