"""Limits by segment that tiers are held to, set on the page: gaps, ratios, bounds in one value, and a monotone order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.contract.value_list import write_value
from workbench.explore import Lens
from workbench.explore.limit_metrics import agreed_order, read_limits
from workbench.metrics import Metric
from workbench.policy.tiers import VALUES_MAX
from workbench.register import Study
from workbench.ui.plain_text import plain
from workbench.ui.starting_view import known_axes
from workbench.ui.studies import as_it_stands, save_study

FORMS = {
    "gap": "the largest gap between values, at most",
    "ratio": "the smallest ratio between values, at least",
    "most": "in one value, at most",
    "least": "in one value, at least",
}
USUAL = ("fnr", "fpr", "recall", "flag_rate", "precision")


def kept_limits(study: Study) -> list[str]:
    """The limits that were set on the page, as text."""
    return [str(text) for text in (study.view.get("kind_settings") or {}).get("limits") or ()]


def kept_order(study: Study, lens: Lens, column: str, *, is_mixed: bool) -> tuple[str, ...] | None:
    """The order of the column's values from least to most strict, the contract's where it has one; None where not every
    value has its place."""
    agreed = agreed_order(lens, column)
    if agreed:
        return None if is_mixed else agreed
    kept = tuple((dict(study.view.get("kind_settings") or {}).get("orders") or {}).get(column) or ())
    return kept if not is_mixed and kept and sorted(kept) == sorted(lens.sweep.occurring(column)) else None


def draw_fairness(study: Study, lens: Lens, column: str, *, is_mixed: bool) -> None:
    """The box with what is set and the fields to set more. It is kept by callbacks, before the page is drawn."""
    texts = kept_limits(study)
    order = kept_order(study, lens, column, is_mixed=is_mixed)
    count = len(texts) + (order is not None)
    title = f"Fairness limits · {count} set" if count else "Fairness limits"
    with st.expander(title, key=f"fairness-{study.id}"):
        limits, refused = read_limits(lens, texts)
        known = {limit.text: limit for limit in limits}
        for place, text in enumerate(texts):
            words, button = st.columns([4, 1])
            words.markdown(f"- {plain(_said(known[text]) if text in known else text)}")
            button.button("Remove", key=f"fairness-remove-{study.id}-{place}", on_click=_remove, args=(study, text))
        for sentence in refused:
            st.warning(plain(sentence))
        _draw_form(study, lens, column)
        _draw_order(study, lens, column, is_mixed=is_mixed)
        st.caption(
            "They hold beside the contract's limits: for what is recommended by segment, for the panel, and for the decision. "
            "What everybody should be held to belongs in the contract."
        )


def _said(limit: Any) -> str:
    sign = "at most" if limit.at_most else "at least"
    is_share = limit.kind != "ratio" and limit.metric.is_share
    bound = (
        f"{100 * limit.bound:g} {'percentage points' if limit.kind == 'gap' else '%'}"
        if is_share
        else f"{limit.bound:g}"
    )
    return f"{limit.label}: {sign} {bound}"


def _metrics(lens: Lens) -> dict[str, Metric]:
    """What can be limited: the contract's metrics and the usual rates first; money is no rate."""
    known = {name: metric for name, metric in known_axes(lens).items() if not metric.is_money}
    first = [name for name in (*(metric.name for metric in lens.metrics), *USUAL) if name in known]
    return {name: known[name] for name in dict.fromkeys([*first, *known])}


def _draw_form(study: Study, lens: Lens, column: str) -> None:
    columns = list(lens.sweep.predictions.segments)
    key = f"fairness-{study.id}"
    by = st.selectbox("By", columns, index=columns.index(column), key=f"{key}-by-{column}") or column
    metrics = _metrics(lens)
    with st.form(f"{key}-form", border=False):
        first, second, third, fourth = st.columns([3, 4, 2, 2])
        name = first.selectbox(
            "Metric", list(metrics), format_func=lambda each: metrics[each].label, key=f"{key}-metric"
        )
        form = second.selectbox("What is limited", list(FORMS), format_func=FORMS.__getitem__, key=f"{key}-what")
        value = third.selectbox("Value (for one value)", list(lens.sweep.occurring(by)), key=f"{key}-value-{by}")
        bound = fourth.text_input(
            "Bound", key=f"{key}-bound", placeholder="0.05", help="A share is from 0 to 1: 0.05 is 5 percentage points."
        )
        if st.form_submit_button("Add this limit"):
            _add(study, lens, text=_text(name or "", form or "gap", by, value or "", bound))


def _text(name: str, form: str, by: str, value: str, bound: str) -> str:
    number = bound.strip().replace(",", ".")
    if form in ("gap", "ratio"):
        return f"{form}({name}){'<=' if form == 'gap' else '>='}{number}@{by}"
    return f"{name}{'<=' if form == 'most' else '>='}{number}@{by}={write_value(value)}"


def _add(study: Study, lens: Lens, *, text: str) -> None:
    limits, refused = read_limits(lens, [text])
    if refused or not limits:
        st.error(plain(refused[0].removeprefix(f"The limit {text} is not used. ")) if refused else "Write a number.")
        return
    texts = kept_limits(study)
    if text not in texts and _keep(study, limits=[*texts, text]):
        st.rerun()


def _remove(shown: Study, text: str) -> None:
    study = as_it_stands(shown)
    _keep(study, limits=[each for each in kept_limits(study) if each != text])


def _draw_order(study: Study, lens: Lens, column: str, *, is_mixed: bool) -> None:
    if is_mixed:
        st.caption("Thresholds of different models have no order; with one model for all they can be held to one.")
        return
    values = list(lens.sweep.occurring(column))
    if len(values) > VALUES_MAX:
        return
    agreed = agreed_order(lens, column)
    if agreed:
        st.caption(plain(f"The contract has an order of {column} from least to most strict: {', '.join(agreed)}."))
        return
    kept = ((study.view.get("kind_settings") or {}).get("orders") or {}).get(column) or []
    key = f"fairness-order-{study.id}-{column}"
    st.session_state.setdefault(key, [value for value in kept if value in values])
    chosen = st.multiselect(
        f"Order of {plain(column)} from least to most strict",
        values,
        key=key,
        on_change=_keep_order,
        args=(study, column, key),
        placeholder="no order",
        help="No value then has a lower threshold than one named before it.",
    )
    missing = len(values) - len(chosen)
    if chosen and missing:
        st.caption(
            f"The order holds once every value has its place; {missing} {'is' if missing == 1 else 'are'} missing."
        )


def _keep_order(shown: Study, column: str, key: str) -> None:
    study = as_it_stands(shown)
    orders = dict((study.view.get("kind_settings") or {}).get("orders") or {})
    # All of the session at once, which Streamlit does not use to stop the page.
    _keep(study, orders={**orders, column: list(st.session_state.to_dict().get(key) or ())})


def _keep(study: Study, **changes: Any) -> bool:
    settings: Mapping[str, Any] = study.view.get("kind_settings") or {}
    return save_study(replace(study, view={**study.view, "kind_settings": {**settings, **changes}})) is not None
