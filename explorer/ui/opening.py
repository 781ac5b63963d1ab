"""Opening a data set: the sample on a first visit, an upload, a file of the server; and the runs to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer import plan
from explorer.params import Params, build
from explorer.recipe import Recipe
from explorer.sources.locate import SAMPLE, locate
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset, RunKind, Upload, Workspace

FIRST_SAMPLE = "digits"
MANY_DIMENSIONS = 100  # HDBSCAN stalls above; everything else is slower for little
KEPT_DIMENSIONS = 50
MOST_PIXELS = 4096  # longer pixel vectors are made from smaller pictures to begin with
FEW_ROWS = 15
MOST_CLUSTERS = 200


def open_sample(visit: Visit, name: str = FIRST_SAMPLE) -> None:
    """Put a sample on screen."""
    open_path(visit, f"{SAMPLE}{name}")


def open_path(visit: Visit, name: str, **options: Any) -> None:
    """Put a sample, or a file of the server, on screen.

    Raises
    ------
    ExplorerError
        When there is no such file, it is too large, or of no format that can be read.
    """
    found, form = locate(name, Path.cwd())
    size = found.path.stat().st_size
    visit.services.settings.check("max_upload_bytes", size)
    fingerprint = visit.services.store.copy(found.path)
    recipe = plan.dataset(fingerprint, form, found.title, **options)
    visit.change(
        lambda workspace: workspace.with_dataset(recipe, found.title, name, size).with_choices("frame", refused=None)
    )


def open_upload(visit: Visit, upload: Upload, form: str) -> None:
    """Put a file that the visitor brought on screen."""
    title = Path(upload.name).stem
    recipe = plan.dataset(upload.fingerprint, form, title)
    visit.change(
        lambda workspace: workspace.with_dataset(recipe, title, upload.name, upload.size).with_choices(
            "frame", refused=None
        )
    )


def read_again(visit: Visit, dataset: OpenedDataset, **options: Any) -> None:
    """Read the same bytes with other options, in place of how they were read before."""
    params = {**dataset.recipe.params, **options}
    recipe = plan.dataset(params.pop("fingerprint"), params.pop("format"), params.pop("title"), **params)
    visit.change(
        lambda workspace: workspace.without_dataset(dataset.id).with_dataset(
            recipe, dataset.title, dataset.file_name, dataset.size
        )
    )


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
        n_features = height * width * (colours[0] if colours else 1)
        small = {"size": 32} if n_features > MOST_PIXELS else {}
        use = build(plan.USES["pixels"].params, small)
    preprocess: list[Params] = []
    if n_features > MANY_DIMENSIONS:
        kept = min(KEPT_DIMENSIONS, facts["n_samples"] - 1)
        preprocess = [build(plan.PREPROCESS["pca"].params, {"n_components": kept})] if kept else []
    return plan.features(data, use, preprocess)


def begin(visit: Visit, dataset: OpenedDataset, facts: Mapping[str, Any]) -> None:
    """Add the runs to begin with: a PCA, a UMAP, and two groupings of the first feature space."""
    space = first_features(dataset.recipe, facts)
    n_samples = facts["n_samples"]
    seed = {"random_state": 0}
    runs: list[tuple[str, RunKind, Recipe]] = []
    pca = build(plan.PROJECTIONS["pca"].params, seed)
    runs.append(("PCA", "projection", plan.projection(space, pca)))
    if n_samples >= FEW_ROWS:
        umap = build(plan.PROJECTIONS["umap"].params, {"n_neighbors": min(15, n_samples - 1), **seed})
        runs.append(("UMAP", "projection", plan.projection(space, umap)))
        k = _clusters(facts)
        kmeans = build(plan.CLUSTERINGS["kmeans"].params, {"n_clusters": k, **seed})
        runs.append((f"k-means {k}", "clustering", plan.clustering(space, kmeans)))
        hdbscan = build(
            plan.CLUSTERINGS["hdbscan"].params, {"min_cluster_size": max(5, n_samples // 100), "min_samples": 3}
        )
        runs.append(("HDBSCAN", "clustering", plan.clustering(space, hdbscan)))

    def add(workspace: Workspace) -> Workspace:
        for name, kind, recipe in runs:
            workspace = workspace.with_run(recipe, dataset.id, kind, name)
        return workspace

    visit.change(add)
    visit.choose("features", space=space.to_json())


def _clusters(facts: Mapping[str, Any]) -> int:
    """As many clusters as there are identities, where those are few; else eight."""
    columns = {column["name"]: column for column in facts["columns"]}
    names = columns.get(facts["identity"] or "", {}).get("n_names", 0)
    return int(names) if 2 <= names <= MOST_CLUSTERS else min(8, facts["n_samples"])
