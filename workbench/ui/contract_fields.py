"""The fields of one metric."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from workbench.metrics import BUILTIN
from workbench.ui.formula_field import draw_formula_field
from workbench.ui.plain_text import plain
from workbench.ui.start_values import started_key

FORMULA = "a formula of my own"
ROLES = ("primary", "secondary", "guardrail", "diagnostic")
ROLE_WORDS = {
    "primary": "primary: matters most",
    "secondary": "secondary: weighed too",
    "guardrail": "guardrail: a limit that must hold",
    "diagnostic": "diagnostic: watched only",
}
LAYERS = ("outcome", "action", "model")
LAYER_WORDS = {
    "outcome": "outcome: what the business or the user gets",
    "action": "action: what people do differently",
    "model": "model: how well it predicts",
}


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
    with st.expander(
        f"{plain(shown)} · {metric.get('role', 'diagnostic')}", expanded=metric.get("_open", True), key=f"{key}-open"
    ):
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
    first, second = st.columns([1.3, 1.3])
    kinds = [FORMULA, *BUILTIN]
    kind = first.selectbox(
        "What is measured", kinds, index=kinds.index(metric["name"]) if known else 0, key=f"{key}-kind",
        format_func=lambda name: name if name == FORMULA else f"{BUILTIN[name].label} ({name})",
    )  # fmt: skip
    role, layer = metric.get("role", "diagnostic"), metric.get("layer", "model")
    left, right = st.columns(2)
    changed["role"] = left.selectbox(
        "Role", ROLES, index=ROLES.index(role), key=f"{key}-role", format_func=ROLE_WORDS.get
    )
    changed["layer"] = right.selectbox(
        "Layer", LAYERS, index=LAYERS.index(layer), key=f"{key}-layer", format_func=LAYER_WORDS.get
    )
    if changed["role"] != role and changed["role"] in ("guardrail", "diagnostic"):
        # What a field held before the role was changed is not carried along unseen.
        changed.update(weight=None, worst=None, target=None)
    if kind == FORMULA:
        changed["name"] = second.text_input(
            "Short name (letters, digits, _)", "" if known else metric["name"], key=f"{key}-name"
        )
        left, right = st.columns([2, 1])
        with left:
            changed["formula"] = draw_formula_field(
                metric.get("formula") or "", key=f"{key}-formula", amounts=amounts, unit=metric.get("unit"),
                where=metric.get("where"),
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
    changed["label"] = optional_text(
        label,
        "Name for people",
        changed.get("label"),
        key=f"{key}-label-{kind}",
        placeholder=base.label if base else "",
    )
    changed["unit"] = optional_text(
        unit, "Unit", changed.get("unit"), key=f"{key}-unit-{kind}",
        placeholder=base.unit if base else "share of pedestrians; per 1,000 km",
        help="“share of …” is shown in percent and said per 1,000.",
    )  # fmt: skip
    if changed["role"] in ("primary", "secondary"):
        weight, worst, target = st.columns(3)
        with weight:
            usual = "1" if changed["role"] == "primary" else "0.5"
            changed["weight"] = optional_number("Weight", metric.get("weight"), key=f"{key}-weight", placeholder=usual)
        with worst:
            changed["worst"] = optional_number("Worth nothing at (worst)", metric.get("worst"), key=f"{key}-worst")
        with target:
            changed["target"] = optional_number(
                "Worth everything at (target)", metric.get("target"), key=f"{key}-target"
            )
    limit, certify = st.columns(2)
    with limit:
        changed["limit"] = optional_number("Limit that must hold", metric.get("limit"), key=f"{key}-limit")
    with certify:
        changed["certify"] = optional_number(
            "Confidence it must hold with", metric.get("certify"), key=f"{key}-certify", placeholder="0.95, or empty"
        )
    changed |= _where(metric, segments, key)
    changed["so_what"] = st.text_input(
        "So what: what follows when it moves, step by step", metric.get("so_what") or "", key=f"{key}-so-what",
        placeholder="missed fraud -> the customer calls -> loss and a worse scheme rating",
        help="Write the steps with -> between them; the last one is what it is worth to the business.",
    )  # fmt: skip
    st.button("Take this metric out", key=f"{key}-out", on_click=on_remove)
    return changed


def _where(metric: Mapping[str, Any], segments: Mapping[str, tuple[str, ...]], key: str) -> dict[str, Any]:
    where = metric.get("where") or {}
    if not segments:
        return {"where": dict(where)}
    everybody = "all rows"
    options = [everybody, *segments]
    column_now = next((column for column in where if column in segments), everybody)
    # The form has a field for one column; the file may name more, which stay beside it.
    beside = metric.get("_beside", [name for name in where if name != column_now])
    left, right = st.columns(2)
    column = left.selectbox("Measured on", options, index=options.index(column_now), key=f"{key}-where")
    others = {name: where[name] for name in beside if name in where and name != column}
    if others:
        st.caption(
            f"And only where {'; '.join(f'{plain(name)} is {plain(_values(values))}' for name, values in others.items())}, from the file."
        )
    if column == everybody:
        return {"where": others, "_beside": beside}
    now = where.get(column, ())
    now = [now] if isinstance(now, str) else list(now)
    # A value that no row has stays as it was written; the coach speaks of it.
    values = sorted({*segments[column], *now})
    chosen = right.multiselect("only where it is", values, default=now, key=f"{key}-where-{column}")
    return {"where": {column: chosen, **others} if chosen else others, "_beside": beside}


def _values(values: str | Collection[str]) -> str:
    return values if isinstance(values, str) else " or ".join(values)


def optional_text(where: Any, label: str, value: str | None, *, key: str, **rest: Any) -> str | None:
    """A text that may be left out; left empty it stays what it was, out or empty."""
    written = where.text_input(label, value or "", key=key, **rest)
    return written or (value if not value else None)


def optional_number(label: str, value: float | None, *, key: str, placeholder: str = "empty") -> float | None:
    """A number that may be left empty, shown with all its digits."""
    # The start value goes through the session: as a default it would come back whenever the field is emptied.
    own = started_key(key, value)
    return st.number_input(label, value=None, step=None, format="%g", key=own, placeholder=placeholder)
