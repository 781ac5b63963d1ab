"""The map: the picture under the pointer, coloured by identity, column or grouping."""

import streamlit as st

from explorer.ui import fields, marks, panels
from explorer.ui.agreement import headline
from explorer.ui.export import BUTTON, export_rows
from explorer.ui.progress import why_none
from explorer.ui.scatter import prepare
from explorer.ui.spec import copy_as_spec
from explorer.ui.state import select, visit
from explorer.ui.trust import trust

here = visit()
with st.sidebar:
    panels.dataset_choice(here)
dataset, data = panels.need_dataset(here)
panels.need_runs(here, dataset, data)

runs = here.workspace.runs_of(dataset.id)
maps = {run.id: run for run in runs if run.kind == "projection"}
shown = panels.shown_map(here, dataset)

# The latest map is chosen while it is still coming; one that failed or was cancelled never comes.
hoped_for = [run.id for run in maps.values() if why_none(here, run.recipe) is None]

with st.sidebar:
    if maps:
        default = hoped_for[-1] if hoped_for else next(iter(maps))
        wanted = maps[select(here, "map", "run", "Map", list(maps), default, format_func=lambda run: maps[run].name)]
    colours = {field["id"]: field["name"] for field in panels.all_fields(here, data, shown)}
    colour = ""
    if colours:
        colour = select(here, "map", "colour", "Colour by", list(colours), next(iter(colours)), format_func=colours.get)
    with st.expander("New map", icon=":material/scatter_plot:"):
        panels.new_projection(here, dataset, data)
    with st.expander("New grouping", icon=":material/workspaces:"):
        panels.new_clustering(here, dataset, data)
    copy_as_spec(here, dataset, shown)
    if here.workspace.tags_of(dataset.id):
        with st.expander("Tags", icon=":material/sell:"):
            marks.tags(here, dataset)

# Places that stay where they are, whatever is in them: else a map that moved down would be seen twice for a moment.
head, stage = st.container(), st.container()
with head:
    headline(here, dataset, data)
with stage:
    if shown is None:
        prepare()
        st.info("The first map is being computed." if hoped_for else "There is no map yet: make one with **New map**.")
    else:
        coming = wanted != shown and here.ask(wanted.recipe).live
        status = f"{wanted.name} takes this one's place when it is ready" if coming else ""
        key = f"map-{dataset.id}"
        marks.keep(here, dataset, data, key)
        asked = panels.draw_map(
            here,
            data,
            shown,
            key,
            colour,
            pinned=here.choice("map", "pinned"),
            status=status,
            growing=fields.growing(here, wanted) if coming else None,
            height=660,
            panel="full",
            exporter=BUTTON,
            **marks.told(here),
        )
        marks.tag(here, dataset, data, asked)
with st.sidebar:  # after the map, which has just told what is selected
    tagged = {tag.name: tag.fingerprint for tag in here.workspace.tags_of(dataset.id)}
    export_rows(here, dataset, data, *marks.selected(here), tagged)
    if shown is not None:
        trust(here, dataset, data, shown, runs)
panels.running(here, runs)
