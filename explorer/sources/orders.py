"""Data sets that are made or fetched instead of brought: an order of a few bytes says which, and stands for a file.

A worker fills it: `explorer.sources.portraits` draws, `explorer.sources.fetched` fetches.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from explorer.errors import ParamsError, SourceError
from explorer.params import Params, build, param, rules
from explorer.recipe import canonical

_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no")


@dataclass(frozen=True)
class PortraitsParams(Params):
    """Nothing to choose: they are always the same."""


@dataclass(frozen=True)
class LfwParams(Params):
    """Which of the faces, and how large; the names are those of `sklearn.datasets.fetch_lfw_people`."""

    min_faces_per_person: int = param(20, "only people with so many pictures", low=0, high=530, unit="pictures")
    resize: float = param(0.5, "how many times the original's 125 x 94 pixels", low=0.1, high=2.0)
    color: bool = param(False, "in colour, instead of grey")


@dataclass(frozen=True)
class OlivettiParams(Params):
    """Nothing to choose: all of them."""


@dataclass(frozen=True)
class Order:
    """Something that can be ordered.

    Attributes
    ----------
    title : str
        What to call it on screen.
    about : str
        What it is, in a sentence or two.
    params : type
        What can be chosen.
    version : int
        Counted up when the same order would give other rows than before.
    fetched : bool
        Whether it comes from the internet, the first time.
    """

    title: str
    about: str
    params: type[Params]
    version: int = 1
    fetched: bool = False


ORDERS: Final[dict[str, Order]] = {
    "portraits": Order(
        "Portraits",
        "672 portraits drawn by this program: 24 people x 7 expressions x 4 sittings. Who it is and what the face "
        "says are both known.",
        PortraitsParams,
    ),
    "lfw": Order(
        "Labelled Faces in the Wild",
        "Photographs of famous people from the news, 13,233 of 5,749 people (Huang et al., 2007). Fetched once by "
        "scikit-learn: about 200 MB.",
        LfwParams,
        fetched=True,
    ),
    "olivetti": Order(
        "Olivetti faces",
        "400 grey photographs of 40 people, taken at AT&T between 1992 and 1994. Fetched once by scikit-learn: 4 MB.",
        OlivettiParams,
        fetched=True,
    ),
}


def order(name: str, params: Params) -> bytes:
    """The bytes that stand for what is ordered: the same for the same choice."""
    return canonical({"order": name, "version": ORDERS[name].version, "params": params.as_dict()})


def parse(name: str, choices: str) -> Params:
    """What is chosen, from ``"min_faces_per_person=20&color=true"``.

    Raises
    ------
    SourceError
        For a name that isn't known, or a value that isn't allowed.
    """
    declared = rules(ORDERS[name].params)
    try:
        pairs = parse_qsl(choices, keep_blank_values=True, strict_parsing=bool(choices), max_num_fields=20)
        return build(
            ORDERS[name].params,
            {key: _value(text, declared[key][0] if key in declared else (str,)) for key, text in pairs},
        )
    except (ParamsError, ValueError) as problem:
        raise SourceError(f"sample:{name}: {problem}") from problem


def spelled(name: str, params: Params) -> str:
    """The name of what is ordered, as a spec has it: what `parse` reads, with what differs from the defaults."""
    default = ORDERS[name].params().as_dict()
    chosen = [f"{key}={_text(value)}" for key, value in params.as_dict().items() if value != default[key]]
    return name + ("?" + "&".join(chosen) if chosen else "")


def chosen(path: Path, name: str) -> Params:
    """What was chosen, from the file with an order's bytes.

    Raises
    ------
    SourceError
        When it is no order, or one of another version of this program.
    """
    body = json.loads(path.read_bytes())
    if body.get("order") != name or body.get("version") != ORDERS[name].version:
        raise SourceError(f"This order of {ORDERS[name].title} is of another version of this program. Open it again.")
    return build(ORDERS[name].params, body["params"])


def _value(text: str, allowed: tuple[type, ...]) -> Any:
    if bool in allowed and text.lower() in (*_TRUE, *_FALSE):
        return text.lower() in _TRUE
    for kind in (int, float):
        if kind in allowed:
            try:
                return kind(text)
            except ValueError:
                continue
    return text


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
