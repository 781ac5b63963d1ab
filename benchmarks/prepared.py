"""A workspace that is ready before the server starts, so that a benchmark times the page and not what made its map."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import BrowserContext

from explorer import plan, settings
from explorer.jobs import materialise
from explorer.params import build
from explorer.projections.result import Projection
from explorer.recipe import Recipe, silent
from explorer.serving.addresses import COOKIE, new_visitor
from explorer.serving.services import Services, make
from explorer.sources.locate import keep, locate
from explorer.workspace import RunKind

CATEGORIES = 10


@dataclass(frozen=True)
class Prepared:
    """A visitor and what is theirs."""

    visitor: str
    services: Services
    data: Recipe
    space: Recipe

    def sign_in(self, context: BrowserContext, url: str) -> None:
        """Make a context's browser this visitor's."""
        host = urlsplit(url).hostname or ""
        context.add_cookies([{"name": COOKIE, "value": self.visitor, "domain": host, "path": "/"}])

    def with_pca(self) -> np.ndarray:
        """Compute the map of the first two components and put it in the workspace; answers its points."""
        recipe = plan.projection(self.space, build(plan.PROJECTIONS["pca"].params, {"random_state": 0}))
        self.add(recipe, "PCA")
        materialise(recipe, self.services.store, silent)
        return np.array(self.services.store.read(recipe, Projection).Y, dtype=np.float32)

    def with_kmeans(self) -> None:
        """Compute a grouping and put it in the workspace."""
        recipe = plan.clustering(self.space, build(plan.CLUSTERINGS["kmeans"].params, {"random_state": 0}))
        self.add(recipe, "k-means", "clustering")
        materialise(recipe, self.services.store, silent)

    def add(self, recipe: Recipe, name: str, kind: RunKind = "projection") -> None:
        """Put a map or a grouping in the workspace, computed or not."""
        dataset = self.data.digest[:12]
        self.services.workspaces.change(self.visitor, lambda workspace: workspace.with_run(recipe, dataset, kind, name))


def workspace(home: Path, source: str | Path) -> Prepared:
    """A new visitor's workspace with one data set on screen, read, and no map yet.

    Parameters
    ----------
    home : Path
        The server's data directory; it must not run yet.
    source : str or Path
        A file, or ``"sample:NAME"``.
    """
    services = make(settings.read({**os.environ, "EXPLORER_HOME": str(home)}))
    found, form = locate(str(source), Path.cwd())
    fingerprint, size = keep(found, services.store, services.settings)
    data = plan.dataset(fingerprint, form, found.title)
    materialise(data, services.store, silent)
    visitor = new_visitor()
    services.workspaces.change(visitor, lambda old: old.with_dataset(data, found.title, found.path.name, size))
    return Prepared(visitor, services, data, plan.features(data, plan.USES["given"].params()))


def blobs(path: Path, n_samples: int, n_features: int) -> np.ndarray:
    """Write a data set of ten round groups in different places, with columns to colour by.

    Returns
    -------
    ndarray of shape (4, n_samples), uint8
        The columns ``field 0`` to ``field 3``.
    """
    random = np.random.default_rng(0)
    groups = random.integers(0, CATEGORIES, n_samples)
    centres = random.normal(scale=4, size=(CATEGORIES, n_features)).astype(np.float32)
    vectors = centres[groups] + random.normal(size=(n_samples, n_features)).astype(np.float32)
    codes = np.stack([(groups + shift * random.integers(0, 2, n_samples)) % CATEGORIES for shift in range(4)])
    names = np.array([f"group {code}" for code in range(CATEGORIES)])
    columns = {f"field {number}": names[row] for number, row in enumerate(codes)}
    np.savez(path, embedding=vectors, **columns)
    return codes.astype(np.uint8)
