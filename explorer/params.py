"""What a parameter is: a dataclass field that carries its range, its unit and its help.

The same field is the control on the page, the check at the edge, part of the cache key, and the docs.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, Union

from explorer.errors import ParamsError

TINY = 1e-6  # a least value below that means: more than 0
LARGEST = 2**63 - 1  # what other readers of JSON and of Parquet can hold

P = TypeVar("P", bound="Params")


@dataclasses.dataclass(frozen=True)
class Rule:
    """What a parameter may be.

    Attributes
    ----------
    help : str
        What it means, in a sentence; shown beside the control.
    low, high : float or None
        Inclusive range of a number. For a union of int and float (PCA's ``n_components``) the range is the integers';
        a float must then lie strictly between 0 and 1.
    choices : tuple of str
        What a string may be; empty where any is allowed.
    unit : str
        E.g. ``"rows"``.
    advanced : bool
        Whether the page keeps it behind "more".
    """

    help: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    advanced: bool = False


def param(
    default: Any,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: Sequence[str] = (),
    unit: str = "",
    advanced: bool = False,
) -> Any:
    """Declare a field of a `Params` class: its default and its `Rule`."""
    return dataclasses.field(default=default, metadata={"rule": Rule(help, low, high, tuple(choices), unit, advanced)})


@dataclasses.dataclass(frozen=True)
class Params:
    """Base of all parameter classes. Checked when made: a `Params` that exists is valid.

    Raises
    ------
    ParamsError
        When a value has the wrong type or lies outside its rule; ``field`` names it.
    """

    def __post_init__(self) -> None:
        for name, (allowed, rule) in rules(type(self)).items():
            object.__setattr__(self, name, _checked(name, getattr(self, name), allowed, rule))

    def as_dict(self) -> dict[str, Any]:
        """The parameters as plain JSON values."""
        values = dataclasses.asdict(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def rules(cls: type[Params]) -> Mapping[str, tuple[tuple[type, ...], Rule]]:
    """For each parameter of a class: the types it may have, and its rule."""
    if cls not in _rules:  # looked up once: a page asks a hundred times
        hints = typing.get_type_hints(cls)
        found = {field.name: (_types(hints[field.name]), field.metadata["rule"]) for field in dataclasses.fields(cls)}
        _rules[cls] = types.MappingProxyType(found)
    return _rules[cls]


_rules: dict[type[Params], Mapping[str, tuple[tuple[type, ...], Rule]]] = {}


def build(cls: type[P], values: Mapping[str, Any]) -> P:
    """Make a `Params` from a mapping, as a spec or a form gives it.

    Raises
    ------
    ParamsError
        For an unknown name (with the nearest allowed one) or a wrong value.
    """
    allowed = list(rules(cls))
    for name in values:
        if name not in allowed:
            raise ParamsError(unknown(name, allowed), field=name)
    return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


def unknown(name: str, allowed: Sequence[str]) -> str:
    """The sentence for a name that isn't known: the nearest allowed one first, then all of them."""
    near = difflib.get_close_matches(name, allowed, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"{name!r} is not known here.{hint} Allowed: {', '.join(allowed) or 'nothing'}."


def _types(hint: Any) -> tuple[type, ...]:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        return tuple(kind for part in typing.get_args(hint) for kind in _types(part))
    return (origin or hint,)


def _checked(name: str, value: Any, allowed: tuple[type, ...], rule: Rule) -> Any:
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ParamsError(f"{name} is a whole number beyond 64 bits, more than any parameter takes.", field=name)
    if type(value) is int and float in allowed and int not in allowed:
        value = float(value)
    if type(value) not in allowed:
        raise ParamsError(
            f"{name} = {value!r} is {_noun(type(value))}; it must be {_nouns(allowed, rule)}.", field=name
        )
    if isinstance(value, str) and rule.choices and value not in rule.choices:
        raise ParamsError(f"{name}: {unknown(value, rule.choices)}", field=name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        _check_range(name, value, allowed, rule)
    return value


def _check_range(name: str, value: int | float, allowed: tuple[type, ...], rule: Rule) -> None:
    if not math.isfinite(value):
        raise ParamsError(f"{name} = {value} is not a finite number.", field=name)
    if isinstance(value, float) and int in allowed:
        if not 0 < value < 1:
            raise ParamsError(f"{name} = {value} as a share must lie between 0 and 1.", field=name)
        return
    unit = f" {rule.unit}" if rule.unit else ""
    if rule.low is not None and value <= 0 < rule.low < TINY:
        raise ParamsError(f"{name} = {value:g} must be more than 0; write 0.5, for example.", field=name)
    if rule.low is not None and value < rule.low:
        raise ParamsError(f"{name} = {value} is below {rule.low:g}{unit}, the least that is allowed.", field=name)
    if rule.high is not None and value > rule.high:
        raise ParamsError(f"{name} = {value} is above {rule.high:g}{unit}, the most that is allowed.", field=name)


_NOUNS: dict[type, str] = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text",
    tuple: "a list",
    list: "a list",
    dict: "a table",
    type(None): "nothing",
}


def _noun(kind: type) -> str:
    return _NOUNS.get(kind, f"a {kind.__name__}")


def _nouns(allowed: tuple[type, ...], rule: Rule) -> str:
    choices = f" ({', '.join(rule.choices)})" if rule.choices else ""
    return " or ".join(_noun(kind) + choices * (kind is str) for kind in allowed if kind is not type(None))
