"""What becomes of each cluster, as a file."""

import numpy as np

from explorer.clusterings.result import Clustering
from explorer.comparison import FatesParams, Identities, agree
from explorer.comparison.fates import fit
from explorer.ui.pair import fates_csv


def test_the_csv_says_what_the_page_says_and_runs_nothing():
    who = Identities(np.array([0, 0, 0, 0, 1, 1, 1, 1], dtype=np.int32), ("=Ann", "Bob, jr."))
    found = Clustering(np.array([0, 0, 1, 1, 2, 2, -1, 2], dtype=np.int32))

    text = fates_csv(fit(FatesParams(), a=who, b=found), agree(who, found), ("name", "mine")).decode()

    assert text.split("\r\n") == [
        "cluster of name,rows,fate,clusters of mine,with clusters of name,share,noise,jaccard",
        "'=Ann,4,split into,0 + 1,,1.0000,0.0000,0.5000",
        '"Bob, jr.",4,same,2,,0.7500,0.2500,0.7500',
        "",
    ]


def test_a_merger_names_both_sides():
    halves = Clustering(np.array([0, 0, 0, 1, 1], dtype=np.int32))
    whole = Clustering(np.zeros(5, dtype=np.int32))

    text = fates_csv(fit(FatesParams(), a=halves, b=whole), agree(halves, whole), ("a", "b")).decode()

    assert "0,3,merged with,0,1,1.0000,0.0000,0.6000" in text
