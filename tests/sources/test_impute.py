import numpy as np
import pytest

from explorer.recipe import silent
from explorer.sources.impute import MEAN, MEDIAN, filled
from tests.sources.files import npy_bytes, opened

GAP = np.nan
VECTORS = np.array([[1, 10, 5], [3, GAP, 5], [8, 40, np.inf], [GAP, GAP, GAP], [0, 70, 5]], np.float32)


@pytest.mark.parametrize(("how", "second"), [(MEAN, 40), (MEDIAN, 40)])
def test_gaps_get_what_their_column_has(how, second, tmp_path):
    found, said = filled(VECTORS, how, {}, tmp_path / "file", silent)

    assert found[1].tolist() == [3, second, 5]
    assert found[2].tolist() == [8, 40, 5]
    assert np.isnan(found[3]).all()  # of a row without any number nothing is known
    assert np.array_equal(found[[0, 4]], VECTORS[[0, 4]])
    assert said == f"2 missing or infinite numbers in 2 rows (1, 2) are the {how} of their column."


def test_mean_and_median_differ_and_unread_rows_count_for_neither(tmp_path):
    vectors = np.array([[0], [0], [9], [GAP], [1000]], np.float32).repeat(2, axis=1)
    vectors[3, 1] = 1

    mean, _ = filled(vectors, MEAN, {4: "the row has 3 values"}, tmp_path / "file", silent)
    median, _ = filled(vectors, MEDIAN, {4: "the row has 3 values"}, tmp_path / "file", silent)

    assert mean[3].tolist() == [3, 1]
    assert median[3].tolist() == [0, 1]
    assert mean[4].tolist() == [1000, 1000]


def test_nothing_to_fill_gives_the_very_same_array(tmp_path):
    whole = np.ones((3, 2), np.float32)
    assert filled(whole, MEAN, {}, tmp_path / "file", silent) == (whole, "")
    numbers = np.ones((3, 2), np.uint8)
    assert filled(numbers, MEAN, {}, tmp_path / "file", silent)[0] is numbers


def test_a_column_without_any_number_leaves_its_rows_out(tmp_path):
    (tmp_path / "a.npy").write_bytes(npy_bytes(np.array([[1, GAP, 2], [2, GAP, GAP], [3, GAP, 4]])))

    with pytest.raises(Exception, match="None of the 3 rows can be used: in row 0 the vector has no number"):
        opened(tmp_path / "a.npy", bad_values=MEAN)


def test_large_numbers_are_gaps_too_and_half_precision_stays_exact_enough(tmp_path):
    (tmp_path / "a.npy").write_bytes(npy_bytes(np.array([[1.0, 1e300], [3, 4], [5, 8]])))
    (tmp_path / "b.npy").write_bytes(npy_bytes(np.array([[1, GAP], [3, 4], [5, 8]], np.float16)))

    for name in ("a.npy", "b.npy"):
        assert opened(tmp_path / name).rows.tolist() == [1, 2]
        dataset = opened(tmp_path / name, bad_values=MEDIAN)
        assert dataset.vectors.tolist() == [[1, 6], [3, 4], [5, 8]]
        assert dataset.n_left_out == 0
        assert "1 missing or infinite number in 1 row (0) are the median of their column." in dataset.notes


def test_a_text_that_is_no_number_is_left_out_even_so(tmp_path):
    (tmp_path / "a.csv").write_text("f0,f1,f2\n1,2,3\n4,NA,6\n7,oops,9\n1,1\n5,6,7\n5,4,7\n")

    dataset = opened(tmp_path / "a.csv", bad_values=MEAN)

    assert dataset.rows.tolist() == [0, 1, 4, 5]
    assert dataset.vectors[1].tolist() == [4, 4, 6]
    assert [row for row, _ in dataset.left_out] == [2, 3]
