"""The Trust page without a browser: what the table says of maps before they are judged, and after."""

from explorer import plan
from explorer.jobs import materialise
from explorer.projections import PCAParams
from explorer.recipe import silent
from tests.pages.site import Site, run_page
from tests.pages.test_choosing import Blobs, said


def first_look(site: Site, name: str = "trust"):
    """The page as it is drawn the first time, before anything that it asks for is there."""
    from streamlit.testing.v1 import AppTest

    at = AppTest.from_function(run_page, kwargs={"name": name}, default_timeout=60)
    at.session_state["visitor"] = site.visitor
    return at.run()


def test_nothing_is_said_to_be_judged_before_it_is(tmp_path, monkeypatch):
    site = Blobs(tmp_path, monkeypatch)
    recipe = plan.projection(site.space, PCAParams(random_state=0))
    materialise(recipe, site.services.store, silent)
    site.change(lambda workspace: workspace.with_run(recipe, workspace.active, "projection", "flat"))
    before = first_look(site)
    assert "in each map's own metric." in said(before)
    assert "judged, drawn" not in said(before)
    assert "all rows are judged" not in said(before)
    after = site.open("trust")
    assert "Trustworthiness and continuity: all rows are judged, each among all 60, with 15 nearest." in said(after)
    for at in (before, after):
        assert not at.dataframe[0].value.isna().any(axis=None), "what isn't measured is a dash"
