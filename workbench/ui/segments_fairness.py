"""Fairness by group: each group against a reference in plain sentences, and the gaps between those furthest apart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from workbench.evidence import FairnessReport, GroupRate, fairness
from workbench.evidence.report_frames import fairness_frame
from workbench.explore import Lens
from workbench.exporters.table_file import table_bytes
from workbench.policy import Policy
from workbench.register import Study
from workbench.ui.plain_text import plain
from workbench.ui.segment_table import scroll_table
from workbench.wording import count, number, percent
from workbench.wording.fairness import FOUR_FIFTHS_WORDS, gap_sentence, group_sentence

GROUPS_SAID = 8
TABLE_ROWS = 12
LEAST_CASES = 30
SIDES = {"cleared": "a harm: being cleared is the good side", "flagged": "a benefit: being flagged is the good side"}
RATE_NAMES = {
    "flagged": "Flagged",
    "cleared": "Cleared",
    "tpr": "Caught events",
    "fpr": "False alarms",
    "precision": "Right flags",
}
_SHOWN = {"rates": "Rates", "differences": "Differences from {}", "ratios": "Ratios to {}"}
# The least sure of a pass first: what people should look at is on top.
_ORDER = ("below", "below, not sure", "undefined", "insufficient", "not below", "reference")


def draw_fairness(study: Study, lens: Lens, policy: Policy, column: str) -> None:
    """The panel for one segment column; nothing where it has one value only."""
    occurring = lens.sweep.occurring(column)
    if len(occurring) < 2:
        return
    st.subheader(f"Fairness by {plain(column)}", anchor=False)
    first, second, third = st.columns([1.1, 1, 1])
    favourable = first.selectbox(
        "Being flagged is", list(SIDES), format_func=SIDES.__getitem__, key=f"fairness-side-{study.id}"
    )
    largest = _report(lens, policy, column, None, "cleared", 0).reference
    reference = second.selectbox(
        "Compared with",
        occurring,
        index=occurring.index(largest),
        format_func=lambda value: f"{value} (the largest)" if value == largest else value,
        key=f"fairness-reference-{study.id}-{column}",
    )
    least = third.number_input(
        "Leave a group out of a gap below so many cases",
        min_value=0, value=LEAST_CASES, step=10, key=f"fairness-least-{study.id}",
    )  # fmt: skip
    report = _report(lens, policy, column, reference or largest, favourable or "cleared", int(least or 0))
    _draw_groups(report)
    st.markdown("**The widest gaps**")
    st.markdown("\n".join(f"- {plain(gap_sentence(report, gap))}" for gap in report.gaps))
    rare = (
        "Where few are flagged nearly all are cleared in every group, so four fifths of that is hardly ever missed: look at "
        "how often each is flagged. "
        if report.favourable == "cleared"
        else ""
    )
    st.caption(
        f"Brackets hold the 95% interval. {rare}Four fifths is a rule of thumb for a first look, and passing it is no proof "
        "of fairness: no number here says which gap matters, or why it is there."
    )
    box = st.expander("Rates by group", key=f"fairness-rates-{study.id}", on_change="rerun")
    if box.open:
        with box:
            shown = st.segmented_control(
                "What to show", list(_SHOWN), default="rates", required=True,
                format_func=lambda each: plain(_SHOWN[each].format(report.reference)), key=f"fairness-shown-{study.id}",
            )  # fmt: skip
            _draw_rates(report, shown or "rates")
            st.download_button(
                "Download rates, differences and ratios (CSV)",
                data=lambda: table_bytes(fairness_frame(report), ".csv"),
                file_name="fairness.csv",
                key=f"fairness-csv-{study.id}",
                on_click="ignore",
                icon=":material/download:",
            )


def _report(
    lens: Lens, policy: Policy, column: str, reference: str | None, favourable: str, least: int
) -> FairnessReport:
    key = f"{policy!r} by {column!r} against {reference!r}, {favourable} is good, at least {least}"
    return lens.keep(
        key,
        lambda: fairness(
            lens.sweep, policy, column=column, reference=reference, favourable=favourable, least_cases=least
        ),
        question="fairness",
    )


def _places(report: FairnessReport) -> list[int]:
    """The groups, the reference first, then those that fare worst."""
    ratio = report.rate(report.favourable).ratio
    at = report.values.index(report.reference)
    others = [place for place in range(len(report.values)) if place != at]
    others.sort(key=lambda place: (_ORDER.index(report.four_fifths[place]), np.nan_to_num(ratio[place], nan=np.inf)))
    return [at, *others]


def _draw_groups(report: FairnessReport) -> None:
    places = _places(report)
    counted = {word: report.four_fifths.count(word) for word in _ORDER}
    parts = [
        f"{count(counted['below'] + counted['below, not sure'])} below four fifths of {report.reference}",
        f"{count(counted['not below'])} not below",
        f"{count(counted['insufficient'])} with insufficient evidence",
    ]
    if counted["undefined"]:
        parts.append(f"{count(counted['undefined'])} undefined")
    if len(places) > GROUPS_SAID + 1:
        st.markdown(
            plain(
                f"Of {count(len(places) - 1)} groups: {', '.join(parts)}. The {GROUPS_SAID} that fare worst are here."
            )
        )
    # Nothing is ticked: not below four fifths is no proof that all is well.
    marks = {"below": "✗ ", "below, not sure": "✗ ", "insufficient": "? ", "undefined": "– "}
    st.markdown(
        "\n".join(
            f"- {marks.get(report.four_fifths[place], '')}{plain(group_sentence(report, place))}"
            for place in places[: GROUPS_SAID + 1]
        )
    )


def _draw_rates(report: FairnessReport, shown: str) -> None:
    places, text_of = _places(report), _TEXTS[shown]
    header = [report.column, *(RATE_NAMES[rate.name] for rate in report.rates), "Four fifths"]
    rows = [
        [
            report.values[place],
            *(text_of(rate, place) for rate in report.rates),
            FOUR_FIFTHS_WORDS[report.four_fifths[place]],
        ]
        for place in places
    ]
    if len(rows) <= TABLE_ROWS:
        st.html(scroll_table(header, rows, label=f"{_SHOWN[shown].format(report.reference)} by {report.column}"))
    else:
        st.dataframe(pd.DataFrame(rows, columns=header), hide_index=True, height=320)


def _rate_text(rate: GroupRate, place: int) -> str:
    if np.isnan(rate.value[place]):
        return "undefined"
    ends = f"{percent(rate.low[place])} to {percent(rate.high[place])}"
    return f"{percent(rate.value[place])} ({ends}) of {count(rate.denominator[place])}"


def _difference_text(rate: GroupRate, place: int) -> str:
    """In percentage points, with the interval; the reference has none."""
    return _against(rate.difference[place], rate.difference_low[place], rate.difference_high[place], _points)


def _ratio_text(rate: GroupRate, place: int) -> str:
    return _against(rate.ratio[place], rate.ratio_low[place], rate.ratio_high[place], number)


def _against(value: float, low: float, high: float, text_of: Callable[[float], str]) -> str:
    if np.isnan(value):
        return "undefined"
    said = text_of(value)
    return said if np.isnan([low, high]).any() else f"{said} ({text_of(low)} to {text_of(high)})"


def _points(value: float) -> str:
    return f"{'+' if value > 0 else ''}{number(100 * value)} points"


_TEXTS = {"rates": _rate_text, "differences": _difference_text, "ratios": _ratio_text}
