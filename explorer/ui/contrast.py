"""Pictures of groupings against each other: a component whose modules are beside those of the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

from explorer.serving.assets import asset_url
from explorer.ui.scatter import BOOTSTRAP

Kind = Literal["agreements", "overlap", "fates", "flows", "disputes"]

_contrast = st.components.v2.component("explorer_compare", js=BOOTSTRAP, isolate_styles=False)


def contrast(key: str, kind: Kind, **data: Any) -> Mapping[str, Any] | None:
    """Show a picture.

    Parameters
    ----------
    key : str
        Constant for one place on one page.
    kind : str
        Which picture; see ``components/scatter/compare.js``.
    **data
        What that picture is told.

    Returns
    -------
    mapping or None
        In the one script run after a click: ``what`` was clicked, and the rest as the picture's module says.
    """
    result = _contrast(
        key=key,
        data={"module": asset_url("scatter", "compare.js"), "kind": kind, **data},
        on_told_change=lambda: None,
    )
    told: Mapping[str, Any] | None = result.told
    return told
