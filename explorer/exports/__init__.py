"""Results -> files that other tools read."""

from explorer.exports.params import ExportParams, FoldersParams, LocalFolderParams
from explorer.exports.result import FoldersFile, RowsFile, Written
from explorer.exports.tables import clusterings_table, projection_table, write_parquet
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "exports.rows",
        "Export",
        ExportParams,
        "explorer.exports.rows:rows",
        RowsFile,
        heavy=True,
        heavy_from=50_000,
        inputs=("dataset",),
        more_inputs=True,
        uses_blobs=True,
    ),
    Step(
        "exports.folders",
        "Folders",
        FoldersParams,
        "explorer.exports.folders:zipped",
        FoldersFile,
        heavy=True,
        heavy_from=5_000,
        inputs=("dataset", "grouping"),
        uses_blobs=True,
    ),
    Step(
        "exports.local_folder",
        "Folders on the server",
        LocalFolderParams,
        "explorer.exports.local_folder:write",
        Written,
        heavy=True,
        heavy_from=5_000,
        inputs=("dataset", "grouping"),
        uses_blobs=True,
    ),
)

__all__ = [
    "STEPS",
    "ExportParams",
    "FoldersFile",
    "FoldersParams",
    "LocalFolderParams",
    "RowsFile",
    "Written",
    "clusterings_table",
    "projection_table",
    "write_parquet",
]
