"""A visitor's workspace: data sets, runs, choices, tags and uploads; what they find again when they come back."""

from __future__ import annotations

from explorer.workspace.entries import Edits, OpenedDataset, Run, RunKind, Tag, Upload
from explorer.workspace.names import ID_LENGTH, NAME_LENGTH, RESERVED, checked_name, short_id, slug
from explorer.workspace.workspace import Workspace

__all__ = [
    "ID_LENGTH",
    "NAME_LENGTH",
    "RESERVED",
    "Edits",
    "OpenedDataset",
    "Run",
    "RunKind",
    "Tag",
    "Upload",
    "Workspace",
    "checked_name",
    "short_id",
    "slug",
]
