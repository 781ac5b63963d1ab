"""Tables for other tools, written and read back."""

import numpy as np
import pyarrow.parquet as pq

from explorer.clusterings.result import Clustering
from explorer.dataset import Column, Dataset
from explorer.exports import clusterings_table, projection_table, write_parquet
from explorer.projections.result import Projection

ROWS = np.array([0, 2, 5], dtype=np.uint32)  # rows 1, 3 and 4 of the file were left out
NAMES = Column("category", np.array([1, 2, 0], dtype=np.uint8), ("ann", "b|ö", ""), 2)


def dataset(**fields):
    return Dataset("t", ROWS, vectors=np.zeros((3, 2), dtype=np.float32), **fields)


def labels(*values):
    return Clustering(np.array(values, dtype=np.int32))


def test_a_flat_map():
    Y = np.array([[0.5, 1], [-2, 3], [4, 1e-7]], dtype=np.float32)

    table = projection_table(dataset(), Projection(Y, ("a", "b")))

    assert table.to_pydict() == {"row": [0, 2, 5], "x": [0.5, -2.0, 4.0], "y": [1.0, 3.0, float(np.float32(1e-7))]}
    assert [str(kind) for kind in table.schema.types] == ["uint32", "float", "float"]


def test_a_map_in_three_dimensions():
    Y = np.arange(9, dtype=np.float32).reshape(3, 3)

    assert projection_table(dataset(), Projection(Y, ("a", "b", "c"))).to_pydict() == {
        "row": [0, 2, 5],
        "x": [0, 3, 6],
        "y": [1, 4, 7],
        "z": [2, 5, 8],
    }


def test_groupings_side_by_side_in_their_order():
    table = clusterings_table(
        dataset(columns={"who": NAMES}, identity="who"), {"z": labels(0, 0, -1), "a": labels(1, 0, 0)}
    )

    assert list(table.to_pydict().items()) == [
        ("row", [0, 2, 5]),
        ("identity", ["b|ö", None, "ann"]),
        ("z", [0, 0, -1]),
        ("a", [1, 0, 0]),
    ]
    assert [str(kind) for kind in table.schema.types] == ["uint32", "string", "int32", "int32"]


def test_identities_that_are_all_there():
    column = Column("category", np.array([0, 1, 0], dtype=np.uint16), ("7", "10"))

    table = clusterings_table(dataset(columns={"id": column}, identity="id"), {})

    assert table["identity"].to_pylist() == ["7", "10", "7"]


def test_without_identities_the_column_is_empty_but_there():
    table = clusterings_table(dataset(columns={"who": NAMES}), {"a": labels(0, 0, 0)})

    assert table.column_names == ["row", "identity", "a"]
    assert table["identity"].to_pylist() == [None, None, None]
    assert str(table.schema.field("identity").type) == "string"


def test_a_file_is_the_table_again_and_its_folder_is_made(tmp_path):
    table = clusterings_table(dataset(columns={"who": NAMES}, identity="who"), {"a": labels(0, 1, -1)})
    path = tmp_path / "new" / "folder" / "table.parquet"

    write_parquet(table, path)

    assert pq.read_table(path).equals(table)
