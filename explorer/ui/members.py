"""The rows of clusters, selected: for the map, its gallery, and export."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explorer.clusterings.result import Clustering
from explorer.comparison.grouping import groups_of
from explorer.comparison.result import Identities
from explorer.store import Manifest
from explorer.ui import marks
from explorer.ui.agreement import IDENTITY, Grouping
from explorer.ui.state import Visit


def select_members(visit: Visit, data: Manifest, ends: Sequence[tuple[Grouping, int]]) -> None:
    """Select the rows in all of some groups, each given by its grouping and number; the page is drawn again."""
    inside = np.ones(data.values["n_samples"], dtype=bool)
    for grouping, group in ends:
        kind = Identities if grouping.id == IDENTITY else Clustering
        inside &= groups_of(visit.read(grouping.recipe, kind)).codes == group
    select_rows(visit, data, inside)


def select_rows(visit: Visit, data: Manifest, mask: np.ndarray) -> None:
    """Select rows, given as a mask, and say so; the page is drawn again."""
    count = marks.select(visit, data, mask)
    st.toast(f"{count:,} rows are selected: on the maps, in the gallery of the Map page, and for export.")
    st.rerun()
