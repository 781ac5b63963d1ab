"""Structure or luck: the grouping's figures before the band of those that the same recipe reaches without structure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explorer import plan
from explorer.comparison.stability.luck import DEVIATIONS, FEWEST, LEAST_GAP, MEASURES
from explorer.comparison.stability.result import Luck
from explorer.features.null import GAUSSIAN, PERMUTED
from explorer.figures import luck_bands
from explorer.ui.charts import chart, look
from explorer.ui.stability.checked import PAGE, Checked, when_wanted
from explorer.ui.stability.resampled import FIRST as RESAMPLES
from explorer.ui.state import Visit, number, select
from explorer.ui.words import as_markdown

FIRST, MOST = 10, 50
KINDS = {PERMUTED: "permuted along the PCA axes", GAUSSIAN: "one Gaussian of the same covariance"}
KEEPS = {
    PERMUTED: "Each axis keeps its own places, so two groups apart along one axis stay in it, and then nothing is "
    "above the band: hold such against the Gaussian.",
    GAUSSIAN: "Whatever isn't one Gaussian may rise above it, also a single lump of another shape.",
}
TITLES = ("silhouette", "stability of clusters", "agreement with resamples (ARI)", "agreement over seeds (ARI)")


def luck(visit: Visit, checked: Checked) -> None:
    """How many sets without structure, and of which kind; then the figures before their band."""
    left, right = st.columns(2)
    with left:
        n_null = number(visit, PAGE, "null", "Sets without structure", FIRST, low=FEWEST, high=MOST)
    with right:
        kind = select(visit, PAGE, "kind", "Made of the data", list(KINDS), PERMUTED, format_func=KINDS.get)
    n_resamples = int(visit.choice(PAGE, "resamples", RESAMPLES))
    recipe = plan.luck(checked.run.recipe, checked.n_samples, n_resamples, n_null, kind, checked.refit)
    found: Luck | None = when_wanted(
        visit, recipe, Luck, f"{checked.run.name} held against luck", "Hold it against luck"
    )
    if found is None:
        return
    titles = titles_of(plan.drawing(checked.run.recipe, checked.refit))
    st.markdown(f"**{verdict(found, tuple(map(as_markdown, titles)))}**")
    if not np.isfinite(found.observed).any():  # no clusters: nothing to draw
        return
    chart(luck_bands(found, titles, look()), "stability-luck")
    space = plan.judged_in(checked.run.recipe, checked.refit)
    where = plan.describe_space(space.inputs.get("projection", space))  # a map that is given is a space too
    st.caption(said_of(found, kind, as_markdown(where), checked.refit))


def titles_of(drawing: Sequence[str]) -> tuple[str, ...]:
    """What each measure is called; of agreement over seeds also whose, given the steps that draw anything."""
    first, last = ", ".join(drawing[:-1]), "".join(drawing[-1:])
    whose = f" of {first}{' and ' * bool(first)}{last}" if last else ""
    return (*TITLES[:-1], f"agreement over seeds{whose} (ARI)")


def verdict(found: Luck, titles: Sequence[str] = TITLES) -> str:
    """Structure, or nothing to tell from luck; and each measure against its band.

    What only comes again isn't called structure: any method may cut an even cloud the same way each time.
    """
    value, band = float(found.observed[0]), found.null[0]
    if np.isnan(value):
        return "With fewer than two clusters there is nothing to hold against luck."
    figures = f"silhouette {value:.2f}, and {np.nanmin(band):.2f} to {np.nanmax(band):.2f} without structure"
    if found.structured:
        said = f"Structure: more than luck gives ({figures})"
    elif found.above[0]:
        said = f"Not structure to rely on: the silhouette is above luck ({figures}), but the clusters don't come again"
    elif found.above[1:].any():
        said = f"Comes again more than by luck, but its clusters aren't set apart more than by luck ({figures})"
    else:
        return f"Can't be told from luck: {figures}."
    return f"{said}. {by_measure(found, titles)}"


def by_measure(found: Luck, titles: Sequence[str]) -> str:
    """Which figures are above what luck gives, and which aren't; those that are undefined are left out."""
    known = np.isfinite(found.observed)
    above, not_above = (
        ", ".join(title for title, shown in zip(titles, which, strict=True) if shown)
        for which in (known & found.above, known & ~found.above)
    )
    return f"Above luck: {above or 'none'}. Not above: {not_above or 'none'}."


def said_of(found: Luck, kind: str, space: str, refit: bool) -> str:
    """What was compared with what; `refit` tells whether all of it was made anew, or the map was given."""
    which = [MEASURES[number] for number in range(len(MEASURES)) if np.isfinite(found.observed[number])]
    made = f"rows, {KINDS[kind]}, went through the same pipeline, everything fitted anew"
    if not refit:
        made = f"places on the map, {KINDS[kind]}, were grouped by the same method, **given this map**"
    again = " and tried with a second seed" if "seeds" in which else ""
    return (
        f"{found.n_null} sets of as many {made}; each was resampled twice{again}. {KEEPS[kind]} Above "
        f"luck is what exceeds every set, and their mean by {DEVIATIONS:g} standard deviations and {LEAST_GAP}. "
        "Structure: the silhouette is above luck, and the clusters come again, at least as well as in these sets. "
        f"Silhouette: Euclidean, in {space}, -1 to 1, at most 2,000 rows, each row of noise counted as 0."
    )
