"""The fields of one metric and of the payoff."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from workbench.metrics import BUILTIN

FORMULA = "a formula of my own"
CELL_WORDS = {
    "TP": "an event that is flagged (TP)",
    "FP": "a false alarm (FP)",
    "FN": "an event that is missed (FN)",
    "TN": "a non-event that is cleared (TN)",
}
ROLES = ("primary", "secondary", "guardrail", "diagnostic")


def draw_metric(
    metric: Mapping[str, Any],
    *,
    key: str,
    amounts: Collection[str],
    segments: Mapping[str, tuple[str, ...]],
    on_remove: Callable[[], None],
) -> dict[str, Any]:
    """One metric's fields, and a button that calls ``on_remove``."""
    known = metric["name"] in BUILTIN and not metric.get("formula")
    shown = metric.get("label") or (BUILTIN[metric["name"]].label if known else metric["name"])
    with st.expander(f"{shown} · {metric.get('role', 'diagnostic')}", expanded=True):
        return _fields(metric, key, amounts, segments, known, on_remove)


def _fields(
    metric: Mapping[str, Any],
    key: str,
    amounts: Collection[str],
    segments: Mapping[str, tuple[str, ...]],
    known: bool,
    on_remove: Callable[[], None],
) -> dict[str, Any]:
    changed = dict(metric)
    first, second, third = st.columns([1.3, 1.3, 1])
    kinds = [FORMULA, *BUILTIN]
    kind = first.selectbox(
        "What is measured", kinds, index=kinds.index(metric["name"]) if known else 0, key=f"{key}-kind",
        format_func=lambda name: name if name == FORMULA else f"{BUILTIN[name].label} ({name})",
    )  # fmt: skip
    role = metric.get("role", "diagnostic")
    changed["role"] = third.selectbox("Role", ROLES, index=ROLES.index(role), key=f"{key}-role")
    if kind == FORMULA:
        changed["name"] = second.text_input(
            "Short name (letters, digits, _)", "" if known else metric["name"], key=f"{key}-name"
        )
        left, right = st.columns([2, 1])
        changed["formula"] = left.text_input(
            "Formula", metric.get("formula") or "", key=f"{key}-formula", placeholder="1000 * FP / ALL[km]",
            help="TP FP FN TN FLAGGED CLEARED POSITIVES NEGATIVES ALL; CELL[amount] is the sum of an amount over that cell. "
            f"Amounts here: {', '.join(amounts) or 'none'}.",
        )  # fmt: skip
        goals = ("minimise", "maximise")
        changed["goal"] = right.selectbox(
            "Better is", goals, index=goals.index(metric.get("goal") or "minimise"), key=f"{key}-goal",
            format_func={"minimise": "less", "maximise": "more"}.get,
        )  # fmt: skip
    else:
        if kind != metric["name"] or not known:
            changed = {key: value for key, value in changed.items() if key not in ("goal", "label", "unit", "formula")}
        changed["name"] = kind
        second.text_input(
            "It is", f"{BUILTIN[kind].definition}, {BUILTIN[kind].goal}", disabled=True, key=f"{key}-is-{kind}"
        )
    label, unit = st.columns(2)
    base = BUILTIN.get(kind)
    changed["label"] = label.text_input(
        "Name for people", changed.get("label") or "", placeholder=base.label if base else "", key=f"{key}-label-{kind}"
    )
    changed["unit"] = unit.text_input(
        "Unit", changed.get("unit") or "", placeholder=base.unit if base else "share of pedestrians; per 1,000 km",
        help="“share of …” is shown in percent and said per 1,000.", key=f"{key}-unit-{kind}",
    )  # fmt: skip
    if changed["role"] in ("primary", "secondary"):
        weight, worst, target, limit = st.columns(4)
        with weight:
            default = 1.0 if changed["role"] == "primary" else 0.5
            changed["weight"] = optional_number("Weight", metric.get("weight", default), key=f"{key}-weight")
        with worst:
            changed["worst"] = optional_number("Worth nothing at (worst)", metric.get("worst"), key=f"{key}-worst")
        with target:
            changed["target"] = optional_number(
                "Worth everything at (target)", metric.get("target"), key=f"{key}-target"
            )
    else:
        limit = st.container()
    with limit:
        changed["limit"] = optional_number("Limit that must hold", metric.get("limit"), key=f"{key}-limit")
    changed["where"] = _where(metric.get("where") or {}, segments, key)
    changed["so_what"] = st.text_input(
        "So what: who does what differently when it moves", metric.get("so_what") or "", key=f"{key}-so-what",
        placeholder="missed fraud → chargeback → loss and a worse scheme rating",
    )  # fmt: skip
    st.button("Take this metric out", key=f"{key}-out", on_click=on_remove)
    return changed


def _where(where: Mapping[str, Any], segments: Mapping[str, tuple[str, ...]], key: str) -> dict[str, Any]:
    if not segments:
        return dict(where)
    everybody = "all rows"
    options = [everybody, *segments]
    column_now = next((column for column in where if column in segments), everybody)
    others = {column: values for column, values in where.items() if column != column_now}
    left, right = st.columns(2)
    column = left.selectbox("Measured on", options, index=options.index(column_now), key=f"{key}-where")
    if others:
        st.caption(
            f"And only where {'; '.join(f'{name} is {values}' for name, values in others.items())}, from the file."
        )
    if column == everybody:
        return others
    values = sorted(segments[column])
    now = where.get(column, ()) if column == column_now else ()
    now = [now] if isinstance(now, str) else list(now)
    chosen = right.multiselect(
        "only where it is", values, default=[value for value in now if value in values], key=f"{key}-where-{column}"
    )
    return {**others, column: chosen} if chosen else others


def draw_payoff(payoff: Mapping[str, Any], *, key: str, amounts: Collection[str]) -> dict[str, Any]:
    """Money per case in each cell: a constant, and a coefficient for each amount. Costs are negative."""
    st.caption("Money per case; a cost is negative. Leave a field empty where a case of that kind is worth nothing.")
    result: dict[str, Any] = {}
    for cell, words in CELL_WORDS.items():
        columns = st.columns([1.5, 1, *[1] * len(amounts)], vertical_alignment="bottom")
        columns[0].markdown(f"Worth of {words}")
        now = payoff.get(cell) or {}
        now = {"each": now} if isinstance(now, int | float) else dict(now)
        coefficients = {**{k: v for k, v in now.items() if k not in ("each", "amounts")}, **(now.get("amounts") or {})}
        with columns[1]:
            each = optional_number(f"each {cell}", now.get("each") or None, key=f"{key}-{cell}")
        found = {}
        for column, amount in zip(columns[2:], amounts, strict=True):
            with column:
                value = optional_number(
                    f"× {amount}, {cell}", coefficients.get(amount) or None, key=f"{key}-{cell}-{amount}"
                )
            if value:
                found[amount] = value
        if each or found:
            result[cell] = {"each": each or 0.0, "amounts": found}
    return result


def optional_number(label: str, value: float | None, *, key: str) -> float | None:
    """A number that may be left empty, shown with all its digits."""
    # The start value goes through the session: as a default it would come back whenever the field is emptied.
    st.session_state.setdefault(key, None if value is None else float(value))
    return st.number_input(label, value=None, step=None, format="%g", key=key, placeholder="empty")
