"""Results -> files that other tools read."""

from explorer.exports.params import ExportParams
from explorer.exports.result import RowsFile
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
)

__all__ = ["STEPS", "ExportParams", "RowsFile", "clusterings_table", "projection_table", "write_parquet"]
