"""The scores that two groupings are compared by: what each means, its range, what chance gives, and its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.comparison import information as inf
from explorer.comparison.expected import Excess
from explorer.comparison.pairs import adjusted_rand, fowlkes_mallows
from explorer.comparison.tally import Tally


@dataclass(frozen=True)
class Score:
    """What a person should know of a score.

    Attributes
    ----------
    title, short : str
        Its name, and the same for a narrow place.
    definition : str
        What it measures, with its source.
    range : str
        From where to where, and which end is good.
    best : float
        What the same grouping gets.
    directed : bool
        Whether A and B may not be exchanged: A is then the truth that B is held against.
    unit : str
    adjusted : bool
        Whether chance gives 0 by construction.
    """

    title: str
    short: str
    definition: str
    range: str
    best: float = 1.0
    directed: bool = False
    unit: str = ""
    adjusted: bool = False


SCORES: Mapping[str, Score] = {
    "ari": Score(
        "Adjusted Rand index",
        "ARI",
        "Of all pairs of rows: how many both groupings treat alike, corrected for chance (Hubert & Arabie 1985). "
        "Large clusters weigh most.",
        "1 is the same grouping, 0 what chance gives, below 0 less than that",
        adjusted=True,
    ),
    "ami": Score(
        "Adjusted mutual information",
        "AMI",
        "How much one grouping tells of the other, corrected for chance (Vinh, Epps & Bailey 2010; arithmetic mean). "
        "Small clusters count too.",
        "1 is the same grouping, 0 what chance gives, below 0 less than that",
        adjusted=True,
    ),
    "nmi": Score(
        "Normalised mutual information",
        "NMI",
        "How much one grouping tells of the other, as a share of their mean entropy (Strehl & Ghosh 2002; arithmetic "
        "mean). Not corrected for chance: many small clusters raise it.",
        "0 to 1, higher is better; see what chance gives at these sizes",
    ),
    "homogeneity": Score(
        "Homogeneity",
        "Homog.",
        "Whether each group of the column lies within one group of the line, which stands for the truth (Rosenberg & "
        "Hirschberg 2007). A finer grouping is never punished.",
        "0 to 1, higher is better; see what chance gives at these sizes",
        directed=True,
    ),
    "completeness": Score(
        "Completeness",
        "Compl.",
        "Whether each group of the line, which stands for the truth, lies within one group of the column (Rosenberg & "
        "Hirschberg 2007). A coarser grouping is never punished.",
        "0 to 1, higher is better; see what chance gives at these sizes",
        directed=True,
    ),
    "fowlkes_mallows": Score(
        "Fowlkes-Mallows index",
        "F-M",
        "Of the pairs of rows together in one grouping, how many are together in the other: the geometric mean of both "
        "ways (Fowlkes & Mallows 1983). Not corrected for chance: few large clusters raise it.",
        "0 to 1, higher is better; see what chance gives at these sizes",
    ),
    "vi": Score(
        "Variation of information",
        "VI",
        "What one grouping tells that the other doesn't, and the other way round (Meilă 2007). A true distance.",
        "0 bits is the same grouping, log2 of the rows the most there can be; lower is better",
        best=0.0,
        unit="bits",
    ),
    "nvi": Score(
        "Variation of information, normalised",
        "VI / log n",
        "The variation of information as a share of the most there can be at so many rows (Meilă 2007).",
        "0 is the same grouping, 1 the most there can be; lower is better",
        best=0.0,
    ),
}


def measure(found: Tally, shared: Excess | None = None) -> dict[str, tuple[float, float]]:
    """Every score of `SCORES` and what chance gives it: the mean over all ways to deal out the rows, exactly.

    Parameters
    ----------
    found : Tally
        Of one row or more.
    shared : Excess, optional
        Where many pairs are measured: what they share of the work.
    """
    told = inf.information(found, shared)
    return {
        "ari": (adjusted_rand(found), 0.0),
        "ami": (inf.adjusted(told), 0.0),
        "nmi": inf.normalised(told),
        "homogeneity": inf.homogeneity(told),
        "completeness": inf.completeness(told),
        "fowlkes_mallows": fowlkes_mallows(found),
        "vi": inf.variation(told),
        "nvi": inf.normalised_variation(told),
    }
