"""Files of one archive, each into the store by itself."""

from dataclasses import replace

import pytest

from explorer.errors import LimitError, SourceError
from explorer.settings import current
from explorer.sources.apart import apart
from explorer.store import Store
from tests.sources.photos import encoded, shaded
from tests.sources.together.test_archive import packed

FILES = {"a.csv": b"x,y\n1,2\n", "b.csv": b"x,y\n" + b"1,2\n" * 10_000, "1.png": encoded(shaded(3, 3))}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


def test_tables_come_one_by_one_and_images_together(tmp_path, store):
    kept = apart(packed(tmp_path / "all.zip", FILES), store, current())
    assert [(one.name, one.format, one.size) for one in kept[:2]] == [("a.csv", "csv", 8), ("b.csv", "csv", 40_004)]
    assert kept[2].name == "images.zip"
    assert store.blob(kept[1].fingerprint).read_bytes() == FILES["b.csv"]


def test_what_unpacks_to_more_than_an_upload_may_have_is_refused_before_anything_is_copied(tmp_path, store):
    path = packed(tmp_path / "all.zip", FILES)
    before = sorted(store.root.rglob("*"))
    with pytest.raises(LimitError, match=r"unpacked, the files have 40,\d+ bytes.*10,000.*EXPLORER_MAX_UPLOAD_BYTES"):
        apart(path, store, replace(current(), max_upload_bytes=10_000))
    assert sorted(store.root.rglob("*")) == before


def test_what_means_nothing_alone_is_said(tmp_path, store):
    path = packed(tmp_path / "all.zip", {"config.json": b"{}", "readme": b"nothing"})
    with pytest.raises(SourceError, match="None of these files"):
        apart(path, store, current())
