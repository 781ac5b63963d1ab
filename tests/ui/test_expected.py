"""How long things will probably take."""

from types import SimpleNamespace
from typing import Any

import pytest

from explorer import plan
from explorer.clusterings import AgglomerativeParams, AssignedParams, HDBSCANParams, KMeansParams
from explorer.comparison import SweepParams
from explorer.estimates import Timing, record
from explorer.features.pca import PCAParams
from explorer.pipeline import STEPS
from explorer.ui.expected import expected_seconds, known_seconds

DATA = plan.dataset("0" * 40, "npz", "pictures")


def test_what_is_missing_counts_towards_the_time_and_what_is_there_does_not(tmp_path):
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    run = plan.clustering(space, HDBSCANParams(min_cluster_size=5))
    facts = SimpleNamespace(values={"n_samples": 1000, "n_features": 10}, body={"arrays": {"X": {"shape": [1000, 10]}}})
    there = {space, space.source()}
    visit: Any = SimpleNamespace(
        manifest=lambda recipe: facts if recipe in there else None,
        services=SimpleNamespace(settings=SimpleNamespace(home=str(tmp_path))),
    )
    assert expected_seconds(visit, run) is None
    record(tmp_path, Timing("clusterings.hdbscan", 1000, 10, 1.0))
    assert expected_seconds(visit, run) is None  # nothing is known of its tree
    record(tmp_path, Timing("clusterings.density_tree", 1000, 10, 20.0))
    assert expected_seconds(visit, run) == pytest.approx(21)
    there.add(run.inputs["shared"])
    assert expected_seconds(visit, run) == pytest.approx(1)


def test_a_sample_takes_the_time_of_a_sample(tmp_path):
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    run = plan.on_sample(space, AgglomerativeParams(n_clusters=3), AssignedParams(1000))
    facts = SimpleNamespace(
        values={"n_samples": 10_000, "n_features": 10}, body={"arrays": {"X": {"shape": [10_000, 10]}}}
    )
    visit: Any = SimpleNamespace(
        manifest=lambda recipe: facts if recipe in (space, space.source()) else None,
        services=SimpleNamespace(settings=SimpleNamespace(home=str(tmp_path))),
    )
    for step, n_samples, seconds in (
        ("sample", 1000, 1.0),
        ("linkage", 1000, 5.0),
        ("agglomerative", 1000, 2.0),
        ("assigned", 10_000, 3.0),
    ):
        record(tmp_path, Timing(f"clusterings.{step}", n_samples, 10, seconds))
    assert expected_seconds(visit, run) == pytest.approx(11)


def test_resamples_take_the_time_of_their_rows(tmp_path):
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    run = plan.clustering(space, KMeansParams(n_clusters=3, random_state=0))
    whole = plan.stability(run, 1000, 5)
    facts = SimpleNamespace(values={"n_samples": 1000, "n_features": 10}, body={"arrays": {"X": {"shape": [1000, 10]}}})
    there = {space, space.source(), run}
    visit: Any = SimpleNamespace(
        manifest=lambda recipe: facts if recipe in there else None,
        services=SimpleNamespace(settings=SimpleNamespace(home=str(tmp_path))),
    )
    record(tmp_path, Timing("clusterings.kmeans", 800, 10, 2.0))
    seconds, untimed = known_seconds(visit, whole)
    assert seconds == pytest.approx(10)
    assert {part.step for part in untimed} == {"clusterings.sample", "comparison.stability"}
    there.update(recipe for name, recipe in whole.inputs.items() if name in ("resample_0000", "resample_0003"))
    assert known_seconds(visit, whole)[0] == pytest.approx(6)


def test_resamples_of_a_pca_of_pixels_take_the_time_of_as_many_dimensions(tmp_path):
    pixels = plan.features(DATA, plan.USES["pixels"].params())
    space = plan.features(DATA, plan.USES["pixels"].params(), [PCAParams(n_components=100)])
    run = plan.clustering(space, KMeansParams(n_clusters=3, random_state=0))
    widths = {pixels: 5655, space: 100}

    def manifest(recipe):
        there = recipe in (DATA, pixels, space, run)
        arrays = {"X": {"shape": [1000, widths[recipe]]}} if recipe in widths else {}
        facts = SimpleNamespace(values={"n_samples": 1000, "n_features": None}, body={"arrays": arrays})
        return facts if there else None

    visit: Any = SimpleNamespace(
        manifest=manifest, services=SimpleNamespace(settings=SimpleNamespace(home=str(tmp_path)))
    )
    record(tmp_path, Timing("features.pca", 800, 5655, 2.0))
    record(tmp_path, Timing("clusterings.kmeans", 800, 100, 0.5))
    seconds, _ = known_seconds(visit, plan.stability(run, 1000, 4))
    assert seconds == pytest.approx(10)


def test_comparing_the_resamples_is_timed_by_the_rows_compared(tmp_path):
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    run = plan.clustering(space, KMeansParams(n_clusters=3, random_state=0))
    facts = SimpleNamespace(values={"n_samples": 1000, "n_features": 10}, body={"arrays": {"X": {"shape": [1000, 10]}}})
    whole = plan.stability(run, 1000, 5)
    visit: Any = SimpleNamespace(
        manifest=lambda recipe: None if recipe == whole else facts,
        services=SimpleNamespace(settings=SimpleNamespace(home=str(tmp_path))),
    )
    record(tmp_path, Timing("comparison.stability", 1000 + 5 * 800, 1, 3.0))
    seconds, untimed = known_seconds(visit, whole)
    assert seconds == pytest.approx(3)
    assert not untimed


def test_a_sweep_takes_the_time_of_its_values_whichever_they_are(tmp_path):
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    facts = SimpleNamespace(values={"n_samples": 1000, "n_features": 10}, body={"arrays": {"X": {"shape": [1000, 10]}}})
    visit: Any = SimpleNamespace(
        manifest=lambda recipe: None if recipe.step == "comparison.sweep" else facts,
        services=SimpleNamespace(settings=SimpleNamespace(home=str(tmp_path))),
    )

    def sweep(method, values, second=()):
        return plan.sweep(space, SweepParams(method, values, second))

    done = sweep("dbscan", (0.5, 1.0, 1.5, 2.0))
    step = STEPS[done.step]
    record(tmp_path, Timing(done.step, 1000, 10, 8.0 / step.tries(done.params), step.variant(done.params)))
    assert expected_seconds(visit, sweep("dbscan", (0.3, 0.7))) == pytest.approx(4)
    assert expected_seconds(visit, sweep("hdbscan", (5, 10))) is None
    record(tmp_path, Timing(done.step, 1000, 10, 1.0, "hdbscan"))
    assert expected_seconds(visit, sweep("hdbscan", (5, 10), (1, 2, 3))) == pytest.approx(6)
