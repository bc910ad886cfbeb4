"""A number field keeps the value it began with, though the run that drew it first was stopped."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def page():
    """``stops`` says how many runs are stopped after the field was drawn, as Streamlit stops a run for what comes next."""
    import streamlit as st

    from workbench.ui.contract_fields import optional_number
    from workbench.ui.start_values import put_values, values_are_sent

    st.button("Put 7", on_click=put_values, args=({"worst": 7.0, "target": None},))
    st.session_state["read"] = (
        optional_number("Worst", 0.5, key="worst"),
        optional_number("Target", 0.25, key="target"),
    )
    if st.session_state.get("stops", 0) > 0:
        st.session_state["stops"] -= 1
        st.stop()
    values_are_sent()


def opened(*, stops: int) -> AppTest:
    test = AppTest.from_function(page)
    test.session_state["stops"] = stops
    return test.run()


def told(test: AppTest) -> list[float | str | None]:
    """The values that the browser is told of in this run."""
    protos = [each.proto for each in test.number_input]
    return [(each.value if each.HasField("value") else "empty") if each.set_value else None for each in protos]


@pytest.mark.parametrize("stops", [1, 2, 3])
def test_the_run_after_one_that_was_stopped_tells_the_value_again(stops):
    test = opened(stops=stops)
    for _ in range(stops):
        before = [each.proto.id for each in test.number_input]
        test.run()
        assert told(test) == [0.5, 0.25]
        assert not set(before) & {each.proto.id for each in test.number_input}
    drawn = [each.proto.id for each in test.number_input]
    test.run()
    assert [each.proto.id for each in test.number_input] == drawn
    assert told(test) == [None, None]
    assert test.session_state["read"] == (0.5, 0.25)


def test_a_browser_that_was_not_told_of_a_value_does_not_empty_the_field():
    test = opened(stops=1)
    test.number_input[0].set_value(None).run()
    assert test.session_state["read"] == (0.5, 0.25)


def test_what_was_written_in_that_moment_is_kept():
    test = opened(stops=2)
    test.number_input[0].set_value(0.75).run()
    test.run()
    assert test.session_state["read"] == (0.75, 0.25)


def test_a_field_that_was_drawn_whole_can_be_emptied_and_stays_so():
    test = opened(stops=0)
    test.number_input[0].set_value(None).run()
    test.run()
    assert test.session_state["read"] == (None, 0.25)


def test_values_that_are_put_reach_the_browser_too():
    test = opened(stops=0)
    test.number_input[0].set_value(3.0).run()
    test.session_state["stops"] = 1
    test.button[0].click().run()
    assert test.session_state["read"] == (7.0, None)
    test.run()
    assert told(test) == [7.0, "empty"]
    assert test.session_state["read"] == (7.0, None)
