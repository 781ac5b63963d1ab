"""The eigen-images of a data set as pictures, and an image rebuilt from as many of them as a slider says."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from explorer import plan
from explorer.dataset import Dataset
from explorer.features.result import Eigenimages, Rebuilt
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.progress import progress
from explorer.ui.state import Visit
from explorer.ui.strips import Column, Group, strips
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset

ERROR = "Root of the mean squared difference of a pixel, where black is 0 and white is 1; 0 is perfect."
SHARE = (
    "Of this image's squared difference from the mean image. 100 %: rebuilt whole; 0 %: no more than the mean. An "
    "image unlike the others needs many components."
)


def eigenimages(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """The page: an image rebuilt, then the eigen-images."""
    shape = data.values["image_shape"]
    if shape is None:
        st.info("There are no images in this data set, so there are no eigen-images of it.")
        return
    pixels = plan.pixel_space(dataset.recipe, panels.feature_space(visit, dataset, data), shape)
    recipe = plan.eigenimages(pixels, shape)
    manifest = visit.manifest(recipe)
    if manifest is None:
        progress(visit, [("Eigen-images", recipe)], "eigenimages")
        return
    found: Eigenimages = visit.read(recipe, Eigenimages)
    _rebuilt(visit, dataset, recipe, found)
    _worst(visit, data, manifest, found)
    _pictures(visit, manifest, found, pixels)
    progress(visit, [], "eigenimages-quiet")


def _pictures(visit: Visit, manifest: Manifest, found: Eigenimages, pixels: Recipe) -> None:
    st.markdown(f"#### The first {len(found.variance)} eigen-images")
    st.caption(
        f"PCA of the {as_markdown(plan.describe_space(pixels))}, over all rows; below each its share of the variance "
        f"of all images. To be read: {found.note}. Which of a component's two signs is light is arbitrary."
    )
    address = visit.thumbnails_at(manifest)
    names = ["mean", *(f"{number} · {share:.1%}" for number, share in enumerate(found.variance, 1))]
    st.html(
        '<div class="ee-eigen">'
        + "".join(_figure(f"{address}/{number}", name) for number, name in enumerate(names))
        + "</div>"
    )


def _worst(visit: Visit, data: Manifest, manifest: Manifest, found: Eigenimages) -> None:
    """The rows that the components rebuild worst: what is unlike the other images."""
    held = float(found.variance[: found.n_kept].sum(dtype=np.float64))
    text = (
        f"From the first {found.n_kept} components, which hold {held:.0%} of the variance of all images. What is "
        "rebuilt badly is unlike the others: stray pictures come first. The error falls from "
        f"{found.errors[found.worst[0]]:.3f} to {found.errors[found.worst[-1]]:.3f}."
    )
    rows = Column(manifest, "worst", 0, len(found.worst))
    strips(visit, data, "eigen-worst", [Group("worst", "Rebuilt worst", rows, text)])


def _rebuilt(visit: Visit, dataset: OpenedDataset, recipe: Recipe, found: Eigenimages) -> None:
    """The original beside what so many components give, and how far that is off."""
    st.markdown("#### An image from so many of them")
    most = len(found.variance)
    choice, slider = st.columns([1, 4], gap="large")
    with choice:
        position = _row(visit, dataset)
    with slider:
        count = st.slider("Components", 0, most, min(most, 10), key=f"eigen-count-{recipe.digest}")
    if position is None:
        return
    one = plan.rebuilt(recipe, position)
    manifest = visit.manifest(one)
    if manifest is None:
        progress(visit, [("The image rebuilt", one)], "rebuilt")
        return
    made: Rebuilt = visit.read(one, Rebuilt)
    address = visit.thumbnails_at(manifest)
    pictures, figures = st.columns([3, 2], gap="large", vertical_alignment="center")
    with pictures:
        shown = _figure(f"{address}/0", "original") + _figure(f"{address}/{count + 1}", f"from {count} components")
        st.html(f'<div class="ee-eigen ee-eigen-large">{shown}</div>')
    share = made.shares[count]
    with figures:
        st.metric("Error of a pixel", f"{made.errors[count]:.3f}", help=ERROR)
        st.metric("Share rebuilt of this image", "undefined" if math.isnan(share) else f"{share:.1%}", help=SHARE)
        total = float(found.variance[:count].sum(dtype=np.float64))
        held = f"The first {count} components hold the share of the variance of all images."
        st.metric("Share of the variance of all", f"{total:.1%}", help=held)


def _row(visit: Visit, dataset: OpenedDataset) -> int | None:
    """Position of the row that is chosen by its number; the one pinned on the map to begin with."""
    rows = np.asarray(visit.read(dataset.recipe, Dataset).rows)
    pinned = visit.choice("map", "pinned")
    start = int(rows[pinned]) if isinstance(pinned, int) and pinned < len(rows) else int(rows[0])
    key = f"eigen-row-{dataset.id}-{start}"
    number = int(st.number_input("Row", 0, int(rows[-1]), start, key=key, help="Its number in the file."))
    position = int(np.searchsorted(rows, number))
    if rows[position] != number:
        st.error(f"Row {number:,} was left out when the data was read: choose another one.")
        return None
    return position


def _figure(address: str, caption: str) -> str:
    return f'<figure><img src="{address}" alt="{caption}" loading="lazy"><figcaption>{caption}</figcaption></figure>'
