"""Opening a data set: the sample on a first visit, an upload, a file of the server; and the runs to begin with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from explorer import plan
from explorer.errors import DamagedArtifact
from explorer.params import Params, build
from explorer.recipe import Recipe
from explorer.sources.apart import apart, several
from explorer.sources.locate import FOLDER_FORMAT, SAMPLE, keep, locate
from explorer.ui.ahead import FIRST_SAMPLE
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset, RunKind, Upload, Workspace

MANY_DIMENSIONS = 100  # HDBSCAN stalls above; everything else is slower for little
KEPT_DIMENSIONS = 50
MOST_PIXELS = 4096  # longer pixel vectors are made from smaller pictures to begin with, of this side
FIRST_SIDE = 32
FEW_ROWS = 15
MANY_ROWS = 20_000  # HDBSCAN's tree of more in 50 dimensions takes far longer than a UMAP, and hardly finds a cluster
MOST_CLUSTERS = 200


def open_sample(visit: Visit, name: str = FIRST_SAMPLE) -> None:
    """Put a sample on screen."""
    open_path(visit, f"{SAMPLE}{name}")


def open_path(visit: Visit, name: str, **options: Any) -> None:
    """Put a sample, or a file or a folder of images of the server, on screen.

    Raises
    ------
    ExplorerError
        When there is no such file, it is too large, of no format that can be read, or a folder without images.
    """
    found, form = locate(name, Path.cwd())
    fingerprint, size = keep(found, visit.services.store, visit.services.settings)
    put_on_screen(visit, plan.dataset(fingerprint, form, found.title, **options), found.title, name, size)


def open_upload(visit: Visit, upload: Upload, form: str) -> None:
    """Put a file that the visitor brought on screen; one whose bytes are known opens as it was read before."""
    newest_first = reversed(visit.workspace.datasets)
    known = next((entry for entry in newest_first if _bytes_of(entry) == upload.fingerprint), None)
    if known is not None:
        visit.show(known.id)
        visit.change(lambda workspace: workspace.with_choices("frame", refused=None))
        return
    title = Path(upload.name).stem
    put_on_screen(visit, plan.dataset(upload.fingerprint, form, title), title, upload.name, upload.size)


def put_on_screen(visit: Visit, recipe: Recipe, title: str, file_name: str, size: int = 0) -> None:
    """Add a data set and show it. What once failed, or was cancelled, is tried again: somebody asks for it."""
    visit.change(
        lambda workspace: workspace.with_dataset(recipe, title, file_name, size).with_choices("frame", refused=None)
    )
    visit.again(recipe)


def is_several(visit: Visit, dataset: OpenedDataset) -> bool:
    """Whether a data set's bytes are an archive of several files that could be opened each by itself."""
    params, services = dataset.recipe.params, visit.services
    if params.get("format") != FOLDER_FORMAT:
        return False
    try:
        return several(services.store.blob(params["fingerprint"]), services.settings)
    except DamagedArtifact:
        return False


def open_apart(visit: Visit, dataset: OpenedDataset) -> None:
    """Put the files that a data set was put together from into the workspace, each as a data set of its own.

    Raises
    ------
    SourceError
        When none of them can be one.
    """
    services = visit.services
    found = apart(services.store.blob(dataset.recipe.params["fingerprint"]), services.store, services.settings)

    def add(workspace: Workspace) -> Workspace:
        for kept in reversed(found):  # the first is on screen in the end
            title = Path(kept.name).stem
            recipe = plan.dataset(kept.fingerprint, kept.format, title)
            workspace = workspace.with_upload(kept.fingerprint, kept.name, kept.size)
            workspace = workspace.with_dataset(recipe, title, kept.name, kept.size)
        return workspace.with_choices("frame", refused=None)

    visit.change(add)


def _bytes_of(dataset: OpenedDataset) -> str:
    """The fingerprint of the bytes that a data set was read from; nothing where it was made of another one."""
    return "" if dataset.recipe.inputs else str(dataset.recipe.params.get("fingerprint", ""))


def read_again(visit: Visit, dataset: OpenedDataset, **options: Any) -> bool:
    """Read the same bytes with other options. How they were read before goes when that has succeeded; see `settle`.

    Answers whether there is anything to read: it isn't where the options are the same.
    """
    params = {**dataset.recipe.params, **options}
    recipe = plan.dataset(params.pop("fingerprint"), params.pop("format"), params.pop("title"), **params)
    if recipe == dataset.recipe:
        return False
    put_on_screen(visit, recipe, dataset.title, dataset.file_name, dataset.size)
    visit.choose("data", replaces=dataset.id)
    return True


def settle(visit: Visit) -> None:
    """The data set on screen was read: how it was read before goes, where it was read again.

    What was selected and tagged stays where the rows are the same ones.
    """
    replaced = visit.choice("data", "replaces")
    if replaced is None:
        return
    visit.choose("data", replaces=None)
    old, new = visit.workspace.dataset(replaced), visit.dataset
    if old is not None and new is not None:
        before, now = visit.manifest(old.recipe), visit.manifest(new.recipe)
        if before is not None and now is not None and before.address("rows") == now.address("rows"):
            visit.change(lambda workspace: with_marks(workspace, old.id, new.id))
    visit.drop(replaced)


def with_marks(workspace: Workspace, old: str, new: str) -> Workspace:
    """The workspace with what was selected and tagged in one data set in another of the same rows, too."""
    if workspace.dataset(new) is None:
        return workspace
    for tag in workspace.tags_of(old):
        workspace = workspace.with_tag(replace(tag, dataset=new))
    return workspace.with_choices("map", new, selection=workspace.chosen("map", old).get("selection"))


def first_features(data: Recipe, facts: Mapping[str, Any]) -> Recipe:
    """The feature space to begin with: the given vectors, else pixels; reduced where there are many dimensions.

    Parameters
    ----------
    data : Recipe
    facts : mapping
        The small values of the data set's result.
    """
    if facts["n_features"] is not None:
        use, n_features = plan.USES["given"].params(), facts["n_features"]
    else:
        height, width, *colours = facts["image_shape"]
        n_features = height * width * (colours[0] if colours else 1) if height else MOST_PIXELS + 1  # None: they differ
        small = {"size": FIRST_SIDE} if n_features > MOST_PIXELS else {}
        use = build(plan.USES["pixels"].params, small)
    preprocess: list[Params] = []
    if n_features > MANY_DIMENSIONS:
        kept = min(KEPT_DIMENSIONS, facts["n_samples"] - 1)
        preprocess = [build(plan.PREPROCESS["pca"].params, {"n_components": kept})] if kept else []
    return plan.features(data, use, preprocess)


def feature_space(visit: Visit, dataset: OpenedDataset, facts: Mapping[str, Any]) -> Recipe:
    """The feature space that new maps and groupings of the data set on screen are made in: the chosen one, if any."""
    kept = visit.choice("features", "space")
    return Recipe.from_json(kept) if kept else first_features(dataset.recipe, facts)


def begin(visit: Visit, dataset: OpenedDataset, facts: Mapping[str, Any]) -> None:
    """Add the runs to begin with: a PCA, a UMAP, and two groupings of the feature space.

    Of many rows, or where there may be many dimensions, the second, HDBSCAN's, is made on the UMAP.
    """
    space = feature_space(visit, dataset, facts)
    n_samples = facts["n_samples"]
    seed = {"random_state": 0}
    runs: list[tuple[str, RunKind, Recipe]] = []
    pca = build(plan.PROJECTIONS["pca"].params, seed)
    runs.append(("PCA", "projection", plan.projection(space, pca)))
    if n_samples >= FEW_ROWS:
        umap = build(plan.PROJECTIONS["umap"].params, {"n_neighbors": min(15, n_samples - 1), **seed})
        flat = plan.projection(space, umap)
        runs.append(("UMAP", "projection", flat))
        k = _clusters(facts)
        kmeans = build(plan.CLUSTERINGS["kmeans"].params, {"n_clusters": k, **seed})
        runs.append((f"k-means {k}", "clustering", plan.clustering(space, kmeans)))
        hdbscan = build(
            plan.CLUSTERINGS["hdbscan"].params, {"min_cluster_size": max(5, n_samples // 100), "min_samples": 3}
        )
        is_quick = n_samples <= MANY_ROWS and _dimensions(space, facts) <= MANY_DIMENSIONS
        name, where = ("HDBSCAN", space) if is_quick else ("HDBSCAN on the UMAP", flat)
        runs.append((name, "clustering", plan.clustering(where, hdbscan)))
    if coordinates := facts.get("coordinates"):  # last: what is ready and newest is on screen
        given = build(plan.PROJECTIONS["given"].params, {"n_components": len(coordinates)})
        runs.append(("Given map", "projection", plan.projection(space, given)))

    def add(workspace: Workspace) -> Workspace:
        for name, kind, recipe in runs:
            workspace = workspace.with_run(recipe, dataset.id, kind, name)
        return workspace

    visit.change(add)
    visit.choose("features", space=space.to_json())


def _dimensions(space: Recipe, facts: Mapping[str, Any]) -> float:
    """How many dimensions a space has, as far as that is known before it is made; infinitely many otherwise."""
    vectors, chain = plan.preprocessing(space)
    found = facts["n_features"] if vectors.step == "features.given" else float("inf")
    if vectors.step == "features.pixels" and facts["image_shape"][0] and vectors.params["size"] is None:
        found = math.prod(facts["image_shape"])
    for step in chain:
        kept = step.params.get("n_components")
        if isinstance(kept, int):
            found = kept
    return float(found)


def _clusters(facts: Mapping[str, Any]) -> int:
    """As many clusters as there are identities, where those are few; else eight."""
    columns = {column["name"]: column for column in facts["columns"]}
    names = columns.get(facts["identity"] or "", {}).get("n_names", 0)
    return int(names) if 2 <= names <= MOST_CLUSTERS else min(8, facts["n_samples"])
