"""The pinned points beside each other, and the frontier as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from workbench.contract import Contract
from workbench.decision import point_to_dict
from workbench.explore import Lens, View, period_factor
from workbench.exporters.table_file import table_bytes
from workbench.frontier import build_frontier
from workbench.metrics import Metric, sweep_table
from workbench.policy import OperatingPoint, Policy, SingleThreshold, measure_point
from workbench.register import Study
from workbench.sweep import Sweep
from workbench.ui.pins import draw_unpin, pins_of
from workbench.ui.plain_text import plain
from workbench.ui.stacked_table import draw_table
from workbench.ui.swap_panel import draw_swap
from workbench.ui.two_widths import draw_at_two_widths
from workbench.ui.why_panel import units_of
from workbench.wording import count, money, value_with_unit
from workbench.wording.judged import judged_with_unit
from workbench.wording.limits import limit_judged_with_unit
from workbench.wording.named_policy import named
from workbench.wording.recorded_points import change_words

TABLE_ROWS = 200


def draw_comparison(study: Study, lens: Lens, view: View, point: SingleThreshold) -> None:
    """The table of you, recommended, today and the pins; then the frontier's rows to read and download."""
    # The view's sweep lists all that it shows, so that a point there is looked up and not counted again.
    sweep, contract = view.frontier.sweep, lens.contract
    named: list[tuple[str, Policy]] = [("You", point)]
    if view.choice is not None and view.choice.point is not None:
        named.append(("Recommended", view.choice.point.policy))
    if lens.today is not None:
        named.append(("Today", lens.today[0]))
    pins = pins_of(study, lens.sweep)
    named += [(f"Pin {name}", policy) for name, policy in pins]
    names = {metric.name for metric in lens.metrics}
    axes = [metric for metric in view.frontier.metrics if metric.name not in names and not metric.is_money]
    metrics = (*lens.metrics, *axes)  # the point has the money

    def measured(policy: Policy) -> OperatingPoint:
        # A score that is no candidate is counted once, by the sweep that stays; so is what is no one threshold.
        is_listed = isinstance(policy, SingleThreshold) and policy.score in sweep.scores
        measured_on = sweep if is_listed else lens.sweep
        return measure_point(measured_on, policy, contract=contract, metrics=metrics)

    points = [(name, measured(policy)) for name, policy in named]
    st.subheader("Side by side", anchor=False)
    draw_compared(points, sweep, contract, key=f"pins-{study.id}")
    draw_changes(points, lens, metrics)
    if pins:
        draw_unpin(study, [name for name, _ in pins])
    among = "" if lens.sweep.is_complete else " among the thresholds listed"
    table = st.expander(
        f"The frontier as a table: {len(view.frontier):,} points{among}",
        key=f"frontier-table-{study.id}",
        on_change="rerun",
    )
    if table.open:  # what nobody looks at is not sent with each answer
        with table:
            _draw_frontier(lens, view)
    draw_swap(study, lens.sweep, point, None if lens.today is None else lens.today[0], place="tradeoff")


def draw_changes(points: list[tuple[str, OperatingPoint]], lens: Lens, metrics: Sequence[Metric]) -> None:
    """From you to each of the others: what changes, and at which rate."""
    units = units_of(lens, metrics)
    (_, here), *others = [(name, point_to_dict(point)) for name, point in points]
    said = [
        f"- **From you to {plain(name.lower() if name in ('Recommended', 'Today') else name)}:** "
        f"{plain(change_words(here, there, units))}"
        for name, there in others
        if there["confusion"] != here["confusion"]
    ]
    if said:
        st.markdown("\n".join(said))


def _draw_frontier(lens: Lens, view: View) -> None:
    """The frontier's rows to read, and its and the sweep's to download."""
    if not lens.sweep.is_complete:
        st.caption(
            f"The first {TABLE_ROWS} points of the frontier among the thresholds listed. The download is the frontier "
            "of every threshold, so its points and exchange rates are others."
        )
    elif len(view.frontier) > TABLE_ROWS:
        st.caption(f"The first {TABLE_ROWS} are here; the download has all of them.")
    st.dataframe(view.frontier.table(first=TABLE_ROWS), hide_index=True, height=320)
    st.download_button(
        "Download the frontier (CSV)",
        data=lambda: table_bytes(build_frontier(lens.sweep.complete(), metrics=view.frontier.metrics).table(), ".csv"),
        file_name="frontier.csv",
    )
    st.download_button(
        "Download the whole sweep (CSV)",
        data=lambda: table_bytes(
            sweep_table(lens.sweep.complete(), metrics=view.frontier.metrics, contract=lens.contract), ".csv"
        ),
        file_name="sweep.csv",
    )


def draw_compared(
    points: list[tuple[str, OperatingPoint]], sweep: Sweep, contract: Contract | None, *, key: str
) -> None:
    """The points beside each other; on a phone, where columns would be out of sight, one fact under the other."""
    facts = _facts(points, sweep, contract)
    names = list(dict.fromkeys(name for each in facts.values() for name in each))

    def draw(is_narrow: bool) -> None:
        if is_narrow:
            draw_table((("", *facts), [(name, *(each.get(name, "") for each in facts.values())) for name in names]))
        else:
            st.table(_table(facts))

    draw_at_two_widths(f"compared-{key}", draw)


def _facts(
    points: list[tuple[str, OperatingPoint]], sweep: Sweep, contract: Contract | None
) -> dict[str, dict[str, str]]:
    """For each point its facts, every number written the one way."""
    factor, per = period_factor(sweep, contract)
    currency = contract.currency if contract is not None else ""
    columns = {}
    for name, point in points:
        said = named(point.policy, point.sweep)
        facts = {"Flagged when": said}
        if isinstance(point.policy, SingleThreshold) and point.policy.flags_nobody:
            facts["Flagged when"] = "never"
        for item in point.metrics:
            kept = "" if item.is_kept is None else " ✓ limit kept" if item.is_kept else " ✗ limit broken"
            value = value_with_unit(item.metric, item.value, currency)
            if item.is_kept is not None:
                at_most = item.metric.goal == "minimise"
                value = judged_with_unit(item.metric, item.value, item.metric.limit, at_most=at_most, currency=currency)
            facts[item.metric.label] = value + kept
        for limit in point.limits:
            kept = " ✓ limit kept" if limit.is_kept else " ✗ limit broken"
            facts[limit.limit.label] = limit_judged_with_unit(limit.limit, limit.value, currency) + kept
        if point.payoff is not None:
            facts[f"Money {per}"] = money(point.payoff * factor, currency)
        facts["Flagged (count)"] = count(point.count("FLAGGED"))
        facts["Missed (count)"] = count(point.count("FN"))
        facts["False alarms (count)"] = count(point.count("FP"))
        columns[name] = facts
    return columns


def _table(facts: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """A column a point and a row a fact; nothing in it is taken for markup."""
    columns = {plain(name): {plain(label): plain(text) for label, text in own.items()} for name, own in facts.items()}
    return pd.DataFrame(columns).replace({np.nan: ""})
