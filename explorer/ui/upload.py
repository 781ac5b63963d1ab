"""The upload component: the browser streams a file to our own route; the page learns of it by its fingerprint."""

from __future__ import annotations

import streamlit as st

from explorer.serving.assets import asset_url
from explorer.ui.scatter import BOOTSTRAP
from explorer.ui.state import Visit
from explorer.workspace import Upload

ACCEPT = ".npy,.npz"

_upload = st.components.v2.component("explorer_upload", js=BOOTSTRAP, isolate_styles=False)


def upload(visit: Visit, key: str) -> Upload | None:
    """Show the drop zone; answers the file that has just arrived, once."""
    limit = visit.services.settings.max_upload_bytes
    result = _upload(
        key=key,
        data={
            "module": asset_url("upload", "index.js"),
            "url": "/x/upload",
            "token": visit.services.addresses.token(visit.visitor),
            "accept": ACCEPT,
            "limit_bytes": limit,
            "limit_text": f"{limit / 1e9:.0f} GB" if limit >= 1e9 else f"{limit / 1e6:.0f} MB",
            "prompt": "Drop a .npy or .npz file here",
        },
        on_uploaded_change=lambda: None,
    )
    if not result.uploaded:
        return None
    # What counts is what the route wrote down, not what the browser says.
    wanted = result.uploaded.get("fingerprint")
    return next((entry for entry in reversed(visit.workspace.uploads) if entry.fingerprint == wanted), None)
