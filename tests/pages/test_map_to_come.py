"""Pages that show a map before there is one: the one that is hoped for is asked for, with one bar; else it says how."""

import pytest

from explorer import plan
from explorer.projections import PCAParams
from tests.pages.test_choosing import Blobs, said
from tests.pages.test_trust import first_look

PAGES = ("disputed", "edits", "inside", "neighbours", "compare", "consensus")


@pytest.mark.parametrize("page", PAGES)
def test_the_map_is_asked_for_where_it_will_stand(tmp_path, monkeypatch, page):
    site = Blobs(tmp_path, monkeypatch).group("three", "four")
    recipe = plan.projection(site.space, PCAParams(random_state=0))
    site.change(lambda workspace: workspace.with_run(recipe, workspace.active, "projection", "flat"))
    for _ in range(3):  # consensus and the like come first
        at = first_look(site, page)
        if "as soon as one is computed" in said(at):
            break
        site.open(page)
    assert recipe in [job.recipe for job in site.engine.live_jobs()]
    site.open(page)
    assert "as soon as one is computed" not in said(first_look(site, page))


@pytest.mark.parametrize("page", [page for page in PAGES if page != "disputed"])  # it waits for the engine first
def test_where_no_map_comes_it_says_where_one_is_made(tmp_path, monkeypatch, page):
    site = Blobs(tmp_path, monkeypatch).group("three", "four")
    assert "There is no map yet: make one on the **Map** page." in said(site.open(page))
