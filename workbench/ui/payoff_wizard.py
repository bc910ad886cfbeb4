"""From plain answers to payoffs: a few questions, what they come to, and one button that puts it in the fields below."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from workbench.contract.guess import Guess
from workbench.contract.plain_costs import PlainAnswers, PlainCosts, plain_costs
from workbench.errors import InputError
from workbench.ui.payoff_keys import NOWHERE, field_keys, segment_key
from workbench.ui.plain_text import plain
from workbench.ui.start_values import put_values

CELLS = ("TP", "FP", "FN", "TN")
CONSTANT = "the same for each"


def draw_wizard(*, key: str, amounts: Collection[str], currency: str) -> None:
    """The questions in an expander. The numbers go into the session under the keys of the payoff's fields (``field_keys``)."""
    with st.expander(
        "Work it out from plain answers", key=f"{key}-wizard", icon=":material/calculate:", on_change="rerun"
    ) as asked:
        if not asked.open:  # what nobody looks at is not worked out with each answer
            return
        is_unsure = st.toggle("I am not sure of some numbers: ask for the least and the most", key=f"{key}-ask-unsure")
        try:
            answers = _draw_questions(f"{key}-ask", amounts, currency, is_unsure)
            costs = plain_costs(answers)
        except InputError as refused:
            st.caption(f":material/error: {plain(str(refused))}")
            return
        if not any(_numbers(costs.payoff[cell]) for cell in costs.payoff):
            st.caption("Answer what you can; what it comes to is worked out here.")
            return
        _draw_result(costs, key=key, amounts=amounts)


def _draw_questions(key: str, amounts: Collection[str], currency: str, is_unsure: bool) -> PlainAnswers:
    def ask(label: str, name: str, *, factor: float = 1.0, usual: float = 0.0, most: float = math.inf) -> Guess:
        return _ask(label, key=f"{key}-{name}", is_unsure=is_unsure, factor=factor, usual=usual, most=most)

    money = currency or "money"
    st.markdown("**1. Somebody looks at a flag.** How long, at what cost?")
    minutes, hourly = st.columns(2)
    with minutes:
        minutes_each = ask("Minutes for each flag", "minutes")
    with hourly:
        hourly_cost = ask(f"Cost of an hour, {money}", "hourly")
    handles_events = st.checkbox("It takes that time too where the flag is right", key=f"{key}-handles", value=False)
    st.markdown("**2. People who were flagged by mistake.** Do some leave, and what is one worth?")
    lost, value = st.columns(2)
    with lost:
        lost_share = ask("Of 100 of them, how many leave", "lost", factor=0.01, most=100)
    with value:
        customer_value = ask(f"Worth of one, {money}", "value")
    st.markdown("**3. A missed event.** What does it cost?")
    kinds = [CONSTANT, *amounts]
    kind = st.selectbox(
        "The loss is", kinds, key=f"{key}-loss-kind",
        format_func=lambda name: name if name == CONSTANT else f"its {name}",
    )  # fmt: skip
    has_amount = kind != CONSTANT
    if has_amount:
        loss_rate = ask(f"What share of its {kind} is lost, in %", "rate", factor=0.01, usual=100)
        loss = ask(f"And besides that for each, {money}", "loss-besides")
    else:
        loss_rate, loss = Guess.of(1), ask(f"Loss for each, {money}", "loss")
    st.markdown("**4. The action.** Of 100 events that are flagged, for how many does it prevent the loss?")
    works = ask("Of 100", "works", factor=0.01, usual=100, most=100)
    against_nothing = st.checkbox(
        "Count from doing nothing: clearing everybody is then worth 0", key=f"{key}-nothing", value=False,
        help="The differences between thresholds stay as they are; only the zero is moved.",
    )  # fmt: skip
    return PlainAnswers(
        minutes=minutes_each,
        hourly_cost=hourly_cost,
        handles_events=handles_events,
        lost_share=lost_share,
        customer_value=customer_value,
        loss=loss,
        loss_amount=kind if has_amount else None,
        loss_rate=loss_rate,
        works=works,
        against_nothing=against_nothing,
        currency=currency,
    )


def _ask(label: str, *, key: str, is_unsure: bool, factor: float, usual: float, most: float) -> Guess:
    def number(text: str, part: str) -> float | None:
        return st.number_input(
            text, value=None, step=None, format="%g", min_value=0.0, key=f"{key}-{part}",
            placeholder=f"{usual:g}" if part == "low" else "the same",
        )  # fmt: skip

    low = number(f"{label}{', at least' if is_unsure else ''}", "low")
    high = number(f"{label}, at most", "high") if is_unsure else None
    low = usual if low is None and high is None else low
    first, last = (low if low is not None else high), (high if high is not None else low)
    if first > last:
        raise InputError(f"{label}: the least, {first:g}, is more than the most, {last:g}.")
    if last > most:
        raise InputError(f"“{label}” can be at most {most:g}; found {last:g}.")
    return Guess.of(first * factor, last * factor)


def _draw_result(costs: PlainCosts, *, key: str, amounts: Collection[str]) -> None:
    st.markdown("\n".join(f"- {plain(line)}" for line in costs.derivation))
    st.button(
        "Use these numbers", key=f"{key}-use", type="primary", on_click=_put, args=(key, costs.payoff, tuple(amounts)),
    )  # fmt: skip
    # Not as a tooltip: it would lie on the last line of the derivation whenever the button has the keyboard.
    st.caption("They replace what is in the fields below; nothing is saved yet.")


def _numbers(terms: Mapping[str, Any]) -> list[float]:
    return [number for number in (terms["each"], *terms.get("amounts", {}).values()) if number]


def _put(key: str, payoff: Mapping[str, Mapping[str, Any]], amounts: Collection[str]) -> None:
    values: dict[str, float | None] = {}
    for cell in CELLS:
        terms = payoff.get(cell, {})
        between = terms.get("between", {})
        for part in ("each", *amounts):
            number = terms.get("each") if part == "each" else terms.get("amounts", {}).get(part)
            low, high = between.get(part, (None, None))
            values.update(zip(field_keys(key, cell, part), (number or None, low, high), strict=True))
    put_values(values)
    st.session_state[segment_key(key)] = NOWHERE
