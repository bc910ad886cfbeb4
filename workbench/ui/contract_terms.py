"""The form's fields for what is agreed around the metrics: the bar, the launch, the reviews, the alarms and who signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.ui.contract_fields import optional_number
from workbench.ui.plain_text import plain

USUAL_ROLES = ("product", "engineering", "data science")
USUAL_WEEKS, USUAL_AUDIT = (2, 6), 8
USUAL_ALERTS = {"relative_degradation": 0.05, "score_drift_psi": 0.2}


def draw_efficiency(efficiency: Mapping[str, Any], *, key: str) -> dict[str, Any] | None:
    """The one bar that is declared and not computed; None where all of its fields are empty."""
    name, unit = st.columns([1.6, 1])
    written = {
        "name": name.text_input(
            "Efficiency bar",
            efficiency.get("name") or "",
            key=f"{key}-name",
            placeholder="latency_p99 or cost per decision",
        ),
        "unit": unit.text_input("Its unit", efficiency.get("unit") or "", key=f"{key}-unit", placeholder="ms"),
    }
    limit, measured = st.columns(2)
    with limit:
        written["limit"] = optional_number("At most", efficiency.get("limit"), key=f"{key}-limit")
    with measured:
        written["measured"] = optional_number("Measured", efficiency.get("measured"), key=f"{key}-measured")
    kept = {part: value for part, value in written.items() if value not in (None, "")}
    return kept or None


def draw_launch_minimum(
    minimum: Mapping[str, float], metrics: Sequence[Mapping[str, Any]], *, key: str
) -> dict[str, float]:
    """What each metric must reach before launch; empty where nothing is asked of it."""
    found = {}
    places = st.columns(3)
    for place, metric in enumerate(metrics):
        with places[place % 3]:
            value = optional_number(
                f"Before launch: {plain(metric.get('label') or metric['name'])}", minimum.get(metric["name"]),
                key=f"{key}-{metric['_id']}",
            )  # fmt: skip
        if value is not None:
            found[metric["name"]] = value
    return found


def draw_reviews(reviews: Mapping[str, Any], *, key: str) -> dict[str, Any]:
    """After how many weeks the decision is looked at again."""
    weeks, audit = st.columns(2)
    now = reviews.get("validate_after_weeks", USUAL_WEEKS)
    text = weeks.text_input(
        "Validated after weeks", ", ".join(map(str, now)), key=f"{key}-validate", placeholder="2, 6"
    )
    with audit:
        after = optional_number(
            "Audited after weeks", reviews.get("audit_after_weeks", USUAL_AUDIT), key=f"{key}-audit"
        )
    return {
        "validate_after_weeks": [_whole(part.strip()) for part in text.split(",") if part.strip()],
        **({} if after is None else {"audit_after_weeks": _whole(f"{after:g}")}),
    }


def draw_alerts(alerts: Mapping[str, Any], *, key: str) -> dict[str, Any]:
    """When an audit raises its hand; an emptied field goes back to the usual."""
    worse, drift = st.columns(2)
    found = {}
    for place, part, label in (
        (worse, "relative_degradation", "Alarm when a metric gets worse by this share of itself"),
        (drift, "score_drift_psi", "Alarm when the scores drift by this PSI"),
    ):
        with place:
            value = optional_number(
                label, alerts.get(part, USUAL_ALERTS[part]), key=f"{key}-{part}", placeholder=f"{USUAL_ALERTS[part]:g}"
            )
        if value is not None:
            found[part] = value
    return found


def draw_required(signatures: Mapping[str, Any], *, key: str) -> dict[str, Any]:
    """Which roles must sign, one a line."""
    now = signatures.get("required", USUAL_ROLES)
    text = st.text_area("Roles that must sign, one a line", "\n".join(now), key=f"{key}-required", height=110)
    return {"required": [" ".join(line.split()) for line in text.splitlines() if line.strip()]}


def _whole(text: str) -> int | str:
    # What is no number goes on as it is, so that the contract's own check says what is wrong with it.
    return int(text) if text.isdecimal() else text
