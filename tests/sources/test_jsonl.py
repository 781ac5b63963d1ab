import gzip
import json
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.errors import LimitError, SourceError
from explorer.recipe import silent
from explorer.settings import current, read
from explorer.sources import jsonl, text
from explorer.sources.jsonl import read_jsonl
from tests.sources.damage import survives
from tests.sources.files import opened
from tests.sources.test_delimited import values

VECTORS = np.random.default_rng(0).normal(size=(12, 4)).astype(np.float32)
LETTERS = [letter * 2 for letter in "abcabcabcabc"]


@pytest.fixture
def save(tmp_path):
    def write(rows, name="table.jsonl"):
        path = tmp_path / name
        texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        data = ("\n".join(texts) + "\n").encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


def objects(**more):
    return [
        {"person": LETTERS[row], "embedding": VECTORS[row].tolist(), **{key: of[row] for key, of in more.items()}}
        for row in range(12)
    ]


@pytest.mark.parametrize("name", ["table.jsonl", "table.ndjson", "table.jsonl.gz"])
def test_a_list_is_the_vector(save, name):
    dataset = opened(save(objects(age=range(20, 32)), name))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert dataset.identity == "person"
    assert values(dataset, "person") == LETTERS
    assert list(dataset.columns) == ["person", "age"]
    assert "'embedding'" in dataset.notes[0]


def test_what_pandas_writes(tmp_path):
    path = tmp_path / "table.jsonl"
    frame = pd.DataFrame({"embedding": VECTORS.tolist(), "label": LETTERS, "日本": ["語"] * 12})
    frame.to_json(path, orient="records", lines=True, double_precision=15)

    dataset = opened(path)

    assert np.allclose(dataset.vectors, VECTORS, atol=1e-12)
    assert values(dataset, "日本") == ["語"] * 12


def test_fields_of_numbers_are_the_vector(save):
    rows = [{"label": row % 3, **{f"f{place}": float(VECTORS[row, place]) for place in range(4)}} for row in range(12)]

    dataset = opened(save(rows))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert dataset.identity == "label"


def test_lists_alone(save):
    assert np.array_equal(opened(save(VECTORS.tolist())).vectors, VECTORS)


def test_values_beside_the_vector(save):
    dataset = opened(
        save(
            objects(
                truth=[True, False, None] * 4,
                mixed=[1, "a", 2.5] * 4,
                gaps=[1.5, None, 2.5] * 4,
                large=[2**70, 1, 2] * 4,
                nested=[{"a": 1}] * 12,
                whole=[3, 1, 2] * 4,
            )
        )
    )

    assert values(dataset, "truth")[:3] == ["True", "False", ""]
    assert values(dataset, "mixed")[:3] == ["1", "a", "2.5"]
    assert np.array_equal(values(dataset, "gaps")[:3], [1.5, np.nan, 2.5], equal_nan=True)
    assert values(dataset, "large")[0] == str(2**70)
    assert dataset.columns["whole"].names == ("1", "2", "3")
    assert any("'nested'" in note and "Ignored" in note for note in dataset.notes)


def test_rows_that_cannot_be_used_are_listed_and_the_others_keep_their_numbers(save):
    rows = [
        {"v": [1, 2], "n": "a"},
        '{"v": [1, 2',
        {"n": "c"},
        {"v": [1, 2, 3], "n": "d"},
        "",
        {"v": [1, "x"], "n": "e"},
        {"v": [1, None], "n": "f"},
        '{"v": [1, NaN], "n": "g"}',
        {"v": {"a": 1}, "n": "h"},
        "17",
        '{"v": [1, 1e400]}',
        {"v": [1, 10**400]},
        {"v": [3, 4], "n": "z"},
        *[{"v": [5, 6], "n": "q"}] * 9,
    ]

    dataset = opened(save(rows))

    assert dataset.rows.tolist() == [0, *range(11, 21)]
    assert values(dataset, "n")[:2] == ["a", "z"]
    reasons = dict(dataset.left_out)
    assert "no JSON" in reasons[1]
    assert reasons[2] == "the vector is missing"
    assert reasons[3] == "the vector has 3 numbers, not 2 as the others"
    assert "no number" in reasons[4]
    assert "NaN" in reasons[5]
    assert "NaN" in reasons[6]
    assert reasons[7] == "the vector isn't a list of numbers"
    assert reasons[8] == "the line is no object"
    assert "infinite" in reasons[9]
    assert "no number" in reasons[10]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([""], "empty"),
        (["[", "{"], r"None of the first 2 lines.*lines=True"),
        (["{}"], "no vector in it; the fields are none"),
        ([{"name": "a", "age": 3}], "the fields are 'name', 'age'"),
        ([{"v": [None, None]}], "The only row can't be used"),
        (["[" * 100_000], "None of the first 1 lines"),
        (["1" * 5_000], "None of the first 1 lines"),
        (['{"v": "' + "x" * 4_100_000], "longer than 4,000,000 bytes|None of the first"),
    ],
)
def test_what_is_no_data_set_is_refused_with_a_remedy(save, rows, words):
    with pytest.raises(SourceError, match=words):
        opened(save(rows))


@pytest.mark.parametrize(
    ("variable", "value"),
    [("EXPLORER_MAX_ROWS", 11), ("EXPLORER_MAX_DIMENSIONS", 3), ("EXPLORER_MAX_VALUES", 47)],
)
def test_limits_name_value_limit_and_remedy(save, variable, value):
    path = save(objects())

    with pytest.raises(LimitError) as caught:
        read_jsonl(path, read({variable: str(value)}), silent)
    assert f"{value + 1:,}" in caught.value.message
    assert variable in caught.value.message

    read_jsonl(path, read({variable: str(value + 1)}), silent)


def traced_peak(path):
    tracemalloc.start()
    read_jsonl(path, current(), silent)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_is_a_constant_and_not_the_file(save, monkeypatch):
    monkeypatch.setattr(jsonl, "_BLOCK_VALUES", 20_000)
    monkeypatch.setattr(jsonl, "_SAMPLE", 20)
    monkeypatch.setattr(text, "PIECE_BYTES", 50_000)
    row = json.dumps({"v": [0.25] * 500})
    small, large = save([row] * 250, "small.jsonl"), save([row] * 1_000, "large.jsonl")  # 0.75 and 3 MB

    assert traced_peak(large) < traced_peak(small) + 300_000


JSON = st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats() | st.text(max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.lists(st.floats(-1024, 1024, width=32), min_size=2, max_size=2),
            st.dictionaries(st.text(max_size=3), JSON),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_generated_objects_come_back(save, rows):
    dataset = opened(save([{**more, "embedding": vector} for vector, more in rows]), identity="-")

    assert np.array_equal(dataset.vectors, np.array([vector for vector, _ in rows], dtype=np.float32))
    assert not dataset.left_out


def test_damaged_bytes_give_a_data_set_or_words(save, tmp_path):
    assert survives(opened, save(objects()).read_bytes(), tmp_path / "damaged.jsonl", 200) > 50
