"""Who signs, and as what: the two fields that every signature begins with."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def draw_signing_fields(
    name_key: str, role_key: str, *, meaning: str, missing: Sequence[str], required: Sequence[str]
) -> None:
    """What signing means, and fields for name and role; the roles that are still missing come first."""
    st.markdown(f"Signing says: *“{meaning}”*")
    st.text_input("Your name", key=name_key, persist_state="session", placeholder="first and last name")
    roles = [*missing, *(each for each in required if each not in missing)]
    st.selectbox(
        "Your role", roles, index=0 if missing else None, key=role_key, persist_state="session",
        accept_new_options=True, placeholder="choose or write one", help="Another role can be written too.",
    )  # fmt: skip
