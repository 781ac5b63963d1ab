"""Which to use: what speaks for each grouping, and which of them no other is better than in everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from explorer import plan
from explorer.comparison.choosing.front import (
    AGREEMENT,
    COVERAGE,
    QUALITY,
    STABILITY,
    front,
    is_weak,
    ranked,
    speaks_for,
)
from explorer.comparison.choosing.result import Verdicts
from explorer.figures import Criterion, dots
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui import panels
from explorer.ui.charts import chart, look
from explorer.ui.places import place
from explorer.ui.progress import ready, said_why_none
from explorer.ui.runs import show
from explorer.ui.stability.resampled import latest_given, latest_manifest
from explorer.ui.state import Visit, pressed
from explorer.ui.words import as_markdown
from explorer.workspace import OpenedDataset, Run

FEWEST = 2
LEAST_CLUSTERS = 2
STABLE_VALUES = ("stability", "least", "n_stable", "median_ari")
RESAMPLES = "resamples"


@dataclass(frozen=True)
class Judged:
    """The groupings in the order of their figures.

    Attributes
    ----------
    runs : tuple of Run
    values : ndarray of shape (n_runs, 4)
        As `explorer.comparison.choosing.front` counts criteria; NaN where undefined or not measured.
    competes : ndarray of shape (n_runs,), bool
        Those that part the rows at all.
    truth : ndarray of shape (4,), or None
        The same of the identities.
    stable : tuple of mapping
        What was measured of the stability of each, and in how many resamples; empty where nothing was.
    """

    runs: tuple[Run, ...]
    values: np.ndarray
    competes: np.ndarray
    truth: np.ndarray | None
    stable: tuple[Mapping[str, float], ...]

    @property
    def unmeasured(self) -> list[str]:
        """Names of those that compete, whose stability could be measured and wasn't."""
        each = zip(self.runs, self.stable, self.competes, strict=True)
        return [run.name for run, part, running in each if running and not part and plan.can_resample(run.recipe)]

    @property
    def resamples(self) -> list[str]:
        """In how many resamples the stability of each was measured; nothing where it was as many for all."""
        often = [part.get(RESAMPLES) for part in self.stable]
        if len({number for number in often if number is not None}) < 2:
            return []
        return ["" if number is None else f"B = {number:.0f}" for number in often]

    @property
    def compared(self) -> np.ndarray:
        """`values` as they are held against each other: none is lifted because it alone was looked at."""
        compared = self.values.copy()
        if self.unmeasured:
            compared[:, STABILITY] = np.nan
        return compared

    def sorted(self) -> tuple[Judged, np.ndarray]:
        """In the order of `ranked`; and which are on the Pareto front."""
        best, order = front(self.compared, self.competes), ranked(self.compared, self.competes)
        again = Judged(
            tuple(self.runs[place] for place in order),
            self.values[order],
            self.competes[order],
            self.truth,
            tuple(self.stable[place] for place in order),
        )
        return again, best[order]


def which(visit: Visit, dataset: OpenedDataset, data: Manifest) -> None:
    """What speaks for each grouping, in a sentence for those worth considering, in a picture, and as figures."""
    n_samples = int(data.values["n_samples"])
    runs = visit.workspace.runs_of(dataset.id, "clustering")
    there = [run for run in runs if visit.manifest(run.recipe) is not None]
    voters = [run for run in there if not plan.is_consensus(run.recipe)]
    if len(voters) < FEWEST or n_samples < plan.FEWEST_ROWS:
        st.info("Two groupings are needed to choose from: make another one on the **Clusters** page.")
        return
    space = panels.feature_space(visit, dataset, data)
    truth = plan.identities(dataset.recipe) if data.values["identity"] is not None else None
    recipe = plan.verdicts(space, [run.recipe for run in there], n_samples, truth)
    if said_why_none(visit, recipe, "They couldn't be judged.", "Judge again"):
        return
    found: Verdicts | None = ready(visit, "Which to use", recipe, Verdicts)
    if found is None:
        st.caption("The groupings are being judged.")
        return
    judged, best = _judged(visit, there, recipe, found).sorted()
    _best(visit, judged, best)
    _picture(judged, best, str(data.values["identity"]))
    _unmeasured(judged)
    with st.expander("All figures"):
        _table(judged, best)
    measured = zip(judged.runs, judged.stable, strict=True)
    _explain(found, recipe, [run.name for run, part in measured if part and latest_given(visit, run)])


def _judged(visit: Visit, ready: Sequence[Run], recipe: Recipe, found: Verdicts) -> Judged:
    """The figures by run, with what the Stability page has measured."""
    line = {part: number for number, part in enumerate(plan.judged(recipe))}
    places = [line[run.recipe] for run in ready]
    stable = tuple(_stability(visit, run, found.n_samples) for run in ready)
    figures = np.stack([found.quality, found.coverage, np.full(len(line), np.nan), found.agreement], axis=1)
    values = figures[places]
    values[:, STABILITY] = [part.get("stability", np.nan) for part in stable]
    manifests = [visit.manifest(run.recipe) for run in ready]
    parted = [len(part.values["sizes"]) >= LEAST_CLUSTERS if part else False for part in manifests]
    truth = next((figures[number] for part, number in line.items() if part.step == "comparison.identities"), None)
    return Judged(tuple(ready), values, np.array(parted), truth, stable)


def _stability(visit: Visit, run: Run, n_samples: int) -> Mapping[str, float]:
    manifest = latest_manifest(visit, run, n_samples)
    if manifest is None or manifest.values["stability"] is None:
        return {}
    measured = {name: float(manifest.values[name]) for name in STABLE_VALUES}
    return {**measured, RESAMPLES: float(len(manifest.recipe.inputs) - 1)}  # and the grouping


def _best(visit: Visit, judged: Judged, best: np.ndarray) -> None:
    """A sentence for each grouping on the front."""
    if not best.any():
        st.info("None of them parts the rows: each is one cluster or all noise.")
        return
    n = int(best.sum())
    st.markdown(
        f"**{n} of {len(best)}** {'is' if n == 1 else 'are'} worth considering: no other grouping is at least as good "
        "in everything and better in something." + " Which of them to take depends on what you need." * (n > 1)
    )
    competing = judged.compared[judged.competes]
    if is_weak(competing):
        st.warning(
            "**The best of these is not good.** No silhouette is above 0.25 (no substantial structure, Kaufman & "
            f"Rousseeuw 1990), and {_alone(competing)}. *Structure or luck* on the Stability page tells whether there "
            "is anything to find; other features may show more."
        )
    resamples = judged.resamples or [""] * len(best)
    for number in np.flatnonzero(best):
        run = judged.runs[number]
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            seen = " Its map has seen the names." if plan.has_seen_names(run.recipe) else ""
            often = f" Stability: {resamples[number]}." if resamples[number] else ""
            said = f"{speaks_for(judged.values[number], competing)}{often}{seen}"
            st.markdown(f":material/diamond: **{as_markdown(run.name)}**  \n{said}")
            if pressed("On the map", key=f"which-{run.id}"):
                show(visit, run)


def _alone(competing: np.ndarray) -> str:
    """Why agreement doesn't speak for any of them."""
    if np.isfinite(competing[:, AGREEMENT]).any():
        return "none agrees with the others by an ARI of 0.3"
    return "there are no others, near-copies left out, that agree on anything to hold them against"


def _picture(judged: Judged, best: np.ndarray, identity: str) -> None:
    truth = judged.truth if judged.truth is not None else np.full(4, np.nan)
    quality = judged.values[:, QUALITY]
    top = float(np.nanmax(quality)) if np.isfinite(quality).any() else 1.0
    criteria = [
        Criterion("silhouette", quality, "undefined", 0.0, max(top, 0.1), float(truth[QUALITY])),
        Criterion("coverage", judged.values[:, COVERAGE], "undefined", 0.0, 1.0, float(truth[COVERAGE])),
        Criterion("stability", judged.values[:, STABILITY], "not measured", 0.0, 1.0, notes=judged.resamples),
        Criterion(
            "the others' consensus", judged.values[:, AGREEMENT], "undefined", 0.0, 1.0, float(truth[AGREEMENT])
        ),
    ]
    chart(dots([run.name for run in judged.runs], criteria, best, f"the identities, {identity}", look()), "which-dots")


def _unmeasured(judged: Judged) -> None:
    """Whose stability is not measured, or with fewer resamples than that of others; and where it can be."""
    if judged.resamples:
        st.caption(
            "The stabilities are from different numbers of resamples (B, under each): the fewer, the rougher. Measure "
            "each with as many on the Stability page to hold them against each other."
        )
    names = judged.unmeasured
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"Stability not measured of {', '.join(map(as_markdown, names))}: that takes a while, so it is asked for "
            "there. Until all have it, it is shown and not compared."
        )
        st.page_link(place("stability"))


def _table(judged: Judged, best: np.ndarray) -> None:
    table = pd.DataFrame(
        {
            "grouping": [run.name for run in judged.runs],
            "on the front": best,
            "silhouette": judged.values[:, QUALITY],
            "coverage": judged.values[:, COVERAGE],
            "stability": judged.values[:, STABILITY],
            "resamples": [part.get(RESAMPLES, np.nan) for part in judged.stable],
            "least stable cluster": [part.get("least", np.nan) for part in judged.stable],
            "stable clusters": [part.get("n_stable", np.nan) for part in judged.stable],
            "ARI with resamples": [part.get("median_ari", np.nan) for part in judged.stable],
            "ARI with the others' consensus": judged.values[:, AGREEMENT],
        }
    )
    two = ["silhouette", "coverage", "stability", "least stable cluster", "ARI with resamples"]
    shown = {name: st.column_config.NumberColumn(format="%.3f") for name in [*two, "ARI with the others' consensus"]}
    st.dataframe(table, hide_index=True, width="stretch", column_config=shown)


def _explain(found: Verdicts, recipe: Recipe, given: Sequence[str]) -> None:
    """What each figure is; `given` are those whose stability was measured on their map as it is."""
    space = as_markdown(plan.describe_space(recipe.inputs["features"]))
    looked = f"all {found.n_samples:,} rows"
    if found.n_judged < found.n_samples:
        looked = f"{found.n_judged:,} of {found.n_samples:,} rows (seed {recipe.params['random_state']})"
    on_map = f" (given its map, which wasn't made anew: {', '.join(map(as_markdown, given))})" if given else ""
    st.caption(
        f"**Silhouette** (Rousseeuw 1987): -1 to 1, Euclidean, of all groupings in {space}, wherever each was found; "
        f"from {looked}, rows that are noise left out. It favours round clusters, and those found in this space. "
        "**Coverage**: the share of rows that aren't noise. **Stability**: mean best Jaccard overlap of the clusters "
        f"in resamples, 0 to 1, as measured last on the Stability page{on_map}. **The others' consensus**: adjusted "
        "Rand index with the consensus of the other groupings; near-copies (mean ARI of 0.9 or more) are left out with "
        "it, so that they don't speak for each other; noise is one cluster. A consensus has none: it is made of the "
        "others."
    )
    st.caption(
        "Compared as shown, to two digits. What is undefined or not measured speaks neither for nor against a "
        "grouping, and never puts another one down. **Order**: first what the fewest others are as good as in "
        "everything and better than in something; of these, first what never comes far behind: by its worst place "
        "among all in any one of the figures, then by the mean of its places, by coverage, and by silhouette. It is an "
        "order to read them in, and no score."
    )
