"""What is kept of a map that was cancelled: its last frame, under the recipe that stops there."""

from types import SimpleNamespace

import numpy as np
import pytest

from explorer import plan
from explorer.frames import Frames
from explorer.params import build
from explorer.projections import Projection
from explorer.recipe import Recipe
from explorer.store import Store
from explorer.ui.state import Visit
from explorer.ui.unfinished import cancel
from explorer.workspace import Workspace

DATA = Recipe("sources.read", 1, {"fingerprint": "a1" * 20})
MAP = plan.projection(
    plan.features(DATA, plan.USES["given"].params()), build(plan.PROJECTIONS["umap"].params, {"random_state": 0})
)


class Visitor:
    """A visit as far as cancelling needs one."""

    write = Visit.write

    def __init__(self, home):
        self.services = SimpleNamespace(store=Store(home))
        self.workspace = Workspace(1.0, 1.0).with_dataset(DATA, "Faces")
        self.workspace = self.workspace.with_run(MAP, self.workspace.active or "", "projection", "UMAP")
        self.cancelled, self.chosen = [], {}

    def cancel(self, recipe):
        self.cancelled.append(recipe)

    def manifest(self, recipe):
        return self.services.store.manifest(recipe)

    def change(self, function):
        self.workspace = function(self.workspace)

    def choose(self, page, **values):
        self.chosen.update({(page, name): value for name, value in values.items()})


@pytest.fixture
def visit(tmp_path):
    return Visitor(tmp_path)


def test_a_map_is_kept_as_far_as_it_came(visit, tmp_path):
    Y = np.random.default_rng(0).normal(size=(7, 2)).astype(np.float32)
    Frames(tmp_path, MAP.digest)(Y, 40, 500)

    cancel(visit, MAP)

    kept = visit.workspace.runs[-1]
    assert (kept.name, kept.recipe.params["stop_after"]) == ("UMAP, 40 of 500 rounds", 40)
    assert np.array_equal(visit.services.store.read(kept.recipe, Projection).Y, Y)
    assert visit.chosen == {("map", "run"): kept.id}
    assert visit.cancelled == [MAP]


def test_before_the_first_frame_there_is_nothing_to_keep(visit):
    cancel(visit, MAP)

    assert [run.name for run in visit.workspace.runs] == ["UMAP"]
    assert visit.chosen == {}
    assert visit.cancelled == [MAP]


def test_what_is_no_run_is_only_cancelled(visit, tmp_path):
    other = plan.stopped(MAP, 3)
    Frames(tmp_path, other.digest)(np.zeros((7, 2), np.float32), 1, 3)

    cancel(visit, other)

    assert len(visit.workspace.runs) == 1


def test_a_map_that_was_done_in_time_is_not_kept_twice(visit, tmp_path):
    Y = np.zeros((7, 2), np.float32)
    visit.services.store.write(MAP, Projection(Y, ("UMAP 1", "UMAP 2")), 1.0)
    Frames(tmp_path, MAP.digest)(Y, 499, 500)

    cancel(visit, MAP)

    assert len(visit.workspace.runs) == 1
