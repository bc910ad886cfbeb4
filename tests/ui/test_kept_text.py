"""A text field keeps what it began with, though the run that drew it first was stopped."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def page():
    """``stops`` says how many runs are stopped after the field was drawn, as Streamlit stops a run for what comes next."""
    import streamlit as st

    from workbench.ui.kept_text import kept_text, texts_are_sent

    kept = st.session_state.get("stored", "It is kept.")
    st.session_state["read"] = st.session_state["stored"] = kept_text("Why", kept, key="why-study")
    if st.session_state.get("stops", 0) > 0:
        st.session_state["stops"] -= 1
        st.stop()
    texts_are_sent()


def opened(*, stops: int) -> AppTest:
    test = AppTest.from_function(page)
    test.session_state["stops"] = stops
    return test.run()


def told(test: AppTest) -> str | None:
    """The text that the browser is told of in this run."""
    proto = test.text_input[0].proto
    return proto.value if proto.set_value else None


@pytest.mark.parametrize("stops", [1, 2, 3])
def test_the_run_after_one_that_was_stopped_tells_the_text_again(stops):
    test = opened(stops=stops)
    for _ in range(stops):
        test.run()
        assert told(test) == "It is kept."
    test.run()
    assert told(test) is None
    assert test.session_state["read"] == "It is kept."


def test_a_browser_that_was_not_told_of_a_text_does_not_empty_it():
    test = opened(stops=1)
    test.text_input[0].set_value("").run()
    assert test.session_state["read"] == "It is kept."


def test_what_was_written_in_that_moment_is_kept():
    test = opened(stops=2)
    test.text_input[0].set_value("It is written.").run()
    test.run()
    assert test.session_state["read"] == "It is written."


def test_a_field_that_was_drawn_whole_can_be_emptied_and_stays_so():
    test = opened(stops=0)
    test.text_input[0].set_value("").run()
    test.run()
    assert test.session_state["read"] == ""


def test_what_another_person_stores_is_followed_until_somebody_types():
    test = opened(stops=0)
    test.session_state["stored"] = "Another says so."
    test.run()
    assert (told(test), test.session_state["read"]) == ("Another says so.", "Another says so.")


def stopped_page():
    """A page that is stopped ``stops`` times between the field and the keeping of what stands in it."""
    import streamlit as st

    from workbench.ui.kept_text import kept_text, texts_are_sent

    st.session_state["read"] = kept_text("Why", st.session_state.get("stored", ""), key="why-study")
    if st.session_state.get("stops", 0) > 0:
        st.session_state["stops"] -= 1
        st.stop()
    st.session_state["stored"] = st.session_state["read"]
    texts_are_sent()


def typed(test: AppTest, *texts: str) -> AppTest:
    for text in texts:
        test.text_input[0].set_value(text).run()
    return test


def test_what_was_typed_outlives_a_run_that_was_stopped_before_it_was_kept():
    test = AppTest.from_function(stopped_page).run()
    test.session_state["stops"] = 1
    typed(test, "Mine.")
    assert test.session_state["stored"] == ""
    test.run()  # another field was typed in meanwhile: what is kept of this one is older than what stands in it
    assert (test.session_state["read"], test.session_state["stored"]) == ("Mine.", "Mine.")


def test_an_earlier_text_of_ones_own_that_is_kept_late_does_not_come_back():
    test = AppTest.from_function(stopped_page).run()
    test.session_state["stops"] = 2
    typed(test, "Mine.", "Mine, and more.")
    test.session_state["stored"] = "Mine."
    test.run()
    assert test.session_state["read"] == "Mine, and more."


def test_what_another_person_kept_in_between_is_followed():
    test = typed(AppTest.from_function(stopped_page).run(), "Mine.")
    test.session_state["stops"] = 1
    typed(test, "Mine, and more.")
    test.session_state["stored"] = "Another says so."  # keeping the own text would be refused, and both said
    test.run()
    assert test.session_state["read"] == "Another says so."
    test.session_state["stored"] = ""
    test.run()
    assert test.session_state["read"] == ""
