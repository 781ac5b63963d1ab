import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from explorer.dataset import Column, Dataset
from explorer.errors import SourceError
from explorer.recipe import Recipe
from explorer.store import Store, row_blocks

ROWS = np.array([0, 2, 3], np.uint32)
VECTORS = np.arange(6, dtype=np.float16).reshape(3, 2)
IMAGES = np.arange(24, dtype=np.uint16).reshape(3, 2, 4)
NAME = Column("category", np.array([1, 0, 1], np.uint8), ("anna", "zoë"))
AGE = Column("number", np.array([1.5, np.nan, 3], np.float32))


def whole():
    return Dataset(
        title="Faces",
        rows=ROWS,
        vectors=VECTORS,
        images=IMAGES,
        columns={"name": NAME, "age": AGE},
        identity="name",
        left_out=((1, "NaN"),),
        n_left_out=1,
        notes=("a note",),
    )


def test_it_comes_back_from_the_store_as_it_went(tmp_path):
    store = Store(tmp_path)
    recipe = Recipe("sources.read", 1, {})
    store.write(recipe, whole(), seconds=0.0)

    back = store.read(recipe, Dataset)

    for name in ("title", "identity", "left_out", "n_left_out", "notes"):
        assert getattr(back, name) == getattr(whole(), name)
    for name in ("rows", "vectors", "images"):
        assert getattr(back, name).dtype == getattr(whole(), name).dtype
        assert np.array_equal(getattr(back, name), getattr(whole(), name))
    assert list(back.columns) == ["name", "age"]
    assert back.columns["name"].names == ("anna", "zoë")
    assert np.array_equal(back.columns["age"].values, AGE.values, equal_nan=True)


def test_the_facts_for_the_page_are_small_values():
    values = whole().to_parts().values

    assert (values["n_samples"], values["n_features"], values["image_shape"]) == (3, 2, [2, 4])
    assert values["renumbered"] is True
    assert [entry["name"] for entry in values["columns"]] == ["name", "age"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"vectors": None, "images": None}, "neither"),
        (
            {"rows": ROWS[:0], "vectors": VECTORS[:0], "images": None, "columns": {}, "identity": None},
            "No row",
        ),
        ({"vectors": VECTORS[:2]}, "'vectors' has 2 rows"),
        ({"images": IMAGES[:2]}, "'images' has 2 rows"),
        ({"columns": {"name": Column("number", np.zeros(2, np.float32))}}, "'column name' has 2 rows"),
        ({"vectors": VECTORS[:, :0]}, "rows x dimensions"),
        ({"images": IMAGES[:, 0]}, "height x width"),
        ({"identity": "nobody"}, "no column 'nobody'; there are: name, age"),
    ],
)
def test_what_does_not_fit_together_is_refused(change, words):
    with pytest.raises(SourceError, match=words):
        Dataset(**({field: getattr(whole(), field) for field in whole().__dataclass_fields__} | change))


@pytest.mark.parametrize(
    ("kind", "values", "names"),
    [
        ("category", np.zeros(2, np.int64), ("a",)),
        ("category", np.array([0, 1], np.uint8), ("a",)),
        ("number", np.zeros(2, np.float64), ()),
    ],
)
def test_a_column_that_contradicts_itself_is_refused(kind, values, names):
    with pytest.raises(ValueError, match=r"unsigned|name|float32"):
        Column(kind, values, names)


def test_blocks_cover_all_rows_once_and_keep_the_changes_of_a_private_copy(tmp_path):
    np.save(tmp_path / "table.npy", np.zeros((3_000, 1_000)))
    private = np.load(tmp_path / "table.npy", mmap_mode="c")
    private[:] = 1

    ranges = list(row_blocks(private))

    assert ranges == [(0, 1_000), (1_000, 2_000), (2_000, 3_000)]
    assert (private == 1).all()
    assert list(row_blocks(private[:0])) == []


SCAN = """
import sys
from pathlib import Path
import numpy as np
from explorer.features.scaling import extremes
images = np.load(sys.argv[1], mmap_mode="r")
total = extremes(images) if sys.argv[2] == "blocks" else (images.min(), images.max())
print(Path("/proc/self/status").read_text())
"""


def peak_bytes(path, way):
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", SCAN, str(path), way]
    out = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout
    found = re.search(r"VmHWM:\s+(\d+) kB", out)
    assert found is not None
    return int(found[1]) * 1_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_images_larger_than_the_memory_can_be_gone_through(tmp_path):
    path = tmp_path / "images.npy"
    np.lib.format.open_memmap(path, "w+", np.uint16, (3_000, 200, 200)).flush()  # 240 MB, all of them zeros

    assert peak_bytes(path, "blocks") < 150_000_000
    assert peak_bytes(path, "at once") > 240_000_000  # what it would be otherwise
