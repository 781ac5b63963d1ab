import gzip

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.errors import LimitError, SourceError
from explorer.recipe import silent
from explorer.settings import read
from explorer.sources.word2vec import read_word2vec
from tests.sources.damage import survives
from tests.sources.files import opened
from tests.sources.test_delimited import values

WORDS = ["the", ",", '"', "'s", "#1", "naïve", "日本", "\u00a0x", "42", "nan", "a;b", "|"]
VECTORS = np.random.default_rng(0).normal(size=(12, 10)).astype(np.float32)


def body(words=WORDS, vectors=VECTORS, end="\n"):
    return "".join(f"{word} {' '.join(map(str, row))}{end}" for word, row in zip(words, vectors.tolist(), strict=True))


@pytest.fixture
def save(tmp_path):
    def write(text, name):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return write


@pytest.mark.parametrize("first", ["", "12 10\n"], ids=["glove", "word2vec"])
@pytest.mark.parametrize("end", ["\n", " \n", "\r\n"])  # word2vec's own program writes a space at the end
@pytest.mark.parametrize("name", ["words.vec", "words.txt", "words.txt.gz"])
def test_words_and_their_vectors(save, first, end, name):
    dataset = opened(save(first + body(end=end), name))

    assert np.array_equal(dataset.vectors, VECTORS)
    assert values(dataset, "word") == ["" if word == "nan" else word for word in WORDS]
    assert list(dataset.columns) == ["word"]
    assert "the 10 numbers after each word" in dataset.notes[0]


def test_few_dimensions_are_known_by_the_first_line(save):
    dataset = opened(save('3 2\nthe 1 2\n" 3 4\nof 5 6\n', "words.txt"))

    assert dataset.vectors.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert values(dataset, "word") == ["the", '"', "of"]


def test_a_txt_that_is_a_table_stays_one(save):
    dataset = opened(save('"r 1" ' + "1 " * 10 + '\n"r 2" ' + "2 " * 10 + "\n", "table.txt"))

    assert dataset.vectors.shape == (2, 10)
    assert values(dataset, "column 1") == ["r 1", "r 2"]


def test_a_word_with_a_space_in_it_is_left_out_and_listed(save):
    dataset = opened(save(body([*WORDS[:5], "New York", *WORDS[6:]]), "glove.txt"))

    assert dataset.rows.tolist() == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    assert dataset.left_out == ((5, "the row has 12 values, not 11 as the others"),)


def test_fewer_words_than_the_first_line_says(save):
    assert "says 400 words, there are 12: it may be cut short" in opened(save("400 10\n" + body(), "w.vec")).notes[-1]


@pytest.mark.parametrize(
    "text", ["just some words\nin a text\n", "3 5\nthe 1 2\nof 1 2\nto 3 4\n", "5 5\n", "the\nof\n", "1 2 3\n4 5 6\n"]
)
def test_what_is_no_vectors_of_words_is_refused(save, text):
    with pytest.raises(SourceError, match="no word followed by numbers"):
        opened(save(text, "words.vec"))


@pytest.mark.parametrize(
    ("variable", "value"),
    [("EXPLORER_MAX_ROWS", 11), ("EXPLORER_MAX_DIMENSIONS", 9), ("EXPLORER_MAX_VALUES", 119)],
)
def test_limits_name_value_limit_and_remedy(save, variable, value):
    path = save(body(), "w.vec")

    with pytest.raises(LimitError, match=variable):
        read_word2vec(path, read({variable: str(value)}), silent)

    read_word2vec(path, read({variable: str(value + 1)}), silent)


LETTERS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(LETTERS, min_size=1, max_size=8),
    data=st.data(),
)
def test_generated_words_come_back(save, words, data):
    numbers = st.floats(width=32, allow_nan=False, allow_infinity=False)
    rows = data.draw(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=len(words), max_size=len(words)))
    vectors = np.array(rows, dtype=np.float32)

    dataset = opened(save(f"{len(words)} 3\n" + body(["t" + word for word in words], vectors), "w.vec"))

    assert np.array_equal(dataset.vectors, vectors)
    assert values(dataset, "word") == ["t" + word for word in words]


def test_damaged_bytes_give_a_data_set_or_words(tmp_path):
    assert survives(opened, ("12 10\n" + body()).encode(), tmp_path / "damaged.vec", 200) > 50
