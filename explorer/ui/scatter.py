"""The scatter map: its JavaScript is served under its digest and imported by the few lines here."""

from __future__ import annotations

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


def scatter(key: str, *, height: int = 640, **data: Any) -> int | None:
    """Show a map.

    Parameters
    ----------
    key : str
        Constant for one place on one page: camera and zoom stay as long as it does.
    height : int
        CSS pixels.
    **data
        ``n``, ``view``, ``fields``, ``colour``, ``rows``, ``thumbs``, ``link``, ``pinned``, ``status``: see
        ``components/scatter/index.js``.

    Returns
    -------
    int or None
        The position of the pinned row.
    """
    result = _scatter(
        key=key,
        data={
            "module": asset_url("scatter", "index.js"),
            "plotly": asset_url("plotly", "plotly.min.js"),
            "height": height,
            **data,
        },
        default={"pinned": data.get("pinned")},
        on_pinned_change=lambda: None,
    )
    pinned = result.pinned
    return int(pinned) if pinned is not None else None
