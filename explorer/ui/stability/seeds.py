"""The same recipe with other seeds: how far the groupings agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from explorer import plan
from explorer.comparison.result import Agreements
from explorer.comparison.scores import SCORES
from explorer.ui.stability.checked import PAGE, Checked, when_wanted
from explorer.ui.state import Visit, number
from explorer.ui.words import as_markdown

FIRST, MOST = 4, 30


def seeds(visit: Visit, checked: Checked) -> None:
    """How many seeds; then how far every two agree."""
    recipe = checked.run.recipe
    if not plan.is_random(recipe, checked.refit):
        st.caption("Nothing is drawn at random in this recipe: with any seed it gives the same grouping.")
        return
    st.caption(f"Seeds changed: of {as_markdown(', '.join(plan.drawing(recipe, checked.refit)))}.")
    with st.columns(2)[0]:
        n_seeds = number(visit, PAGE, "seeds", "Other seeds", FIRST, low=1, high=MOST)
    asked = plan.seeds(recipe, n_seeds, checked.refit)
    found: Agreements | None = when_wanted(
        visit, asked, Agreements, f"Other seeds of {checked.run.name}", "Try other seeds"
    )
    if found is None:
        return
    values = found.values[0, list(SCORES).index("ari")]
    pairs = values[np.triu_indices(len(values), 1)]
    said = f"**{np.median(pairs):.2f}** median agreement"
    if len(pairs) > 1:
        said += f" ({pairs.min():.2f} to {pairs.max():.2f})"
    st.markdown(f"{said} of every two of {len(values)} seeds: {verdict(float(np.median(pairs)))}.")
    with st.expander("Every two seeds"):
        labels = ["its own", *(f"+{count + 1}" for count in range(n_seeds))]
        st.dataframe(pd.DataFrame(np.round(values, 3), columns=labels, index=labels), key="stability-seeds-table")
    st.caption(
        f"Adjusted Rand index of every two groupings, all {found.n_samples:,} rows, noise as one cluster: 1 is the "
        "same grouping, 0 what chance gives. All seeds of the recipe that matter are raised by 1, 2, …; all else stays"
        + ("." if checked.refit else ", and the map is given.")
    )


def verdict(agreement: float) -> str:
    """What the figure means for who wants to use the grouping."""
    if agreement >= 0.95:
        return "the seed hardly matters"
    if agreement >= 0.75:
        return "much of it stays, some of it is the seed's doing"
    return "which grouping you got was up to the seed"
