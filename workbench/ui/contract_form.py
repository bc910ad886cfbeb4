"""The contract as a form: everything that its file can hold, but the columns, which the Predictions page keeps."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.contract import METRICS_ADVISED, METRICS_MAX
from workbench.ui.agreed_limit_fields import draw_agreed_limits
from workbench.ui.contract_draft import new_metric
from workbench.ui.contract_fields import draw_metric, optional_number
from workbench.ui.contract_terms import (
    draw_alerts,
    draw_efficiency,
    draw_launch_minimum,
    draw_required,
    draw_reviews,
)
from workbench.ui.payoff_fields import draw_payoff
from workbench.ui.review_fields import draw_review


def draw_form(
    held: dict[str, Any], *, key: str, amounts: Collection[str], segments: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """The fields of ``held["content"]``; returns the content as it is written now."""
    draft = held["content"]
    content = dict(draft)
    content |= _draw_decision(draft, key)
    st.subheader("The metrics", anchor=False)
    st.caption(
        f"Up to {METRICS_ADVISED}. Guardrails are limits that must hold; the others are weighed, from nothing at “worst” to "
        "everything at “target”, as you agree here before looking."
    )
    metrics = [
        draw_metric(
            metric,
            key=f"{key}-metric-{metric['_id']}",
            amounts=amounts,
            segments=segments,
            on_remove=lambda gone=metric["_id"]: _take_out(held, gone),
        )
        for metric in draft.get("metrics", [])
    ]
    content["metrics"] = metrics
    st.button("Add a metric", key=f"{key}-add", disabled=len(metrics) >= METRICS_MAX, on_click=_add, args=(held,))
    st.subheader("Bars beside the metrics", anchor=False)
    content["efficiency"] = draw_efficiency(draft.get("efficiency") or {}, key=f"{key}-bar")
    content["launch_minimum"] = draw_launch_minimum(draft.get("launch_minimum") or {}, metrics, key=f"{key}-launch")
    st.subheader("Limits between groups and on people's work", anchor=False)
    agreed = {**draft, "metrics": metrics}
    content |= draw_agreed_limits(agreed, key=f"{key}-agreed", segments=segments)
    content |= _draw_worth(draft, key, amounts, segments, metrics)
    st.subheader("When we look again, and who signs", anchor=False)
    content["reviews"] = draw_reviews(draft.get("reviews") or {}, key=f"{key}-reviews")
    content["alerts"] = draw_alerts(draft.get("alerts") or {}, key=f"{key}-alerts")
    content["signatures"] = draw_required(draft.get("signatures") or {}, key=f"{key}-signatures")
    return content


def _draw_decision(draft: Mapping[str, Any], key: str) -> dict[str, Any]:
    st.subheader("The decision", anchor=False)
    title = st.text_input("Title", draft.get("title", ""), key=f"{key}-title")
    decision = st.text_input(
        "What happens when the score reaches the threshold", draft.get("decision", ""), key=f"{key}-decision",
        placeholder="Block the payment when the fraud score reaches the threshold",
    )  # fmt: skip
    why = st.text_input("What changes if this works", draft.get("why", ""), key=f"{key}-why")
    north_star = st.text_input(
        "North star: the one outcome all of it serves", draft.get("north_star") or "", key=f"{key}-north-star",
        placeholder="left empty where a metric of the layer outcome measures it",
    )  # fmt: skip
    name, role = st.columns(2)
    owner = draft.get("owner") or {}
    return {
        "title": title,
        "decision": decision,
        "why": why,
        "north_star": north_star or None,
        "owner": {
            "name": name.text_input("Owner: the one accountable person", owner.get("name", ""), key=f"{key}-owner"),
            "role": role.text_input("Their role", owner.get("role", ""), key=f"{key}-role"),
        },
    }


def _draw_worth(
    draft: Mapping[str, Any],
    key: str,
    amounts: Collection[str],
    segments: Mapping[str, tuple[str, ...]],
    metrics: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    st.subheader("What each case is worth", anchor=False)
    volume = draft.get("volume") or {}
    cases, per, currency = st.columns(3)
    with cases:
        number = optional_number("How many cases will come", volume.get("cases"), key=f"{key}-cases")
    per_text = per.text_input("per", volume.get("per", "year"), key=f"{key}-per")
    currency_text = currency.text_input("Currency", draft.get("currency", ""), key=f"{key}-currency", placeholder="EUR")
    return {
        "volume": {"cases": number, "per": per_text} if number else None,
        "currency": currency_text,
        "payoff": draw_payoff(
            draft.get("payoff") or {},
            key=f"{key}-payoff",
            amounts=amounts,
            segments=segments,
            currency=currency_text,
            metrics=metrics,
        ),
        "review": draw_review(draft.get("review") or {}, key=f"{key}-review", currency=currency_text),
    }


def _add(held: dict[str, Any]) -> None:
    metrics = held["content"].get("metrics", [])
    added = {**new_metric([metric["name"] for metric in metrics]), "_id": secrets.token_hex(4), "_open": True}
    held["content"] = {**held["content"], "metrics": [*metrics, added]}


def _take_out(held: dict[str, Any], gone: str) -> None:
    kept = [metric for metric in held["content"].get("metrics", []) if metric["_id"] != gone]
    held["content"] = {**held["content"], "metrics": kept}
