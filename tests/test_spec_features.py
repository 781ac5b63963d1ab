"""Features of images, and several of them joined, as a spec says them."""

import pytest

from explorer import plan
from explorer.errors import SpecError
from explorer.params import build
from explorer.spec import from_recipes, parse, write

DATA = '[data]\npath = "faces.zip"\n'
JOINED = (
    '[features]\nuse = "joined"\nweights = [2, 1, 0.5]\n'
    'blocks = [ { use = "pixels", size = 32 }, { use = "hsv", grid = 2 }, { use = "hog" } ]\n'
    'preprocess = [ { method = "pca", n_components = 20 } ]\n'
)
KMEANS = '[[clustering]]\nname = "a"\nmethod = "kmeans"\nrandom_state = 0\n'
FILE = plan.dataset("ab" * 20, "images", "faces")


def test_blocks_are_recipes_with_their_weights():
    spec = parse(DATA + JOINED + KMEANS)
    _, groups = spec.recipes(FILE, 100)
    first, chain = plan.preprocessing(plan.features_of(groups["a"]))
    assert first.params == {"weights": [2.0, 1.0, 0.5]}
    assert [block.step for block in plan.blocks_of(first)] == ["features.pixels", "features.hsv", "features.hog"]
    assert plan.blocks_of(first)[1].params["grid"] == 2
    assert [part.step for part in chain] == ["features.pca"]
    assert plan.describe_space(plan.features_of(groups["a"])).startswith(
        "pixels · size 32 at weight 2 + Colours (HSV) · grid 2 at weight 1 + Edges (HOG) at weight 0.5 → PCA"
    )


def test_what_is_written_is_read_back():
    spec = parse(DATA + JOINED + KMEANS)
    assert parse(write(spec)) == spec
    _, groups = spec.recipes(FILE, 100)
    again = from_recipes("faces.zip", {}, groups)
    assert again.blocks == spec.blocks
    assert again.recipes(FILE, 100)[1] == groups


@pytest.mark.parametrize("use", ["evened", "hsv", "hog"])
def test_each_way_has_a_name(use):
    spec = parse(f'{DATA}[features]\nuse = "{use}"\n')
    assert spec.use == plan.USES[use].params()
    assert parse(write(spec)) == spec


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ('use = "joined"', "features.blocks must be a list of tables"),
        ('use = "joined"\nblocks = [1]', "features.blocks must be a list of tables"),
        ('use = "joined"\nblocks = [ { size = 3 } ]', "features.blocks[0].use is missing: one of given, pixels"),
        ('use = "joined"\nblocks = [ { use = "joined" } ]', "features.blocks[0].use: 'joined' is not known"),
        ('use = "joined"\nblocks = [ { use = "hsv", gird = 2 } ]', "Did you mean 'grid'"),
        ('use = "joined"\nblocks = [ { use = "hsv" } ]', "features.weights must have a number for each of the 1"),
        ('use = "joined"\nweights = [1]\nblocks = [ { use = "hsv" } ]', "features.weights: weights has 1 numbers"),
        ('use = "pixels"\nblocks = [ { use = "hsv" } ]', "features.blocks: 'blocks' is not known"),
    ],
)
def test_a_mistake_is_named(features, message):
    with pytest.raises(SpecError) as refused:
        parse(f"{DATA}[features]\n{features}\n")
    assert message in refused.value.message


def test_two_blocks_of_the_same_weight_need_no_weights():
    spec = parse(f'{DATA}[features]\nuse = "joined"\nblocks = [ {{ use = "given" }}, {{ use = "hsv" }} ]\n')
    assert spec.use == build(plan.USES["joined"].params, {"weights": [1, 1]})
