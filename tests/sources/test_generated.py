"""Arrays and archives of any kind come back whole: each good row or image, and a reason for each other one."""

import re
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from explorer.errors import ExplorerError
from tests.sources.files import npy_bytes, opened, zipped
from tests.sources.photos import encoded, zip_of
from tests.sources.together.test_tar import tar_of

NUMBERS = ("<f4", ">f4", "<f8", ">f8", "<f2", ">f2", "i1", ">i2", "u1", "<i4", "?")
PIXELS = np.arange(12, dtype=np.uint8).reshape(2, 2, 3) * 20
# What may stand in an archive, and what it is called at its end.
CONTENTS = {
    "good": (encoded(PIXELS), ".png"),
    "broken": (encoded(PIXELS)[:-30], ".png"),
    "none": (b"no image", ".png"),
    "other": (b"words", ".md"),
}
PARTS = st.text("ab é花\\~'\u202e", min_size=1, max_size=6) | st.sampled_from(["..", "C:", "/", "__MACOSX", ".git"])
SIDES = st.integers(1, 6)
quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def tables(draw):
    shape = draw(arrays.array_shapes(min_dims=2, max_dims=2, max_side=12))
    return draw(arrays.arrays(draw(st.sampled_from(NUMBERS)), shape))


@quick
@given(table=tables(), packed=st.booleans(), order=st.sampled_from("CF"))
def test_any_table_of_numbers(tmp_path, table, packed, order):
    table = np.asarray(table, order=order)
    with np.errstate(over="ignore"):
        good = np.flatnonzero(np.isfinite(table.astype(np.float32)).all(axis=1))
    assume(good.size)
    path = tmp_path / f"table.np{'z' if packed else 'y'}"
    if packed:
        np.savez_compressed(path, embedding=table, number=np.arange(len(table)))
    else:
        path.write_bytes(npy_bytes(table))

    found = opened(path)

    assert found.rows.tolist() == good.tolist()
    assert np.array_equal(found.vectors, table[good].astype(np.float32))
    assert sorted(row for row, _ in found.left_out) == np.setdiff1d(np.arange(len(table)), good).tolist()
    assert ("number" in found.columns) == packed


@quick
@given(images=arrays.arrays(np.uint8, st.tuples(SIDES, SIDES, SIDES) | st.tuples(SIDES, SIDES, SIDES, st.just(3))))
def test_any_stack_of_images(tmp_path, images):
    found = opened(zipped(tmp_path / "images.npz", [("images.npy", npy_bytes(images))]))

    assert np.array_equal(np.asarray(found.images), images)


@quick
@given(
    files=st.lists(st.tuples(st.lists(PARTS, max_size=4), st.sampled_from(sorted(CONTENTS))), min_size=1, max_size=9),
    form=st.sampled_from(["zip", "tar", "tar.gz"]),
)
def test_any_archive_of_images(files, form):
    """Whatever they are called, and wherever they seem to be, nothing is written and no image is lost."""
    names = ["/".join([*parts, f"n{row}{CONTENTS[kind][1]}"]) for row, (parts, kind) in enumerate(files)]
    brought = {name: CONTENTS[kind][0] for name, (_, kind) in zip(names, files, strict=True)}
    kinds = [
        kind
        for name, (_, kind) in zip(names, files, strict=True)
        if not re.search(r"(^|[/\\])(__MACOSX|\.git)[/\\]", name)  # what systems leave behind
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = (zip_of if form == "zip" else tar_of)(Path(folder) / f"images.{form}", brought)
        try:
            found = opened(path)
            read, left_out = list(found.images.files()), found.n_left_out
            shown = found.columns["file"].names
        except ExplorerError:
            read, left_out, shown = [], kinds.count("broken") + kinds.count("none"), ()
        assert [each.name for each in Path(folder).iterdir()] == [path.name]

    assert read == [CONTENTS["good"][0]] * kinds.count("good")
    assert left_out == kinds.count("broken") + kinds.count("none")
    assert not any(part in ("", "..") for name in shown for part in name.split("/"))
