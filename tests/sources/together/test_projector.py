"""TensorFlow Projector's format, written exactly as its documentation and its own checkpoint writer have it."""

import json
import math

import numpy as np
import pytest
from PIL import Image

from explorer.errors import SourceError
from explorer.sources.together.sprite import guess
from tests.sources.photos import encoded, shaded
from tests.sources.together.test_archive import bring, values  # noqa: F401 - a fixture

N, WIDTH, HEIGHT = 10, 6, 4
VECTORS = np.random.default_rng(0).normal(size=(N, 5)).astype(np.float32)
WORDS = [f"word {row % 4}" for row in range(N)]
PICTURES = [shaded(HEIGHT, WIDTH, seed=row) for row in range(N)]
TENSORS = "\n".join("\t".join(repr(float(value)) for value in row) for row in VECTORS).encode()
ONE_COLUMN = "\n".join(WORDS).encode()
TWO_COLUMNS = ("Name\tClass\n" + "\n".join(f"{word}\t{row % 3}" for row, word in enumerate(WORDS)) + "\n").encode()


def sprite(across=4):
    sheet = Image.new("RGB", (across * WIDTH, math.ceil(N / across) * HEIGHT))
    for row, picture in enumerate(PICTURES):
        sheet.paste(Image.fromarray(picture), (row % across * WIDTH, row // across * HEIGHT))
    return encoded(sheet)


def config(**more):
    entry = {
        "tensorName": "Words",
        "tensorShape": [N, 5],
        "tensorPath": "https://example.org/oss_data/tensors.bytes",
        "metadataPath": "oss_data/metadata.tsv",
        "sprite": {"imagePath": "oss_data/pictures.png", "singleImageDim": [WIDTH, HEIGHT]},
    }
    return json.dumps({"embeddings": [{"tensorPath": "elsewhere.bytes"}, entry | more]}).encode()


PBTXT = b"""
embeddings {
  tensor_name: "embedding/.ATTRIBUTES/VARIABLE_VALUE"
  tensor_path: "tensors.tsv"
  metadata_path: "metadata.tsv"
  sprite {
    image_path: "pictures.png"
    single_image_dim: 6
    single_image_dim: 4
  }
}
"""


def test_tensors_and_metadata_of_one_column_without_a_name(bring):  # noqa: F811
    dataset = bring({"tensors.tsv": TENSORS, "metadata.tsv": ONE_COLUMN})

    assert np.array_equal(dataset.vectors, VECTORS)
    assert values(dataset, "label") == WORDS
    assert dataset.identity == "label"
    assert "'metadata.tsv' (1 column) was joined by the order of rows: all 10 have one." in dataset.notes


@pytest.mark.parametrize("column", [ONE_COLUMN + b"\n", b"label\n" + ONE_COLUMN])
def test_a_last_line_and_a_name_on_top_do_no_harm(bring, column):  # noqa: F811
    assert values(bring({"tensors.tsv": TENSORS, "metadata.tsv": column}), "label") == WORDS


def test_quotation_marks_are_letters(bring):  # noqa: F811
    words = ['"', "it's", 'an "odd', "one", "a, b", ";", "|", "#", "NA word", "x"]

    dataset = bring({"tensors.tsv": TENSORS, "metadata.tsv": "\n".join(words).encode()})

    assert values(dataset, "label") == words


def test_metadata_of_several_columns_with_their_names(bring):  # noqa: F811
    dataset = bring({"tensors.tsv": TENSORS, "metadata.tsv": TWO_COLUMNS})

    assert values(dataset, "Name") == WORDS
    assert values(dataset, "Class") == [str(row % 3) for row in range(N)]


def test_whole_numbers_in_front_and_a_first_vector_that_counts_are_vectors(bring):  # noqa: F811
    vectors = np.column_stack([np.arange(N) % 2, VECTORS])
    vectors[0] = np.arange(6)
    lines = "\n".join("\t".join(f"{value:g}" for value in row) for row in vectors).encode()

    assert bring({"tensors.tsv": lines, "metadata.tsv": ONE_COLUMN}).vectors.shape == (N, 6)


@pytest.mark.parametrize("across", [4, 5])
def test_bytes_metadata_and_a_sprite_as_the_configuration_says(bring, across):  # noqa: F811
    files = {"tensors.bytes": VECTORS.astype("<f4").tobytes(), "metadata.tsv": TWO_COLUMNS}

    dataset = bring({**files, "config.json": config(), "pictures.png": sprite(across)})

    assert np.array_equal(dataset.vectors, VECTORS)
    assert values(dataset, "Name") == WORDS
    assert np.array_equal(dataset.images, PICTURES)
    assert [said.how for said in dataset.joins] == ["first", "row order", "row order"]


def test_a_log_folder_of_tensorboard(bring):  # noqa: F811
    files = {"projector_config.pbtxt": PBTXT, "tensors.tsv": TENSORS, "metadata.tsv": ONE_COLUMN}

    dataset = bring({**{f"logs/{name}": data for name, data in files.items()}, "logs/pictures.png": sprite()})

    assert np.array_equal(dataset.images, PICTURES)
    assert values(dataset, "label") == WORDS


def test_bytes_without_a_configuration_have_as_many_rows_as_the_metadata(bring):  # noqa: F811
    dataset = bring({"tensors.bytes": VECTORS.tobytes(), "metadata.tsv": TWO_COLUMNS})

    assert np.array_equal(dataset.vectors, VECTORS)


def test_a_sprite_without_a_configuration_is_as_square_as_can_be(bring):  # noqa: F811
    dataset = bring({"tensors.tsv": TENSORS, "metadata.tsv": ONE_COLUMN, "sprite.png": sprite()})

    assert np.array_equal(dataset.images, PICTURES)
    assert "The pictures of 'sprite.png' were taken to have 6 x 4 pixels each." in dataset.notes


@pytest.mark.parametrize(
    ("width", "height", "n_rows", "size"),
    [
        (2800, 2800, 10_000, (28, 28)),  # MNIST's, as the projector's own demonstration has it
        (2408, 2408, 7_396, (28, 28)),
        (2408, 2380, 7_300, (28, 28)),  # without the last row of the grid, which is empty
        (28, 28, 1, (28, 28)),
        (24, 12, 10, (6, 4)),
        (25, 12, 10, None),
        (24, 13, 10, None),
    ],
)
def test_how_large_a_picture_of_a_grid_is(width, height, n_rows, size):
    assert guess(width, height, n_rows) == size


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"tensors.bytes": b"\0" * 199, "config.json": config()}, "10 x 5 numbers of 32 bits, that is 200 bytes.*199"),
        ({"tensors.bytes": b"\0" * 199}, "The 199 bytes .*don't say how many vectors.*tensorShape"),
        (
            {"tensors.tsv": TENSORS, "metadata.tsv": ONE_COLUMN + b"\nmore\nand more"},
            "has 10 rows and 'metadata.tsv' has 12",
        ),
    ],
)
def test_what_does_not_fit(bring, files, words):  # noqa: F811
    with pytest.raises(SourceError, match=words):
        bring({**files, "x.csv": b"a\n" * 3} if len(files) == 1 else files)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("config.json", b"[1]", "no configuration of TensorFlow's Projector"),
        ("config.json", b'{"embeddings": [{"tensorPath": "a.bytes"}]}', "speaks of other files \\('a.bytes'\\)"),
        ("config.json", b'{"embeddings": [{"tensorPath": 7}]}', "no configuration"),
        ("config.pbtxt", b"embeddings { } }", "no configuration"),
        ("config.pbtxt", b"\x00\xff", "no configuration"),
        ("sprite.png", sprite()[:60], "damaged or cut short"),
        ("sprite.png", encoded(shaded(5, 5)), "5 x 5 pixels, which don't make a grid of 10 pictures"),
    ],
)
def test_what_can_t_be_used_is_left_out_in_words(bring, name, data, words):  # noqa: F811
    dataset = bring({"tensors.tsv": TENSORS, "metadata.tsv": ONE_COLUMN, name: data})

    assert dataset.n_samples == N
    (said,) = (said for said in dataset.joins if said.how == "left out")
    assert said.file == name
    with pytest.raises(SourceError, match=words):
        raise SourceError(said.why)
