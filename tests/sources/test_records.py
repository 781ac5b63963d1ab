import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from explorer.dataset import Dataset
from explorer.errors import ParamsError
from explorer.recipe import silent
from explorer.sources.columns import encode
from explorer.sources.options import ReadOptions
from explorer.sources.records import Records, to_dataset


@pytest.fixture
def judge(tmp_path):
    def dataset(columns, identity="", vectors=None, **options):
        columns = {name: np.asarray(values) for name, values in columns.items()}
        n_rows = len(next(iter(columns.values()))) if columns else len(vectors)
        vectors = np.arange(2 * n_rows, dtype=np.float32).reshape(-1, 2) if vectors is None else vectors
        chosen = ReadOptions(identity=identity, **options)
        return to_dataset(Records(vectors, None, columns), "", chosen, tmp_path / "file", silent)

    return dataset


def texts(column):
    return [column.names[code] for code in column.values]


@pytest.mark.parametrize("name", ["identity", "ID", "Name", "label", "person", "target", "class", "y"])
def test_a_known_name_whose_values_repeat_is_the_identity(judge, name):
    assert judge({"other": [1, 1, 2], name: ["a", "b", "a"]}).identity == name


def test_the_first_known_name_wins(judge):
    assert judge({"y": [1, 1], "name": ["a", "a"]}).identity == "name"


def test_a_known_name_without_repeats_is_a_plain_column_and_said(judge):
    dataset = judge({"id": [3, 1, 2], "label": [0, 0, 1]})

    assert dataset.identity == "label"
    assert any("'id'" in note and "twice" in note for note in dataset.notes)


def test_missing_values_are_no_repeats(judge):
    assert judge({"name": ["", "", "a"]}).identity is None


def test_measurements_are_never_guessed_as_identity(judge):
    assert judge({"target": [0.5, 0.5, 1.5]}).identity is None
    found = judge({"identity": [0.5, 0.5, 1.5]})
    assert found.identity is None
    said = "The column 'identity' holds measurements (0.5, 0.5, 1.5), which aren't taken as identities. Names or ids"
    assert any(note.startswith(said) for note in found.notes)
    assert judge({"x": [0.5, 1.5], "y": [0.5, 0.25]}).notes == ()


def test_ids_with_nan_for_none(judge):
    dataset = judge({"id": [10.0, np.nan, 2.0, 10.0]})

    assert dataset.identity == "id"
    assert texts(dataset.columns["id"]) == ["10", "", "2", "10"]
    assert dataset.columns["id"].names == ("2", "10", "")
    assert dataset.columns["id"].missing == 2


def test_an_identity_by_name_is_a_category_whatever_it_holds(judge):
    dataset = judge({"name": ["a", "a"], "size": np.array([0.1, 0.5], np.float32)}, identity="size")

    assert dataset.identity == "size"
    assert dataset.columns["size"].names == ("0.1", "0.5")


def test_many_identities_stay_categories(judge):
    dataset = judge({"id": np.r_[np.arange(3_000), np.arange(500)]})

    assert dataset.identity == "id"
    assert len(dataset.columns["id"].names) == 3_000
    assert dataset.columns["id"].values.dtype == np.uint16


def test_no_identity_on_request(judge):
    assert judge({"name": ["a", "a"]}, identity="-").identity is None


def test_an_unknown_identity_names_the_nearest_column(judge):
    with pytest.raises(ParamsError, match="Did you mean 'name'") as caught:
        judge({"name": ["a", "a"]}, identity="nmae")
    assert caught.value.field == "identity"


def test_rows_that_are_chosen_keep_their_numbers(judge):
    dataset = judge({"name": list("babbaac"), "n": np.arange(7)}, max_per_identity=2, where="n > 0")

    assert dataset.rows.tolist() == [1, 2, 3, 4, 6]
    assert texts(dataset.columns["name"]) == list("abbac")
    assert (dataset.left_out, dataset.n_left_out, dataset.notes) == ((), 0, ())
    assert dataset.selected == (
        ("rows that can be used", 7),
        ("where n > 0", 6),
        ("at most 2 rows of each identity, the first", 5),
    )


def test_identities_of_which_no_row_is_left_are_gone(judge):
    assert judge({"name": list("aab"), "n": [1, 2, 3]}, where="n < 3").columns["name"].names == ("a",)


def test_rows_that_are_left_out_do_not_count_for_the_cap(judge):
    vectors = np.ones((4, 2), np.float32)
    vectors[0] = np.nan

    dataset = judge({"name": ["a", "a", "a", "b"]}, max_per_identity=1, vectors=vectors)

    assert dataset.rows.tolist() == [1, 3]


def test_many_different_whole_numbers_are_a_number():
    assert encode(np.arange(1_001)).kind == "number"
    assert encode(np.arange(1_000)).kind == "category"
    assert encode(np.arange(4_000) // 3).kind == "category"  # 1,334 of them, but under half


def test_whole_numbers_are_in_numeric_order():
    assert encode(np.array([10, -1, 2])).names == ("-1", "2", "10")


def test_big_whole_numbers_keep_every_digit():
    assert encode(np.array([2**63 + 1, 2**63 + 2], np.uint64)).names == (
        "9223372036854775809",
        "9223372036854775810",
    )


def test_texts_are_sorted_and_missing_words_are_missing():
    column = encode(np.array(["b", "nan", "a", "None", " ", "b"]))

    assert column.names == ("a", "b", "")
    assert texts(column) == ["b", "", "a", "", "", "b"]
    assert column.missing == 2


def test_bytes_are_utf_8_or_else_latin_1():
    column = encode(np.array(["zoë".encode(), "zoë".encode("latin-1"), b"anna"]))

    assert column.names == ("anna", "zoë")
    assert column.values.tolist() == [1, 1, 0]


def test_half_a_surrogate_pair_can_be_written_as_utf_8():
    column = encode(np.array(["\ud800", "a"]))

    assert column.names == ("?", "a")


def test_dates_are_categories():
    column = encode(np.array(["2021-05-01", "NaT", "2020-01-01"], "M8[D]"))

    assert column.names == ("2020-01-01", "2021-05-01", "")
    assert column.missing == 2


def test_true_and_false():
    column = encode(np.array([True, False, True]))

    assert (column.names, column.values.tolist()) == (("False", "True"), [1, 0, 1])
    assert encode(np.array([True, True])).names == ("True",)


def test_numbers_beyond_32_bits_are_missing():
    column = encode(np.array([1.5, 1e300, np.inf, np.nan]))

    assert column.kind == "number"
    assert np.array_equal(column.values, np.array([1.5, np.nan, np.nan, np.nan], np.float32), equal_nan=True)


@pytest.mark.parametrize(("n_names", "dtype"), [(256, np.uint8), (257, np.uint16)])
def test_codes_are_as_small_as_they_can_be(n_names, dtype):
    assert encode(np.array([f"{number:05}" for number in range(n_names)])).values.dtype == dtype


@given(arrays.arrays(st.sampled_from(["i1", ">i4", "u8", "?"]), st.integers(1, 40)))
def test_categories_give_the_numbers_back(values):
    column = encode(values)

    assert texts(column) == [str(value) for value in values]
    assert column.values.dtype == np.uint8
    assert column.missing is None


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5), min_size=1
    )
)
def test_categories_give_the_texts_back(values):
    column = encode(np.array(values))

    known = [
        value if value.strip() and value not in {"nan", "NaN", "None", "NaT", "<NA>"} else ""
        for value in values
    ]
    assert texts(column) == known
    assert list(column.names) == sorted(set(known), key=lambda name: (not name, name))


# --- what to know of it ---


def test_dimensions_that_are_the_same_in_every_row_are_noted(judge):
    vectors = np.array([[1, 5, 2], [2, 5, 2], [3, 5, 9]], np.float32)

    said = judge({"n": [1, 2, 3]}, vectors=vectors).notes
    assert said == ("Dimension 1 has the same value in every row: it tells no rows apart.",)
    said = judge({"n": [1, 2, 3]}, vectors=vectors, where="n < 3").notes
    assert said == ("2 of 3 dimensions (1, 2) have the same value in every row: they tell no rows apart.",)
    said = judge({"n": [1, 2]}, vectors=np.ones((2, 3), np.float32)).notes
    assert said[0].startswith("All rows have the same vector")


def test_one_row_is_said_to_be_too_few(judge):
    assert judge({"n": [1]}).notes == ("There is one row only; a map and a clustering need more.",)


def test_identities_that_are_measurements(judge):
    dataset = judge({"size": [0.5, 0.25, 0.5]}, identity="size")

    assert dataset.columns["size"].names == ("0.25", "0.5")
    assert "are measurements (0.25, 0.5, …): 2 different ones" in dataset.notes[0]


def test_identities_of_which_some_are_missing(judge):
    dataset = judge({"who": ["ann", "", "ann", "None"]}, identity="who")

    assert dataset.n_samples == 4
    assert dataset.notes == ("2 of 4 rows have no who: they belong to no identity, and are kept.",)
    one = judge({"who": ["ann", "", "ann", "bob"]}, identity="who")
    assert one.notes == ("1 of 4 rows has no who: it belongs to no identity, and is kept.",)


def test_100_000_different_identities(judge):
    numbers = np.arange(100_000)
    numbers[1] = 0

    dataset = judge({"id": numbers})

    assert dataset.identity == "id"
    assert len(dataset.columns["id"].names) == 99_999
    assert "has 99,999 different values in 100,000 rows, 1.0 rows each" in dataset.notes[0]
    assert dataset.to_parts().values["columns"][0]["largest"][0] == ["0", 2]
    assert judge({"id": numbers // 20}).notes == ()


def test_all_rows_left_out_are_kept_for_the_list_and_the_first_for_the_page(judge):
    vectors = np.arange(10_000, dtype=np.float32).reshape(-1, 2)
    vectors[10:2_000] = np.nan

    dataset = judge({"n": np.arange(5_000)}, vectors=vectors)

    assert (len(dataset.left_out), dataset.n_left_out) == (1_990, 1_990)
    parts = dataset.to_parts()
    assert len(parts.values["left_out"]) == 1_000
    assert Dataset.from_parts(parts).left_out == dataset.left_out
    assert dataset.left_out[-1] == (1_999, "the vector has no number (NaN) at position 0")
