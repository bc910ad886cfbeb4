"""The form's fields for what must hold beside the metrics' own limits: limits as text, the team, the order of tiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from workbench.contract.limit_text import read_limit
from workbench.errors import LimitError
from workbench.ui.contract_fields import optional_number
from workbench.ui.plain_text import plain
from workbench.wording.agreed_limits import limit_sentence

# A column of more values than this has no order that anybody would type in; a file may still bring one.
ORDERED_MAX = 20


def draw_agreed_limits(
    content: Mapping[str, Any], *, key: str, segments: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """``limits``, ``team`` and ``order`` as a contract has them, None where empty; what each line means stands below it."""
    st.caption(
        "A largest difference or a smallest ratio between groups, a bound in one segment, or the work of people, one a line: "
        "`gap(fnr)<=0.05@region`, `ratio(flag_rate)>=0.8@sex`, `fpr<=0.02@tier=premium`, `alerts<=40/reviewer/day`."
    )
    lines, people = st.columns([2, 1])
    with people:
        reviewers = optional_number(
            "Reviewers who share the work", (content.get("team") or {}).get("reviewers"), key=f"{key}-reviewers",
            placeholder="nobody in particular",
        )  # fmt: skip
    text = lines.text_area(
        "Limits beside those of the metrics", "\n".join(content.get("limits") or ()), key=f"{key}-limits", height=100,
        placeholder="none",
    )  # fmt: skip
    written = {
        "limits": [line.strip() for line in text.splitlines() if line.strip()] or None,
        "team": None if reviewers is None else {"reviewers": reviewers},
        "order": _orders(content.get("order") or {}, key, segments) or None,
    }
    for line in written["limits"] or ():
        try:
            read_limit(line)
        except LimitError as refused:
            st.caption(f":material/error: {plain(str(refused))}")
        else:
            st.caption(f":material/rule: {plain(limit_sentence(line, {**content, **written}))}")
    return written


def _orders(orders: Mapping[str, Any], key: str, segments: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    found = {column: list(values) for column, values in orders.items()}
    for column, values in segments.items():
        if not 2 <= len(values) <= ORDERED_MAX:
            continue
        now = found.get(column, [])
        known = [*values, *(value for value in now if value not in values)]  # what was agreed for other rows stays
        chosen = st.multiselect(
            f"Thresholds by {plain(column)} rise from the least to the most strict", known, now,
            key=f"{key}-order-{column}", placeholder="in no order",
        )  # fmt: skip
        if chosen or column in found:
            found[column] = chosen
    return {column: values for column, values in found.items() if values}
