"""A part of a page: what goes wrong in it is said in words, and the rest of the page stays."""

from streamlit.testing.v1 import AppTest


def test_what_goes_wrong_in_a_part_is_said_in_words_and_the_rest_stays():
    def page():  # run as a script of its own
        import streamlit as st

        from explorer.errors import InputError
        from explorer.ui.parts import part

        @part
        def broken():
            st.markdown("before")
            raise InputError("7 is too many")

        broken()
        st.markdown("after")

    at = AppTest.from_function(page).run()
    assert [entry.value for entry in at.error] == ["7 is too many"]
    assert [entry.value for entry in at.markdown] == ["before", "after"]
    assert not at.exception
