"""Results -> files that other tools read."""

from explorer.exports.tables import clusterings_table, projection_table, write_parquet

__all__ = ["clusterings_table", "projection_table", "write_parquet"]
