"""A press of a signing form is answered in its own run, or the next run says that it was cut off."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from workbench.ui.signing_form import CUT_OFF


def answered_at_once():
    """``stops`` says how many presses are stopped before they are answered, as Streamlit stops a run for what comes next."""
    import streamlit as st

    from workbench.ui.signing_form import draw_press, draw_refusal, signing_form

    def sign():
        if st.session_state.get("stops", 0) > 0:
            st.session_state["stops"] -= 1
            st.stop()
        st.session_state["signed"].append(st.session_state["name"])

    st.session_state.setdefault("signed", [])
    with signing_form("form"):
        st.text_input("Name", key="name")
        draw_press("form", "Sign", texts=("name",), on_press=sign)
        draw_refusal("form")


def answered_where_it_is_drawn():
    import streamlit as st

    from workbench.ui.signing_form import answered, draw_press, draw_refusal, signing_form

    st.session_state.setdefault("signed", [])
    if st.session_state.get("stops", 0) > 0:
        st.session_state["stops"] -= 1
        st.stop()
    is_mistaken = st.session_state.get("is_mistaken", False)
    with signing_form("form"):
        st.text_input("Name", key="name")
        if draw_press("form", "Sign", texts=("name",), disabled=is_mistaken):
            st.session_state["signed"].append((st.session_state["name"], is_mistaken))
            answered("form", ("name",))
        draw_refusal("form")


def pressed(page, **state):
    test = AppTest.from_function(page).run()
    for name, value in state.items():
        test.session_state[name] = value
    test.text_input[0].input("Ann")
    return test.button[0].click().run()


def signed(test):
    return test.session_state["signed"]


def said(test):
    return [each.value.replace("\\", "") for each in test.warning]


def test_a_press_is_answered_once():
    for page, expected in ((answered_at_once, "Ann"), (answered_where_it_is_drawn, ("Ann", False))):
        test = pressed(page)
        assert (signed(test), said(test)) == ([expected], [])
        assert (signed(test.run()), said(test)) == ([expected], [])


def test_a_press_whose_run_was_stopped_is_said_by_the_next_and_never_answered_later():
    for page in (answered_at_once, answered_where_it_is_drawn):
        test = pressed(page, stops=1)
        assert signed(test) == []
        test.run()
        assert (signed(test), said(test)) == ([], [CUT_OFF])
        test.run()
        assert (signed(test), said(test)) == ([], [CUT_OFF])
        test.button[0].click().run()
        assert len(signed(test)) == 1


def test_a_press_whose_own_run_disables_the_button_is_answered():
    test = pressed(answered_where_it_is_drawn, is_mistaken=True)
    assert (signed(test), said(test)) == ([("Ann", True)], [])


def recorded_twice():
    """Two presses of one button are one entry: what records it knows the press again."""
    import streamlit as st

    from workbench.register import Entry
    from workbench.ui.signing_form import record
    from workbench.ui.studies import waiting

    if st.button("Sign"):
        entry = Entry(
            seq=2, op_id="press", stream="one", version=2, kind="signed", at="2026-11-28T02:00:00Z", actor="Ann",
            payload="{}", previous="7" * 64, sha256="8" * 64,
        )  # fmt: skip
        for _ in range(2):
            record("form", lambda: entry, done="Signed as product.")
    for kind, text in waiting():
        getattr(st, kind)(text)


def test_an_entry_is_receipted_once_for_two_presses():
    test = AppTest.from_function(recorded_twice).run()
    test.button[0].click().run()
    assert not test.exception
    assert len(test.success) == 1
