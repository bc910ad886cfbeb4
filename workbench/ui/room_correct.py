"""Correcting an implied rate: set it directly, or say how much each metric's whole swing matters."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from workbench.elicit import ImpliedRate, preferred, preferred_sentence, rate_sentence, slider_rate, swing_rate
from workbench.elicit.subject import Subject
from workbench.ui.plain_text import plain
from workbench.wording import number, say_difference
from workbench.wording.elicited import worth_of_rate

RATES_COUNT = 41
WAYS = ("Set the rate", "Weigh the swings")


def draw_correction(subject: Subject, now: ImpliedRate, keep: Callable[[ImpliedRate], None], *, label: str) -> None:
    """Both ways, each with its sentence before it is kept; ``keep`` is called by the press."""
    with st.expander(label):
        way = st.segmented_control("How", WAYS, default=WAYS[0], key="room-way", label_visibility="collapsed")
        if way == WAYS[1]:
            _draw_swing(subject, keep)
        else:
            _draw_slider(subject, now, keep)


def _draw_slider(subject: Subject, now: ImpliedRate, keep: Callable[[ImpliedRate], None]) -> None:
    rates = slider_rates(subject, now)
    start = int(np.argmin([abs(np.log(rate) - np.log(now.middle or rates[len(rates) // 2])) for rate in rates]))
    phrases, spans = subject.said.phrases, subject.said.spans

    def said(place: int) -> str:
        return number(worth_of_rate(phrases, rates[place], spans=spans))

    key = f"room-slider-{subject.mark}-{now.middle!r}"
    place = st.select_slider(
        "Worth, in the unit of the sentence below", options=range(len(rates)), value=start, format_func=said, key=key
    )
    _draw_meaning(subject, slider_rate(rates[place]))

    def take() -> None:
        # Read where the press arrives: the slider may have moved since the page was drawn.
        keep(slider_rate(rates[st.session_state.get(key, start)]))

    st.button("Use this rate", key="room-slider-use", on_click=take)


def slider_rates(subject: Subject, now: ImpliedRate) -> list[float]:
    """Rates evenly in ratio, from where the first point of the frontier is best to where the last is; the one now is among them."""
    logs = subject.ladder.log_rates
    ends = (float(logs[0]) - 0.7, float(logs[-1]) + 0.7) if len(logs) else (-1.0, 1.0)
    rates = np.exp(np.linspace(*ends, RATES_COUNT)).tolist()
    return sorted({*rates, *((now.middle,) if now.middle is not None else ())})


def _draw_swing(subject: Subject, keep: Callable[[ImpliedRate], None]) -> None:
    swings = [
        say_difference(phrase, 0.0, phrase.sign * span)
        for phrase, span in zip(subject.said.phrases, subject.said.spans, strict=True)
    ]
    st.caption("From the worst to the best of this frontier, which of the two would you rather have?")
    more_key, points_key = f"room-more-{subject.mark}", f"room-points-{subject.mark}"
    st.radio(
        "Matters more", range(2), format_func=lambda place: plain(swings[place]), key=more_key,
        label_visibility="collapsed",
    )  # fmt: skip
    st.slider("If that is worth 100 points, the other is worth", 1, 100, 50, key=points_key)
    _draw_meaning(subject, _swing(subject, more_key, points_key))

    def take() -> None:
        keep(_swing(subject, more_key, points_key))

    st.button("Use these weights", key="room-swing-use", on_click=take)


def _swing(subject: Subject, more_key: str, points_key: str) -> ImpliedRate:
    more, points = st.session_state.get(more_key) or 0, float(st.session_state.get(points_key) or 50)
    x, y = (100.0, points) if more == 0 else (points, 100.0)
    return swing_rate(subject.frontier, x_points=x, y_points=y)


def _draw_meaning(subject: Subject, rate: ImpliedRate) -> None:
    st.markdown(plain(rate_sentence(rate, subject.said)))
    st.markdown(plain(preferred_sentence(preferred(subject.frontier, rate), subject.names, is_set=True)))
