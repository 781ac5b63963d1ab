import numpy as np
import pandas as pd
import pytest

from explorer.errors import ParamsError
from explorer.sources.by_path import path_column
from tests.sources.files import opened
from tests.sources.test_records import texts

FRAME = pd.DataFrame(
    {"f0": [1.5, 2, 3], "f1": [4, 5.5, 6], "f2": [7, 8, 9.5], "Path": ["x/KA.AN1.png", "x/KL.HA2.png", "cover.png"]}
)


@pytest.mark.parametrize("ending", ["csv", "parquet", "npz"])
def test_a_column_of_paths_is_taken_apart_as_those_of_images_are(ending, tmp_path):
    path = tmp_path / f"a.{ending}"
    if ending == "npz":
        np.savez(path, embedding=FRAME[["f0", "f1", "f2"]].to_numpy(), Path=np.array(list(FRAME["Path"])))
    else:
        (FRAME.to_csv if ending == "csv" else FRAME.to_parquet)(path, index=False)

    dataset = opened(path, pattern="{person}.{expression}{n}.png")

    assert texts(dataset.columns["person"]) == ["KA", "KL", ""]
    assert texts(dataset.columns["expression"]) == ["AN", "HA", ""]
    assert dataset.vectors.shape == (3, 3)


def test_a_name_that_a_column_has_already_is_refused(tmp_path):
    FRAME.to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(ParamsError, match="there is a column 'Path' already") as caught:
        opened(tmp_path / "a.csv", pattern="{Path}.png")
    assert caught.value.field == "pattern"


def test_which_column_has_paths():
    assert path_column(["a", "Path", "file"]) == "file"
    assert path_column(["a", "FileName", "filename"]) == "FileName"
    assert path_column(["a"]) is None
