"""Controls drawn from the parameters' own declaration: range, unit, help, choices."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import streamlit as st

from explorer.errors import ParamsError
from explorer.params import Params, Rule, build, rules
from explorer.recipe import Step
from explorer.ui.state import tab_memory


class HasParams(Protocol):
    """What can be chosen for: a `Step`, an `Order`."""

    @property
    def params(self) -> type[Params]:
        """The class of its parameters."""


def method_form(
    methods: Mapping[str, Step], key: str, label: str, start: Mapping[str, Any] | None = None
) -> Params | None:
    """Choose a method, then its parameters. What was typed for one method stays for the next that takes it.

    Parameters
    ----------
    methods : mapping
        What is chosen from.
    key : str
        Of the widgets.
    label : str
        Above the choice of the method.
    start : mapping, optional
        Parameters to begin with where the method has them.

    Returns
    -------
    Params or None
        None while a value isn't allowed; the page then says why.
    """
    name = st.selectbox(label, list(methods), format_func=lambda name: methods[name].title, key=f"{key}-method")
    if methods[name].good_for:
        st.caption(methods[name].good_for)
    memory = tab_memory(key)
    if memory.get("method") != name:  # only then: a field that began otherwise would be another field
        memory |= {"method": name, "begin": _accepted(methods[name].params, memory.get("typed", {}))}
    params = params_form(methods[name], f"{key}-{name}", {**(start or {}), **memory["begin"]})
    if params is not None:
        memory["typed"] = memory.get("typed", {}) | params.as_dict()
        for parameter, usual in _usual(methods[name].params, start).items():
            if memory["typed"][parameter] == usual:
                del memory["typed"][parameter]
    return params


def _accepted(params: type[Params], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was typed for other methods, what this one takes; not what it would keep out of sight."""
    found = {}
    for name, (_, rule) in rules(params).items():
        if name in typed and not rule.advanced:
            try:
                build(params, {name: typed[name]})
            except ParamsError:
                continue
            found[name] = typed[name]
    return found


def _usual(params: type[Params], start: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the parameters are where nobody types anything."""
    return {**{entry.name: entry.default for entry in dataclasses.fields(params)}, **_fitting(start, rules(params))}


def params_form(
    step: HasParams, key: str, start: Mapping[str, Any] | None = None, without: Sequence[str] = ()
) -> Params | None:
    """A control for each parameter but those left out, which have their defaults; the rarer ones behind "More"."""
    declared = {name: entry for name, entry in rules(step.params).items() if name not in without}
    begin = _usual(step.params, start)
    plain = {name: rule for name, (_, rule) in declared.items() if not rule.advanced}
    values = {name: _control(name, declared[name][0], rule, begin[name], key) for name, rule in plain.items()}
    rest = [name for name in declared if name not in plain]
    if rest and st.toggle("More parameters", key=f"{key}-more"):
        for name in rest:
            values[name] = _control(name, *declared[name], begin[name], key)
    else:
        values |= {name: begin[name] for name in rest}
    try:
        return build(step.params, values)
    except ParamsError as problem:
        st.error(problem.message)
        return None


def _fitting(start: Mapping[str, Any] | None, declared: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (start or {}).items() if name in declared}


def _control(name: str, allowed: tuple[type, ...], rule: Rule, value: Any, key: str) -> Any:
    shown: dict[str, Any] = {"label": name, "help": rule.help, "key": f"{key}-{name}"}
    if rule.choices and int not in allowed:
        return st.selectbox(options=rule.choices, index=rule.choices.index(value), **shown)
    if bool in allowed:
        return st.toggle(value=value, **shown)
    if tuple in allowed:
        return _numbers(st.text_input(value=_spelled(value), placeholder="as they are", **shown), allowed)
    if int in allowed and (float in allowed or str in allowed):
        return _number_or(st.text_input(value=str("" if value is None else value), placeholder="all", **shown), rule)
    shown["placeholder"] = "left open"
    if int not in allowed:  # without bounds: the browser would keep what is outside of them to itself, without a word
        return st.number_input(value=value, format="%g", **shown)
    low, high = (None if bound is None else int(bound) for bound in (rule.low, rule.high))
    return st.number_input(value=value, min_value=low, max_value=high, step=1, **shown)


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _numbers(text: str, allowed: tuple[type, ...]) -> Any:
    """``"64 x 48"`` -> (64, 48); one number alone stays one where that is allowed; nothing is the default."""
    found = tuple(int(part) for part in re.findall(r"\d+", text))
    if not found:
        return None if type(None) in allowed else ()
    return found[0] if len(found) == 1 and int in allowed else found


def _number_or(text: str, rule: Rule) -> Any:
    """``"50"`` -> 50, ``"0.9"`` -> 0.9, a word as it is, nothing -> None."""
    text = text.strip().replace(",", ".")
    if not text:
        return rule.choices[0] if rule.choices else None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
