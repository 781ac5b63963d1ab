"""Bytes on disk -> `Dataset`: one file a format, and what they share.

Adding a format: one module with ``read_FORMAT(path, limits) -> Records``, one line in `read.FORMATS` (or, for one that
is read in blocks, in `read.STREAMED`; for a folder of files, in `read.FOLDERS`), one in `detect`, one test file. What
is made or fetched is a line in `orders` in place of the one in `detect`.
"""

from __future__ import annotations

from explorer.dataset import Dataset
from explorer.recipe import Step
from explorer.sources.detect import SAMPLES, Sample, detect
from explorer.sources.filtered import FilteredParams
from explorer.sources.options import ReadOptions
from explorer.sources.preview import Preview, PreviewParams
from explorer.sources.read import ReadParams

STEPS: tuple[Step, ...] = (
    Step("sources.read", "Read a file", ReadParams, "explorer.sources.read:read", Dataset, version=2, parses=True),
    Step(
        "sources.preview",
        "Look at a file",
        PreviewParams,
        "explorer.sources.glance:glance",
        Preview,
        version=3,
        parses=True,
    ),
    Step(
        "sources.filtered",
        "Keep rows",
        FilteredParams,
        "explorer.sources.filtered:keep",
        Dataset,
        inputs=("dataset",),
        uses_blobs=True,
    ),
)

__all__ = [
    "SAMPLES",
    "STEPS",
    "FilteredParams",
    "Preview",
    "PreviewParams",
    "ReadOptions",
    "ReadParams",
    "Sample",
    "detect",
]
