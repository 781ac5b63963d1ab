"""Step + parameters + inputs -> canonical JSON -> digest, and back.

A recipe says how a result is made, down to a data set's fingerprint. Its digest is the cache key, the result's name on
disk, and what a spec or a share link stands for. Two recipes are equal exactly when their digests are.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import math
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from explorer.errors import InputError
from explorer.params import Params, build

DIGEST_BYTES = 20


class Report(Protocol):
    """How a stage tells what it is doing."""

    def __call__(self, stage: str, done: float | None = None) -> None:
        """Say the stage in a word or two, and the share done in 0..1 where it is known."""


def silent(stage: str, done: float | None = None) -> None:
    """A `Report` that tells nobody."""


def digest_of(data: bytes) -> str:
    """BLAKE2b of bytes, 160 bits, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).hexdigest()


@dataclass(frozen=True)
class Step:
    """One way to make a result: a line in a registry.

    Attributes
    ----------
    name : str
        ``"package.method"``, e.g. ``"clusterings.kmeans"``.
    title : str
        What people call it.
    params : type
        Its `Params` class.
    function : str
        ``"module:function"``, imported only where it runs. Called as ``function(params, report=report, **inputs)``.
    result : type
        The class of what it returns.
    version : int
        Counted up when the same recipe would give another result than before, so that old results aren't found.
    heavy : bool
        Whether it can take minutes; such steps leave a worker free for the short ones.
    heavy_from : int
        Rows from which on it does.
    inputs : tuple of str
        The names of the results it is made from.
    more_inputs : bool
        Whether it takes any number of further results, each under a name of its own.
    optional : tuple of str
        The names of results that it can be made from besides.
    uses_blobs : bool
        Whether it reads stored bytes that its parameters name, or needs room on their disk; it is then handed the
        `Blobs` as ``blobs``.
    shows : bool
        Whether it hands over what it has so far; it is then given a `explorer.frames.Show` as ``show``.
    parses : bool
        Whether it parses bytes that strangers bring. It then has a limit of its own on time (``max_read_seconds``), and
        more memory than a worker has is refused to it.
    patient : bool
        Whether all other short jobs go first: a page is of use without it.
    timed_by : str
        Names of the parameters that choose between programs of different speed, spaces between; see `variant`.
    counted_by : str
        Names of the parameters that list what is tried one after the other, spaces between: its time is kept for each.
    good_for : str
        What a person would choose it for, in a line.
    """

    name: str
    title: str
    params: type[Params]
    function: str
    result: type[Any]
    version: int = 1
    heavy: bool = False
    heavy_from: int = 0
    inputs: tuple[str, ...] = ()
    more_inputs: bool = False
    optional: tuple[str, ...] = ()
    uses_blobs: bool = False
    shows: bool = False
    parses: bool = False
    patient: bool = False
    timed_by: str = ""
    counted_by: str = ""
    good_for: str = ""

    @property
    def method(self) -> str:
        """The part of the name after the package."""
        return self.name.partition(".")[2]

    def variant(self, params: Mapping[str, Any]) -> str:
        """Which of several programs these parameters choose, by whose name a run's time is kept; else nothing."""
        return " ".join(str(params.get(name, "")) for name in self.timed_by.split())

    def tries(self, params: Mapping[str, Any]) -> int:
        """How many things these parameters have it try, as `counted_by` says: a run's time is kept for each of them."""
        return math.prod(max(1, len(params.get(name) or ())) for name in self.counted_by.split())

    def resolve(self) -> Callable[..., Any]:
        """Import the stage function. Only a worker (or a notebook) does this."""
        module, _, attribute = self.function.partition(":")
        function: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
        return function

    def recipe(self, params: Params, **inputs: Recipe) -> Recipe:
        """The recipe for these parameters and inputs; a seed left open is drawn here, once."""
        missing, more = set(self.inputs) - set(inputs), set(inputs) - set(self.inputs) - set(self.optional)
        if not isinstance(params, self.params) or missing or (more and not self.more_inputs):
            raise InputError(
                f"{self.name} takes {self.params.__name__} and the inputs {', '.join(self.inputs) or 'none'}."
            )
        if getattr(params, "random_state", 0) is None:
            params = build(type(params), {**params.as_dict(), "random_state": secrets.randbelow(2**31)})
        return Recipe(self.name, self.version, params.as_dict(), inputs)


@dataclass(frozen=True)
class Recipe:
    """How one result is made.

    Attributes
    ----------
    step : str
        Name of the `Step`.
    version : int
        The step's version when the recipe was made.
    params : mapping
        The parameters as plain JSON values.
    inputs : mapping
        Name of the input -> its recipe.
    """

    step: str
    version: int
    params: Mapping[str, Any]
    inputs: Mapping[str, Recipe] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """The recipe's name: BLAKE2b of its canonical JSON, with inputs replaced by their digests."""
        inputs = {name: recipe.digest for name, recipe in self.inputs.items()}
        body = {"step": self.step, "version": self.version, "params": dict(self.params), "inputs": inputs}
        return digest_of(canonical(body))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipe) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def to_json(self) -> dict[str, Any]:
        """The whole recipe, inputs included, as plain JSON values."""
        inputs = {name: recipe.to_json() for name, recipe in self.inputs.items()}
        return {"step": self.step, "version": self.version, "params": dict(self.params), "inputs": inputs}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Recipe:
        """The recipe that `to_json` wrote."""
        inputs = {name: cls.from_json(recipe) for name, recipe in body["inputs"].items()}
        return cls(body["step"], body["version"], body["params"], inputs)

    def lineage(self) -> Iterator[Recipe]:
        """Every recipe this one is made from, inputs before what is made of them, itself last; each once."""
        seen: set[str] = set()
        stack: list[tuple[Recipe, bool]] = [(self, False)]
        while stack:
            recipe, opened = stack.pop()
            if opened:
                yield recipe
            elif recipe.digest not in seen:
                seen.add(recipe.digest)
                stack.append((recipe, True))
                stack.extend((child, False) for child in recipe.inputs.values())

    def source(self) -> Recipe:
        """The data set this is made from: the first recipe of the lineage without inputs."""
        return next(recipe for recipe in self.lineage() if not recipe.inputs)


def canonical(body: Mapping[str, Any]) -> bytes:
    """JSON with one spelling: sorted keys, no spaces, UTF-8, no NaN.

    Half a surrogate pair, which a file's name can hold on Linux, is kept as its three bytes.

    Raises
    ------
    ValueError
        For NaN or an infinity, which JSON has no spelling for.
    """
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode(
        errors="surrogatepass"
    )


def params_of(step: Step, recipe: Recipe) -> Params:
    """The recipe's parameters as the step's `Params`."""
    return build(step.params, recipe.params)
