"""What a card says of its cluster, and in which order the cards are."""

import numpy as np

from explorer.anatomy import AnatomyParams, Wanted
from explorer.anatomy.clusters import fit
from explorer.clusterings.result import Clustering
from explorer.comparison import Identities
from explorer.recipe import Recipe
from explorer.store import Manifest
from explorer.ui.cards import Cards, dominant, figures, rows_shown
from explorer.ui.inside import Sorting
from tests.features.sets import features

RECIPE = Recipe("anatomy.clusters", 1, {}, {})
BODY = {"recipe": RECIPE.to_json(), "arrays": {}, "texts": {}, "values": {}, "seconds": 0}


def cards(X, labels, codes=None, few=2, wanted=None, persistence=None):
    anatomy = fit(
        AnatomyParams(n_dominant=2),
        features=features(X),
        grouping=Clustering(np.asarray(labels, np.int32), persistence=persistence),
        identities=None if codes is None else Identities(np.asarray(codes, np.int32), ("*Ann*", "Bob", "Cy")),
    )
    return Cards(anatomy, Manifest(BODY), few, "name", wanted)


def said(made, cluster=0):
    return [text for text, _ in figures(made, cluster)]


X = [[0], [1], [2], [3], [4], [9], [10], [11.0]]
LABELS = [0, 0, 0, 0, 0, 1, 1, 1]


def test_figures_in_words_each_with_what_it_means():
    made = cards(X, LABELS, [0, 0, 0, 1, 2, 1, 1, -1], persistence=np.array([0.25, 1], np.float32))
    assert said(made) == [
        "**5** rows",
        "cohesion **0.88**",
        "purity **0.60**",
        "persistence **0.25**",
        "**0** nearer elsewhere",
    ]
    assert said(made, 1)[2:4] == ["purity **1.00**", "persistence **1.00**"]
    assert all(help_ for _, help_ in figures(made, 0))


def test_what_is_undefined_says_so_and_what_isn_t_known_isn_t_there():
    alike = cards(np.ones((3, 2)), [0, 0, 1])
    assert said(alike) == ["**2** rows", "cohesion **undefined**", "**0** nearer elsewhere"]
    assert said(alike, 1)[0] == "**1** row"


def test_names_are_shown_letter_by_letter_and_the_rest_is_counted():
    made = cards(X, LABELS, [0, 0, 0, 1, 2, 1, 1, -1])
    assert dominant(made.anatomy, 0) == r"**\*Ann\*** × 3, **Bob** × 1, 1 more"
    assert dominant(made.anatomy, 1) == "**Bob** × 2"
    assert dominant(cards(X, LABELS).anatomy, 0) == ""


def test_a_small_cluster_is_shown_whole_a_large_one_by_its_ends():
    groups = {group.title: group for group in rows_shown(cards(X, LABELS, few=1), 0)}
    assert groups["Nearest to the centre"].rows == [2]
    assert groups["Farthest from it"].rows == [4]
    assert groups["Border cases"].rows == [4]
    assert groups["Border cases"].badges == ["Cluster 1"]
    whole = rows_shown(cards(X, LABELS, few=1), 1)[0]
    assert (whole.title, whole.rows) == ("All of it", [6, 5, 7])


def test_the_only_cluster_has_no_border():
    assert [group.title for group in rows_shown(cards(X, [0] * 8, few=2), 0)] == [
        "Nearest to the centre",
        "Farthest from it",
    ]


def test_wanted_rows_are_counted_and_their_lookalikes_shown():
    wanted = Wanted(
        np.array([1, 0]),
        3,
        np.array([[1, 2], [5, -1]], np.int32),
        np.array([[1, 2], [8, np.nan]], np.float32),
        np.zeros((2, 2), np.int32),
    )
    made = cards(X, LABELS, wanted=wanted)
    assert said(made)[-1] == "**1** wanted"
    like = rows_shown(made, 1)[-1]
    assert (like.title, like.rows, like.badges) == ("Most like a wanted row", [5], ["8"])


def test_clusters_go_by_number_or_by_the_name_they_were_given():
    made = cards(X, LABELS)
    assert made.title(1) == "Cluster 1"
    named = fit(
        AnatomyParams(), features=features(X), grouping=Clustering(np.array(LABELS, np.int32), names=("cats", "7"))
    )
    assert Cards(named, Manifest(BODY), 2).title(0) == "cats"
    assert Cards(named, Manifest(BODY), 2, word="digit").title(1) == "digit 7"


def test_cards_are_sorted_with_what_is_undefined_last():
    assert Sorting("purity", np.array([0.2, np.nan, 0.9, 0.9])).order().tolist() == [2, 3, 0, 1]
