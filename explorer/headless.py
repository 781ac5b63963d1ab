"""An exploration without a browser: a spec in, tables and a manifest out, by the same recipes and the same engine."""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from explorer import plan
from explorer.clusterings.result import Clustering
from explorer.comparison.result import Agreement, MapQuality
from explorer.dataset import Dataset
from explorer.engine import Engine
from explorer.exports import clusterings_table, projection_table, write_parquet
from explorer.jobs import versions
from explorer.projections.result import Projection
from explorer.recipe import Recipe
from explorer.settings import Settings
from explorer.sources.locate import keep, locate
from explorer.spec import Spec
from explorer.store import Manifest, Store

OWNER = "command line"
IDENTITY = "identity"


@dataclass(frozen=True)
class Outcome:
    """What a run of a spec makes, by name; ``pairs`` are the agreements, named ``A|B``; ``quality`` is of the maps."""

    data: Recipe
    maps: Mapping[str, Recipe]
    groups: Mapping[str, Recipe]
    pairs: Mapping[str, Recipe]
    quality: Mapping[str, Recipe]

    def named(self) -> Iterator[tuple[str, Recipe]]:
        """All but the data set, with their names; a map and a grouping may share one."""
        yield from (*self.maps.items(), *self.groups.items(), *self.pairs.items(), *self.quality.items())

    def stages(self) -> Iterator[Recipe]:
        """Every step of all of them, inputs before what is made of them; each once."""
        yield from dict.fromkeys(part for _, top in self.named() for part in top.lineage()) or [self.data]


def run(spec: Spec, folder: Path, out: Path, settings: Settings) -> Path:
    """Run a spec and write its results.

    Parameters
    ----------
    spec : Spec
    folder : Path
        Where a relative ``data.path`` starts.
    out : Path
        Folder for ``projections/NAME.parquet``, ``clusterings.parquet``, ``agreement.json``, ``manifest.json``, and
        ``map_quality.json`` where the spec asks for it.
    settings : Settings

    Returns
    -------
    Path
        The manifest's.

    Raises
    ------
    ExplorerError
        In words for the person at the terminal.
    OSError
        When the folder can't be made or written to.
    """
    out.mkdir(parents=True, exist_ok=True)  # first: what can't be written needn't be computed
    store = Store(Path(settings.home))
    data = bring(spec, folder, store, settings)
    engine = Engine(settings, store)
    try:
        with store.lease([data]):
            _finish(engine, [("data", data)])
            dataset: Dataset = store.read(data, Dataset)
            outcome = _plan(spec, data, dataset)
            with store.lease([recipe for _, recipe in outcome.named()]):
                _finish(engine, list(outcome.named()))
                return _write(spec, outcome, store, dataset, out)
    finally:
        engine.close()


def bring(spec: Spec, folder: Path, store: Store, settings: Settings) -> Recipe:
    """Copy the spec's file or folder into the store and give the recipe that reads it."""
    found, form = locate(spec.path, folder)
    fingerprint, _ = keep(found, store, settings)
    return plan.dataset(fingerprint, form, found.title, **spec.options.as_dict())


def _plan(spec: Spec, data: Recipe, dataset: Dataset) -> Outcome:
    maps, groups = spec.recipes(data, dataset.n_samples)
    compared = dict(groups)
    truth = plan.identities(data) if _n_without_identity(dataset) < dataset.n_samples else None
    if truth is not None:
        compared[IDENTITY] = truth
    pairs = {f"{a}|{b}": plan.agreement(compared[a], compared[b]) for a, b in itertools.combinations(compared, 2)}
    quality = {name: plan.map_quality(recipe, truth) for name, recipe in maps.items()} if spec.map_quality else {}
    return Outcome(data, maps, groups, pairs, quality)


def _finish(engine: Engine, recipes: Sequence[tuple[str, Recipe]]) -> None:
    """Have all of them run, side by side; those that are there already cost nothing.

    On a terminal each has a progress bar, elsewhere a line when it has ended.
    """
    missing = [(name, recipe) for name, recipe in recipes if engine.ask(recipe, OWNER).live]
    if missing:
        engine.start()
    form = "{desc:32.32} {percentage:3.0f} % {bar:24} {elapsed} {postfix}"
    for name, recipe in missing:
        began = time.perf_counter()
        with tqdm(total=100, desc=f"{name} ({plan.title(recipe)})", bar_format=form, disable=None) as bar:
            said = None
            for job in engine.wait(recipe, OWNER):
                state = ("done", 1.0) if job.state == "done" else (job.stage, job.share or 0.0)
                if state != said:
                    said = state
                    bar.n = round(100 * state[1])
                    bar.set_postfix_str(state[0])
        if bar.disable:  # written to a file, a bar would be one endless line
            sys.stderr.write(f"{name} ({plan.title(recipe)}): done in {time.perf_counter() - began:.1f} s\n")


def _write(spec: Spec, outcome: Outcome, store: Store, dataset: Dataset, out: Path) -> Path:
    for name, recipe in outcome.maps.items():
        table = projection_table(dataset, store.read(recipe, Projection))
        write_parquet(table, out / "projections" / f"{name}.parquet")
    groups = {name: store.read(recipe, Clustering) for name, recipe in outcome.groups.items()}
    write_parquet(clusterings_table(dataset, groups), out / "clusterings.parquet")
    ari = {name: store.read(recipe, Agreement).ari for name, recipe in outcome.pairs.items()}
    seen = seen_names(outcome)
    _json(out / "agreement.json", {"ari": ari, **({"seen_names": seen} if seen else {})})
    if spec.map_quality:
        _json(out / "map_quality.json", {name: _quality(store, recipe) for name, recipe in outcome.quality.items()})
    _json(out / "manifest.json", _manifest(spec, outcome, store, dataset))
    return out / "manifest.json"


def seen_names(outcome: Outcome) -> dict[str, str]:
    """Maps and groupings that the identities had a part in, each with what that means for its figures."""
    made = {**outcome.maps, **outcome.groups}
    why = "made with the identities as target: agreement with them is no evidence"
    return {name: why for name, recipe in made.items() if plan.has_seen_names(recipe)}


def _manifest(spec: Spec, outcome: Outcome, store: Store, dataset: Dataset) -> dict[str, Any]:
    made = {f"{part.step} {part.digest[:10]}": (part, store.manifest(part)) for part in outcome.stages()}
    kept = {stage: manifest for stage, (_, manifest) in made.items() if manifest is not None}
    now = versions()
    return {
        "data": {
            "path": spec.path,
            "fingerprint": outcome.data.params["fingerprint"],
            "n_samples": dataset.n_samples,
            "n_left_out": dataset.n_left_out,
            "left_out": [{"row": row, "why": why} for row, why in dataset.left_out],
            "selected": [{"asked": what, "rows": count} for what, count in dataset.selected],
            "identity": dataset.identity,
            "n_without_identity": _n_without_identity(dataset),
            "notes": list(dataset.notes),
        },
        "noise": "counts as one cluster in every agreement; in clusterings.parquet it is -1",
        "recipes": {
            "data": _recipe(outcome.data),
            "projections": {name: _recipe(recipe) for name, recipe in outcome.maps.items()},
            "clusterings": {name: _recipe(recipe) for name, recipe in outcome.groups.items()},
        },
        "notes": _notes(kept),
        "seen_names": seen_names(outcome),
        "seconds": {stage: round(manifest.seconds, 4) for stage, manifest in kept.items()},
        "seeds": {
            stage: part.params["random_state"]
            for stage, (part, _) in made.items()
            if part.params.get("random_state") is not None
        },
        "threads": {stage: manifest.body["threads"] for stage, manifest in kept.items()},
        "versions": now,
        # Results of an earlier run are used again; what other versions made is named.
        "other_versions": {
            stage: manifest.body["versions"] for stage, manifest in kept.items() if manifest.body["versions"] != now
        },
    }


def _recipe(recipe: Recipe) -> dict[str, Any]:
    return {"stage": f"{recipe.step} {recipe.digest[:10]}", **recipe.to_json()}


def _quality(store: Store, recipe: Recipe) -> dict[str, Any]:
    """A map's figures, and what they were read in and from."""
    return {"metric": recipe.params["metric"], **asdict(store.read(recipe, MapQuality))}


def _notes(kept: Mapping[str, Manifest]) -> dict[str, str]:
    """What stages have to say of their results: what pixels were divided by, what a PCA kept."""
    notes = {stage: str(manifest.values.get("note", "")) for stage, manifest in kept.items()}
    return {stage: note for stage, note in notes.items() if note}


def _n_without_identity(dataset: Dataset) -> int:
    if dataset.identity is None:
        return dataset.n_samples
    column = dataset.columns[dataset.identity]
    return 0 if column.missing is None else int((column.values == column.missing).sum())


def _json(path: Path, body: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
