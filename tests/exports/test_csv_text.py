"""CSV: what is quoted, what is kept from running as a formula, and that lines are read back as they were."""

import csv
import io

import numpy as np
import pyarrow as pa
import pytest

from explorer.exports.csv_text import cell, header, lines


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("日本語", "日本語"),
        ("", ""),
        ("a,b", '"a,b"'),
        ('say "hi"', '"say ""hi"""'),
        ("two\nlines", '"two\nlines"'),
        ("two\r\nlines", '"two\r\nlines"'),
        (" space", '" space"'),
        ("a=b", "a=b"),
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("x";"y")', '"\'=HYPERLINK(""x"";""y"")"'),
        ("+1 555", "'+1 555"),
        ("-name", "'-name"),
        ("@cmd", "'@cmd"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'\t=1"),
        ("\r=1", '"\'\r=1"'),
        ("-", "'-"),
        ("-1", "-1"),
        ("+2.5e-3", "+2.5e-3"),
        ("-1+cmd", "'-1+cmd"),
        ("-٣", "'-٣"),  # digits of other scripts are no number to a spreadsheet
    ],
)
def test_a_cell(text, written):
    assert cell(text) == written


def test_the_header_is_a_line_of_cells():
    assert header(["row", "a,b", "=x", "名"]) == 'row,"a,b",\'=x,名\r\n'.encode()


def test_lines_of_every_kind_of_column():
    columns = [
        pa.array(np.array([0, 7], dtype=np.uint32)),
        pa.array(["x", None]),
        pa.array(np.array([0.1, np.nan], dtype=np.float32), from_pandas=True),
        pa.array(np.array([-1, 12], dtype=np.int32)),
        pa.array([True, False]),
    ]
    assert bytes(lines(columns)) == b"0,x,0.1,-1,true\r\n7,,,12,false\r\n"


def test_a_slice_of_a_column_is_written_alone():
    assert bytes(lines([pa.array(["a", "b", "c"]).slice(1, 1)])) == b"b\r\n"


def test_any_float32_is_read_back_as_the_very_same():
    bits = np.random.default_rng(0).integers(0, 2**32, 20_000, dtype=np.uint32)
    values = bits.view(np.float32)
    values = np.concatenate(
        [values[np.isfinite(values)], np.array([0, -0.0, 1e-45, 3.4028235e38, 16777217], np.float32)]
    )

    found = [float(line) for line in bytes(lines([pa.array(values)])).decode().split()]

    np.testing.assert_array_equal(np.array(found, np.float64).astype(np.float32), values)


def test_texts_that_are_hard_to_read_come_back_from_a_reader_of_csv():
    texts = ["a,b", 'q"q', '"', "x\ny", "x\r\ny", ",", " ", "終わり、\n", '""']

    data = header(["t", "u"]) + bytes(lines([pa.array([cell(text) for text in texts]), pa.array(["z"] * len(texts))]))

    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [["t", "u"], *([text, "z"] for text in texts)]
