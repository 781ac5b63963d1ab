import csv
import gzip
import io
import tracemalloc

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import csv as arrow_csv

from explorer.errors import LimitError, SourceError
from explorer.recipe import silent
from explorer.settings import current, read
from explorer.sources import delimited
from explorer.sources.delimited import read_delimited
from tests.sources.damage import survives
from tests.sources.files import opened

VECTORS = np.random.default_rng(0).normal(size=(12, 4)).astype(np.float32)
LETTERS = [letter * 2 for letter in "abcabcabcabc"]


@pytest.fixture
def save(tmp_path):
    def write(text, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def frame(names=("f0", "f1", "f2", "f3"), **columns):
    return pd.DataFrame(VECTORS, columns=names).assign(**columns)


def values(dataset, name):
    column = dataset.columns[name]
    if column.kind == "number":
        return column.values.tolist()
    return [column.names[code] for code in column.values]


@pytest.mark.parametrize("sep", [",", ";", "\t", "|", " "])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("index", [True, False])
def test_what_pandas_writes(save, sep, header, index):
    text = frame(person=LETTERS).to_csv(sep=sep, header=header, index=index)

    dataset = opened(save(text))

    if header or not index:
        assert np.array_equal(dataset.vectors, VECTORS)
    else:  # nothing tells numbers of rows from values, when there are no names
        assert np.array_equal(dataset.vectors[:, -4:], VECTORS)
    assert values(dataset, "person" if header else f"column {5 + index}") == LETTERS
    assert dataset.identity == ("person" if header else None)
    assert not dataset.left_out


def test_pandas_numbered_names_and_rows(save):
    dataset = opened(save(pd.DataFrame(VECTORS).to_csv()))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert dataset.columns == {}
    assert any("numbers the rows" in note for note in dataset.notes)


@pytest.mark.parametrize("delimiter", [" ", ",", "\t"])
@pytest.mark.parametrize("header", ["", "a b c d".replace(" ", "|")])
def test_what_numpy_writes(tmp_path, delimiter, header):
    path = tmp_path / "table.txt"
    np.savetxt(path, VECTORS, delimiter=delimiter, header=header.replace("|", delimiter))

    assert np.array_equal(opened(path).vectors, VECTORS)


def test_columns_that_are_aligned_with_spaces(save):
    dataset = opened(save("name    f0   f1\n  Ann   1.5    2\n  Bob  -3     4.25  \n", "table.txt"))

    assert dataset.vectors.tolist() == [[1.5, 2], [-3, 4.25]]
    assert values(dataset, "name") == ["Ann", "Bob"]


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
def test_quoted_texts_with_anything_in_them(save, quoting):
    texts = ["with, comma; and\ttab", 'a "quoted" word', "two\nlines", "", "=1+1", "日本語"] * 2
    dataset = opened(save(frame(text=texts).to_csv(index=False, quoting=quoting)))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert values(dataset, "text") == texts


def test_decimal_commas(save):
    table = frame(weight=VECTORS[:, 0] * 10)
    dataset = opened(save(table.to_csv(sep=";", decimal=",", index=False)))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert np.allclose(values(dataset, "weight"), VECTORS[:, 0] * 10)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
def test_encodings(save, encoding):
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    text = mark + frame(名前=["山田", "鈴木", "佐藤"] * 4).to_csv(index=False)

    dataset = opened(save(text, encoding=encoding))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert values(dataset, "名前") == ["山田", "鈴木", "佐藤"] * 4
    assert any("Shift_JIS" in note for note in dataset.notes) == (encoding == "cp932")


def test_latin_1_as_a_last_resort_even_where_it_comes_late(save):
    rows = "name,f0,f1\n" + "plain,1,2\n" * 200_000
    dataset = opened(save((rows + "Müller,3,4\n").encode("latin-1")))

    assert values(dataset, "name")[-1] == "Müller"
    assert any("Latin-1" in note for note in dataset.notes)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(save, end):
    dataset = opened(save(end.join(["f0,f1,name", "1,2,a", "3,4,b", ""])))

    assert dataset.vectors.tolist() == [[1, 2], [3, 4]]
    assert values(dataset, "name") == ["a", "b"]


def test_packed_with_gzip(save):
    assert np.array_equal(
        opened(save(gzip.compress(frame().to_csv().encode()), "t.csv.gz")).vectors, VECTORS
    )


@pytest.mark.parametrize(
    "write",
    [
        lambda row: str(row.tolist()),
        lambda row: " ".join(map(str, row.tolist())),
        lambda row: str(tuple(row.tolist())),
        lambda row: np.array2string(row.astype(float), precision=17, max_line_width=30),
        lambda row: ";".join(map(str, row.tolist())),
    ],
    ids=["json", "spaces", "tuple", "numpy", "semicolons"],
)
def test_a_vector_in_one_column(save, write):
    table = pd.DataFrame({"id": LETTERS, "embedding": [write(row) for row in VECTORS], "n": range(12)})

    dataset = opened(save(table.to_csv(index=False)))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert dataset.identity == "id"
    assert list(dataset.columns) == ["id", "n"]


def test_lists_alone_one_in_a_line(save):
    assert opened(save("[1, 2, 3]\n[4, 5, 6]\n")).vectors.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert opened(save("vector\n[1, 2, 3]\n[4, 5, 6]\n")).vectors.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_lists_of_other_lengths_are_left_out(save):
    dataset = opened(save("v\ta\n[1,2]\tx\n[1,2,3]\ty\n\tz\n[3,4]\tu\n[5,abc]\tw\n"))

    assert dataset.rows.tolist() == [0, 3]
    assert dataset.left_out == (
        (1, "the vector has 3 numbers, not 2 as the others"),
        (2, "the vector has no numbers, not 2 as the others"),
        (4, "the vector has 'abc' in it, which is no number"),
    )
    assert values(dataset, "a") == ["x", "u"]


def test_lists_that_most_rows_do_not_have(save):
    dataset = opened(save("v\ta\n[1,2]\tx\n\ty\n\tz\n\tu\n"))

    assert (dataset.vectors.tolist(), dataset.n_left_out) == ([[1, 2]], 3)


@pytest.mark.parametrize(
    ("header", "vector"),
    [
        ("f0,f1,f2,age", ["f0", "f1", "f2"]),
        ("age,pixel1,pixel2,pixel3", ["pixel1", "pixel2", "pixel3"]),
        ("dim_1,dim_2,dim_3,label", ["dim_1", "dim_2", "dim_3"]),
        ("label,1x1,1x2,2x1", ["1x1", "1x2", "2x1"]),
        ("x,y,z,age", ["x", "y", "z"]),
        ("x,y,age,weight", ["x", "y"]),
        ("width,height,label,depth", ["width", "height", "depth"]),
        ("id,a,b,class", ["a", "b"]),
        ("x0,x1,x2,y", ["x0", "x1", "x2"]),
        ("x1,y1,x2,y2", ["x1", "y1", "x2", "y2"]),
    ],
)
def test_which_columns_are_the_vector(save, header, vector):
    names = header.split(",")
    rows = np.random.default_rng(1).integers(0, 3, (20, 4))
    rows[0] = 2  # so that no column numbers the rows

    dataset = opened(save("\n".join([header, *(",".join(map(str, row)) for row in rows)])))

    assert np.array_equal(dataset.vectors, rows[:, [names.index(name) for name in vector]])
    axes = [name for name in vector if name in ("x", "y", "z")]  # a map: to be shown as it is, too
    assert list(dataset.columns) == axes + [name for name in names if name not in vector]
    assert dataset.coordinates == tuple(axes)
    assert "The vector:" in dataset.notes[0]


def test_a_map_says_that_it_is_one(save):
    dataset = opened(save("x,y,name\n0.5,1,a\n2,3,b\n"))

    assert dataset.vectors.tolist() == [[0.5, 1], [2, 3]]
    assert "places on a map; it has 2 dimensions" in dataset.notes[0]


def test_a_label_without_a_name_beside_measures(save):
    rows = "".join(f"{row}.25,{row}.5,{row % 3}\n" for row in range(12))
    dataset = opened(save(rows))

    assert dataset.vectors.shape == (12, 2)
    assert dataset.identity == "column 3"


def test_a_name_in_front_of_each_row_as_r_writes_it(save):
    dataset = opened(save('"a" "b"\n"r 1" 1 2\n"r 2" 3 4\n', "table.txt"))

    assert dataset.vectors.tolist() == [[1, 2], [3, 4]]
    assert values(dataset, "column 1") == ["r 1", "r 2"]


def test_names_in_a_comment_and_what_excel_writes_above(save):
    assert opened(save("# made today\n# a b\n1 2\n3 4\n")).vectors.tolist() == [[1, 2], [3, 4]]
    assert opened(save("sep=;\na;b\n1,5;2\n")).vectors.tolist() == [[1.5, 2]]
    assert opened(save("#tag,0.5,1\n#dag,2,3\n")).vectors.tolist() == [[0.5, 1], [2, 3]]


def test_our_own_export_comes_back(save):
    table = {"row": np.arange(12), "identity": LETTERS, "f0": VECTORS[:, 0], "f1": VECTORS[:, 1], "f2": VECTORS[:, 2]}
    sink = io.BytesIO()
    arrow_csv.write_csv(pa.table(table), sink)

    dataset = opened(save(sink.getvalue()))

    assert np.array_equal(dataset.vectors, VECTORS[:, :3])
    assert dataset.identity == "identity"


def test_uneven_rows_are_left_out_and_the_others_keep_their_numbers(save, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 64)  # so that they come in several blocks
    rows = [f"{row},{row + 0.5},n{row}" for row in range(60)]
    bad = {0: "1", 7: "1,2", 8: "1,2,3,4", 30: "x", 31: "y", 32: "", 58: "1", 59: "2,2,2,2"}
    for row, text in bad.items():
        rows[row] = text

    dataset = opened(save("\n".join(["a,b,name", *rows])))

    # an empty line is no row, so the numbers after it are one less
    expected = [row - (row > 32) for row in range(60) if row not in bad]
    assert dataset.rows.tolist() == expected
    assert [row for row, _ in dataset.left_out] == [0, 7, 8, 30, 31, 57, 58]
    assert dataset.left_out[0][1] == "the row has 1 value, not 3 as the others"
    assert dataset.left_out[2][1] == "the row has 4 values, not 3 as the others"
    assert values(dataset, "name") == [f"n{row}" for row in range(60) if row not in bad]


def test_what_is_no_number_is_listed(save):
    dataset = opened(save("f0,f1,age\n1,2,NA\n3,oops,4\n5,,6\n7,inf,8\n1e300,1,2\n 1 ,+1,1\n3,2,1\n1,2,x\n"))

    assert dataset.rows.tolist() == [0, 5, 6, 7]
    assert dataset.left_out == (
        (1, "the column 'f1' has 'oops', which is no number"),
        (2, "the vector has no number (NaN) at position 1"),
        (3, "the vector is infinite at position 1"),
        (4, "the vector has a number too large for 32 bits"),
    )
    assert values(dataset, "age") == ["NA", "1", "1", "x"]  # a column of mixed type is one of texts


def test_columns_are_what_they_hold(save):
    table = frame(
        code=["007", "008", "010"] * 4,
        large=[2**63 + row for row in range(12)],
        whole=[1, 2, 3] * 4,
        gaps=[1.5, None, 2.5] * 4,
        yes=[True, False, True] * 4,
        constant=[1] * 12,
    )
    dataset = opened(save(table.to_csv(index=False)))

    assert values(dataset, "code")[:3] == ["007", "008", "010"]
    assert values(dataset, "large")[0] == str(2**63)
    assert dataset.columns["whole"].names == ("1", "2", "3")
    assert np.array_equal(values(dataset, "gaps")[:3], [1.5, np.nan, 2.5], equal_nan=True)
    assert values(dataset, "yes")[:2] == ["True", "False"]
    assert values(dataset, "constant") == ["1"] * 12


def test_a_constant_column_is_part_of_the_vector(save):
    assert opened(save("a,b,c\n1,2,5\n3,4,5\n")).vectors.tolist() == [[1, 2, 5], [3, 4, 5]]


def test_names_that_occur_twice_or_not_at_all(save):
    dataset = opened(save("f,f,,t,t\n1,2,3,x,y\n4,5,6,z,u\n"))

    assert dataset.vectors.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert list(dataset.columns) == ["t", "t (2)"]
    assert any("more than once" in note for note in dataset.notes)


def test_thousands_of_columns_of_one_name(save):
    dataset = opened(save("\n".join([",".join(["f"] * 5_000), ",".join(["1"] * 5_000), ",".join(["2"] * 5_000)])))

    assert dataset.vectors.shape == (2, 5_000)
    assert dataset.columns == {}


def test_a_quotation_mark_that_never_closes_is_said(save):
    assert any("never closed" in note for note in opened(save('a,b,t\n1,2,"x\n3,4,y\n')).notes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("  \n\n ", "empty"),
        ("\ufeff", "empty"),
        ("sep=;\n", "empty"),
        ("a,b,c\n", "names of columns .a, b, c. and no rows below"),
        ("a:b:c\n1:2:3\n4:5:6\n", "one column only, 'a:b:c'; its first value is '1:2:3'.*comma, semicolon, tab"),
        ("label\tname\n1\tx\n2\ty\n", "no vector in it: of 2 columns .label, name. no column of numbers"),
        ("age,name\n10,x\n12,y\n", "one column of numbers only .age."),
        (",a\n0,5\n1,6\n2,7\n", "one column of numbers only .a."),
        ("name,v\na,[1 2 ... 3]\nb,[1 2 ... 3]\n", "json.dumps"),
        ("v\n[1. 2. ... 3.]\n[1. 2. ... 3.]\n", "json.dumps"),
        ("name,v\na,[1,2,3]\nb,[1,2]\nc,[1,2]\nd,[1]\n", "Put quotes around lists"),
        ("just some\nwords of text\n", "no vector"),
        ("f0,f1\nNaN,1\n,2\n", "one column of numbers only .f1."),
        ("caf\xe9\0,1\n", "isn't what its name says"),
        ("{}", "no rows below"),
    ],
)
def test_what_is_no_table_of_vectors_is_refused_with_a_remedy(save, text, words):
    with pytest.raises(SourceError, match=words):
        opened(save(text))


def test_one_row_is_read_and_said(save):
    assert "one row only" in opened(save("a,b\n1,2\n")).notes[-1]


@pytest.mark.parametrize("text", [b"a,b\n1,2\n" * 100 + b"\0", b"a\0,\0b\0\n\0" * 200])
def test_bytes_of_zero_far_down_are_no_text(save, text):
    with pytest.raises(SourceError, match="no text"):
        read_delimited(save(text), current(), silent)


@pytest.mark.parametrize("cut", [1, 20, 40])
def test_gzip_that_is_cut_short(save, cut):
    packed = gzip.compress(frame().to_csv().encode(), mtime=0)

    with pytest.raises(SourceError, match="damaged or cut short"):
        opened(save(packed[:-cut], "t.csv.gz"))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("EXPLORER_MAX_ROWS", 11),
        ("EXPLORER_MAX_DIMENSIONS", 3),
        ("EXPLORER_MAX_VALUES", 47),
    ],
)
def test_limits_name_value_limit_and_remedy(save, variable, value):
    path = save(frame().to_csv(index=False))

    with pytest.raises(LimitError) as caught:
        read_delimited(path, read({variable: str(value)}), silent)
    assert f"{value + 1:,}" in caught.value.message
    assert f"the limit here is {value:,}" in caught.value.message
    assert variable in caught.value.message

    read_delimited(path, read({variable: str(value + 1)}), silent)


def test_a_gzip_bomb_ends_at_the_limit(save):
    path = save(gzip.compress(b"1,2\n" * 1_000_000), "bomb.csv.gz")

    with pytest.raises(LimitError, match="EXPLORER_MAX_UPLOAD_BYTES"):
        read_delimited(path, read({"EXPLORER_MAX_UPLOAD_BYTES": "1000000"}), silent)


def test_a_line_of_millions_of_values_is_refused_before_it_is_taken_apart(save):
    with pytest.raises(LimitError, match="2,000,001 values"):
        opened(save("," * 2_999_999 + "\n"))


def traced_peak(path):
    tracemalloc.start()
    records = read_delimited(path, current(), silent)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(records.vectors, np.memmap)
    return peak


def test_memory_is_a_constant_and_not_the_table(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 50_000)
    line = (",".join(f"0.{number:0100d}" for number in range(10)) + "\n").encode()
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    small.write_bytes(line * 2_500)
    large.write_bytes(line * 12_000)  # 12 MB
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()

    assert traced_peak(large) < traced_peak(small) + 2_000_000
    assert pool.bytes_allocated() - before < 1_000_000


NUMBERS = st.floats(width=32, allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), sep=st.sampled_from(",;\t|"), width=st.integers(2, 6))
def test_generated_tables_come_back(tmp_path, data, sep, width):
    rows = data.draw(
        st.lists(st.tuples(TEXTS, st.lists(NUMBERS, min_size=width, max_size=width)), min_size=2, max_size=8)
    )
    path = tmp_path / "generated.csv"
    vectors = np.array([vector for _, vector in rows], dtype=np.float32)
    table = pd.DataFrame(vectors, columns=[f"f{place}" for place in range(width)])
    table.insert(0, "text", ["t" + text for text, _ in rows])
    table.to_csv(path, sep=sep, index=False, quoting=csv.QUOTE_NONNUMERIC)

    dataset = opened(path)

    assert np.array_equal(dataset.vectors, vectors)
    assert values(dataset, "text") == ["t" + text for text, _ in rows]


def test_damaged_bytes_give_a_data_set_or_words(tmp_path):
    good = frame(name=LETTERS, lists=["[1, 2]"] * 12).to_csv().encode()

    assert survives(opened, good, tmp_path / "damaged.csv", 200) > 100
    assert survives(opened, gzip.compress(good, mtime=0), tmp_path / "damaged.csv.gz", 60) < 50
