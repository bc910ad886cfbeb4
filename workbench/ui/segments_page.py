"""The Segments page: who pays for the policy, by segment; read state, ask the domain, draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from workbench.evidence import SegmentReport, by_segment, harm_order
from workbench.evidence.report_frames import segment_frame
from workbench.explore import Lens
from workbench.exporters.table_file import table_bytes
from workbench.metrics import BUILTIN, Metric, payoff_metric
from workbench.policy import Policy
from workbench.policy.tiers import VALUES_MAX
from workbench.register import Study
from workbench.ui.blind_gate import passes_gate
from workbench.ui.frame import begin
from workbench.ui.loaded import lens_of
from workbench.ui.plain_text import plain
from workbench.ui.segment_multiples import draw_multiples
from workbench.ui.segment_table import all_metrics_table, segment_table
from workbench.ui.segments_fairness import draw_fairness
from workbench.ui.stored_policy import stored_policy
from workbench.ui.studies import contract_of, save_study
from workbench.ui.unmeasured import pointing_to_contract
from workbench.wording import count, percent
from workbench.wording.named_policy import ends_to_dict
from workbench.wording.policies import rule_words
from workbench.wording.segments import summary

ROWS_SHOWN = 25
ORDERS = {
    "worst": "Worst that the evidence vouches for",
    "harm": "Most added to the whole's shortfall",
    "cases": "Largest",
    "name": "Name",
}


def draw() -> None:
    study = begin()
    if not passes_gate(study):
        return
    lens = lens_of(study, contract_of(study))
    segments = list(lens.sweep.predictions.segments)
    if not segments:
        _draw_empty(study)
        return
    policy = stored_policy(study.point, lens.sweep)
    is_chosen = policy is not None
    if policy is None:
        policy = lens.first_point
    draw_policy(lens, policy, is_chosen)
    with pointing_to_contract(study):
        columns, name = _draw_choices(study, lens, segments)
        report = _report(lens, policy, columns)
        _draw_segments(study, lens, report, name)
        _note_looked(study)


def _draw_empty(study: Study) -> None:
    st.subheader("No segments yet", anchor=False)
    st.markdown(
        "A segment column says which kind of case a row is: a road, a region, a customer tier, an age band. Name one or more "
        "on the Predictions page (or under `segments` in the contract), and this page shows who pays for the threshold."
    )
    if st.button("Name the segment columns", type="primary", key=f"segments-name-{study.id}"):
        st.switch_page("pages/predictions.py", query_params={"study": study.id})


def draw_policy(lens: Lens, policy: Policy, is_chosen: bool) -> None:
    """Which policy the page looks at, and whether somebody chose it."""
    counts = policy.count(lens.sweep)
    share = percent(float(counts.cell("FLAGGED")[0] / counts.cell("ALL")[0]))
    same = policy.same_actions(lens.sweep)
    point = None if same is None else {"same_actions": ends_to_dict(same)}
    said = f"Under this policy a case is flagged when {plain(rule_words(policy.to_dict(), point))}; {share} of cases."
    if not is_chosen:
        said += " No point has been chosen yet, so this is where the Trade-off page begins."
    st.caption(said)


def _draw_choices(study: Study, lens: Lens, segments: list[str]) -> tuple[tuple[str, ...], str]:
    """The segment columns and the metric to look at, in one row that wraps on a phone."""
    first, second, third = st.columns(3)
    if len(segments) == 1:
        second, third = third, second
    column = first.selectbox("Segment", segments, key=f"segments-by-{study.id}") or segments[0]
    others = ["", *(name for name in segments if name != column)]
    crossed = ""
    if len(others) > 1:
        crossed = second.selectbox(
            "Crossed with",
            others,
            key=f"segments-cross-{study.id}-{column}",
            format_func=lambda name: name or "nothing",
        )
    metrics = _metrics(lens)
    names = [metric.name for metric in metrics]
    labels = {metric.name: metric.label for metric in metrics}
    primary = next((metric.name for metric in metrics if metric.role == "primary"), names[0])
    name = third.selectbox(
        "Metric", names, index=names.index(primary), format_func=labels.__getitem__, key=f"segments-metric-{study.id}"
    )
    return ((column, crossed) if crossed else (column,)), name or primary


def _metrics(lens: Lens) -> tuple[Metric, ...]:
    """The contract's metrics and its payoff; without a contract what every study has."""
    if not lens.metrics:
        return tuple(BUILTIN[name] for name in ("fnr", "fpr", "precision", "flag_rate"))
    payoff = None if lens.contract is None else payoff_metric(lens.contract)
    taken = {metric.name for metric in lens.metrics}
    return (*lens.metrics, *([payoff] if payoff is not None and payoff.name not in taken else []))


def _report(lens: Lens, policy: Policy, columns: tuple[str, ...]) -> SegmentReport:
    def make() -> SegmentReport:
        # The seed is fixed, so that two people who look see the same intervals.
        return by_segment(lens.sweep, policy, metrics=_metrics(lens), columns=columns, rng=np.random.default_rng(0))

    with st.spinner("Measuring every metric in every segment …"):
        return lens.keep(f"{policy!r} by {columns!r}", make, question="segments")


def _draw_segments(study: Study, lens: Lens, report: SegmentReport, name: str) -> None:
    currency = lens.contract.currency if lens.contract is not None else ""
    worst = harm_order(report, name)
    st.markdown(plain(summary(report, name, worst, currency)))
    order, places = _draw_search(study, report, name)
    if len(places):
        st.html(segment_table(report, name, places, currency=currency))
    else:
        st.caption("No segment has this in its name.")
    if len(report) > 20:
        st.caption(
            f"Each interval holds for its own segment. Among {count(len(report))} of them a few look worse or better, or "
            "keep or break a limit, by chance alone: of 100 that are exactly at a limit, about 2 are said to break it."
        )
    column = report.columns[0]
    go, take = st.columns([1, 1])
    if len(lens.sweep.occurring(column)) > VALUES_MAX:
        go.caption(
            f"Thresholds can be set apart for at most {VALUES_MAX} values; join those that should be treated alike."
        )
    elif go.button(f"Set thresholds by {plain(column)} →", type="primary", key=f"segments-tiers-{study.id}"):
        st.session_state["tier_column"] = column
        st.switch_page("pages/tradeoff.py", query_params={"study": study.id, "by": column})
    take.download_button(
        "Download all metrics by segment (CSV)",
        data=lambda: table_bytes(segment_frame(report), ".csv"),
        file_name="segments.csv",
        key=f"segments-csv-{study.id}",
        on_click="ignore",
        icon=":material/download:",
    )
    box = st.expander("All metrics of these segments", key=f"segments-all-{study.id}", on_change="rerun")
    if box.open and len(places):
        with box:
            st.html(all_metrics_table(report, places, currency=currency))
    draw_fairness(study, lens, report.policy, column)
    draw_multiples(study, lens, report, order, currency)


def _draw_search(study: Study, report: SegmentReport, name: str) -> tuple[np.ndarray, list[int]]:
    """The order of all segments, and those to show: found by name, so many at a time."""
    is_total, is_money = report.metric(name).is_sum, report.metric(name).metric.is_money
    orders = [each for each in ORDERS if not (is_total and each == "worst")]
    of_total = f"Most {'money ' if is_money else ''}lost against the average"
    labels = {**ORDERS, "harm": of_total if is_total else ORDERS["harm"]}
    many = len(report) > 8
    parts = st.columns(3 if many else [1, 2])
    picked = parts[0].selectbox(
        "Sorted by", orders, format_func=labels.__getitem__, key=f"segments-order-{study.id}-{is_total}"
    )
    order = harm_order(report, name, order=picked or orders[0])
    wanted = parts[1].text_input("Find a segment", key=f"segments-find-{study.id}") if many else ""
    words = (wanted or "").casefold().split()
    found = [
        place for place in order.tolist() if all(word in " ".join(report.values[place]).casefold() for word in words)
    ]
    if len(found) <= ROWS_SHOWN:
        return order, found
    starts = list(range(0, len(found), ROWS_SHOWN))
    start = parts[2].selectbox(
        "Shown",
        starts,
        format_func=lambda at: f"{count(at + 1)} to {count(min(at + ROWS_SHOWN, len(found)))} of {count(len(found))}",
        key=f"segments-rows-{study.id}-{len(found)}",
    )
    return order, found[start or 0 : (start or 0) + ROWS_SHOWN]


def _note_looked(study: Study) -> None:
    """That somebody looked under the average marks the step as done, for everybody in the study."""
    if not study.view.get("looked_under"):
        save_study(replace(study, view={**study.view, "looked_under": True}))
