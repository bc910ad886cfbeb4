"""The fields of the payoff: what a case of each kind is worth, where it differs, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.ui.contract_fields import optional_number
from workbench.ui.payoff_keys import NOWHERE, field_keys, segment_key
from workbench.ui.payoff_meaning import draw_payoff_meaning
from workbench.ui.payoff_wizard import draw_wizard
from workbench.ui.plain_text import plain
from workbench.wording.payoffs import CASES

CELL_WORDS = {cell: f"{words} ({cell})" for cell, words in CASES.items()}


def draw_payoff(
    payoff: Mapping[str, Any],
    *,
    key: str,
    amounts: Collection[str],
    segments: Mapping[str, tuple[str, ...]],
    currency: str = "",
    metrics: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Money per case in each cell as a contract's file has it: terms, those of single segments, and ranges.

    ``metrics`` are the form's: what the payoff means depends on their limits.
    """
    draw_wizard(key=key, amounts=amounts, currency=currency)
    st.caption("Money per case; a cost is negative. Leave a field empty where a case of that kind is worth nothing.")
    held = {cell: _terms(payoff.get(cell) or {}) for cell in CELL_WORDS}
    result: dict[str, Any] = {}
    for cell, words in CELL_WORDS.items():
        now = held[cell]
        found = _draw_terms(f"Worth of {words}", cell, now, key=f"{key}-{cell}", amounts=amounts)
        if found["each"] or found["amounts"] or cell in payoff:
            result[cell] = found
    has_more = any(now.get("by") or now.get("between") for now in held.values())
    with st.expander("Not the same everywhere, or not sure of a number?", expanded=has_more, key=f"{key}-more"):
        _draw_ranges(result, held, key=key)
        _draw_segments(result, held, key=key, amounts=amounts, segments=segments)
    draw_payoff_meaning(result, currency=currency, metrics=metrics)
    return result


def _terms(now: Any) -> dict[str, Any]:
    if isinstance(now, int | float):
        return {"each": now, "amounts": {}}
    own = {name: now[name] for name in ("each", "by", "between") if now.get(name) is not None}
    loose = {name: item for name, item in now.items() if name not in ("each", "amounts", "by", "between")}
    return {**own, "amounts": {**loose, **(now.get("amounts") or {})}}


def _draw_terms(
    words: str,
    cell: str,
    now: Mapping[str, Any],
    *,
    key: str,
    amounts: Collection[str],
    instead: Mapping[str, Any] | None = None,
    where: str = "",
) -> dict[str, Any] | None:
    """A constant and a coefficient for each amount.

    An empty one is that of ``instead``, else nothing; None where all are empty and there is an ``instead``.
    """
    columns = st.columns([1.5, 1, *[1] * len(amounts)], vertical_alignment="bottom")
    columns[0].markdown(words)
    coefficients = now.get("amounts") or {}
    # Where other terms would take the place of an empty field, a 0 that was agreed is shown.
    shown = {"each": now.get("each"), **coefficients}
    if instead is None:
        shown = {name: value or None for name, value in shown.items()}
    elif now.get("each") is not None:
        shown |= dict.fromkeys((name for name in instead["amounts"] if name not in coefficients), 0.0)
    rest = {"each": 0.0, **(instead or {}).get("amounts", {}), **({"each": instead["each"]} if instead else {})}

    def ask(label: str, part: str, own_key: str) -> float | None:
        usual = {"placeholder": f"{rest.get(part, 0.0):g}"} if instead else {}
        return optional_number(plain(f"{label}{where and f', {where}'}"), shown.get(part), key=own_key, **usual)

    with columns[1]:
        each = ask(f"each {cell}", "each", key)
    found = {name: value for name, value in coefficients.items() if name not in amounts}
    is_empty = each is None and not found
    for column, amount in zip(columns[2:], amounts, strict=True):
        with column:
            value = ask(f"× {amount}, {cell}", amount, f"{key}-{amount}")
        is_empty &= value is None
        value = rest.get(amount) if value is None and instead else value
        # What was written as 0 stays written.
        if value or amount in coefficients:
            found[amount] = value or 0.0
    if instead and is_empty:
        return None
    return {"each": rest["each"] if each is None else each, "amounts": found}


def _draw_ranges(result: dict[str, Any], held: Mapping[str, Any], *, key: str) -> None:
    if not result:
        st.caption("Once a case is worth something, say here how sure that is.")
        return
    st.caption("The least and the most it may be; leave both empty where you are sure.")
    for cell, terms in result.items():
        between = {}
        for part, number in {"each": terms["each"], **terms["amounts"]}.items():
            now = (held[cell].get("between") or {}).get(part) or (None, None)
            _, low_key, high_key = field_keys(key, cell, part)
            name = f"{cell}, {'each' if part == 'each' else f'× {part}'}"
            left, right = st.columns(2)
            with left:
                low = optional_number(f"Least, {plain(name)}", now[0], key=low_key)
            with right:
                high = optional_number(f"Most, {plain(name)}", now[1], key=high_key)
            if low is not None or high is not None:
                between[part] = [number if low is None else low, number if high is None else high]
        if between:
            terms["between"] = between


def _draw_segments(
    result: dict[str, Any],
    held: Mapping[str, Any],
    *,
    key: str,
    amounts: Collection[str],
    segments: Mapping[str, tuple[str, ...]],
) -> None:
    own = {column: parts for now in held.values() for column, parts in (now.get("by") or {}).items()}
    column_now = next(iter(own), NOWHERE)
    options = list(dict.fromkeys([NOWHERE, *segments, *own]))
    if len(options) == 1:
        return
    # The start value goes through the session, where plain answers reset it.
    st.session_state.setdefault(segment_key(key), column_now)
    column = st.selectbox("It differs by", options, key=segment_key(key))
    if column == NOWHERE:
        return
    named = {value: None for now in held.values() for value in (now.get("by") or {}).get(column, {})}
    values = list(dict.fromkeys([*segments.get(column, ()), *named]))
    for value in st.multiselect(
        "With a worth of its own where it is", values, default=list(named), key=f"{key}-by-{column}"
    ):
        st.markdown(f"**Where {plain(column)} is {plain(value)}**; an empty field is as elsewhere.")
        for cell, words in CELL_WORDS.items():
            elsewhere = result.get(cell) or {"each": 0.0, "amounts": {}}
            now = _terms((held[cell].get("by") or {}).get(column, {}).get(value, {}))
            found = _draw_terms(
                f"{words[0].upper()}{words[1:]}", cell, now, key=f"{key}-{cell}-in-{value}", amounts=amounts,
                instead=elsewhere, where=value,
            )  # fmt: skip
            if found is not None:
                terms = result.setdefault(cell, {"each": 0.0, "amounts": {}})
                terms.setdefault("by", {}).setdefault(column, {})[value] = found
