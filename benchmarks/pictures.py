"""10,000 images: when are they read, when is there a map, when are the first small pictures there, and when the last?

The same jobs as the pages ask for, on local workers, asked for in the worse order: the pictures first, as the Data page
does, then the map.

On x86_64, 2 cores, 25 GB, Python 3.11.7, beside some other work (load 4): 10,000 JPEGs of 28 x 28 pixels of noise
read after 5.6 s, the first 512 small pictures there after 8.4 s, the map (features, PCA) after 15.5 s, the last after
39.0 s. Of its two workers one is left free for short jobs, so it makes one batch at a time, in several threads. Before
that, with two batches at once and beside much other work (load 7): 8.6, 36 and 52 s. In batches of 2,048, and with all
of WebP's effort: 64, 119 and 132 s (load 11).
"""

from __future__ import annotations

import argparse
import tempfile
import time
import zipfile
from pathlib import Path

from benchmarks.machine import machine
from explorer import plan, settings
from explorer.engine import Engine
from explorer.features.thumbnails import batch_size
from explorer.params import build
from explorer.recipe import Recipe
from explorer.store import Store
from explorer.ui.opening import first_features
from tests.browser.pictures import picture


def main() -> None:
    """Write a zip, open it, and say when what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=10_000)
    images = parser.parse_args().images
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "people.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(images):
                archive.writestr(f"person {number % 50}/{number}.jpg", picture(number))
        home = Path(name) / "home"
        store = Store(home)
        engine = Engine(settings.read({"EXPLORER_HOME": str(home)}), store)
        engine.start()
        while engine.state != "ready":
            time.sleep(0.05)
        began = time.perf_counter()
        try:
            _follow(engine, store, plan.dataset(store.copy(path), "images", "people"), images, began)
        finally:
            engine.close()


def _follow(engine: Engine, store: Store, data: Recipe, images: int, began: float) -> None:
    for _ in engine.wait(data, "a"):
        pass
    print(f"{images:,} images read after {time.perf_counter() - began:.1f} s", flush=True)
    manifest = store.manifest(data)
    assert manifest is not None
    space = first_features(data, manifest.values)
    map_ = plan.projection(space, build(plan.PROJECTIONS["pca"].params, {"random_state": 0}))
    batches = plan.thumbnails(data, images, batch_size(manifest.values.get("image_pixels")))
    waiting = {recipe: f"pictures {number + 1} of {len(batches)}" for number, recipe in enumerate(batches)}
    waiting[map_] = "the map"
    for recipe in waiting:
        engine.ask(recipe, "a")
    most_at_once = 0
    while waiting:
        jobs = {recipe: engine.ask(recipe, "a") for recipe in waiting}
        most_at_once = max(
            most_at_once, sum(job.state == "running" for recipe, job in jobs.items() if recipe is not map_)
        )
        for recipe in [recipe for recipe, job in jobs.items() if not job.live]:
            print(f"{waiting.pop(recipe)} after {time.perf_counter() - began:.1f} s: {jobs[recipe].state}", flush=True)
        time.sleep(0.05)
    print(f"batches of pictures made at once, at most: {most_at_once}")


if __name__ == "__main__":
    main()
