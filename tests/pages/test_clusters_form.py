"""The form of a grouping without a browser: what was typed stays where another method has the same parameter."""

from tests.pages.site import run_page
from tests.pages.test_choosing import Blobs


def test_what_was_typed_stays_where_the_next_method_has_the_same_parameter(tmp_path, monkeypatch):
    from streamlit.testing.v1 import AppTest

    site = Blobs(tmp_path, monkeypatch).group("three")
    at = AppTest.from_function(run_page, kwargs={"name": "clusters"}, default_timeout=60)
    at.session_state["visitor"] = site.visitor
    at.run()

    def field(name):
        return next(part for part in at.number_input if part.label == name)

    def use(method):
        at.selectbox(key="new-clustering-method").set_value(method).run()
        assert not at.exception

    usual = {}
    for method in ("spectral", "agglomerative", "kmeans"):
        use(method)
        usual[method] = field("n_clusters").value
    assert len(set(usual.values())) > 1, "each its own"
    field("n_clusters").set_value(7).run()
    use("agglomerative")
    assert field("n_clusters").value == 7
    use("hdbscan")
    assert field("min_cluster_size").value == 5, "nobody typed it"
    field("min_cluster_size").set_value(6).run()
    use("spectral")
    assert field("n_clusters").value == 7
    field("n_clusters").set_value(9).run()
    assert field("n_clusters").value == 9
    use("kmeans")
    assert field("n_clusters").value == 9
    use("agglomerative")
    field("n_clusters").set_value(usual["agglomerative"]).run()
    use("spectral")
    assert field("n_clusters").value == usual["spectral"], "back at the usual, nothing is carried on"
    use("hdbscan")
    assert field("min_cluster_size").value == 6
