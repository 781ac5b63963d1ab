"""Several files brought at once: which is what, how they are joined, and what is said of it."""

import gzip
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from explorer.dataset import Dataset
from explorer.errors import ParamsError, SourceError
from explorer.sources import Preview
from explorer.sources.glance import glance
from explorer.sources.pack import Pack, order
from explorer.sources.preview import PreviewParams
from explorer.store import Parts
from tests.sources.files import npy_bytes, opened, zipped
from tests.sources.photos import encoded, shaded
from tests.sources.test_idx import idx

N = 12
VECTORS = np.random.default_rng(0).normal(size=(N, 5)).astype(np.float32)
NAMES = [f"person {row % 3}" for row in range(N)]
PHOTOS = {f"{row}.png": encoded(shaded(6, 4, seed=row)) for row in range(N)}


def packed(path, files):
    """What the routes make of files that are dropped together."""
    with path.open("wb") as sink, Pack(sink) as pack:
        for name in sorted(files, key=order):
            pack.begin(name, len(files[name]))
            pack.write(files[name])
        pack.finish()
    return path


def zipfile_of(files):
    """An archive's bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def bring(tmp_path):
    def write(files, **params):
        return opened(packed(tmp_path / "several.zip", files), **params)

    return write


def csv(frame, **options):
    return frame.to_csv(index=False, **options).encode()


def values(dataset, name):
    column = dataset.columns[name]
    return [column.names[code] for code in column.values] if column.kind == "category" else column.values.tolist()


def test_vectors_and_a_table_of_as_many_rows_are_joined_by_their_order(bring):
    dataset = bring({"faces.npy": npy_bytes(VECTORS), "people.csv": csv(pd.DataFrame({"person": NAMES, "age": 30.5}))})

    assert np.array_equal(dataset.vectors, VECTORS)
    assert values(dataset, "person") == NAMES
    assert dataset.identity == "person"
    assert dataset.notes[:2] == (
        "The rows are those of 'faces.npy' (vectors of 5 dimensions).",
        "'people.csv' (2 columns) was joined by the order of rows: all 12 have one.",
    )
    again = Dataset.from_parts(Parts(*(getattr(dataset.to_parts(), name) for name in ("arrays", "texts", "values"))))
    assert again.joins == dataset.joins
    assert dataset.joins[1].rights == ("person", "age")


def test_a_table_in_another_order_is_joined_by_its_key(bring):
    frame = pd.DataFrame(VECTORS, columns=[f"f{place}" for place in range(5)]).assign(id=[f"r{n}" for n in range(N)])
    people = pd.DataFrame({"id": [f"r{n}" for n in range(2, N + 1)][::-1], "person": [*NAMES[2:], "nobody"][::-1]})

    dataset = bring({"vectors.csv": csv(frame), "people.csv": csv(people)})

    assert values(dataset, "person") == ["", "", *NAMES[2:]]
    said = dataset.joins[1]
    assert (said.how, said.left, said.right, said.n_matched, said.n_spare) == ("key", "id", "id", 10, 1)
    assert (said.missed, said.spare) == (("r0", "r1"), ("r12",))
    assert list(dataset.columns) == ["id", "person"]
    assert "10 of 12 rows have a match. 2 have none ('r0', 'r1'). 1 of its own rows belong to none ('r12')." in (
        dataset.notes[1]
    )


def test_images_are_joined_to_vectors_by_the_column_that_names_them(bring):
    frame = pd.DataFrame(VECTORS).add_prefix("f").assign(photo=[f"faces/{(5 * row) % N}.png" for row in range(N)])

    dataset = bring({"vectors.csv": csv(frame), **{f"all/{name}": data for name, data in PHOTOS.items()}})

    assert [dataset.images.read(row) for row in range(N)] == [PHOTOS[f"{(5 * row) % N}.png"] for row in range(N)]
    assert (dataset.joins[1].file, dataset.joins[1].left, dataset.joins[1].right) == ("images", "photo", "file")


def test_a_row_without_its_image_is_left_out_and_listed(bring):
    names = pd.DataFrame({"file": [f"{row}" for row in range(N)], "person": NAMES})
    files = {"a.npy": npy_bytes(VECTORS), "b.csv": csv(names), **PHOTOS}
    del files["3.png"]

    dataset = bring(files)

    assert dataset.n_samples == N - 1
    assert dataset.left_out == ((3, "no image belongs to '3'"),)
    assert dataset.images.read(3) == PHOTOS["4.png"]


def test_a_folder_of_images_with_a_table_of_them(bring):
    people = pd.DataFrame({"file_name": [*PHOTOS][::-1], "label": NAMES[::-1], "score": np.arange(N) / 2})

    dataset = bring({"metadata.csv": csv(people), **PHOTOS})

    assert dataset.vectors is None
    assert values(dataset, "label") == NAMES
    assert dataset.identity == "label"
    assert dataset.joins[0].file == "images"


def test_what_stands_beside_images_and_fits_nothing_is_left_out_in_words(bring):
    dataset = bring({"stats.csv": csv(pd.DataFrame({"mean": [1.5], "deviation": [2.5]})), **PHOTOS})

    assert dataset.n_samples == N
    assert dataset.joins[1].how == "left out"
    assert "'images' has 12 rows and 'stats.csv' has 1" in dataset.notes[1]


@pytest.mark.parametrize(("n_rows", "hint"), [(N - 1, "a line of names on top"), (N + 7, "the file that goes with it")])
def test_vectors_and_a_table_of_different_length_are_an_error_with_both_numbers(bring, n_rows, hint):
    people = csv(pd.DataFrame({"person": [NAMES[row % 3] for row in range(n_rows)], "age": np.arange(n_rows) / 7}))

    with pytest.raises(SourceError, match=rf"'faces.npy' has 12 rows and 'people.csv' has {n_rows}.*{hint}.*by a key"):
        bring({"faces.npy": npy_bytes(VECTORS), "people.csv": people})


@pytest.mark.parametrize("top", [["person"], []])
def test_a_single_column_of_another_length_is_counted_without_its_name(bring, top):
    people = "\n".join([*top, *NAMES[:9]]).encode()
    with pytest.raises(SourceError, match=r"'faces.npy' has 12 rows and 'people.csv' has 9, "):
        bring({"faces.npy": npy_bytes(VECTORS), "people.csv": people})


def test_the_join_can_be_told(bring):
    frame = pd.DataFrame(VECTORS).add_prefix("f").assign(id=np.arange(N), other=np.arange(N)[::-1])
    people = pd.DataFrame({"id": np.arange(N)[::-1], "person": NAMES})
    files = {"vectors.csv": csv(frame), "people.csv": csv(people)}

    assert values(bring(files), "person") == NAMES[::-1]
    assert values(bring(files, join=("people.csv: row order",)), "person") == NAMES
    assert values(bring(files, join=("people.csv: other = id",)), "person") == NAMES
    assert "person" not in bring(files, join=("people.csv: left out",)).columns
    with pytest.raises(ParamsError, match=r"join: people.csv: 'name' is not known here.*Allowed: id, person"):
        bring(files, join=("people.csv: id = name",))
    with pytest.raises(ParamsError, match="must be texts such as"):
        bring(files, join=("people.csv",))


def test_a_key_that_repeats_counts_once_and_is_mentioned(bring):
    people = pd.DataFrame({"id": [0, 0, *range(1, N)], "person": ["first", "second", *NAMES[1:]]})
    frame = pd.DataFrame(VECTORS).add_prefix("f").assign(id=np.arange(N))

    dataset = bring({"v.csv": csv(frame), "p.csv": csv(people)}, join=("p.csv: id = id",))

    assert values(dataset, "person")[0] == "first"
    assert dataset.joins[1].why == "1 row repeats a key; the first of each counts."


def test_idx_images_and_their_labels(bring):
    images = np.arange(N * 20, dtype=np.uint8).reshape(N, 5, 4)
    labels = (np.arange(N) % 3).astype(np.uint8)

    dataset = bring({
        "train-images-idx3-ubyte.gz": gzip.compress(idx(images)),
        "train-labels-idx1-ubyte.gz": gzip.compress(idx(labels)),
    })

    assert np.array_equal(dataset.images, images)
    assert values(dataset, "label") == [str(row % 3) for row in range(N)]
    assert dataset.identity == "label"


def test_arrays_of_their_own(bring):
    labels = np.array(NAMES)
    images = np.arange(N * 20, dtype=np.uint8).reshape(N, 5, 4)

    dataset = bring({"X.npy": npy_bytes(VECTORS), "labels.npy": npy_bytes(labels), "images.npy": npy_bytes(images)})

    assert np.array_equal(dataset.vectors, VECTORS)
    assert np.array_equal(dataset.images, images)
    assert dataset.identity == "label"


def test_a_second_file_of_vectors_is_left_out_in_words(bring):
    dataset = bring({"one.npy": npy_bytes(VECTORS), "two.npy": npy_bytes(VECTORS[:5])})

    assert dataset.n_samples == N
    assert dataset.joins[1].how == "left out"
    assert "'two.npy' (vectors of 5 dimensions) was left out: it has vectors of its own" in dataset.notes[1]


def test_the_vectors_that_the_rest_goes_with_come_first(bring):
    frame = pd.DataFrame(VECTORS).add_prefix("f").assign(photo=[*PHOTOS])
    people = pd.DataFrame({"photo": [*PHOTOS][:-1], "person": NAMES[:-1]})
    stray = npy_bytes(np.ones((5, 9), np.float32))

    dataset = bring({"stray.npy": stray, "vectors.csv": csv(frame), "people.csv": csv(people), **PHOTOS})

    assert [(said.file, said.how) for said in dataset.joins] == [
        ("vectors.csv", "first"),
        ("people.csv", "key"),
        ("stray.npy", "left out"),
        ("images", "key"),
    ]
    assert np.array_equal(dataset.vectors, VECTORS)


@pytest.mark.parametrize("form", ["jsonl", "parquet", "feather", "tsv", "npz"])
def test_a_table_of_every_format(bring, tmp_path, form):
    frame = pd.DataFrame({"person": NAMES, "age": np.arange(N) / 2, "height": np.arange(N) / 3})
    path = tmp_path / f"people.{form}"
    if form == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    elif form == "tsv":
        frame.to_csv(path, sep="\t", index=False)
    elif form == "npz":
        np.savez(path, person=np.array(NAMES), age=frame["age"], height=frame["height"])
    else:
        getattr(frame, f"to_{form}")(path)

    dataset = bring({"faces.npy": npy_bytes(VECTORS), path.name: path.read_bytes()})

    assert values(dataset, "person") == NAMES
    assert values(dataset, "age") == [row / 2 for row in range(N)]
    assert dataset.vectors.shape == (N, 5)


def test_what_can_t_be_read_is_no_reason_to_lose_the_rest(bring):
    dataset = bring({"faces.npy": npy_bytes(VECTORS), "people.csv": b"", "broken.npz": b"PK\x03\x04", "x.json": b"{}"})

    assert dataset.n_samples == N
    assert [said.how for said in dataset.joins] == ["first", "left out", "left out", "left out"]


def test_a_note_to_people_is_ignored_as_it_was(bring):
    dataset = bring({"readme.txt": b"Faces of twelve people.\nTaken in 2020.\n", **PHOTOS})

    assert dataset.joins == ()
    assert dataset.notes == ("1 file that is no image was ignored: readme.txt.",)


def test_a_set_without_vectors_says_what_one_needs(bring):
    with pytest.raises(SourceError, match=r"neither vectors nor images in these files: 'b.csv'. 'a.json': it is no"):
        bring({"a.json": json.dumps([1]).encode(), "b.csv": b"name\nanna\nben\n"})


def test_a_zip_that_a_person_made_is_the_same(tmp_path):
    files = {"x/faces.npy": npy_bytes(VECTORS), "x/people.csv": csv(pd.DataFrame({"person": NAMES, "a": 1.5}))}

    dataset = opened(zipped(tmp_path / "mine.zip", list(files.items())))

    assert [said.file for said in dataset.joins] == ["faces.npy", "people.csv"]
    assert values(dataset, "person") == NAMES


def test_a_zip_of_images_beside_vectors(bring):
    names = pd.DataFrame(VECTORS).add_prefix("f").assign(file=[f"{row}.png" for row in range(N)][::-1])
    photos = zipfile_of({f"all/{name}": data for name, data in PHOTOS.items()})

    dataset = bring({"vectors.csv": csv(names), "photos.zip": photos})

    assert [dataset.images.read(row) for row in range(N)] == [*PHOTOS.values()][::-1]
    assert dataset.joins[1].file == "images"
    assert not any("ignored" in note for note in dataset.notes)


@pytest.mark.parametrize(
    ("data", "words"), [(b"PK\x03\x04", "cut short"), (zipfile_of({"a.doc": b""}), "no images in the .zip that came")]
)
def test_a_zip_beside_vectors_that_has_no_images(bring, data, words):
    with pytest.raises(SourceError, match=words):
        bring({"faces.npy": npy_bytes(VECTORS), "photos.zip": data})


def test_an_archive_in_an_archive_of_images_is_ignored_as_it_was(bring):
    dataset = bring({**PHOTOS, "faces.npy": npy_bytes(VECTORS), "more.zip": zipfile_of(PHOTOS)})

    assert dataset.images.read(0) == PHOTOS["0.png"]
    assert any(note.startswith("1 file that is no image was ignored: more.zip.") for note in dataset.notes)


def test_nothing_stays_unpacked(tmp_path, bring):
    dataset = bring({"faces.npy": npy_bytes(VECTORS), "people.csv": csv(pd.DataFrame({"person": NAMES, "a": 1.5}))})

    assert [path.name for path in tmp_path.iterdir()] == ["several.zip"]
    assert np.array_equal(dataset.vectors, VECTORS)


def test_which_file_has_the_vectors_is_said_by_hand(bring):
    others = VECTORS[::-1, :3].copy()
    files = {"a.npy": npy_bytes(VECTORS), "b.npy": npy_bytes(others), "c.csv": csv(pd.DataFrame({"person": NAMES}))}

    found = bring(files)
    said = bring(files, join=("b.npy: has the rows",))
    without = bring(files, join=("a.npy: left out",))

    assert np.array_equal(found.vectors, VECTORS)
    assert np.array_equal(said.vectors, others)
    assert np.array_equal(without.vectors, others)
    assert {join.file: join.able for join in said.joins} == {"b.npy": True, "a.npy": True, "c.csv": False}
    assert "'a.npy' (vectors of 5 dimensions) was left out: it has vectors of its own" in " ".join(said.notes)
    with pytest.raises(SourceError, match="no vector"):
        bring(files, join=("c.csv: has the rows",))
    # numbers beside images say something of them, unless it is said that they are the vectors
    sizes = csv(pd.DataFrame({"width": np.arange(N) * 3.5, "height": np.arange(N) * 7.5}))
    assert bring({"sizes.csv": sizes, **PHOTOS}).vectors is None
    vectors = bring({"sizes.csv": sizes, **PHOTOS}, join=("sizes.csv: has the rows",)).vectors
    assert vectors is not None
    assert vectors.shape == (N, 2)


@pytest.mark.parametrize(("name", "axes"), [("a_umap.npy", ()), ("tsne.npy", ("tsne 1", "tsne 2"))])
def test_a_table_of_two_numbers_a_row_beside_vectors_is_a_map_of_them(bring, name, axes):
    places = VECTORS[:, :2] * 3
    files = {name: npy_bytes(places), "vecs.npy": npy_bytes(VECTORS), "c.csv": csv(pd.DataFrame({"person": NAMES}))}

    found = bring(files)

    assert np.array_equal(found.vectors, VECTORS)  # whichever of them comes first
    stem = name.removesuffix(".npy")
    assert values(found, f"{stem} 2") == places[:, 1].tolist()
    assert found.coordinates == axes  # known by its name; else by hand
    assert bring(files, coordinates=(f"{stem} 1", f"{stem} 2")).coordinates == (f"{stem} 1", f"{stem} 2")
    assert "vectors of its own" in " ".join(bring({**files, name: npy_bytes(places[1:])}).notes)


def test_of_files_brought_at_once_each_is_seen_with_its_columns(tmp_path):
    files = {"faces.npy": npy_bytes(VECTORS), "people.csv": csv(pd.DataFrame({"person": NAMES, "age": 30.5}))}
    path = packed(tmp_path / "several.zip", {**files, **PHOTOS})

    found = glance(PreviewParams(format="images"), path=path)

    assert found.n_paths == N
    assert [(file.name, file.first) for file in found.files] == [("faces.npy", True), ("people.csv", False)]
    assert [[column.name for column in file.columns] for file in found.files] == [["embedding"], ["person", "age"]]
    assert found.files[1].columns[0].first[:2] == tuple(NAMES[:2])
    parts = found.to_parts()
    assert Preview.from_parts(Parts(parts.arrays, parts.texts, parts.values)) == found


def test_a_table_that_goes_with_none_of_those_before_it_is_joined_by_a_column_of_a_later_one(bring):
    ages = pd.DataFrame({"id": [f"n{row}" for row in range(N - 1, 2, -1)], "age": range(N - 1, 2, -1)})
    people = pd.DataFrame({"id": [f"n{row}" for row in range(N)], "who": NAMES})
    found = bring({"ages.csv": csv(ages), "people.csv": csv(people), "vectors.npy": npy_bytes(VECTORS)})
    assert np.array_equal(values(found, "who"), NAMES)
    assert list(values(found, "age")) == [""] * 3 + [str(row) for row in range(3, N)]


def test_what_goes_with_nothing_is_refused_with_both_numbers_wherever_it_stands(bring):
    short, people = pd.DataFrame({"z": range(7)}), pd.DataFrame({"who": NAMES})
    with pytest.raises(SourceError, match=f"has {N} rows and 'a.csv' has 7"):
        bring({"a.csv": csv(short), "people.csv": csv(people), "vectors.npy": npy_bytes(VECTORS)})
