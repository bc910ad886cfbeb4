"""The app's entry point: page configuration, navigation, one error boundary."""

import streamlit as st

from workbench.ui.frame import forget_said, is_in_room, navigation, note_steps, sentences_for_errors
from workbench.ui.late_fragments import keep_pages
from workbench.ui.presses import keep_presses
from workbench.ui.studies import current_study

keep_presses()
keep_pages()
st.set_page_config(page_title="Decision Workbench", page_icon="static/icon.png", layout="wide")
st.session_state["entered"] = True
with sentences_for_errors():
    if not is_in_room():
        note_steps(current_study())
    navigation().run()
forget_said()
