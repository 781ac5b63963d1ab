"""Pieces that several pages show: which data set, a form for a new map or grouping, the map itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explorer import plan
from explorer.clusterings import AssignedParams
from explorer.params import Params
from explorer.pipeline import STEPS
from explorer.recipe import Recipe
from explorer.sources.locate import SAMPLE
from explorer.store import Manifest
from explorer.ui import argued, fields, marks, opening
from explorer.ui.agreed import standing_fields
from explorer.ui.believing.measures import trust_fields
from explorer.ui.controls import method_form, params_form
from explorer.ui.expected import expected_seconds
from explorer.ui.opening import begin, open_sample, settle
from explorer.ui.places import place
from explorer.ui.progress import progress, why_none
from explorer.ui.refused import leaves, refuse
from explorer.ui.scatter import prepare, scatter
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run, short_id

FEWEST_TO_SAMPLE = 5_000  # of which it is worth fitting a sample in place of all
FEWEST_ROWS = 3  # of which there is a map
_MAP_COMES = "its map comes, first as PCA, then as UMAP, coloured by who or what each row is"
_IS_SHOWN = "what was found in it is shown, before anything is computed"


def dataset_choice(visit: Visit) -> None:
    """Choose which of the workspace's data sets is on screen."""
    datasets = visit.workspace.datasets
    if len(datasets) > 1:
        ids = [entry.id for entry in datasets]
        titles = {entry.id: entry.title for entry in datasets}
        active = visit.workspace.active
        picked = st.selectbox(
            "Data set", ids, index=ids.index(active) if active in ids else 0, format_func=titles.__getitem__
        )
        if picked != active:
            visit.show(picked)
            st.rerun()


def need_dataset(visit: Visit) -> tuple[OpenedDataset, Manifest]:
    """The data set on screen, read; the page stops here, saying what to do, while there is none."""
    dataset = visit.dataset
    if dataset is None:
        st.info("There is no data set yet. Bring one on the **Data** page, or begin with the sample.")
        if pressed("Open the handwritten digits", type="primary"):
            open_sample(visit)
            st.rerun()
        st.stop()
    manifest = visit.manifest(dataset.recipe)
    if manifest is None:
        _read(visit, dataset)
        st.stop()
    settle(visit)
    return dataset, manifest


def _read(visit: Visit, dataset: OpenedDataset) -> None:
    """Follow the reading of a data set. One that can't be read leaves the screen to what was there before."""
    job = visit.ask(dataset.recipe)
    if leaves(visit, dataset, job):
        refuse(visit, dataset, job)
        st.switch_page(place("data"))  # where it is said why, and what can be done
    st.markdown(f"#### {as_markdown(dataset.title)}")
    if job.error is None:
        sample = dataset.file_name.startswith(SAMPLE)
        st.caption(f"Is being read; then {_MAP_COMES if sample else _IS_SHOWN}.")
    with st.container(key="running"):
        progress(visit, [("Reading", dataset.recipe)], "read")
    prepare()


def need_runs(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """See that there are runs: the sample begins by itself; what a person brought is shown before it is computed."""
    by_hand = {edits.run for edits in visit.workspace.edits}  # names can be put right before anything is computed
    if any(run.id not in by_hand for run in visit.workspace.runs_of(dataset.id)):
        return
    if dataset.file_name.startswith("sample:"):
        begin(visit, dataset, data.values)
        return
    st.info(f"**{as_markdown(dataset.title)}** was read; nothing was computed yet. The Data page shows what was found.")
    offer_the_map(visit, dataset, data)
    st.stop()


def offer_the_map(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The button that begins the first runs and leads to the map, and what they are made from."""
    n_samples = data.values["n_samples"]
    few = n_samples < FEWEST_ROWS
    if few:
        there = "is only 1" if n_samples == 1 else f"are only {n_samples}"
        st.caption(f"A map needs {FEWEST_ROWS} rows at the least; here there {there}.")
    else:
        space = plan.describe_space(feature_space(visit, dataset, data))
        st.caption(f"The map is made from {space}; the **Features** page has other choices.")
    if pressed("Show the map", type="primary", icon=":material/scatter_plot:", disabled=few):
        begin(visit, dataset, data.values)
        st.switch_page(place("map"))


def feature_space(visit: Visit, dataset: OpenedDataset, data: Manifest) -> Recipe:
    """The feature space that new maps and groupings are made in."""
    return opening.feature_space(visit, dataset, data.values)


def space_behind(visit: Visit, dataset: OpenedDataset, data: Manifest, grouping: Recipe) -> Recipe:
    """The feature space that a grouping was made in; the one on screen for identities, and for what began with them."""
    if ("features" in grouping.inputs or "base" in grouping.inputs) and plan.has_space(grouping):
        return plan.features_of(grouping)
    return feature_space(visit, dataset, data)


def new_projection(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """A form for a new map."""
    space = feature_space(visit, dataset, data)
    computed = {name: step for name, step in plan.PROJECTIONS.items() if name != "given"}
    params = method_form(computed, "new-map", "Method", {"random_state": 0})
    start = _start(visit, dataset, params)
    target = _target(dataset, data, params)
    st.caption(f"Made from {plan.describe_space(space)}.")
    if params is None:
        return
    recipe = plan.projection(space, params, start, target)
    _expectation(visit, recipe)
    if pressed("Make this map", type="primary", width="stretch"):
        visit.change(lambda workspace: workspace.with_run(recipe, dataset.id, "projection", plan.describe(recipe)[:80]))
        visit.choose("map", run=short_id(recipe))
        st.rerun()


def _start(visit: Visit, dataset: OpenedDataset, params: Params | None) -> Recipe | None:
    """The map that a new one goes on from, where its method can and the person chose one."""
    ready = {run.id: run for run in visit.workspace.runs_of(dataset.id, "projection") if visit.manifest(run.recipe)}
    if params is None or not ready or not plan.can_start(params):
        return None
    chosen = st.selectbox(
        "Start from",
        ["", *ready],
        format_func=lambda run: f"the map “{ready[run].name}”" if run else "the data",
        help="From a map, rows move on from where they stand there: what changes is seen, and what stays, stays.",
        key=f"new-map-start-{dataset.id}",
    )
    return ready[chosen].recipe if chosen else None


def _target(dataset: OpenedDataset, data: Manifest, params: Params | None) -> Recipe | None:
    """The identities, where the method can have them as its target and the person wants that."""
    if params is None or data.values["identity"] is None or not plan.can_heed(params):
        return None
    wanted = st.toggle(
        "Supervised by identity",
        help="The map is drawn to part the identities (target_weight says how far). It has then seen the names: that "
        "they stand apart on it is no evidence.",
        key=f"new-map-target-{dataset.id}",
    )
    return plan.identities(dataset.recipe) if wanted else None


def space_choice(visit: Visit, dataset: OpenedDataset, data: Manifest, key: str) -> Recipe:
    """Choose where to group: in the feature space or on a map."""
    maps = {run.id: run for run in visit.workspace.runs_of(dataset.id, "projection")}
    where = st.selectbox(
        "Where",
        ["", *maps],
        format_func=lambda run: f"on the map “{maps[run].name}”" if run else "in the feature space",
        help="Groups found on a 2-D or 3-D map follow what the map shows, distortions included.",
        key=f"{key}-space-{dataset.id}",
    )
    return maps[where].recipe if where else feature_space(visit, dataset, data)


def new_clustering(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """A form for a new grouping, in the feature space or on a map."""
    space = space_choice(visit, dataset, data, "new-clustering")
    params = method_form(plan.CLUSTERINGS, "new-clustering", "Method", {"random_state": 0})
    st.caption(f"Computed in {plan.describe_space(space)}.")
    if params is None:
        return
    shape = shape_of(visit, data, space)
    how = _on_sample(shape)
    recipe = plan.clustering(space, params) if how is None else plan.on_sample(space, params, how)
    refusal = _refusal(params, how, shape) if shape else ""
    if refusal:
        st.error(as_markdown(refusal))
    else:
        if shape and (caution := plan.caution(params, shape)):
            st.caption(caution)
        _expectation(visit, recipe)
    if pressed("Group the rows", type="primary", width="stretch", disabled=bool(refusal)):
        visit.change(lambda workspace: workspace.with_run(recipe, dataset.id, "clustering", plan.describe(recipe)[:80]))
        visit.choose("map", colour=short_id(recipe))
        st.rerun()


def _on_sample(shape: tuple[int, int] | None) -> AssignedParams | None:
    """Whether a sample is fitted and the rest assigned, and how; offered where there are rows enough for it."""
    if shape is None or shape[0] < FEWEST_TO_SAMPLE:
        return None
    if not st.toggle(
        "On a sample, the rest assigned",
        key="new-clustering-sampled",
        help="The method is fitted on rows drawn at random; each other row then joins the cluster it is nearest to. "
        "For methods that can't do so many rows, or take too long.",
    ):
        return None
    start = {"sample_size": min(AssignedParams().sample_size, shape[0] // 2)}  # so that there is a rest
    how = params_form(STEPS["clusterings.assigned"], "new-clustering-sample", start)
    return how if isinstance(how, AssignedParams) else None


def _refusal(params: Params, how: AssignedParams | None, shape: tuple[int, int]) -> str:
    """Why a grouping won't be computed; where a sample of the rows would do, it says so."""
    if how is not None:
        return plan.refusal_on_sample(params, how, shape)
    refusal = plan.refusal(params, shape)
    if refusal and not plan.refusal_on_sample(params, AssignedParams(), shape):
        refusal += f" Or fit a sample and have the rest assigned: {AssignedParams().sample_size:,} rows can be done."
    return refusal


def shape_of(visit: Visit, data: Manifest, space: Recipe) -> tuple[int, int] | None:
    """Rows and dimensions of a space; None while it isn't known how many it will have."""
    n_samples = int(data.values["n_samples"])
    if plan.on_map(space):
        return n_samples, int(space.params["n_components"])
    manifest = visit.manifest(space)
    return None if manifest is None else (n_samples, int(manifest.body["arrays"]["X"]["shape"][1]))


def shown_map(visit: Visit, dataset: OpenedDataset) -> Run | None:
    """The map to show: the chosen one if it is ready, else the latest that is."""
    maps = visit.workspace.runs_of(dataset.id, "projection")
    ready = [run for run in maps if visit.manifest(run.recipe) is not None]
    chosen = visit.choice("map", "run")
    return next((run for run in ready if run.id == chosen), ready[-1] if ready else None)


def no_map_yet(visit: Visit, dataset: OpenedDataset) -> None:
    """What stands where a map will be: the one that is being computed, asked for here; else where one is made."""
    runs = visit.workspace.runs_of(dataset.id, "projection")
    coming = next((run for run in runs if why_none(visit, run.recipe) is None), None)
    if coming is None:
        st.info("There is no map yet: make one on the **Map** page.")
        st.page_link(place("map"))
        return
    st.info("The map comes here as soon as one is computed.")
    progress(visit, [(coming.name, coming.recipe)], "map-to-come")


def draw_map(
    visit: Visit,
    data: Manifest,
    run: Run,
    key: str,
    colour: str,
    extra: Sequence[Run] = (),
    more_fields: Sequence[fields.Field] = (),
    **more: Any,
) -> Mapping[str, Any] | None:
    """One map with all columns and groupings on its card; `colour` is the id of the field it is coloured by.

    `extra` are groupings that aren't among the workspace's runs. Answers what `scatter` does.
    """
    manifest = visit.manifest(run.recipe)
    assert manifest is not None
    known = [*all_fields(visit, data, run), *more_fields]
    ids = [field["id"] for field in known]
    others = fields.clustering_fields(visit, [other for other in extra if other.id not in ids])
    known, ids = known + others, ids + [field["id"] for field in others]
    own = fields.palette(visit, data) if known and colour == known[0]["id"] else None
    return scatter(
        key,
        n=data.values["n_samples"],
        view=fields.view(visit, run, manifest),
        fields=known,
        colour=ids.index(colour) if colour in ids else None,
        rows=fields.rows(visit, data),
        thumbs=fields.thumbnails(visit, data),
        originals=fields.originals(visit, data, more.get("pinned")),
        title=data.values["title"],
        **{"palette": own, "look": marks.told(visit)["look"], **more},
    )


def all_fields(visit: Visit, data: Manifest, run: Run | None = None) -> list[fields.Field]:
    """The data set's columns, groupings, tags, how far groupings disagree, and how truly a map shows each row."""
    dataset = visit.workspace.active or ""
    runs = visit.workspace.runs_of(dataset, "clustering")
    groupings = fields.clustering_fields(visit, runs)
    trusted = trust_fields(visit, run, data.values["n_samples"])
    marked = fields.tag_fields(visit, dataset) + fields.outlier_fields(visit) + trusted
    agreed = standing_fields(visit, runs) + argued.disagreement_fields(visit, dataset)
    return fields.dataset_fields(visit, data) + groupings + marked + agreed


def running(visit: Visit, runs: Sequence[Run]) -> None:
    """What is being computed, in a place that keeps its height."""
    with st.container(key="running"):
        progress(visit, [(run.name, run.recipe) for run in runs], "runs")


def _expectation(visit: Visit, recipe: Recipe) -> None:
    if visit.manifest(recipe) is not None:
        st.caption("This was computed before: it is there at once.")
        return
    seconds = expected_seconds(visit, recipe)
    st.caption(
        "No estimate yet: nothing like it ran here." if seconds is None else f"Takes about {max(1, round(seconds))} s."
    )
