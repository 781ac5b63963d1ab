"""A resample is the run's own recipe on rows drawn: everything fitted is fitted anew, or the map is given."""

from dataclasses import dataclass

import numpy as np
import pytest

from explorer import plan, settings
from explorer.clusterings import AssignedParams, HDBSCANParams, KMeansParams, LeidenParams
from explorer.clusterings.sampled import SampleParams, drawn_rows
from explorer.dataset import Dataset
from explorer.features.joined import JoinedParams
from explorer.features.null import NullParams
from explorer.features.pca import PCAParams
from explorer.features.standardise import StandardiseParams
from explorer.jobs import materialise
from explorer.params import build
from explorer.pipeline import STEPS
from explorer.recipe import Recipe, silent
from explorer.store import Store

DATA = plan.dataset("ab" * 20, "npy", "faces")
GIVEN = plan.features(DATA, plan.USES["given"].params())
PCA = plan.features(DATA, plan.USES["given"].params(), [StandardiseParams(), PCAParams(3)])
UMAP = plan.projection(PCA, build(plan.PROJECTIONS["umap"].params, {"random_state": 0}))
KINDS = ("silhouette", "stability", "seeds")
KMEANS = KMeansParams(n_clusters=3, random_state=0)
DRAWN = STEPS["clusterings.sample"].recipe(SampleParams(80, 7), features=GIVEN)


def steps(recipe):
    return [part.step for part in recipe.lineage()]


def test_rows_are_drawn_before_anything_is_fitted():
    run = plan.clustering(PCA, KMEANS)
    found = plan.resample(run, 100, 7)
    standardised, reduced = (part for part in found.lineage() if part.step in ("features.standardise", "features.pca"))
    assert standardised.inputs["features"] == DRAWN
    assert reduced.inputs["features"] == standardised
    assert found == plan.clustering(reduced, KMEANS)
    assert plan.dataset_of(found) == DATA


def test_the_largest_data_set_that_is_taken_can_be_resampled():
    most = int(next(setting for setting in settings.TABLE if setting.name == "max_rows").default(2**60))
    assert "resample_0001" in plan.stability(plan.clustering(PCA, KMEANS), most, 2).inputs


def test_the_map_and_its_neighbours_are_made_anew_or_the_map_is_given():
    run = plan.clustering(UMAP, HDBSCANParams(min_cluster_size=9))
    assert plan.refits_map(run)
    found = plan.resample(run, 100, 7)
    map_ = plan.space_of(found)
    assert map_.inputs["graph"].inputs["features"] == map_.inputs["features"]
    assert DRAWN in found.lineage()
    assert UMAP not in found.lineage()
    given = plan.resample(run, 100, 7, refit=False)
    assert UMAP in given.lineage()
    assert given.inputs["features"].step == "clusterings.sample"
    assert given.inputs["shared"].inputs["features"] == given.inputs["features"]


def test_a_map_that_came_with_the_data_or_has_seen_the_names_is_given():
    came = plan.projection(PCA, plan.PROJECTIONS["given"].params())
    seen = plan.projection(
        PCA, build(plan.PROJECTIONS["umap"].params, {"random_state": 0}), target=plan.identities(DATA)
    )
    for map_ in (came, seen):
        run = plan.clustering(map_, KMEANS)
        assert plan.can_resample(run)
        assert not plan.refits_map(run)
        assert map_ in plan.resample(run, 100, 7).lineage()


def test_the_neighbour_graph_is_of_the_drawn_rows():
    found = plan.resample(plan.clustering(GIVEN, LeidenParams(random_state=0)), 100, 7)
    assert found.inputs["graph"].inputs["features"] == DRAWN


def test_a_sample_on_the_way_is_as_much_smaller():
    run = plan.on_sample(GIVEN, KMEANS, AssignedParams(50))
    found = plan.resample(run, 100, 7)
    assert (found.params["sample_size"], found.inputs["sample"].params["sample_size"]) == (40, 40)
    assert found.inputs["sample"].inputs["features"] == found.inputs["features"] == DRAWN


def test_joined_blocks_are_scaled_anew():
    pixels = [plan.BLOCKS["pixels"].params(), plan.BLOCKS["hsv"].params()]
    run = plan.clustering(plan.features(DATA, JoinedParams(), (), pixels), KMEANS)
    found = plan.resample(run, 100, 7)
    assert found.inputs["features"].step == "features.joined"
    assert {part.step for part in plan.blocks_of(found.inputs["features"])} == {"clusterings.sample"}


def test_what_was_made_by_hand_cannot_be_made_of_other_rows():
    run = plan.clustering(GIVEN, KMEANS)
    assert plan.can_resample(run)
    assert not plan.can_resample(plan.edited(run, []))
    assert not plan.can_resample(plan.by_column(DATA, "person"))


def test_resamples_differ_in_their_rows_and_are_found_by_their_seeds():
    run = plan.clustering(GIVEN, KMEANS)
    few, more = plan.stability(run, 100, 2), plan.stability(run, 100, 5)
    assert more.inputs["resample_0001"] == few.inputs["resample_0001"] == plan.resample(run, 100, 1)
    assert len({recipe.digest for recipe in more.inputs.values()}) == 6
    assert few.params == {"sample_size": 80, "first_seed": 0}


@dataclass
class Shelf:
    """A store with vectors in it, in the place of a data set that was read."""

    store: Store
    X: np.ndarray

    def vectors(self) -> None:
        rows = np.arange(len(self.X))
        self.store.write(DATA, Dataset(title="blobs", rows=rows, vectors=self.X.astype(np.float32)), 0.0)

    def make(self, recipe: Recipe):
        materialise(recipe, self.store, silent)
        return self.store.read(recipe, STEPS[recipe.step].result)


@pytest.fixture
def shelf(tmp_path):
    def made(X: np.ndarray) -> Shelf:
        shelf = Shelf(Store(tmp_path), X)
        shelf.vectors()
        return shelf

    return made


def test_a_resample_refits_standardising_pca_and_kmeans(shelf):
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA as ScikitPCA  # noqa: N811
    from sklearn.metrics import adjusted_rand_score
    from sklearn.preprocessing import StandardScaler

    X = np.random.default_rng(0).normal(size=(100, 6)) * [9, 5, 3, 1, 1, 1]
    shelf = shelf(X)
    found = shelf.make(plan.resample(plan.clustering(PCA, KMEANS), 100, 7))
    drawn = X.astype(np.float32)[drawn_rows(100, 80, 7)]
    reduced = ScikitPCA(3, random_state=0).fit_transform(StandardScaler().fit_transform(drawn))
    by_hand = KMeans(3, random_state=0).fit_predict(reduced)
    assert adjusted_rand_score(found.labels, by_hand) == 1
    space = shelf.make(PCA).X[drawn_rows(100, 80, 7)]
    assert not np.allclose(np.abs(shelf.make(plan.resample(PCA, 100, 7)).X), np.abs(space), atol=1e-3)


def test_planted_blobs_are_stable_and_slices_of_one_are_not(shelf):
    random = np.random.default_rng(1)
    centres = random.normal(size=(5, 6)) * 20
    shelf = shelf(np.repeat(centres, 30, axis=0) + random.normal(size=(150, 6)))
    five = shelf.make(
        plan.stability(plan.clustering(GIVEN, KMeansParams(n_clusters=5, n_init=5, random_state=0)), 150, 5)
    )
    assert five.stability == pytest.approx(1, abs=0.02)
    assert five.n_stable == 5
    many = shelf.make(plan.stability(plan.clustering(GIVEN, KMeansParams(n_clusters=20, random_state=0)), 150, 5))
    assert many.stability < 0.75
    assert many.median_ari < five.median_ari


def test_other_seeds_of_whatever_draws():
    map_ = plan.projection(GIVEN, build(plan.PROJECTIONS["umap"].params, {"random_state": 0}))
    run = plan.clustering(map_, KMEANS)
    found = plan.reseeded(run, 2)
    assert (found.params["random_state"], plan.space_of(found).params["random_state"]) == (2, 2)
    assert plan.space_of(found).inputs == map_.inputs
    given = plan.reseeded(run, 2, refit=False)
    assert given.params["random_state"] == 2
    assert plan.space_of(given) == map_
    assert plan.seeds(run, 3).inputs["grouping_0000"] == run
    assert len(plan.seeds(run, 3).inputs) == 4


def test_what_draws_nothing_has_no_other_seed():
    exact = plan.features(DATA, plan.USES["given"].params(), [PCAParams(0.9)])
    for space in (GIVEN, exact):
        assert not plan.is_random(plan.clustering(space, HDBSCANParams()))
    assert plan.is_random(plan.clustering(UMAP, HDBSCANParams()))
    assert not plan.is_random(plan.clustering(UMAP, HDBSCANParams()), refit=False)
    assert plan.is_random(plan.on_sample(GIVEN, HDBSCANParams(), AssignedParams(50)))


def test_data_without_structure_go_through_the_same_pipeline():
    run = plan.clustering(PCA, KMEANS)
    null = plan.without_structure(run, "permuted", 4)
    made = STEPS["features.null"].recipe(NullParams("permuted", 4), features=GIVEN)
    assert made in null.lineage()
    assert steps(null) == [*steps(GIVEN), "features.null", *steps(run)[len(steps(GIVEN)) :]]
    again = plan.resample(null, 100, 7)
    assert STEPS["clusterings.sample"].recipe(SampleParams(80, 7), features=made) in again.lineage()


def test_luck_is_asked_of_the_feature_space_or_of_the_map_that_is_given():
    run = plan.clustering(UMAP, KMEANS)
    found = plan.luck(run, 100, 5, 3, "permuted")
    names = [f"{of}_{what}" for of in ("observed", "null_0000", "null_0001", "null_0002") for what in KINDS]
    assert sorted(found.inputs) == sorted(names)
    assert found.inputs["observed_silhouette"].inputs["features"] == PCA
    assert found.inputs["null_0001_silhouette"].inputs["features"] == plan.without_structure(PCA, "permuted", 1)
    assert found.inputs["observed_stability"] == plan.stability(run, 100, 5)
    given = plan.luck(run, 100, 5, 3, "permuted", refit=False)
    assert given.inputs["observed_silhouette"].inputs["features"] == run.inputs["features"]
    assert given.inputs["null_0000_silhouette"].inputs["features"].inputs["features"] == run.inputs["features"]


def test_joined_blocks_lose_their_structure_together():
    pixels = [plan.BLOCKS["pixels"].params(), plan.BLOCKS["hsv"].params()]
    joined = plan.features(DATA, JoinedParams(), (), pixels)
    null = plan.without_structure(plan.clustering(joined, KMEANS), "permuted", 0)
    assert null.inputs["features"].inputs["features"] == joined
    drawn = plan.resample(null, 100, 7)
    assert drawn.inputs["features"].step == "clusterings.sample"
    assert drawn.inputs["features"].inputs["features"] == null.inputs["features"]


def test_one_gaussian_is_no_structure_through_the_whole_pipeline(shelf):
    random = np.random.default_rng(3)
    noise = random.normal(size=(150, 6)) * [5, 3, 2, 1, 1, 1]
    run = plan.clustering(PCA, KMeansParams(n_clusters=4, n_init=4, random_state=0))
    luck = plan.luck(run, 150, 3, 6, "gaussian")
    assert not shelf(noise).make(luck).structured


def test_planted_blobs_are_structure_through_the_whole_pipeline(shelf):
    random = np.random.default_rng(3)
    X = np.repeat(random.normal(size=(4, 6)) * 15, 40, axis=0)[:150] + random.normal(size=(150, 6))
    run = plan.clustering(PCA, KMeansParams(n_clusters=4, n_init=4, random_state=0))
    assert shelf(X).make(plan.luck(run, 150, 3, 6, "gaussian")).structured


def test_resamples_that_are_there_are_not_made_again(shelf):
    shelf = shelf(np.random.default_rng(0).normal(size=(60, 4)))
    run = plan.clustering(GIVEN, KMEANS)
    shelf.make(plan.stability(run, 60, 2))  # as far as a job came that was cancelled, or one of fewer

    def made(number: int) -> float | None:
        manifest = shelf.store.manifest(plan.resample(run, 60, number))
        return None if manifest is None else float(manifest.body["finished"])

    before = [made(number) for number in range(4)]
    assert [one is None for one in before] == [False, False, True, True]
    assert shelf.make(plan.stability(run, 60, 4)).n_resamples == 4
    assert [made(0), made(1)] == before[:2]
