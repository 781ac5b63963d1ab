"""How far to trust a map: what is said of each figure, and that no map waits for them."""

from dataclasses import replace

import numpy as np
import pytest

from explorer import plan, settings
from explorer.comparison import MapQuality
from explorer.dataset import Column, Dataset
from explorer.engine import Engine
from explorer.neighbors import KNNGraph
from explorer.params import build
from explorer.projections import Projection
from explorer.serving import services as shared
from explorer.serving.addresses import new_visitor
from explorer.store import Parts
from explorer.ui.state import Visit
from explorer.ui.trust import drawn_by, figures, read_in, trust, two_digits

DATA = plan.dataset("a1" * 20, "npz", "Faces")
SPACE = plan.features(DATA, plan.USES["given"].params())
WHOLE = MapQuality(0.98, 0.9, 0.31, 70, 15, 70, 60, 2415, 0.1, {})


def umap(**params):
    return plan.projection(SPACE, build(plan.PROJECTIONS["umap"].params, {"random_state": 0, **params}))


@pytest.fixture
def visit(tmp_path) -> Visit:
    services = shared.make(settings.read({"EXPLORER_HOME": str(tmp_path)}))
    # an engine that is not started: what it is asked for waits
    return Visit(new_visitor(), services, Engine(services.settings, services.store))


def test_each_figure_says_what_it_means_its_range_and_its_good_direction():
    said = figures(WHOLE, "name")

    assert [line for line, _ in said] == [
        "**0.98** · near on the map is near in the data",
        "**0.90** · neighbours have the same name",
        "**0.31** · far on the map is far in the data",
    ]
    for (_, help_), lowest in zip(said, ("0 to 1", "0 to 1", "-1 to 1"), strict=True):
        assert f"{lowest}, higher is better" in help_
    assert "All 70 rows were looked at" in said[0][1]
    assert "right for 0.10" in said[1][1]
    assert "All 60 rows with one" in said[1][1]
    assert said[2][1].endswith("2,415 pairs of rows were compared.")


def test_a_sample_is_said_to_be_one():
    found = replace(WHOLE, n_samples=70_000, n_judged=2000, n_pairs=100_000)

    assert "2,000 of 70,000 rows were looked at, drawn at random, each among all" in figures(found, None)[0][1]
    assert "100,000 pairs of rows were compared, drawn at random" in figures(found, None)[2][1]
    assert "; the first on 2,000 of 70,000 rows." in read_in(found, umap())
    assert "rows" not in read_in(WHOLE, umap())


def test_where_there_is_no_figure_the_reason_stands():
    found = replace(WHOLE, label_accuracy=None, chance=None, n_labelled=0, notes={"label_accuracy": "Why not."})

    assert figures(found, None)[1] == ("**none** · neighbours have the same identity", "Why not.")
    noted = replace(WHOLE, notes={"label_accuracy": "To know."})
    assert figures(noted, "name")[1][1].endswith("judged. To know.")


def test_a_column_cannot_bring_its_own_markdown():
    assert r"the same \*\*a\*\* \[b\]" in figures(WHOLE, "**a** [b]")[1][0]


@pytest.mark.parametrize(
    ("value", "said"),
    [(1.0, "1.00"), (0.9999, "above 0.99"), (0.994, "0.99"), (-0.004, "0.00"), (-0.3, "-0.30"), (None, "none")],
)
def test_two_digits_claim_no_more_than_is_true(value, said):
    assert two_digits(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0.00"), (0.0049, "below 0.01"), (0.006, "0.01"), (0.997, "1.00"), (1.0, "1.00")]
)
def test_where_0_is_the_best_nothing_else_claims_to_be_0(value, said):
    assert two_digits(value, best=0) == said


def test_metric_and_space_are_named():
    assert read_in(WHOLE, umap(metric="cosine")) == "Read in the cosine distance between given vectors."
    fewer = replace(WHOLE, notes={"n_neighbors": "9 nearest, not 15."})
    assert read_in(fewer, umap()) == "Read in the euclidean distance between given vectors. 9 nearest, not 15."


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"exact": True}, "exact neighbours"),
        ({"exact": True, "recall": None}, "exact neighbours"),
        ({"exact": False}, "approximate neighbours"),
        ({"exact": False, "recall": 0.97}, "approximate neighbours (neighbours found: 97 %)"),
        ({"exact": False, "recall": 0.99996}, "approximate neighbours (neighbours found: 99.9 %)"),
    ],
)
def test_the_engine_and_its_neighbours_are_named(visit, facts, said):
    for engine, name in (("explorer", "our own UMAP engine"), ("umap-learn", "umap-learn")):
        recipe = umap(engine=engine)
        assert drawn_by(visit, recipe).startswith(f"Drawn by {name}")
        visit.services.store.write(recipe.inputs["graph"], Kept(facts), 0.1)
        assert drawn_by(visit, recipe) == f"Drawn by {name} from {said}."
        visit.services.store.drop(recipe.inputs["graph"])
    assert drawn_by(visit, plan.projection(SPACE, plan.PROJECTIONS["pca"].params())) == ""


class Kept(KNNGraph):
    """A graph of which only small values are kept."""

    def __init__(self, values):
        self.values = values

    def to_parts(self):
        return Parts(values=self.values)


def test_a_map_is_measured_only_once_nothing_else_runs(visit):
    store = visit.services.store
    names = Column("category", np.zeros(40, np.uint8), ("a",))
    rows = Dataset("Faces", np.arange(40, dtype=np.uint32), np.ones((40, 2), np.float32), columns={"name": names})
    store.write(DATA, replace(rows, identity="name"), 0.1)
    visit.change(lambda workspace: workspace.with_dataset(DATA, "Faces", "faces.npz", 12))
    dataset, data = visit.dataset, visit.manifest(DATA)
    maps = [umap(), umap(min_dist=0.5)]
    for number, recipe in enumerate(maps):
        visit.change(lambda now, recipe=recipe, n=number: now.with_run(recipe, dataset.id, "projection", f"map {n}"))
    runs = visit.workspace.runs_of(dataset.id)
    wanted = plan.map_quality(maps[0], plan.identities(DATA))

    store.write(maps[0], Projection(np.zeros((40, 2), np.float32), ("x", "y")), 0.1)
    trust(visit, dataset, data, runs[0], runs)
    assert wanted.digest not in visit.waiting
    assert visit.engine.job(wanted) is None

    store.write(maps[1], Projection(np.zeros((40, 2), np.float32), ("x", "y")), 0.1)
    trust(visit, dataset, data, runs[0], runs)
    assert wanted.digest in visit.waiting  # what is waited for is followed without a word
