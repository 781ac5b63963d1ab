"""Rows to take away: what goes into the file, the file made by a worker, and the link that saves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from explorer import plan
from explorer.errors import DamagedArtifact
from explorer.exports import ExportParams
from explorer.recipe import Recipe
from explorer.serving.addresses import file_name
from explorer.store import Manifest
from explorer.ui.panels import feature_space
from explorer.ui.progress import progress
from explorer.ui.state import Visit, pressed, select
from explorer.ui.taking import take_away
from explorer.ui.words import as_markdown, size_of
from explorer.workspace import OpenedDataset, Run

PLACE = "export"
BUTTON = f".st-key-{PLACE} button"  # where a map finds it
TABLE, FOLDERS = "Rows as a table", "Pictures in folders"
EDITED = "clusterings.edited"
FORMATS = {"csv": "CSV", "parquet": "Parquet"}
ABOUT_FORMATS = (
    "CSV opens everywhere (UTF-8, RFC 4180). A text that a spreadsheet would run as a formula, since it begins with "
    "= + - or @, gets an apostrophe before it. Parquet is smaller, keeps the types, and every text as it is."
)


def export_rows(
    visit: Visit,
    dataset: OpenedDataset,
    data: Manifest,
    selection: str | None,
    n_selected: int,
    tags: Mapping[str, str] | None = None,
) -> None:
    """A popover that exports rows as CSV or Parquet, or their pictures in folders.

    Parameters
    ----------
    visit : Visit
    dataset : OpenedDataset
    data : Manifest
        What the data set's recipe made.
    selection : str or None
        Digest of the selected rows, a stored byte 0 or 1 a row; None where nothing is selected.
    n_selected : int
        How many they are.
    tags : mapping, optional
        Name -> digest of the tagged rows, stored likewise.
    """
    with st.container(key=PLACE), st.popover("Export", icon=":material/download:", width="stretch"):
        if data.values["image_shape"] is not None and _what(visit, dataset) == FOLDERS:
            take_away(visit, dataset, data)
            return
        chosen = _rows(visit, data, selection, n_selected)
        format_ = select(
            visit, "export", "format", "Format", list(FORMATS), "csv", format_func=FORMATS.get, help=ABOUT_FORMATS
        )
        runs = _runs(visit, dataset)
        space = _features(visit, dataset, data)
        tags = dict(tags or {})
        _say(visit, data, runs, space, list(tags))
        params = ExportParams(
            format=format_,
            selection=chosen or "",
            maps=tuple(run.name for run in runs if run.kind == "projection"),
            groupings=tuple(run.name for run in runs if run.kind == "clustering"),
            tags=tuple(tags),
            tag_rows=tuple(tags.values()),
        )
        maps = [run.recipe for run in runs if run.kind == "projection"]
        groupings = [run.recipe for run in runs if run.kind == "clustering"]
        words = f"{dataset.title} selection" if chosen else dataset.title
        _file(visit, plan.rows_file(dataset.recipe, params, maps, groupings, space), file_name(words, f".{format_}"))


def _what(visit: Visit, dataset: OpenedDataset) -> str:
    """Rows as a table, or their pictures."""
    what = st.segmented_control(
        "What",
        (TABLE, FOLDERS),
        default=visit.choice("export", "what", TABLE),
        key=f"export-what-{dataset.id}",
        label_visibility="collapsed",
        required=True,
    )
    visit.choose("export", what=what)
    return str(what)


def _rows(visit: Visit, data: Manifest, selection: str | None, n_selected: int) -> str | None:
    """The rows to write: the selected ones, unless all of them are wanted."""
    n_samples = data.values["n_samples"]
    if selection is None or not _is_there(visit, selection):
        st.markdown(f"**All {n_samples:,} rows**")
        return None
    said = {"selection": f"the {n_selected:,} selected", "all": f"all {n_samples:,}"}
    wanted = st.radio("Rows", list(said), format_func=said.get, horizontal=True, key="export-rows")
    return selection if wanted == "selection" else None


def _is_there(visit: Visit, selection: str) -> bool:
    """Whether the selected rows can still be read; says so where they can't."""
    try:
        visit.services.store.blob(selection)
    except DamagedArtifact:
        st.warning("The selected rows can't be read any more. Select them again on the map.")
        return False
    return True


def _runs(visit: Visit, dataset: OpenedDataset) -> list[Run]:
    """The maps and groupings to write, out of those that are ready."""
    ready = {run.id: run for run in visit.workspace.runs_of(dataset.id) if visit.manifest(run.recipe) is not None}
    if not ready:
        return []
    ids = list(ready)
    key = f"export-runs-{dataset.id}-{'-'.join(ids)}"  # one that has come since is chosen too
    chosen = st.multiselect("Maps and groupings", ids, ids, format_func=lambda run: ready[run].name, key=key)
    return [ready[run] for run in ids if run in chosen]


def _features(visit: Visit, dataset: OpenedDataset, data: Manifest) -> Recipe | None:
    """The feature space to write along, where that is wanted."""
    space = feature_space(visit, dataset, data)
    wanted = st.checkbox(
        "With the preprocessed features",
        visit.choice("export", "features", False),
        key=f"export-features-{dataset.id}",
        help=f"The vectors that new maps and groupings are made from: {plan.describe_space(space)}.",
    )
    visit.choose("export", features=wanted)
    return space if wanted else None


def _say(visit: Visit, data: Manifest, runs: Sequence[Run], space: Recipe | None, tags: Sequence[str]) -> None:
    """What the file will hold, in words."""
    facts = data.values
    others = len(facts["columns"]) - (facts["identity"] is not None)
    said = ["the row's number in the file"]
    said += [f"the identity {as_markdown(facts['identity'])}"] if facts["identity"] is not None else []
    said += [f"{others} other column{'s' * (others > 1)}"] if others else []
    said += [f"the coordinates of {as_markdown(run.name)}" for run in runs if run.kind == "projection"]
    said += [
        f"the clusters of {as_markdown(run.name)} ({'by name' if run.recipe.step == EDITED else 'noise is -1'})"
        for run in runs
        if run.kind == "clustering"
    ]
    said += [f"whether it is tagged {as_markdown(tag)}" for tag in tags]
    if space is not None:
        manifest = visit.manifest(space)
        last = f" … f{manifest.body['arrays']['X']['shape'][1] - 1:,}" if manifest is not None else ", f1, …"
        said.append(f"the features f0{last}")
    st.caption(f"For each row: {'; '.join(said)}.")


def _file(visit: Visit, recipe: Recipe, name: str) -> None:
    """A button that has the file made; then the link that saves it."""
    manifest = visit.manifest(recipe)
    if manifest is not None:
        size = size_of(manifest.body["arrays"]["content"]["shape"][0])
        rows, columns = manifest.values["n_rows"], manifest.values["n_columns"]
        address = visit.services.addresses.file(visit.visitor, manifest.address("content"), name)
        st.link_button(f"Save {as_markdown(name)}", address, type="primary", icon=":material/save:", width="stretch")
        st.caption(f"{rows:,} row{'s' * (rows != 1)} × {columns:,} columns, {size}")
    elif visit.choice("export", "wanted") == recipe.digest:
        progress(visit, [("Export", recipe)], "export")
    elif pressed("Make the file", type="primary", width="stretch"):
        visit.choose("export", wanted=recipe.digest)
        visit.again(recipe)
        st.rerun()
