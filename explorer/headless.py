"""An exploration without a browser: a spec in, tables and a manifest out, by the same recipes and the same engine."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tqdm import tqdm

from explorer import __version__, plan
from explorer.clusterings.result import Clustering
from explorer.comparison.result import Agreement
from explorer.dataset import Dataset
from explorer.engine import Engine
from explorer.exports import clusterings_table, projection_table, write_parquet
from explorer.jobs import RECORDED
from explorer.projections.result import Projection
from explorer.recipe import Recipe
from explorer.settings import Settings
from explorer.sources.locate import locate
from explorer.spec import Spec
from explorer.store import Store

OWNER = "command line"
IDENTITY = "identity"


@dataclass(frozen=True)
class Outcome:
    """What a run of a spec made, by name."""

    data: Recipe
    maps: Mapping[str, Recipe]
    groups: Mapping[str, Recipe]
    pairs: Mapping[str, Recipe]


def run(spec: Spec, folder: Path, out: Path, settings: Settings) -> Path:
    """Run a spec and write its results.

    Parameters
    ----------
    spec : Spec
    folder : Path
        Where a relative ``data.path`` starts.
    out : Path
        Folder for ``projections/NAME.parquet``, ``clusterings.parquet``, ``agreement.json``, ``manifest.json``.
    settings : Settings

    Returns
    -------
    Path
        The manifest's.

    Raises
    ------
    ExplorerError
        In words for the person at the terminal.
    """
    store = Store(Path(settings.home))
    data = bring(spec, folder, store, settings)
    engine = Engine(settings, store)
    try:
        _finish(engine, {"data": data})
        outcome = _plan(spec, data, store)
        _finish(engine, {**outcome.maps, **outcome.groups, **outcome.pairs})
    finally:
        engine.close()
    return _write(spec, outcome, store, out)


def bring(spec: Spec, folder: Path, store: Store, settings: Settings) -> Recipe:
    """Copy the spec's file into the store and give the recipe that reads it."""
    found, form = locate(spec.path, folder)
    settings.check("max_upload_bytes", found.path.stat().st_size)
    fingerprint = store.copy(found.path)
    return plan.dataset(fingerprint, form, found.title, identity=spec.identity, max_per_identity=spec.max_per_identity)


def _plan(spec: Spec, data: Recipe, store: Store) -> Outcome:
    maps, groups = spec.recipes(data)
    compared = dict(groups)
    if store.read(data, Dataset).identity is not None:
        compared[IDENTITY] = plan.identities(data)
    pairs = {f"{a}|{b}": plan.agreement(compared[a], compared[b]) for a, b in itertools.combinations(compared, 2)}
    return Outcome(data, maps, groups, pairs)


def _finish(engine: Engine, recipes: Mapping[str, Recipe]) -> None:
    """Have all of them run, with a progress bar each; those that are there already cost nothing."""
    for name, recipe in recipes.items():
        if engine.ask(recipe, OWNER).state == "done":
            continue
        engine.start()
        form = "{desc:32.32} {percentage:3.0f} % {bar:24} {elapsed} {postfix}"
        with tqdm(total=100, desc=f"{name} ({plan.title(recipe)})", bar_format=form) as bar:
            said = None
            for job in engine.wait(recipe, OWNER):
                state = ("done", 1.0) if job.state == "done" else (job.stage, job.share or 0.0)
                if state != said:
                    said = state
                    bar.n = round(100 * state[1])
                    bar.set_postfix_str(state[0])


def _write(spec: Spec, outcome: Outcome, store: Store, out: Path) -> Path:
    dataset: Dataset = store.read(outcome.data, Dataset)
    out.mkdir(parents=True, exist_ok=True)
    for name, recipe in outcome.maps.items():
        write_parquet(projection_table(dataset, store.read(recipe, Projection)), out / "projections" / f"{name}.parquet")
    groups = {name: store.read(recipe, Clustering) for name, recipe in outcome.groups.items()}
    write_parquet(clusterings_table(dataset, groups), out / "clusterings.parquet")
    agreements: dict[str, Agreement] = {name: store.read(recipe, Agreement) for name, recipe in outcome.pairs.items()}
    _json(out / "agreement.json", {"ari": {name: result.ari for name, result in agreements.items()}})
    _json(out / "manifest.json", _manifest(spec, outcome, store, dataset, agreements))
    return out / "manifest.json"


def _manifest(
    spec: Spec, outcome: Outcome, store: Store, dataset: Dataset, agreements: Mapping[str, Agreement]
) -> dict[str, Any]:
    named = {"data": outcome.data, **outcome.maps, **outcome.groups}
    stages: dict[str, float] = {}
    seeds: dict[str, int] = {}
    for name, top in named.items():
        for part in top.lineage():
            manifest = store.manifest(part)
            if manifest is not None:
                stages[f"{part.step} {part.digest[:10]}"] = round(manifest.seconds, 4)
            if part.params.get("random_state") is not None:
                seeds[f"{name}: {part.step}"] = part.params["random_state"]
    return {
        "explorer": __version__,
        "data": {
            "path": spec.path,
            "fingerprint": outcome.data.params["fingerprint"],
            "n_samples": dataset.n_samples,
            "n_left_out": dataset.n_left_out,
            "left_out": [list(entry) for entry in dataset.left_out],
            "identity": dataset.identity,
            "n_without_identity": max((result.n_left_out for result in agreements.values()), default=0),
            "notes": list(dataset.notes),
        },
        "recipes": {
            "data": outcome.data.to_json(),
            "projections": {name: recipe.to_json() for name, recipe in outcome.maps.items()},
            "clusterings": {name: recipe.to_json() for name, recipe in outcome.groups.items()},
        },
        "noise": "counts as one cluster in every agreement; in clusterings.parquet it is -1",
        "seconds": stages,
        "seeds": seeds,
        "versions": {name: version(name) for name in RECORDED},
    }


def _json(path: Path, body: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
