"""A data set that is read again with other options, in a real store and workspace."""

import numpy as np
import pytest

from explorer import plan, settings
from explorer.dataset import Column, Dataset
from explorer.engine import Engine
from explorer.recipe import Recipe
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.ui.opening import (
    is_several,
    open_apart,
    open_upload,
    read_again,
    settle,
)
from explorer.ui.state import Visit
from explorer.workspace import OpenedDataset, Tag, Upload
from tests.sources.photos import encoded, shaded
from tests.sources.together.test_archive import packed

SELECTED = {"stamp": "1", "fingerprint": "d4" * 20, "count": 2}


@pytest.fixture
def visit(tmp_path) -> Visit:
    services = shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)}))
    # an engine that is not started: what it is asked for waits
    return Visit(new_visitor(), services, Engine(services.settings, services.store))


def keep(visit: Visit, recipe: Recipe, rows: list[int]) -> None:
    """What reading gives, with these rows."""
    codes = Column("category", np.zeros(len(rows), np.uint8), ("a",))
    data = Dataset("Faces", np.array(rows, np.uint32), np.ones((len(rows), 2), np.float32), columns={"name": codes})
    visit.services.store.write(recipe, data, 0.1)


@pytest.fixture
def opened(visit) -> OpenedDataset:
    recipe = plan.dataset("a1" * 20, "npz", "Faces")
    keep(visit, recipe, [0, 1, 2])
    visit.change(lambda workspace: workspace.with_dataset(recipe, "Faces", "faces.npz", 12))
    opened = visit.dataset
    assert opened is not None
    visit.change(lambda workspace: workspace.with_tag(Tag(opened.id, "odd", "b2" * 20, "c3" * 20, 2)))
    visit.choose("map", selection=SELECTED)
    return opened


def test_what_was_tagged_and_selected_outlives_another_choice_of_the_identity(visit, opened):
    assert read_again(visit, opened, identity="name")
    new = visit.dataset
    assert new is not None
    assert new.id != opened.id
    keep(visit, new.recipe, [0, 1, 2])

    settle(visit)

    assert visit.workspace.datasets == (new,)
    assert [(tag.dataset, tag.name) for tag in visit.workspace.tags] == [(new.id, "odd")]
    assert visit.choice("map", "selection") == SELECTED


def test_rows_that_are_no_longer_the_same_are_not_tagged(visit, opened):
    read_again(visit, opened, max_per_identity=2)
    new = visit.dataset
    assert new is not None
    keep(visit, new.recipe, [0, 2])

    settle(visit)

    assert visit.workspace.datasets == (new,)
    assert visit.workspace.tags == ()
    assert visit.choice("map", "selection") is None


def test_what_was_replaced_and_is_gone_is_forgotten(visit, opened):
    read_again(visit, opened, identity="name")
    visit.drop(opened.id)

    settle(visit)

    assert visit.choice("data", "replaces") is None


def test_bytes_that_are_known_open_as_they_were_read(visit, opened):
    read_again(visit, opened, identity="name")
    read = visit.dataset
    visit.change(lambda workspace: workspace.with_dataset(plan.dataset("b2" * 20, "npy", "Other"), "Other"))

    open_upload(visit, Upload("a1" * 20, "renamed.npz", 12, 0.0), "npz")

    assert visit.dataset == read
    open_upload(visit, Upload("c3" * 20, "new.npz", 12, 0.0), "npz")
    assert visit.dataset is not None
    assert visit.dataset.title == "new"


def test_files_that_do_not_belong_together_become_data_sets_of_their_own(visit, tmp_path):
    files = {"a.csv": b"x,y\n1,2\n", "b.csv": b"x,y\n3,4\n", "config.json": b"{}", "1.png": encoded(shaded(3, 3))}
    store = visit.services.store
    recipe = plan.dataset(store.copy(packed(tmp_path / "all.zip", files)), "images", "a.csv and 3 more")
    visit.change(lambda workspace: workspace.with_dataset(recipe, "a.csv and 3 more"))

    assert is_several(visit, visit.dataset)
    assert not is_several(visit, OpenedDataset("x", "x", plan.dataset("ff" * 20, "images", "gone"), "x.zip", 1, 0.0))
    open_apart(visit, visit.dataset)

    assert [entry.title for entry in visit.workspace.datasets] == ["a.csv and 3 more", "images", "b", "a"]
    assert [entry.recipe.params["format"] for entry in visit.workspace.datasets] == ["images", "images", "csv", "csv"]
    assert visit.dataset is not None
    assert store.blob(visit.dataset.recipe.params["fingerprint"]).read_bytes() == files["a.csv"]
