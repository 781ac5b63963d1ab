"""Each cluster of a grouping, and how well it comes again in resamples: bars, a map, a table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from explorer import plan
from explorer.clusterings.result import Clustering
from explorer.comparison.stability.result import DISSOLVED, HIGHLY_STABLE, STABLE, Stability
from explorer.figures import stability_bars
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import fields, marks, panels
from explorer.ui.charts import chart, look
from explorer.ui.places import place
from explorer.ui.stability.checked import PAGE, Checked, when_wanted
from explorer.ui.state import Visit, number, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import Run

FIRST, MOST = 20, 200
HEIGHT = 360


def resampled(visit: Visit, data: Manifest, checked: Checked) -> None:
    """How many resamples; then each cluster with its figure."""
    with st.columns(2)[0]:
        n_resamples = number(
            visit, PAGE, "resamples", "Resamples", FIRST, low=1, high=MOST,
            help="How often 80 % of the rows are drawn and grouped anew. 20 tell stable from not; 100 give two digits.",
        )  # fmt: skip
    run = checked.run
    recipe = plan.stability(run.recipe, checked.n_samples, n_resamples, checked.refit)
    found: Stability | None = when_wanted(visit, recipe, Stability, f"Resamples of {run.name}", "Draw rows and group")
    if found is None:
        return
    visit.choose(PAGE, latest={**visit.choice(PAGE, "latest", {}), run.id: [n_resamples, checked.refit]})
    st.markdown(f"**{headline(found)}**")
    names = visit.read(run.recipe, Clustering).named
    if len(found.sizes):
        left, right = st.columns([3, 2], gap="large")
        with left:
            picked = _bars(visit, run, found, names)
        with right:
            _map(visit, data, recipe)
        if picked is not None:
            _picked(visit, run, found, names, picked)
        _table(found, names)
    st.caption(measured(found, checked))


def latest(visit: Visit, run: Run, n_samples: int) -> Stability | None:
    """The stability of a run's clusters as it was looked at last; None where nobody has."""
    manifest = latest_manifest(visit, run, n_samples)
    return visit.read(manifest.recipe, Stability) if manifest is not None else None


def latest_manifest(visit: Visit, run: Run, n_samples: int) -> Manifest | None:
    """The same without its arrays: what it says of the run as a whole."""
    known = visit.choice(PAGE, "latest", {}).get(run.id)
    if known is None or not plan.can_resample(run.recipe):
        return None
    return visit.manifest(plan.stability(run.recipe, n_samples, int(known[0]), bool(known[1])))


def latest_given(visit: Visit, run: Run) -> bool:
    """Whether it was looked at last with the map given that the run was found on: then the map's part isn't in it."""
    known = visit.choice(PAGE, "latest", {}).get(run.id)
    return known is not None and not known[1]


def headline(found: Stability) -> str:
    """What came of it, in a sentence."""
    n_clusters = len(found.sizes)
    if not n_clusters:
        return "Every row is noise, so there is no cluster that could come again."
    if found.stability is None:
        return "No row of any cluster was drawn: ask for more resamples."
    if n_clusters == 1 and not found.n_noise:
        return "All rows are one cluster, which always comes again: that says nothing."
    known = found.mean[np.isfinite(found.mean)]
    highly, lost = int(np.count_nonzero(known >= HIGHLY_STABLE)), int(np.count_nonzero(known <= DISSOLVED))
    said = f"{found.n_stable:,} of {n_clusters:,} cluster{'s' * (n_clusters != 1)} stable"
    said += f", {highly:,} of them highly" if found.n_stable else ""
    if lost:
        said += f"; {lost:,} dissolve{'s' * (lost == 1)}"
    return f"{said}. Over all {found.stability:.2f}."


def measured(found: Stability, checked: Checked) -> str:
    """What the figures are, what they were read from, and what was fitted anew."""
    fitted = as_markdown(", ".join(plan.refitted(checked.run.recipe, checked.n_samples, checked.refit)))
    seeds = f"seeds 0 to {found.n_resamples - 1}" if found.n_resamples > 1 else "seed 0"
    given = "" if checked.refit or not plan.on_map(plan.space_of(checked.run.recipe)) else " **given this map**"
    return (
        f"{found.n_resamples} resample{'s' * (found.n_resamples != 1)} of {found.n_drawn:,} of {found.n_samples:,} "
        f"rows, drawn without putting back ({seeds}). Fitted anew on each{given}: {fitted}. A cluster's figure is its "
        "best Jaccard overlap with a cluster of the resample, on the rows drawn, mean over the resamples (Hennig "
        f"2007): 0 to 1, at most {DISSOLVED} dissolved, from {STABLE} stable, from {HIGHLY_STABLE} highly stable. "
        "Noise is no cluster. Over all: the mean of the clusters, each by its rows. Adjusted Rand index with the "
        f"grouping, median over the resamples: {found.median_ari:.2f} (noise as one cluster)."
    )


def _bars(visit: Visit, run: Run, found: Stability, names: tuple[str, ...]) -> int | None:
    """The bars; answers the cluster whose bar was clicked last."""

    def picked(cluster: int) -> None:
        visit.choose(PAGE, picked=[run.id, cluster])

    chart(stability_bars(found, names, look()), f"stability-bars-{run.id}", picked)
    of, cluster = visit.choice(PAGE, "picked", ["", 0])
    return int(cluster) if of == run.id and cluster < len(found.sizes) else None


def _picked(visit: Visit, run: Run, found: Stability, names: tuple[str, ...], cluster: int) -> None:
    said, button = st.columns([4, 1], vertical_alignment="center")
    name = f"Cluster {names[cluster]}" if names[cluster].isdecimal() else as_markdown(names[cluster])
    said.markdown(f"**{name}** · {found.sizes[cluster]:,} rows · {of_cluster(found, cluster)}")
    if pressed("Look inside", key="stability-inside", width="stretch", within=button):
        visit.choose("inside", grouping=run.id, open=[run.recipe.digest, cluster])
        st.switch_page(place("inside"))


def of_cluster(found: Stability, cluster: int) -> str:
    """What came of one cluster."""
    overlaps = found.jaccard[:, cluster]
    overlaps = overlaps[np.isfinite(overlaps)]
    if not len(overlaps):
        return "none of its rows was drawn: ask for more resamples"
    return (
        f"stability **{found.mean[cluster]:.2f}** ({overlaps.min():.2f} to {overlaps.max():.2f}) · dissolved in "
        f"{found.dissolved[cluster]}, found again in {found.recovered[cluster]} of {found.n_resamples} resamples"
    )


def _map(visit: Visit, data: Manifest, recipe: Recipe) -> None:
    """The map, each row in the colour of how stable its cluster is."""
    assert visit.dataset is not None
    shown, manifest = panels.shown_map(visit, visit.dataset), visit.manifest(recipe)
    if shown is None or manifest is None:
        panels.no_map_yet(visit, visit.dataset)
        return
    field = fields.result_field(visit, manifest, "rows", "stability", "Stability of its cluster")
    panels.draw_map(
        visit, data, shown, "stability-map", field["id"], more_fields=[field], height=HEIGHT, **marks.told(visit)
    )


def _table(found: Stability, names: tuple[str, ...]) -> None:
    with st.expander("All clusters as a table"):
        columns = {
            "cluster": list(names),
            "rows": found.sizes,
            "stability": np.round(found.mean, 3),
            "dissolved in": found.dissolved,
            "found again in": found.recovered,
        }
        st.dataframe(pd.DataFrame(columns), hide_index=True, key="stability-table")
