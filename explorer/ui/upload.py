"""The upload component: the browser streams a file, or several that belong together, to our own routes.

The page learns of it by its fingerprint.
"""

from __future__ import annotations

import streamlit as st

from explorer.serving import folders, uploads
from explorer.serving.assets import asset_url
from explorer.settings import Settings
from explorer.sources import pack
from explorer.sources.detect import DRAWINGS, ENDINGS, IS_DRAWING, IS_PICKLE, PICKLES
from explorer.ui.scatter import BOOTSTRAP
from explorer.ui.state import Visit
from explorer.workspace import Upload

_upload = st.components.v2.component("explorer_upload", js=BOOTSTRAP, isolate_styles=False)


def upload(visit: Visit, key: str) -> Upload | None:
    """Show the drop zone; answers the file, or the folder as a zip, that has just arrived, once."""
    result = _upload(
        key=key,
        data={
            "module": asset_url("upload", "index.js"),
            "zone": key,
            "token": visit.services.addresses.token(visit.visitor),
            **offer(visit.services.settings),
        },
        on_uploaded_change=lambda: None,
    )
    if not result.uploaded:
        return None
    # What counts is what the route wrote down, not what the browser says.
    wanted = result.uploaded.get("fingerprint")
    return next((entry for entry in reversed(visit.workspace.uploads) if entry.fingerprint == wanted), None)


def offer(settings: Settings) -> dict[str, object]:
    """What can be brought and where it is posted to, as the component is told."""
    limit = settings.max_upload_bytes
    return {
        "url": uploads.URL,
        "accept": ",".join(ENDINGS),
        "together": ",".join(pack.NAMED_ENDINGS),
        "never": [
            {"accept": ",".join(PICKLES), "words": f"It {IS_PICKLE}"},
            {"accept": ",".join(DRAWINGS), "words": f"It {IS_DRAWING}"},
        ],
        "folder": {
            "url": folders.URL,
            "accept": ",".join(pack.ENDINGS),
            "beside": ",".join(pack.TABLE_ENDINGS),
            "archive": pack.ARCHIVE,
            "words": pack.IN_WORDS,
            "most": settings.max_images,
        },
        "limit_bytes": limit,
        "limit_text": f"{limit / 1e9:.0f} GB" if limit >= 1e9 else f"{limit / 1e6:.0f} MB",
        "prompt": "Drop a file of vectors, a folder or .zip of images, or files that belong together",
    }
