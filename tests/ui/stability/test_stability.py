"""What the Stability page says of each outcome, and of the time to come."""

import dataclasses
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from explorer import plan
from explorer.clusterings import DBSCANParams, KMeansParams
from explorer.comparison.stability.luck import MEASURES
from explorer.comparison.stability.result import Luck, Stability
from explorer.features.pca import PCAParams
from explorer.params import build
from explorer.ui.stability.checked import Checked, time_to_come
from explorer.ui.stability.luck import luck, said_of, titles_of, verdict
from explorer.ui.stability.resampled import headline, measured, of_cluster
from explorer.workspace import Run

SPACE = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
UMAP = plan.projection(SPACE, build(plan.PROJECTIONS["umap"].params, {"random_state": 0}))


def stability_of(*means, n_noise=0):
    """Of clusters of ten rows each, in two resamples."""
    mean = np.array(means, dtype=np.float64)
    return Stability(
        jaccard=np.tile(mean, (2, 1)).astype(np.float32),
        mean=mean,
        dissolved=np.where(mean <= 0.5, 2, 0).astype(np.int32),
        recovered=np.where(mean >= 0.75, 2, 0).astype(np.int32),
        sizes=np.full(len(mean), 10),
        rows=np.repeat(mean, 10).astype(np.float32),
        ari=np.array([0.8, 0.9]),
        stability=float(mean.mean()) if len(mean) else None,
        least=float(mean.min()) if len(mean) else None,
        n_stable=int((mean >= 0.75).sum()),
        median_ari=0.85,
        n_noise=n_noise,
        n_samples=100,
        n_drawn=80,
    )


def checked(space, refit=True):
    recipe = plan.clustering(space, KMeansParams(n_clusters=3, random_state=0))
    return Checked(Run("1", "2", "clustering", "k-means", recipe, 0.0), 100, refit)


def luck_of(value, structured, above):
    observed = np.array([value, 0.9, 0.9, np.nan])
    null = np.tile(np.linspace(0.1, 0.2, 5), (len(MEASURES), 1))
    return Luck(observed, null, np.array([above, False, False, False]), structured)


def test_the_bands_are_counted():
    assert headline(stability_of(0.9, 0.8, 0.6, 0.4)) == (
        "2 of 4 clusters stable, 1 of them highly; 1 dissolves. Over all 0.68."
    )
    assert headline(stability_of(0.6)).startswith("All rows are one cluster")
    assert headline(stability_of(0.6, n_noise=5)) == "0 of 1 cluster stable. Over all 0.60."
    assert headline(stability_of()).startswith("Every row is noise")


def test_what_was_fitted_anew_is_said_and_a_map_that_was_given():
    found = stability_of(0.9, 0.8)
    anew, given, vectors = (
        measured(found, how).replace("\\", "") for how in (checked(UMAP), checked(UMAP, refit=False), checked(SPACE))
    )
    assert "2 resamples of 80 of 100 rows" in anew
    assert "Fitted anew on each: nearest neighbours, UMAP, k-means." in anew
    assert "Fitted anew on each **given this map**: k-means." in given
    assert "Fitted anew on each: k-means." in vectors


def test_structure_luck_and_what_does_not_come_again():
    assert verdict(luck_of(0.4, True, True)) == (
        "Structure: more than luck gives (silhouette 0.40, and 0.10 to 0.20 without structure). "
        "Above luck: silhouette. Not above: stability of clusters, agreement with resamples (ARI)."
    )
    assert verdict(luck_of(0.4, False, True)).startswith("Not structure to rely on")
    assert verdict(luck_of(0.15, False, False)).startswith("Can't be told from luck")
    assert verdict(luck_of(float("nan"), False, False)).startswith("With fewer than two clusters")
    anew = said_of(luck_of(0.4, True, True), "permuted", "given vectors", True)
    assert "second seed" not in anew
    assert "5 sets of as many rows, permuted along the PCA axes, went through" in anew
    given = said_of(luck_of(0.4, True, True), "permuted", "UMAP", False)
    assert "were grouped by the same method, **given this map**; each was resampled twice." in given
    assert "anew" not in given


def test_without_clusters_there_is_no_picture_of_luck(monkeypatch):
    found = Luck(np.full(4, np.nan), np.zeros((4, 5)), np.zeros(4, dtype=bool), False)
    drawn = []
    stand_ins = {
        "number": lambda *_, **__: 5,
        "select": lambda *_, **__: "permuted",
        "when_wanted": lambda *_: found,
        "chart": lambda *told: drawn.append(told),
    }
    for name, stand_in in stand_ins.items():
        monkeypatch.setattr(f"explorer.ui.stability.luck.{name}", stand_in)
    visit: Any = SimpleNamespace(choice=lambda *_: 2)
    luck(visit, checked(SPACE))
    assert not drawn
    found.observed[1] = 0.5
    luck(visit, checked(SPACE))
    assert drawn


def test_what_only_comes_again_is_said_and_is_not_called_structure():
    observed, null = np.array([-0.01, 0.24, 0.12, 0.17]), np.tile(np.linspace(-0.01, 0, 5), (len(MEASURES), 1))
    said = verdict(Luck(observed, null, np.array([False, True, True, True]), False))
    assert said.startswith("Comes again more than by luck, but its clusters aren't set apart more than by luck")
    assert "Above luck: stability of clusters, agreement with resamples (ARI), agreement over seeds (ARI). " in said
    assert said.endswith("Not above: silhouette.")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.2, "About a second of computing, shared"), (41.4, "About 41 s of computing, shared")],
)
def test_the_time_to_come(seconds, expected):
    assert time_to_come(seconds, []).startswith(expected)
    untimed = [part for part in checked(UMAP).run.recipe.lineage() if part.step == "projections.umap"]
    assert "Nothing like UMAP ran here before" in time_to_come(41.4, untimed)
    assert time_to_come(0.2, untimed).startswith("Nothing like UMAP ran here")


def test_what_was_never_timed_is_named_beside_the_time():
    run = checked(SPACE).run.recipe
    parts = {part.step: part for part in plan.luck(run, 100, 2, 5, "permuted").lineage()}
    steps = ("clusterings.sample", "features.null", "comparison.stability", "comparison.luck")
    assert time_to_come(41.4, [parts[step] for step in steps]) == (
        "About 41 s of computing, shared by the workers. Not in it, since never timed here: Data without structure, "
        "a sample of the rows, stability of clusters."
    )
    assert "never timed" not in time_to_come(41.4, [parts["comparison.luck"]])


def test_bars_keep_the_least_stable_and_say_how_many_are_left_out():
    from explorer.figures import LIGHT, stability_bars

    found = stability_of(*np.linspace(1, 0.2, 80))
    drawn = stability_bars(found, [str(number) for number in range(80)], LIGHT)
    assert len(drawn.figure.data[0].y) == 60
    assert min(drawn.figure.data[0].y) == pytest.approx(0.2)
    assert drawn.alt.startswith("Stability of the 60 least stable of 80 clusters, ")
    assert "the other 20 are in the table below" in drawn.alt


def test_a_cluster_that_was_never_drawn_is_not_called_dissolved():
    from explorer.figures import LIGHT, stability_bars

    found = stability_of(0.9, float("nan"), 0.6)
    found = dataclasses.replace(found, dissolved=np.zeros(3, dtype=np.int32), stability=0.75, least=0.6)
    drawn = stability_bars(found, ["a", "b", "c"], LIGHT)
    assert list(drawn.figure.data[0].x) == ["a", "c"]
    assert drawn.alt.endswith("Of 1 no row was drawn.")
    assert of_cluster(found, 1).startswith("none of its rows was drawn")
    assert of_cluster(found, 0) == (
        "stability **0.90** (0.90 to 0.90) · dissolved in 0, found again in 2 of 2 resamples"
    )
    never = dataclasses.replace(stability_of(float("nan")), stability=None, least=None)
    assert stability_bars(never, ["a"], LIGHT).alt == "Stability of 0 clusters. Of 1 no row was drawn."
    assert headline(never) == "No row of any cluster was drawn: ask for more resamples."


def test_the_luck_chart_says_whose_seeds():
    assert titles_of(("k-means",))[-1] == "agreement over seeds of k-means (ARI)"
    assert titles_of(("PCA", "UMAP", "k-means"))[-1] == "agreement over seeds of PCA, UMAP and k-means (ARI)"
    observed = np.array([0.4, 0.9, 0.9, 0.9])
    null = np.tile(np.linspace(0.1, 0.2, 5), (len(MEASURES), 1))
    found = Luck(observed, null, np.ones(4, dtype=bool), True)
    assert "seeds of UMAP and k-means (ARI)" in verdict(found, titles_of(("UMAP", "k-means")))


def test_whose_seeds_are_changed():
    data = plan.dataset("ab" * 20, "npy", "faces")
    pca = plan.features(data, plan.USES["given"].params(), [PCAParams(n_components=2)])
    assert plan.drawing(plan.clustering(pca, DBSCANParams(eps=1.0))) == ("PCA",)
    assert plan.drawing(plan.clustering(SPACE, DBSCANParams(eps=1.0))) == ()
