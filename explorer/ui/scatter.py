"""The scatter map: its JavaScript is served under its digest and imported by the few lines here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from explorer.serving.assets import asset_url

# Streamlit sends inline code again on every rerun, so it is only this; the module stays in the browser's cache.
BOOTSTRAP = """
export default function (component) {
  let end = null, gone = false;
  // Streamlit runs this from a blob: a path alone would have nothing to start from.
  import(new URL(component.data.module, window.location.origin).href).then((module) => {
    if (gone) return;
    end = module.default(component);
  });
  return () => { gone = true; end?.(); };
}
"""

_scatter = st.components.v2.component("explorer_scatter", js=BOOTSTRAP, isolate_styles=False)
_prepare = st.components.v2.component("explorer_prepare", js=BOOTSTRAP, isolate_styles=False)


def prepare() -> None:
    """Have the browser load what draws maps, in the time that the first one takes to compute. Shows nothing."""
    _prepare(
        key="prepare-map",
        data={"module": asset_url("scatter", "prepare.js"), "plotly": asset_url("plotly", "plotly.min.js")},
        height=1,
    )


def scatter(
    key: str, *, height: int = 640, spotted: Callable[[list[float]], None] | None = None, **data: Any
) -> Mapping[str, Any] | None:
    """Show a map.

    Parameters
    ----------
    key : str
        Constant for one place on one page: camera and zoom stay as long as it does.
    height : int
        CSS pixels.
    spotted : callable, optional
        Told the place, in the map's units, when an empty one of a flat map was clicked.
    **data
        ``n``, ``view``, ``fields``, ``colour``, ``rows``, ``thumbs``, ``link``, ``pinned``, ``status``, ``panel``, …:
        see ``components/scatter/index.js``.

    Returns
    -------
    mapping or None
        In the one script run after a person named their selection: the ``name``, and the ``stamp`` of that selection.
        What else they did (pin, select, highlight) is `explorer.ui.state.component_state` of the key.
    """
    result = _scatter(
        key=key,
        data={
            "module": asset_url("scatter", "index.js"),
            "plotly": asset_url("plotly", "plotly.min.js"),
            "height": height,
            "spots": spotted is not None,
            **data,
        },
        default={"pinned": data.get("pinned"), "selection": None, "look": None},
        on_pinned_change=lambda: None,
        on_selection_change=lambda: None,
        on_look_change=lambda: None,
        on_tag_change=lambda: None,
        on_spot_change=lambda: None,
    )
    if result.spot and spotted is not None:
        spotted([float(value) for value in result.spot])
    asked: Mapping[str, Any] | None = result.tag
    return asked
