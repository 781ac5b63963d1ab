"""The command line on images as people have them: a zip, unequal sizes, a broken file, a pattern."""

import numpy as np
import pytest

from tests.sources.photos import encoded, zip_of
from tests.test_headless import Run

SPEC = """
[data]
path = "photos.zip"
pattern = "{identity}_{mood}.*"
[features]
use = "pixels"
size = 4
preprocess = [ { method = "pca", n_components = 2, random_state = 0 } ]
[[projection]]
name = "flat"
method = "pca"
random_state = 0
[[clustering]]
name = "two"
method = "kmeans"
n_clusters = 2
random_state = 0
"""


@pytest.fixture(scope="module")
def photos(tmp_path_factory, numba_cache):
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("photos")
    (home / "numba").symlink_to(numba_cache)
    files = {}
    for number in range(12):
        who, shade = ("ann", 20) if number % 2 else ("bob", 220)
        image = np.full((5 + number, 20 - number, 3), shade + number, np.uint8)
        files[f"all/{who}_{number}.{'jpg' if number % 3 else 'png'}"] = encoded(image, "jpg" if number % 3 else "png")
    files["all/ann_1.jpg"] = files["all/ann_1.jpg"][:80]
    files["all/readme.txt"] = b"hello"
    zip_of(folder / "photos.zip", files)
    run = Run(folder, home, SPEC)
    yield run.end()
    run.stop()


def test_rows_are_the_places_in_the_sorted_list_and_the_broken_one_is_named(photos):
    data = photos.json("manifest")["data"]

    assert data["n_samples"] == 11
    assert data["left_out"][0]["row"] == 0
    assert data["left_out"][0]["why"].startswith("'all/ann_1.jpg': it is")
    assert data["identity"] == "identity"
    assert data["notes"] == ["1 file that is no image was ignored: readme.txt."]
    table = photos.table("clusterings")
    assert table["row"].to_pylist() == list(range(1, 12))
    assert table["identity"].to_pylist() == ["ann"] * 5 + ["bob"] * 6


def test_groupings_follow_the_shades(photos):
    groups = photos.column("two")

    assert len(set(groups[:5])) == len(set(groups[5:])) == 1
    assert photos.json("agreement")["ari"]["two|identity"] == 1


def test_the_features_say_what_was_done(photos):
    notes = photos.json("manifest")["notes"].values()

    assert any(note == "pixels / 255, 4 x 4 from different sizes (fit), colour" for note in notes)
