"""Who signs, and as what: the fields that every signature begins with."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def draw_signing_fields(
    name_key: str, role_key: str, other_key: str, *, meaning: str, missing: Sequence[str], required: Sequence[str]
) -> None:
    """What signing means, and fields for name and role; the roles that are still missing come first.

    A role of one's own has a field of its own: one that is typed into a list is dropped when Tab is pressed.
    """
    st.markdown(f"Signing says: *“{meaning}”*")
    st.text_input("Your name", key=name_key, persist_state="session", placeholder="first and last name")
    roles = [*missing, *(each for each in required if each not in missing)]
    if roles:
        st.selectbox("Your role", roles, index=0 if missing else None, key=role_key, persist_state="session")
    st.text_input(
        "Or another role" if roles else "Your role", key=other_key, persist_state="session",
        placeholder="only if it is none of these" if roles else "",
    )  # fmt: skip


def signer(name_key: str, role_key: str, other_key: str) -> tuple[str, str]:
    """Name and role as they are written; a role of one's own goes before the one in the list."""
    name, other = st.session_state.get(name_key) or "", st.session_state.get(other_key) or ""
    return name, other if other.strip() else st.session_state.get(role_key) or ""
