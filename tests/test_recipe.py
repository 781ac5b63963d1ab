"""A recipe's digest is its name: the same for the same, another for anything else, in every process."""

import copy
import json
import pickle
import subprocess
import sys
from dataclasses import dataclass

import pytest

from explorer import plan
from explorer.errors import InputError, ParamsError
from explorer.params import Params, build, param
from explorer.pipeline import STEPS
from explorer.recipe import Recipe, Step, canonical, digest_of, params_of

# BLAKE2b of the JSON written by hand: a change of the format is noticed, which would lose every result on every disk.
DIGEST = "c72b98ce96b0fd98c27f5ffdb8f54cb41b807d7c"
DATA = Recipe("sources.read", 1, {"fingerprint": "00ff", "title": "Gesichter – 顔", "cap": None, "share": 0.1})
BODY = Recipe("clusterings.kmeans", 2, {"n_clusters": 10, "whiten": True}, {"features": DATA}).to_json()

PRINT_DIGEST = (
    "import json, sys; from explorer.recipe import Recipe; print(Recipe.from_json(json.load(sys.stdin)).digest)"
)


def leaves(value, path=()):
    """Paths of all the values in nested JSON."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    else:
        yield path


def with_changed(body, path):
    """The same, but one value is another."""
    changed = copy.deepcopy(body)
    *way, last = path
    place = changed
    for key in way:
        place = place[key]
    old = place[last]
    if isinstance(old, bool):
        place[last] = not old
    elif isinstance(old, str):
        place[last] = chr(ord(old[0]) ^ 1) + old[1:]  # one bit of one byte
    else:
        place[last] = 1 if old is None else old + 1
    return changed


def test_canonical_json_has_one_spelling():
    assert canonical({"b": [1, 2.5], "a": {"z": None, "ä": "–"}}) == '{"a":{"z":null,"ä":"–"},"b":[1,2.5]}'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_json_cannot_spell_is_refused(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": value})


def test_a_file_name_that_is_no_text_has_a_digest_too():
    odd = b"f\xff.npy".decode("utf-8", "surrogateescape")  # what Linux gives for such a name

    assert json.loads(canonical({"title": odd})) == {"title": odd}
    assert Recipe("sources.read", 1, {"title": odd}).digest != Recipe("sources.read", 1, {"title": "f?.npy"}).digest


def test_a_digest_is_160_bits_of_blake2b():
    assert digest_of(b"") == "3345524abf6bbe1809449224b5972c41790b6cf2"
    assert digest_of(b"abc") != digest_of(b"abd")


def test_the_digest_is_this_one():
    assert Recipe.from_json(BODY).digest == DIGEST


def test_the_digest_is_the_same_in_another_process_with_other_hashes():
    shuffled = json.dumps({key: BODY[key] for key in reversed(BODY)})
    said = [
        subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            input=shuffled,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]

    assert said == [DIGEST, DIGEST]


def test_the_order_of_keys_is_no_difference():
    turned = Recipe("s", 1, {"b": 1, "a": 2}, {"y": DATA, "x": DATA})
    straight = Recipe("s", 1, {"a": 2, "b": 1}, {"x": DATA, "y": DATA})

    assert turned.digest == straight.digest
    assert turned == straight
    assert hash(turned) == hash(straight)


@pytest.mark.parametrize("path", list(leaves(BODY)), ids=".".join)
def test_a_change_anywhere_is_another_recipe(path):
    changed = with_changed(BODY, path)

    assert Recipe.from_json(changed).digest != DIGEST
    assert Recipe.from_json(changed) != Recipe.from_json(BODY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Recipe("s", 1, {"a": 1}), Recipe("s", 1, {"a": "1"})),
        (Recipe("s", 1, {"a": 1}), Recipe("s", 1, {"a": True})),
        (Recipe("s", 1, {"a": 1}), Recipe("s", 1, {"a": 1.0})),
        (Recipe("s", 1, {"a": None}), Recipe("s", 1, {})),
        (Recipe("s", 1, {"a": [1, 2]}), Recipe("s", 1, {"a": [2, 1]})),
        (Recipe("s", 1, {}, {"a": DATA}), Recipe("s", 1, {}, {"b": DATA})),
        (Recipe("s", 1, {}, {"a": DATA}), Recipe("s", 1, {"a": DATA.digest})),
    ],
)
def test_near_misses_are_different_recipes(one, other):
    assert one.digest != other.digest


def test_a_recipe_is_not_a_digest():
    assert DATA not in [DATA.digest]


def test_json_and_pickle_give_the_recipe_back():
    recipe = Recipe.from_json(BODY)

    assert Recipe.from_json(json.loads(json.dumps(recipe.to_json()))) == recipe
    assert pickle.loads(pickle.dumps(recipe)).digest == DIGEST  # noqa: S301 - our own bytes


def test_the_lineage_has_each_recipe_once_inputs_first():
    features = Recipe("features.given", 1, {}, {"dataset": DATA})
    graph = Recipe("neighbors.graph", 1, {}, {"features": features})
    for inputs in ({"features": features, "graph": graph}, {"graph": graph, "features": features}):
        umap = Recipe("projections.umap", 1, {}, inputs)

        assert list(umap.lineage()) == [DATA, features, graph, umap]
        assert umap.source() == DATA


def test_a_recipe_without_inputs_is_its_own_source():
    assert list(DATA.lineage()) == [DATA]
    assert DATA.source() == DATA


# --- steps ---


@dataclass(frozen=True)
class Seeded(Params):
    """One with a seed."""

    size: int = param(1, "a size", low=1)
    random_state: int | None = param(None, "seed", low=0, high=2**32 - 1)


STEP = Step(
    "clusterings.example", "example", Seeded, "explorer.recipe:digest_of", bytes, version=3, inputs=("dataset",)
)


def test_a_seed_left_open_is_drawn_once_and_kept():
    first, second = (STEP.recipe(Seeded(), dataset=DATA) for _ in range(2))

    assert isinstance(first.params["random_state"], int)
    assert first.params["random_state"] != second.params["random_state"]  # once in two thousand million
    assert Recipe.from_json(first.to_json()) == first  # nothing is drawn again
    assert params_of(STEP, first) == Seeded(1, first.params["random_state"])


def test_a_seed_given_stays_also_when_it_is_zero():
    assert STEP.recipe(Seeded(random_state=0), dataset=DATA).params["random_state"] == 0
    assert STEP.recipe(Seeded(random_state=0), dataset=DATA) == STEP.recipe(Seeded(random_state=0), dataset=DATA)


def test_a_step_gives_its_name_and_version():
    recipe = STEP.recipe(Seeded(random_state=7), dataset=DATA)

    assert (recipe.step, recipe.version, dict(recipe.inputs)) == ("clusterings.example", 3, {"dataset": DATA})
    assert STEP.method == "example"
    assert STEP.resolve() is digest_of


def test_a_step_refuses_what_it_does_not_take():
    with pytest.raises(InputError, match="takes Seeded and the inputs dataset"):
        STEP.recipe(Seeded(), features=DATA)
    with pytest.raises(InputError, match="takes Seeded"):
        STEP.recipe(plan.USES["given"].params(), dataset=DATA)


def test_a_stored_recipe_with_a_bad_value_is_refused():
    with pytest.raises(ParamsError, match="below 1"):
        params_of(STEP, Recipe(STEP.name, 3, {"size": 0}, {"dataset": DATA}))


def test_a_title_is_part_of_a_data_set_and_its_bytes_are():
    one, same, other = (plan.dataset(fingerprint, "npy", "t") for fingerprint in ("aa", "aa", "ab"))

    assert one == same
    assert one != other
    assert build(STEPS["sources.read"].params, one.params).as_dict() == one.params
