"""What an adjusted Rand index means, in words."""

from __future__ import annotations

STEPS_OF_AGREEMENT: tuple[tuple[float, str], ...] = (
    (0.90, "nearly the same grouping"),
    (0.80, "good agreement"),
    (0.65, "moderate agreement"),
    (0.30, "some agreement"),
    (0.10, "little agreement"),
    (0.005, "almost no agreement beyond chance"),
    (-0.005, "no agreement beyond chance"),
)


def in_words(ari: float) -> str:
    """An adjusted Rand index as a short sentence.

    The upper thresholds are those of Steinley (2004, *Psychological Methods* 9, 386-396), found by
    simulation: 0.90 excellent, 0.80 good, 0.65 moderate, below that poor. Real groupings of embeddings mostly
    fall below 0.65, so "poor" is told apart further: from 0.30 groups can be matched by eye, below 0.10 the
    overlap table looks like chance. What is shown as 0.00 is called chance.

    Parameters
    ----------
    ari : float
        At most 1.

    Returns
    -------
    str
        E.g. ``"0.07: almost no agreement beyond chance"``; 1.00 is said of the same grouping only.
    """
    if ari == 1:
        return "1.00: the same grouping"
    words = next((words for least, words in STEPS_OF_AGREEMENT if ari >= least), "less than chance would give")
    return f"{_shown(ari)}: {words}"


def _shown(ari: float) -> str:
    if ari >= 0.995:  # two digits would claim that they are the same
        return "above 0.99"
    return f"{ari:.2f}".replace("-0.00", "0.00")
