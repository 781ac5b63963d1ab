"""A consensus in a spec: written, read back, with its voters; and the mistakes that can be made with it."""

import numpy as np
import pytest

from explorer import plan
from explorer.clusterings import KMeansParams
from explorer.comparison import Consensus
from explorer.errors import SpecError
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.spec import from_recipes, parse, write
from explorer.store import Store

TWO = """
[data]
path = "x.npy"
[[clustering]]
name = "a"
method = "kmeans"
n_clusters = 3
random_state = 0
[[clustering]]
name = "b"
method = "hdbscan"
"""
AGREED = '[[clustering]]\nname = "agreed"\nmethod = "consensus"\n'
DATA = plan.dataset("ab" * 20, "npy", "x")
SPACE = plan.features(DATA, plan.USES["given"].params())


def test_it_is_written_and_read_back():
    _, groups = parse(TWO + AGREED + 'of = ["a", "b"]\n').recipes(DATA, 100)
    assert groups["agreed"] == plan.consensus(SPACE, [groups["b"], groups["a"]], 100)
    back = from_recipes("x.npy", {}, groups)
    assert 'of = ["a", "b"]' in write(back).replace("\n    ", "").replace(",\n]", "]").replace('",', '", ')
    assert parse(write(back)).recipes(DATA, 100)[1] == groups


def test_its_voters_come_along_under_names_of_their_own():
    _, groups = parse(TWO + AGREED + 'of = ["a", "b"]\nnear = 0.8\n').recipes(DATA, 100)
    alone = from_recipes("x.npy", {}, {"agreed": groups["agreed"]})
    assert [entry.name for entry in alone.clusterings] == ["voter-of-agreed", "voter-of-agreed-2", "agreed"]
    assert parse(write(alone)).recipes(DATA, 100)[1]["agreed"] == groups["agreed"]


@pytest.mark.parametrize("n_samples", [3, 10, 14])
def test_one_of_few_rows_is_found(tmp_path, n_samples):
    path = tmp_path / "x.npy"
    np.save(path, np.random.default_rng(0).normal(0, 1, (n_samples, 4)) + 9 * (np.arange(n_samples) % 2)[:, None])
    store = Store(tmp_path / "home")
    data = plan.dataset(store.copy(path), "npy", "x")
    two = TWO.replace("n_clusters = 3", "n_clusters = 2").replace('"hdbscan"', '"agglomerative"\nn_clusters = 2')
    _, groups = parse(two + AGREED + 'of = ["a", "b"]\n').recipes(data, n_samples)
    materialise(groups["agreed"], store, silent)
    assert len(store.read(groups["agreed"], Consensus).labels) == n_samples


def test_one_of_two_rows_is_refused():
    spec = parse(TWO + AGREED + 'of = ["a", "b"]\n')
    with pytest.raises(SpecError, match=r"'agreed': a consensus takes 3 rows at the least; here there are 2\."):
        spec.recipes(DATA, 2)


def test_one_of_groupings_made_by_hand_cannot_be_said():
    kmeans = plan.clustering(SPACE, KMeansParams(random_state=0))
    with pytest.raises(SpecError, match=r"voter-of-agreed.* is edited by hand"):
        from_recipes("x.npy", {}, {"agreed": plan.consensus(SPACE, [kmeans, plan.edited(kmeans, [])], 100)})


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", r"clustering\[2\]\.of must be a list of the names"),
        ("of = []\n", r"clustering\[2\]\.of must be a list of the names"),
        ("of = [1]\n", r"clustering\[2\]\.of must be a list of the names"),
        ('of = ["a", "c"]\n', r"clustering\[2\]\.of, which takes clusterings above it: 'c' is not known.*: a, b\."),
        ('of = ["agreed"]\n', r"clustering\[2\]\.of, which takes clusterings above it"),
        ('of = ["a"]\nspace = "features"\n', r"clustering\[2\]\.space: .*Allowed: name, method, of, near"),
        ('of = ["a"]\nsample_size = 9\n', r"clustering\[2\]\.sample_size"),
        ('of = ["a"]\nnear = 2.0\n', r"clustering\[2\]\.near"),
    ],
)
def test_a_mistake_is_named(line, words):
    with pytest.raises(SpecError, match=words):
        parse(TWO + AGREED + line)


def test_only_a_consensus_is_of_others():
    with pytest.raises(SpecError, match=r"clustering\[0\]\.of"):
        parse(TWO.replace("n_clusters = 3", 'of = ["b"]'))
