"""What a map tells of its marks: masks as text, tags with names of their own."""

import base64
import zlib
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.ui import marks
from explorer.ui.marks import mask_of


def as_told(bits: bytes) -> str:
    return base64.b85encode(zlib.compress(bits)).decode()


def test_the_first_row_is_the_lowest_bit_of_the_first_byte():
    assert mask_of(as_told(bytes([0b1001, 0b10])), 10).tolist() == [1, 0, 0, 1, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("n_samples", [1, 7, 8, 9, 1000])
def test_any_number_of_rows(n_samples):
    mask = np.random.default_rng(n_samples).integers(0, 2, n_samples).astype(np.uint8)
    assert mask_of(as_told(np.packbits(mask, bitorder="little").tobytes()), n_samples).tolist() == mask.tolist()


def test_bits_after_the_last_row_say_nothing():
    assert mask_of(as_told(bytes([255])), 3).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("bits", "said"),
    [
        ("no, sense", "arrived damaged"),
        (base64.b85encode(b"not deflated").decode(), "arrived damaged"),
        (as_told(bytes(1)), "has 1 bytes instead of 2"),
        (as_told(bytes(3)), "has 3 bytes instead of 2"),
        (as_told(bytes(50_000_000)), "has 3 bytes instead of 2"),  # never unpacked whole
    ],
)
def test_anything_else_is_refused_in_words(bits, said):
    with pytest.raises(InputError, match=said):
        mask_of(bits, 10)


def test_a_name_in_a_refusal_is_shown_letter_by_letter(monkeypatch):
    said: list[str] = []
    monkeypatch.setattr("explorer.ui.marks.st.error", said.append)
    dataset: Any = SimpleNamespace(id="d")
    data: Any = SimpleNamespace(values={"columns": [{"name": "*who*"}]})
    visit: Any = SimpleNamespace(
        choice=lambda *_: {"count": 1, "stamp": "s"},
        workspace=SimpleNamespace(runs_of=lambda *_: [], tags_of=lambda *_: []),
    )
    marks.tag(visit, dataset, data, {"stamp": "s", "name": "*who*"})
    assert r"There is a column '\*who\*' already" in said[0]
