"""What a TOML table holds, checked key by key: every mistake is an error that begins with the key's path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from explorer.errors import ParamsError, SpecError
from explorer.params import Params, build, unknown
from explorer.recipe import Step

P = TypeVar("P", bound=Params)


def made(path: str, params: type[P], values: Mapping[str, Any]) -> P:
    """The parameters that a table says."""
    try:
        return build(params, values)
    except ParamsError as problem:
        key = f"{path}.{problem.field}" if problem.field else path
        raise SpecError(f"{key}: {problem.message}") from problem


def allow(path: str, table: Mapping[str, Any], allowed: Sequence[str]) -> None:
    """Refuse a key that isn't allowed, with the nearest that is."""
    for key in table:
        if key not in allowed:
            raise SpecError(f"{path}.{key}: {unknown(key, allowed)}".lstrip("."))


def choice(path: str, value: Any, methods: Mapping[str, Step]) -> Step:
    """The step that a value names."""
    name = typed(path, value, str)
    if name not in methods:
        raise SpecError(f"{path}: {unknown(name, list(methods))}")
    return methods[name]


def typed(path: str, value: Any, kind: type[Any]) -> Any:
    """The value, if it is a text or true or false, as wanted."""
    if not isinstance(value, kind):
        raise SpecError(f"{path} = {value!r} must be {'a text' if kind is str else 'true or false'}.")
    return value


def table(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The table under a name; an empty one where there is none."""
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise SpecError(f"{name} must be a table: [{name}].")
    return value


def tables(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The list of tables under a name; an empty one where there is none."""
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise SpecError(f"{name} must be a list of tables: [[{name}]].")
    return value
