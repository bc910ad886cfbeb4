"""What waits to be said is said on a page that was drawn to its end, once."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

RECEIPT = "The contract is sealed."


def page():
    import streamlit as st

    from workbench.ui.frame import begin, forget_said

    begin()
    if st.session_state["is_cut_off"]:
        st.stop()  # as Streamlit does where something else arrives
    forget_said()


@pytest.fixture
def test(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    opened = AppTest.from_function(page, default_timeout=60)
    opened.session_state["said"] = [("success", RECEIPT)]
    return opened


def said(test: AppTest) -> list[str]:
    return [each.value.replace("\\", "") for each in test.success]


def test_a_page_that_is_drawn_to_its_end_says_it_once(test):
    test.session_state["is_cut_off"] = False
    assert said(test.run()) == [RECEIPT]
    assert said(test.run()) == []


def test_a_page_that_is_cut_off_says_it_again(test):
    test.session_state["is_cut_off"] = True
    assert said(test.run()) == [RECEIPT]
    test.session_state["is_cut_off"] = False
    assert said(test.run()) == [RECEIPT]
    assert said(test.run()) == []
