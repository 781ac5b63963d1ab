"""The form of every method comes out of its parameters: untouched, it gives their defaults."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer import plan
from explorer.params import rules


def page(kind):
    import streamlit as st

    from explorer import plan
    from explorer.ui.controls import method_form

    st.text(repr(method_form(getattr(plan, kind), "form", "Method")))


@pytest.mark.parametrize("kind", ["CLUSTERINGS", "PROJECTIONS"])
def test_every_form_comes_out_and_gives_the_defaults(kind):
    at = AppTest.from_function(page, kwargs={"kind": kind}, default_timeout=60).run()
    for name, step in getattr(plan, kind).items():
        at.selectbox(key="form-method").set_value(name).run()
        assert at.caption[0].value == step.good_for
        advanced = any(rule.advanced for _, rule in rules(step.params).values())
        for more in (False, True) if advanced else ():
            at.toggle(key=f"form-{name}-more").set_value(more).run()
            assert not at.exception
            assert at.text[0].value == repr(step.params())


def test_what_does_not_go_together_is_said_in_the_form():
    at = AppTest.from_function(page, kwargs={"kind": "CLUSTERINGS"}, default_timeout=60).run()
    at.selectbox(key="form-method").set_value("optics").run()
    at.selectbox(key="form-optics-cluster_method").set_value("dbscan").run()
    assert at.error[0].value.endswith("give it as eps.")
    at.number_input(key="form-optics-eps").set_value(2.5).run()
    assert not at.error
    assert "eps=2.5" in at.text[0].value
