"""The form's fields for a person who looks at a case before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from workbench.ui.contract_fields import optional_number
from workbench.ui.kind_picker import PERS
from workbench.ui.plain_text import plain

REVIEW_PERS = {**PERS, "period": "in each period"}


def draw_review(review: Mapping[str, Any], *, key: str, currency: str) -> dict[str, Any] | None:
    """What a review costs, how often the reviewer is right, how many there can be; None where all fields are empty."""
    st.subheader("When a person looks first", anchor=False)
    st.caption(
        "Only where cases between two thresholds go to a person. Leave it empty where nobody looks. Shares are from 0 to 1: "
        "0.95 is right 95 times of 100."
    )
    unit = f" ({plain(currency)})" if currency else ""
    fields = (
        ("cost", f"One review costs{unit}", "4"),
        ("accuracy", "How often they are right", "0.95"),
        ("capacity", "How many they can review", "no bound"),
        ("sensitivity", "Of events, where that differs", "as above"),
        ("specificity", "Of other cases, where that differs", "as above"),
        ("minutes", "Minutes a review takes", "empty"),
    )
    places, written, pers = st.columns(3), {}, list(REVIEW_PERS)
    for place, (part, label, hint) in enumerate(fields):
        with places[place % 3]:
            written[part] = optional_number(label, review.get(part), key=f"{key}-{part}", placeholder=hint)
    with places[2]:
        written["per"] = st.selectbox(
            "so many", pers, index=pers.index(review["per"]) if review.get("per") in pers else None,
            format_func=REVIEW_PERS.__getitem__, key=f"{key}-per", placeholder="in all",
        )  # fmt: skip
    kept = {part: value for part, value in written.items() if value is not None}
    return kept or None
