"""The Data page without a browser: the moment at which a file has been read."""

import numpy as np

from explorer import plan
from explorer.jobs import materialise
from explorer.recipe import silent
from explorer.ui import data as data_page
from tests.pages.site import Site


def test_a_file_that_is_read_while_the_page_is_drawn_is_shown_once(tmp_path, monkeypatch):
    site = Site(tmp_path, monkeypatch)
    path = tmp_path / "cloud.csv"
    np.savetxt(path, np.random.default_rng(0).normal(size=(30, 3)), delimiter=",", header="a,b,c", comments="")
    read = plan.dataset(site.services.store.copy(path), "csv", "cloud")
    for recipe in (read, plan.preview(read)):
        materialise(recipe, site.services.store, silent)
    site.change(lambda workspace: workspace.with_dataset(read, "cloud", "cloud.csv", 5))
    whole = data_page.being_read
    early: list[object] = []

    def too_early(visit):
        """The first time there is no result yet."""
        if early:
            return whole(visit)
        early.append(visit)
        with monkeypatch.context() as patch:
            manifest = type(visit).manifest
            patch.setattr(
                type(visit), "manifest", lambda self, recipe: None if recipe == read else manifest(self, recipe)
            )
            return whole(visit)

    monkeypatch.setattr(data_page, "being_read", too_early)
    at = site.open("data")
    assert early
    assert [part.label for part in at.expander].count("Change what is what") == 1
