"""The form of a sweep without a browser: what was typed stays, what wasn't touched follows the data."""

from tests.pages.site import run_page
from tests.pages.test_choosing import Blobs


def test_values_that_were_typed_stay_when_another_parameter_changes(tmp_path, monkeypatch):
    from streamlit.testing.v1 import AppTest

    from explorer import plan
    from explorer.jobs import materialise
    from explorer.recipe import silent

    site = Blobs(tmp_path, monkeypatch).group("three")
    for min_samples in (5, 3):
        materialise(plan.k_distance(site.space, min_samples, "euclidean"), site.services.store, silent)
    at = AppTest.from_function(run_page, kwargs={"name": "sweeps"}, default_timeout=60)
    at.session_state["visitor"] = site.visitor
    at.run()
    at.selectbox(key="sweep-method").set_value("dbscan").run()

    def field(name):
        return next(part for part in [*at.text_input, *at.number_input] if part.label == name)

    first = field("eps").value
    field("min_samples").set_value(3).run()
    assert field("eps").value != first, "untouched, it is what the distances suggest"
    field("eps").set_value("1, 2, 4").run()
    field("min_samples").set_value(5).run()
    assert field("eps").value == "1, 2, 4"
    field("eps").set_value(first).run()
    field("min_samples").set_value(3).run()
    assert field("eps").value not in (first, "1, 2, 4"), "the suggestion's own values are no choice"
    assert not at.exception


def test_what_finds_dense_places_is_warned_of_many_dimensions_before_it_is_swept(tmp_path, monkeypatch):
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr("explorer.clusterings.params.MANY_DIMENSIONS", 4)  # the blobs have 5
    site = Blobs(tmp_path, monkeypatch).group("three")
    at = AppTest.from_function(run_page, kwargs={"name": "sweeps"}, default_timeout=60)
    at.session_state["visitor"] = site.visitor
    at.run()

    def warned():
        return [caption.value for caption in at.caption if "in 5 dimensions" in caption.value]

    assert not warned()
    at.selectbox(key="sweep-method").set_value("hdbscan").run()
    (warning,) = warned()
    assert "On a UMAP of them it finds more." in warning
    assert not at.exception
