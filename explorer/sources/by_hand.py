"""Which column of a file plays which role, where a person says so; what is left open is found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.errors import ParamsError
from explorer.params import Params, param, rules, unknown

NONE = "-"
TO = ":"  # f0:f511 are the columns from the one to the other, as they stand in the file
VECTOR, IDENTITY, IMAGE, COORDINATES = "vector", "identity", "image", "coordinates"
BESIDE, IGNORED = "beside", "ignored"
MOST_NAMED = 1_000


@dataclass(frozen=True)
class RoleParams(Params):
    """What the columns of a file are; an array of an archive counts as one."""

    identity: str = param("", "the column that says who or what a row is; empty: guess, -: none")
    vector: tuple[str, ...] = param((), "the column of lists or those of numbers that are the vector; f0:f9 is a range")
    image: str = param("", "the column of images; empty: found out, -: none")
    coordinates: tuple[str, ...] = param((), "two or three columns of numbers that are places on a map; -: none")
    ignore: tuple[str, ...] = param((), "columns that are not kept")

    def __post_init__(self) -> None:
        super().__post_init__()
        for field in ("vector", "coordinates", "ignore"):
            values = getattr(self, field)
            if not all(isinstance(value, str) and value for value in values):
                raise ParamsError(f"{field} = {list(values)!r} must be a list of names of columns.", field=field)
            if len(values) > MOST_NAMED:
                more = f"{field} names {len(values):,} columns; at most {MOST_NAMED:,} are named one by one."
                raise ParamsError(f"{more} Write those side by side as a range, such as f0{TO}f511.", field=field)

    @property
    def says_something(self) -> bool:
        """Whether a role was given to any column."""
        return any(getattr(self, field) for field in rules(RoleParams))

    def none(self, field: str) -> bool:
        """Whether there shall be none of a role."""
        return getattr(self, field) in (NONE, (NONE,))

    def places(self, field: str, names: Sequence[str]) -> list[int]:
        """Where the columns of a role stand among all names, in the file's order; none where it is left open.

        Raises
        ------
        ParamsError
            With that ``field``, when there is no such column.
        """
        given = getattr(self, field)
        wanted = [given] if isinstance(given, str) else given
        where = {name: place for place, name in enumerate(names)}
        found = {place for text in wanted if text not in ("", NONE) for place in self._named(text, where, field)}
        return sorted(found)

    def _named(self, text: str, where: Mapping[str, int], field: str) -> range:
        """Where the columns of one name, or of a range, stand."""
        return _range(text, where, field)

    def elsewhere(self, names: Sequence[str]) -> set[int]:
        """Places of the columns that were given another role than to be the vector."""
        found = {place for field in ("coordinates", "ignore", "image") for place in self.places(field, names)}
        # The identity may be a column that only comes later: one of a path's pattern.
        return found | {place for place, name in enumerate(names) if name == self.identity}

    def kept(self, beside: Mapping[int, str], names: Sequence[str], most: int) -> dict[int, str]:
        """Of the columns beside the vector those to keep: not the ignored, so many at most, those with a role first.

        Parameters
        ----------
        beside : mapping of int to str
            Places and names.
        names : sequence of str
            Of all columns.
        most : int
        """
        ignored = set(self.places("ignore", names))
        first = {place for place in self.elsewhere(names) - ignored if place in beside}
        rest = [place for place in beside if place not in ignored | first]
        kept = first | set(rest[: max(0, most - len(first))])
        return {place: name for place, name in beside.items() if place in kept}

    def of_one(self) -> RolesOfOne:
        """What is said of several files' columns, to ask one of them."""
        return RolesOfOne(*(getattr(self, field) for field in rules(RoleParams)))


@dataclass(frozen=True)
class RolesOfOne(RoleParams):
    """What a person says of the columns of several files together, asked of one of them: others may be elsewhere.

    The vector's are in the file that is asked. Ignored columns are left away once all are joined: one may be the key.
    """

    def _named(self, text: str, where: Mapping[str, int], field: str) -> range:
        try:
            return super()._named(text, where, field)
        except ParamsError:
            if field == VECTOR:
                raise
            return range(0)

    def kept(self, beside: Mapping[int, str], names: Sequence[str], most: int) -> dict[int, str]:
        """As for a file alone, and the ignored ones, as far as there is room."""
        kept = super().kept(beside, names, most)
        spare = [place for place in self.places("ignore", names) if place in beside]
        taken = {*kept, *spare[: most - len(kept)]}
        return {place: name for place, name in beside.items() if place in taken}


OPEN = RoleParams()  # all is found out


def _range(text: str, where: Mapping[str, int], field: str) -> range:
    if text in where:
        return range(where[text], where[text] + 1)
    ends = [(text[:at], text[at + 1 :]) for at, letter in enumerate(text) if letter == TO]
    for first, last in ends:
        if first in where and last in where and where[first] <= where[last]:
            return range(where[first], where[last] + 1)
    raise ParamsError(f"{field}: {unknown(text, list(where)[:MOST_NAMED])}", field=field)
