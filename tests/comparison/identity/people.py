"""People made up: a direction each, and rows near it."""

import numpy as np

from explorer.comparison import Identities
from explorer.comparison.identity import StandingParams, StrangersParams, standing, strangers
from explorer.features.result import Features


def people(n_people, each=5, n_features=64, noise=1.0, seed=0):
    """Rows of `n_people`, `each` of them one after the other, and who they are."""
    random = np.random.default_rng(seed)
    codes = np.repeat(np.arange(n_people), each)
    X = random.normal(size=(n_people, n_features))[codes] + noise * random.normal(size=(len(codes), n_features))
    return X.astype(np.float32), codes


def named(codes):
    """Codes as identities; -1 has none."""
    codes = np.asarray(codes, dtype=np.int32)
    return Identities(codes, tuple(f"p{code}" for code in range(int(codes.max(initial=-1)) + 1)))


def stand(X, codes):
    """Where rows stand."""
    X = np.asarray(X, dtype=np.float32)
    return standing.fit(StandingParams(), features=Features(X), identities=named(codes))


def judge(X, codes, false_flags=1):
    """Who is a stranger."""
    return strangers.fit(StrangersParams(false_flags), standing=stand(X, codes), identities=named(codes))
