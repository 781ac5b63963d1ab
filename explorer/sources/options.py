"""How a file is read, as a person may change it: which column says who a row is, what paths say, which rows."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.errors import ParamsError
from explorer.params import param
from explorer.sources.selection import SelectionParams


@dataclass(frozen=True)
class ReadOptions(SelectionParams):
    """What a person can say of a file; without any of it, it is found out."""

    identity: str = param("", "the column that says who or what a row is; empty: guess, -: none")
    pattern: str = param(
        "",
        "what a file's path says, e.g. {identity}_{expression}.jpg; each {name} is a column; or a regular expression "
        "with named groups",
    )
    join: tuple[str, ...] = param(
        (), "how several files are joined: FILE: row order, FILE: COLUMN = COLUMN, or FILE: left out", advanced=True
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(": " in str(direction) for direction in self.join):
            wrong = f"join = {list(self.join)} must be texts such as 'metadata.csv: id = name'."
            raise ParamsError(wrong, field="join")
