"""What the scatter component is told: addresses of columns, read off manifests. Nothing large passes through here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explorer import plan
from explorer.comparison.colours import Palette
from explorer.features.thumbnails import LONGEST_SIDE, batch_size
from explorer.pipeline import STEPS
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.state import Visit
from explorer.workspace import Run

Field = dict[str, Any]

OUTLIER_SCORE = "outlier score"  # id of its field


def dataset_fields(visit: Visit, data: Manifest) -> list[Field]:
    """The data set's columns, the identity first."""
    facts = data.values
    found = [_column(visit, data, column, facts["identity"]) for column in facts["columns"]]
    return sorted(found, key=lambda field: field["role"] != "identity")


def clustering_fields(visit: Visit, runs: Sequence[Run]) -> list[Field]:
    """A field for each grouping that is ready."""
    found = []
    for run in runs:
        manifest = visit.manifest(run.recipe)
        if manifest is not None:
            found.append(
                {
                    "id": run.id,
                    "name": run.name,
                    "role": "clustering",
                    "kind": "category",
                    **_codes(visit, manifest, "codes"),
                    "names": visit.texts_at(manifest.address("names")),
                    "grey": 0 if manifest.values["n_noise"] else None,
                }
            )
    return found


def tag_fields(visit: Visit, dataset: str) -> list[Field]:
    """A field for each tag of a data set."""
    return [
        {
            "id": f"tag {tag.name}",
            "name": tag.name,
            "role": "column",
            "kind": "category",
            "codes": visit.bytes_at(tag.fingerprint),
            "dtype": "u1",
            "names": visit.texts_at(tag.names),
            "grey": 0,
        }
        for tag in visit.workspace.tags_of(dataset)
    ]


def outlier_fields(visit: Visit) -> list[Field]:
    """How far out rows lie, as a number, once that was computed on the Outliers page."""
    kept = visit.choice("outliers", "recipe")
    manifest = visit.manifest(Recipe.from_json(kept)) if kept else None
    if manifest is None:
        return []
    return [result_field(visit, manifest, "score", OUTLIER_SCORE, "outlier score")]


def palette(visit: Visit, data: Manifest) -> list[str] | None:
    """The colours of identities by code that were chosen on the Palette page; None: the map's own."""
    seed = visit.choice("palette", "seed", 0)
    if not seed or visit.dataset is None or data.values["identity"] is None:
        return None
    recipe = plan.palette(visit.dataset.recipe, seed)
    return list(visit.read(recipe, Palette).colours) if visit.manifest(recipe) is not None else None


def result_field(visit: Visit, manifest: Manifest, array: str, id: str, name: str) -> Field:  # noqa: A002
    """A field for an array of float32, a number a row, of any result."""
    values = visit.bytes_at(manifest.address(array))
    return {"id": id, "name": name, "role": "column", "kind": "number", "values": values, "dtype": "f4"}


def column_id(name: str) -> str:
    """The id of a column's field; those of groupings are their runs'."""
    return f"column {name}"


def view(visit: Visit, run: Run, manifest: Manifest) -> dict[str, Any]:
    """Where a map's coordinates are, and what to write beside them."""
    titles = manifest.values["titles"]
    axes = [visit.bytes_at(manifest.address(f"axis {number}")) for number in range(len(titles))]
    return {"id": run.recipe.digest, "dims": len(titles), "axes": axes, "titles": titles, "caption": _caption(run)}


def growing(visit: Visit, run: Run) -> dict[str, Any] | None:
    """Where to ask how far a map has come that is being laid out, and what to write beside it; None: it doesn't say."""
    step = STEPS[run.recipe.step]
    if not step.shows or run.recipe.params.get("engine") == "umap-learn":
        return None
    titles = [f"{step.title} {axis + 1}" for axis in range(run.recipe.params["n_components"])]
    return {
        "id": run.recipe.digest,
        "name": run.name,
        "dims": len(titles),
        "frames": visit.frames_at(run.recipe),
        "titles": titles,
        "caption": _caption(run),
    }


def _caption(run: Run) -> str:
    return f"{plan.describe_fully(run.recipe)} · from {plan.describe_space(plan.space_of(run.recipe))}"


def rows(visit: Visit, data: Manifest) -> str | None:
    """Where the row numbers are, if they differ from positions."""
    return visit.bytes_at(data.address("rows")) if data.values["renumbered"] else None


def thumbnails(visit: Visit, data: Manifest) -> dict[str, Any] | None:
    """Where the small pictures are, batch by batch; asks for those that aren't there yet.

    Returns
    -------
    dict or None
        ``batches`` has an address to which a picture's place in its batch is added; ``packs`` has the addresses of the
        whole batch: of its pictures end to end, and of where each begins; ``failed`` numbers the batches that could not
        be made. None: the rows have no images.
    """
    if data.values["image_shape"] is None:
        return None
    size = batch_size(data.values.get("image_pixels"))
    batches: list[str | None] = []
    packs: list[list[str] | None] = []
    failed: list[int] = []
    for number, recipe in enumerate(plan.thumbnails(data.recipe, data.values["n_samples"], size)):
        manifest = visit.manifest(recipe)
        if manifest is None and visit.ask(recipe).state == "failed":
            failed.append(number)
        batches.append(visit.thumbnails_at(manifest) if manifest is not None else None)
        packs.append([visit.bytes_at(manifest.address(name)) for name in ("pack", "offsets")] if manifest else None)
    return {"size": size, "batches": batches, "packs": packs, "failed": failed}


def originals(visit: Visit, data: Manifest, pinned: int | None) -> dict[str, Any] | None:
    """Where the pictures are in full size.

    Parameters
    ----------
    visit : Visit
    data : Manifest
    pinned : int or None
        Position of the pinned row. Of pictures that came as arrays of pixels, only this one's is made.

    Returns
    -------
    dict or None
        ``base`` is an address to which ``/`` and a row's position are added: the pictures' files as they were brought.
        ``urls`` has addresses by position. None: the small pictures are all there is, or there are none.
    """
    if "image pack" in data.body["arrays"]:
        return {"base": visit.originals_at(data)}
    shape = data.values["image_shape"]
    if shape is None or pinned is None or pinned >= data.values["n_samples"] or max(shape[:2]) <= LONGEST_SIDE:
        return None
    recipe = plan.picture(data.recipe, pinned)
    manifest = visit.manifest(recipe)
    if manifest is None:
        visit.ask(recipe)
        return None
    return {"urls": {str(pinned): f"{visit.thumbnails_at(manifest)}/0"}}


def _column(visit: Visit, data: Manifest, column: Mapping[str, Any], identity: str | None) -> Field:
    name = column["name"]
    field: Field = {
        "id": column_id(name),
        "name": name,
        "role": "identity" if name == identity else "column",
        "kind": column["kind"],
    }
    if column["kind"] == "number":
        return {**field, "values": visit.bytes_at(data.address(f"column {name}")), "dtype": "f4"}
    return {
        **field,
        **_codes(visit, data, f"column {name}"),
        "names": visit.texts_at(data.address(f"names {name}")),
        "grey": column["missing"],
    }


def _codes(visit: Visit, manifest: Manifest, name: str) -> Field:
    dtype = np.dtype(manifest.body["arrays"][name]["dtype"])
    return {"codes": visit.bytes_at(manifest.address(name)), "dtype": f"u{dtype.itemsize}"}
