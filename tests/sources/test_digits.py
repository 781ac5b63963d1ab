import gzip

import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer.errors import LimitError, SourceError
from explorer.settings import read
from explorer.sources import SAMPLES
from explorer.sources.digits import read_digits
from tests.sources.files import opened


def test_they_are_the_digits_of_scikit_learn():
    dataset = opened(SAMPLES["digits"].path)
    theirs = load_digits()

    assert dataset.vectors.dtype == np.float32
    assert np.array_equal(dataset.vectors, theirs.data)
    assert dataset.images.dtype == np.uint16
    assert np.array_equal(dataset.images, theirs.images)
    assert dataset.identity == "digit"
    assert dataset.columns["digit"].names == tuple("0123456789")
    assert np.array_equal(dataset.columns["digit"].values, theirs.target)


@pytest.mark.parametrize("text", [b"", b"1,2,3\n", b"a" * 65, b"\xff\xfe", b"1,2\n1\n"])
def test_another_file_under_its_name_is_refused(tmp_path, text):
    path = tmp_path / "digits.csv.gz"
    path.write_bytes(gzip.compress(text))

    with pytest.raises(SourceError, match=r"digits\.csv\.gz"):
        opened(path)


def test_a_damaged_one_is_refused(tmp_path):
    path = tmp_path / "digits.csv.gz"
    path.write_bytes(SAMPLES["digits"].path.read_bytes()[:5_000])

    with pytest.raises(SourceError, match=r"digits\.csv\.gz"):
        opened(path)


def test_the_limit_on_rows_holds_for_it_too():
    with pytest.raises(LimitError, match="1,797"):
        read_digits(SAMPLES["digits"].path, read({"EXPLORER_MAX_ROWS": "1000"}))
