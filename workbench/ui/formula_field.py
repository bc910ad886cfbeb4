"""The field for a formula: names to choose from, what it comes to here, and the character where it goes wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from html import escape
from typing import Any

import streamlit as st

from workbench.errors import ContractError, FormulaError, InputError
from workbench.explore.formula_preview import Previewed, points_to_show, preview
from workbench.metrics import Formula, Metric, parse_formula
from workbench.metrics.completion import formula_names, repaired
from workbench.ui.assets import chips_parts
from workbench.ui.blind_gate import is_unseen
from workbench.ui.loaded import sweep_of
from workbench.ui.plain_text import plain
from workbench.ui.stored_policy import stored_policy
from workbench.ui.studies import agreement_of, current_study
from workbench.wording import number, value_with_unit

_html, _css, _js = chips_parts()
_chips = st.components.v2.component("formula_chips", html=_html, css=_css, js=_js)
MARKED = (
    "<style>.wb-wrong{{margin:0;padding:.5rem .75rem;border-left:3px solid var(--st-red-color,#c0392b);"
    "font:.85rem/1.4 var(--st-code-font,monospace);overflow-x:auto;white-space:pre}}</style>"
    "<pre class='wb-wrong' role='img' aria-label='{label}'>{text}</pre>"
)


def draw_formula_field(
    text: str,
    *,
    key: str,
    amounts: Collection[str],
    unit: str | None = None,
    where: Mapping[str, Any] | None = None,
) -> str:
    """The field and all that helps with it; returns what is written. ``unit`` and ``where`` are those of its metric."""
    written = st.text_input(
        "Formula", text, key=key, placeholder="1000 * FP / ALL[km]",
        help="Numbers, + - \\* / \\*\\* and the names below; Tab completes a name. CELL[amount] is the sum of an amount over that cell.",
    )  # fmt: skip
    names = [asdict(name) for name in formula_names(amounts)]
    _chips(key=f"{key}-chips", data={"names": names, "field": key})
    if not written.strip():
        st.caption("Type, or choose names above. Example: 1000 \\* FP / ALL is false alarms per 1,000 cases.")
        return written
    try:
        formula = parse_formula(written, amounts=tuple(amounts))
    except FormulaError as error:
        _draw_wrong(written, error, key=key, amounts=amounts)
    else:
        _draw_preview(formula, unit=unit, where=where or {})
    return written


def _draw_wrong(text: str, error: FormulaError, *, key: str, amounts: Collection[str]) -> None:
    if error.excerpt:
        place = f"The formula with a mark under character {(error.position or 0) + 1}"
        st.html(MARKED.format(label=escape(place), text=escape(error.excerpt)))
    st.caption(f":material/error: {plain(str(error))}")
    changed = repaired(text, error, amounts=tuple(amounts))
    if changed is not None:
        st.button(
            f"Write {plain(changed)}", key=f"{key}-repair", on_click=_put, args=(key, changed),
            icon=":material/auto_fix_high:",
        )  # fmt: skip


def _put(key: str, text: str) -> None:
    st.session_state[key] = text


def _draw_preview(formula: Formula, *, unit: str | None, where: Mapping[str, Any]) -> None:
    study = current_study()
    try:
        contract = agreement_of(study).contract
    except ContractError:
        contract = None
    sweep = sweep_of(study)
    point = stored_policy(study.point, sweep)
    rows = {column: [values] if isinstance(values, str) else list(values) for column, values in where.items()}
    try:
        found = preview(
            sweep,
            formula,
            points_to_show(sweep, contract, point=point, is_blind=is_unseen(study)),
            where=rows or None,
        )
    except InputError as error:  # an amount or a segment that these predictions do not have
        st.caption(f":material/error: {plain(str(error))}")
        return
    metric = Metric(name="preview", label="", goal="minimise", unit=unit or "", value=formula.value)
    st.caption(f":material/visibility: Here: {_said(found, metric)}.")


def _said(found: Sequence[Previewed], metric: Metric) -> str:
    parts = []
    for each in found:
        below = "" if each.denominator is None else f" (divided by {number(each.denominator)})"
        parts.append(f"**{plain(value_with_unit(metric, each.value))}**{below} at {plain(each.name)}")
    return "; ".join(parts).replace("at nobody", "with nobody").replace("at everybody", "with everybody")
