"""A TOML spec: an exploration as a text that a person writes, reads and runs; and back from what is on screen.

Every key that isn't known and every value that isn't allowed is an error that begins with the key's path.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tomli_w

from explorer import plan
from explorer.clusterings import AssignedParams
from explorer.errors import SpecError
from explorer.params import Params, build, rules, unknown
from explorer.pipeline import STEPS
from explorer.plan.along import fresh, with_starts, with_voters
from explorer.recipe import Recipe, Step
from explorer.sources import ReadOptions
from explorer.tables import allow, choice, made, table, tables, typed

NAME = re.compile(r"[A-Za-z0-9_-]+")
RESERVED = ("row", "identity")
SAMPLING = tuple(rules(AssignedParams))
CONSENSUS = "consensus"
GROUPINGS = {**plan.CLUSTERINGS, CONSENSUS: STEPS["comparison.consensus"]}
SECTIONS = ("data", "features", "projection", "clustering", "report")


@dataclass(frozen=True)
class Named:
    """One ``[[projection]]`` or ``[[clustering]]``: its name, its parameters, and where it is computed.

    ``space`` is ``"features"`` or the name of a projection; ``start`` the projection it goes on from, if any;
    ``supervised`` whether a projection has the identities as its target; ``sample`` how a grouping of a sample is
    carried over to all rows, if it is one; ``of`` the groupings that a consensus is of.
    """

    name: str
    params: Params
    space: str = "features"
    start: str = ""
    supervised: bool = False
    sample: AssignedParams | None = None
    of: tuple[str, ...] = ()

    def grouping(self, space: Recipe, known: Mapping[str, Recipe], n_samples: int) -> Recipe:
        """The recipe of a ``[[clustering]]`` in a space, with the groupings above it at hand.

        Raises
        ------
        SpecError
            For a consensus of fewer rows than one can be of.
        """
        if self.of:
            if n_samples < plan.FEWEST_ROWS:
                raise SpecError(
                    f"clustering {self.name!r}: a consensus takes {plan.FEWEST_ROWS} rows at the least; here there "
                    f"{'is' if n_samples == 1 else 'are'} {n_samples}."
                )
            return plan.consensus(space, [known[name] for name in self.of], n_samples, self.params)
        if self.sample is None:
            return plan.clustering(space, self.params)
        return plan.on_sample(space, self.params, self.sample)


@dataclass(frozen=True)
class Spec:
    """An exploration: which data, which features, which maps, which groupings.

    Attributes
    ----------
    path : str
        A file, or ``"sample:NAME"``.
    options : ReadOptions
        How the file is read: what its columns are, and which of its rows are kept.
    use : Params
        How a row becomes a vector.
    preprocess : tuple of Params
    blocks : tuple of Params
        What the vectors are joined from, where `use` is to join.
    projections, clusterings : tuple of Named
    map_quality : bool
        Whether the report says how well each map keeps its space.
    """

    path: str
    options: ReadOptions = field(default_factory=ReadOptions)
    use: Params = field(default_factory=plan.USES["given"].params)
    preprocess: tuple[Params, ...] = ()
    projections: tuple[Named, ...] = ()
    clusterings: tuple[Named, ...] = ()
    map_quality: bool = False
    blocks: tuple[Params, ...] = ()

    def recipes(self, data: Recipe, n_samples: int) -> tuple[dict[str, Recipe], dict[str, Recipe]]:
        """The recipes of the maps and of the groupings by name, for the data set read and its rows.

        Raises
        ------
        SpecError
            Where so few rows are too few.
        """
        space = plan.features(data, self.use, self.preprocess, self.blocks)
        maps: dict[str, Recipe] = {}
        for entry in self.projections:
            target = plan.identities(data) if entry.supervised else None
            maps[entry.name] = plan.projection(space, entry.params, maps.get(entry.start), target)
        spaces = {"features": space, **maps}
        groups: dict[str, Recipe] = {}
        for entry in self.clusterings:
            groups[entry.name] = entry.grouping(spaces[entry.space], groups, n_samples)
        return maps, groups


def parse(text: str) -> Spec:
    """Read a spec.

    Raises
    ------
    SpecError
        For a syntax error (with its line) or a key or value that isn't allowed (with the key's path).
    """
    try:
        body = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:  # beside its own errors: a number of too many digits, a deep nest
        last = text.count("\n") + 1
        why = str(problem).replace("(at end of document)", f"(at the end, line {last})")
        raise SpecError(f"This is not valid TOML: {why}.") from problem
    allow("", body, SECTIONS)
    data = table(body, "data")
    options = {name: value for name, value in data.items() if name != "path"}
    allow("data", options, ("path", *rules(ReadOptions)))
    if "path" not in data:
        raise SpecError('data.path is missing: a file, or "sample:digits".')
    use, blocks, preprocess = _features(table(body, "features"))
    projections = tuple(_named("projection", number, entry) for number, entry in enumerate(tables(body, "projection")))
    clusterings = tuple(_named("clustering", number, entry) for number, entry in enumerate(tables(body, "clustering")))
    _check_names(projections, clusterings)
    report = table(body, "report")
    allow("report", report, ("map_quality",))
    return Spec(
        path=typed("data.path", data["path"], str),
        options=made("data", ReadOptions, options),
        use=use,
        blocks=blocks,
        preprocess=preprocess,
        projections=projections,
        clusterings=clusterings,
        map_quality=typed("report.map_quality", report.get("map_quality", False), bool),
    )


def write(spec: Spec) -> str:
    """The spec as TOML; `parse` reads it back. Only what differs from a default is written."""
    data = {"path": spec.path, **_changed(spec.options)}
    features = _method(plan.USES, spec.use, "use")
    if spec.blocks:
        features["blocks"] = [_method(plan.BLOCKS, params, "use") for params in spec.blocks]
    if spec.preprocess:
        features["preprocess"] = [_method(plan.PREPROCESS, params) for params in spec.preprocess]
    tables = [
        (
            "projection",
            entry.name,
            _method(plan.PROJECTIONS, entry.params) | _made_from(entry),
        )
        for entry in spec.projections
    ]
    tables += [
        (
            "clustering",
            entry.name,
            {**_method(GROUPINGS, entry.params), **_grouped_in(entry)},
        )
        for entry in spec.clusterings
    ]
    # One by one: the writer would put short tables on one line each, and before [data].
    parts = [tomli_w.dumps({"data": data, "features": features})]
    parts += [f"[[{section}]]\n{tomli_w.dumps({'name': name, **values})}" for section, name, values in tables]
    parts += [tomli_w.dumps({"report": {"map_quality": True}})] if spec.map_quality else []
    return "\n".join(parts)


def from_recipes(path: str, maps: Mapping[str, Recipe], groups: Mapping[str, Recipe]) -> Spec:
    """The spec for maps and groupings that share one feature space.

    Parameters
    ----------
    path : str
        What the person would write as ``data.path``.
    maps, groups : mapping
        Name -> recipe. A map that isn't among the maps comes along where a grouping is on it, or a map starts from it;
        so does a grouping that a consensus is of.

    Raises
    ------
    SpecError
        When they come from different feature spaces or data sets, which one spec can't say.
    """
    groups = with_voters(groups)
    for name, recipe in groups.items():
        if recipe.step not in {step.name for step in GROUPINGS.values()} and not plan.is_on_sample(recipe):
            raise SpecError(f"{name} is {plan.title(recipe)}, which a spec can't say.")
    wanted = dict(maps)
    spaces = {name: plan.space_of(recipe) for name, recipe in groups.items()}
    for name, space in spaces.items():
        if plan.on_map(space) and space not in wanted.values():
            wanted[fresh(f"map-of-{name}", wanted)] = space
    maps = with_starts(wanted)
    roots = {plan.features_of(recipe) for recipe in (*maps.values(), *groups.values())}
    if len(roots) != 1:
        raise SpecError(
            "These runs come from different features or data sets; a spec holds one. Choose runs that share them."
        )
    first, chain = plan.preprocessing(roots.pop())
    source = plan.dataset_of(first)
    if source.step != "sources.read":
        raise SpecError("This data set is a part of another one, chosen by hand; a spec can't say which rows.")
    names = {recipe: name for name, recipe in maps.items()}
    return Spec(
        path=path,
        options=build(ReadOptions, {name: source.params[name] for name in rules(ReadOptions) if name in source.params}),
        use=_params(first),
        blocks=tuple(_params(block) for block in plan.blocks_of(first)),
        preprocess=tuple(_params(part) for part in chain),
        projections=tuple(
            Named(
                name,
                _params(recipe),
                start=names[recipe.inputs["start"]] if "start" in recipe.inputs else "",
                supervised="target" in recipe.inputs,
            )
            for name, recipe in maps.items()
        ),
        clusterings=tuple(
            _grouping(name, recipe, names.get(spaces[name], "features"), groups) for name, recipe in groups.items()
        ),
    )


# --- reading -------------------------------------------------------------------------------------------------------


def _features(table: Mapping[str, Any]) -> tuple[Params, tuple[Params, ...], tuple[Params, ...]]:
    rest = dict(table)
    use = choice("features.use", rest.pop("use", "given"), plan.USES)
    blocks = _blocks(rest.pop("blocks", [])) if use is plan.USES["joined"] else ()
    steps = rest.pop("preprocess", [])
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise SpecError('features.preprocess must be a list of tables, e.g. [ { method = "l2" } ].')
    chain = []
    for number, step in enumerate(steps):
        path = f"features.preprocess[{number}]"
        values = dict(step)
        _require(path, values, ("method",), plan.PREPROCESS)
        method = choice(f"{path}.method", values.pop("method"), plan.PREPROCESS)
        chain.append(_build(path, method, values, extra=("method",)))
    params = _build("features", use, rest, extra=("use", "preprocess", *(["blocks"] if blocks else [])))
    if blocks and len(params.as_dict()["weights"]) != len(blocks):
        raise SpecError(f"features.weights must have a number for each of the {len(blocks)} features.blocks.")
    return params, blocks, tuple(chain)


def _blocks(entries: Any) -> tuple[Params, ...]:
    if not entries or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        example = '[ { use = "pixels", size = 32 }, { use = "hsv" } ]'
        raise SpecError(f"features.blocks must be a list of tables, e.g. {example}.")
    found = []
    for number, entry in enumerate(entries):
        path, values = f"features.blocks[{number}]", dict(entry)
        if "use" not in values:
            raise SpecError(f"{path}.use is missing: one of {', '.join(plan.BLOCKS)}.")
        found.append(_build(path, choice(f"{path}.use", values.pop("use"), plan.BLOCKS), values, extra=("use",)))
    return tuple(found)


def _named(section: str, number: int, table: Mapping[str, Any]) -> Named:
    path = f"{section}[{number}]"
    methods = plan.PROJECTIONS if section == "projection" else GROUPINGS
    agreed = methods is GROUPINGS and table.get("method") == CONSENSUS
    own = ("start", "supervised") if section == "projection" else ("of",) if agreed else ("space",)
    extra, more = ("name", "method", *own), SAMPLING if own == ("space",) else ()
    values = dict(table)
    _require(path, values, (*extra, *more), methods)
    name = typed(f"{path}.name", values.pop("name"), str)
    if not NAME.fullmatch(name) or name in RESERVED:
        raise SpecError(
            f"{path}.name = {name!r} is not allowed: letters, digits, _ and -, and not {' or '.join(RESERVED)}."
        )
    step = choice(f"{path}.method", values.pop("method"), methods)
    space = typed(f"{path}.space", values.pop("space", "features"), str) if "space" in extra else "features"
    of = _of(path, values.pop("of", [])) if agreed else ()
    start = typed(f"{path}.start", values.pop("start", ""), str) if "start" in extra else ""
    if start and "start" not in step.optional:
        raise SpecError(f"{path}.start: {step.title} starts from no map.")
    supervised = typed(f"{path}.supervised", values.pop("supervised", False), bool)
    if supervised and "target" not in step.optional:
        raise SpecError(f"{path}.supervised: {step.title} takes no target.")
    sampling = {key: values.pop(key) for key in more if key in values}
    if sampling and "sample_size" not in sampling:
        raise SpecError(f"{path}.{next(iter(sampling))} goes with sample_size, the number of rows to fit.")
    sample = made(path, AssignedParams, sampling) if sampling else None
    return Named(name, _build(path, step, values, extra, more), space, start, supervised, sample, of)


def _of(path: str, names: Any) -> tuple[str, ...]:
    """The groupings that a consensus is of."""
    if not names or not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise SpecError(f'{path}.of must be a list of the names of clusterings above it, e.g. ["a", "b"].')
    return tuple(names)


def _require(path: str, table: Mapping[str, Any], keys: Sequence[str], methods: Mapping[str, Step]) -> None:
    """Check that ``name`` and ``method`` are there, if they are among the keys; where not, a misspelt key is named."""
    for key in keys:
        if key in ("name", "method") and key not in table:
            parameters = dict.fromkeys(name for step in methods.values() for name in rules(step.params))
            allow(path, table, (*keys, *parameters))
            what = f"one of {', '.join(methods)}" if key == "method" else "letters, digits, _ and -"
            raise SpecError(f"{path}.{key} is missing: {what}.")


def _check_names(projections: Sequence[Named], clusterings: Sequence[Named]) -> None:
    for section, entries in (("projection", projections), ("clustering", clusterings)):
        seen: dict[str, int] = {}
        for number, entry in enumerate(entries):
            if entry.name in seen:
                raise SpecError(f"{section}[{number}].name = {entry.name!r} is taken by {section}[{seen[entry.name]}].")
            seen[entry.name] = number
    spaces = ["features", *(entry.name for entry in projections)]
    for number, entry in enumerate(projections):
        if entry.name == "features":
            raise SpecError(f"projection[{number}].name = 'features' is taken: it stands for the feature space.")
        if entry.start and entry.start not in spaces[1 : number + 1]:
            before = ", ".join(spaces[1 : number + 1]) or "there is none"
            raise SpecError(f"projection[{number}].start = {entry.start!r} must be a projection above it: {before}.")
    _check_groupings(clusterings, spaces)


def _check_groupings(clusterings: Sequence[Named], spaces: Sequence[str]) -> None:
    for number, entry in enumerate(clusterings):
        if entry.space not in spaces:
            raise SpecError(f"clustering[{number}].space: {unknown(entry.space, spaces)}")
        above = [other.name for other in clusterings[:number]]
        for voter in entry.of:
            if voter not in above:
                raise SpecError(f"clustering[{number}].of, which takes clusterings above it: {unknown(voter, above)}")


def _build(
    path: str, step: Step, values: Mapping[str, Any], extra: Sequence[str] = (), more: Sequence[str] = ()
) -> Params:
    """The parameters of a step; ``extra`` and ``more`` are what a mistake is told may stand before and after them."""
    allow(path, values, (*extra, *rules(step.params), *more))
    return made(path, step.params, values)


# --- writing -------------------------------------------------------------------------------------------------------


def _method(methods: Mapping[str, Step], params: Params, key: str = "method") -> dict[str, Any]:
    name = next(name for name, step in methods.items() if step.params is type(params))
    return {key: name, **_changed(params)}


def _changed(params: Params) -> dict[str, Any]:
    default = type(params)().as_dict()
    return {name: value for name, value in params.as_dict().items() if value is not None and value != default[name]}


def _made_from(entry: Named) -> dict[str, Any]:
    """What a map was made from besides the features."""
    start = {"start": entry.start} if entry.start else {}
    return start | ({"supervised": True} if entry.supervised else {})


def _grouped_in(entry: Named) -> dict[str, Any]:
    """Where a grouping was found, or what it is of; and how a sample's was carried over."""
    if entry.of:
        return {"of": list(entry.of)}
    sampling = {} if entry.sample is None else {"sample_size": entry.sample.sample_size, **_changed(entry.sample)}
    return {"space": entry.space, **sampling}


def _grouping(name: str, recipe: Recipe, space: str, groups: Mapping[str, Recipe]) -> Named:
    if voters := plan.voters(recipe):
        return Named(name, _params(recipe), of=tuple(voter for voter, other in groups.items() if other in voters))
    if not plan.is_on_sample(recipe):
        return Named(name, _params(recipe), space)
    return Named(name, _params(recipe.inputs["grouping"]), space, sample=build(AssignedParams, recipe.params))


def _params(recipe: Recipe) -> Params:
    return build(STEPS[recipe.step].params, recipe.params)
