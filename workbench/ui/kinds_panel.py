"""All kinds of policy as comparable alternatives: their frontiers in one picture, and the best of each side by side."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from workbench.charts.kind_frontiers import COLUMNS, kind_frontiers_chart, kinds_legend, kinds_text
from workbench.charts.theme import DARK, LIGHT
from workbench.explore import Lens
from workbench.explore.kind_frontiers import KindLine, kind_lines, reached
from workbench.explore.kind_view import best_single, told_metrics
from workbench.explore.kinds_compared import Compared, compare_kinds, kinds_of
from workbench.explore.limit_metrics import agreed_texts, limit_metric, read_limits
from workbench.metrics import Metric
from workbench.policy import OperatingPoint, contract_limits, measure_point
from workbench.register import Study
from workbench.ui.comparison import draw_compared
from workbench.ui.fairness_fields import kept_limits
from workbench.ui.kind_picker import kept_list, kept_reviewer
from workbench.ui.plain_text import plain
from workbench.ui.two_widths import draw_at_two_widths
from workbench.wording import count
from workbench.wording.named_policy import named
from workbench.wording.policies import per_words


def draw_kinds(study: Study, lens: Lens, *, x: Metric, y: Metric, rule: str | None) -> None:
    """The box; what is in it is worked out where somebody opens it."""
    box = st.expander("All kinds of policy side by side", key=f"kinds-{study.id}", on_change="rerun")
    if not box.open:
        return
    with box, st.spinner("Finding the frontier and the best of every kind …"):
        reviewer, (k, per, is_set) = kept_reviewer(study, lens), kept_list(study, lens)
        kinds = kinds_of(lens, reviewer=reviewer, k=k, per=per)
        beside, refused = read_limits(lens, (*agreed_texts(lens), *kept_limits(study)))
        for sentence in refused:
            st.warning(plain(sentence))
        found = [] if rule is None else compare_kinds(lens, kinds, rule=rule, limits=beside)
        metrics = [metric for metric in told_metrics(lens, x, y) if not metric.is_money]
        metrics += [limit_metric(limit, lens.sweep) for limit in beside]
        points = {
            each.name: measure_point(lens.sweep, each.policy, contract=lens.contract, metrics=metrics)
            for each in found
            if each.policy is not None
        }
        limits = (*contract_limits(lens.metrics), *beside)
        is_free = bool(limits) and st.toggle(
            "Leave the limits aside in the picture",
            key=f"kinds-free-{study.id}",
            help="Then the lines have every policy.",
        )
        lines = kind_lines(lens, kinds, x=x, y=y, limits=() if is_free else limits)
        _draw_picture(study, lens, lines, points, x, y, rule)
        if limits and not is_free:
            st.caption("Each line has the policies of its kind that keep every limit and that no other of them beats.")
        if points:
            draw_compared(list(points.items()), lens.sweep, lens.contract, key=f"kinds-{study.id}")
        _draw_said(lines, found)
        if kept_limits(study):
            st.caption(
                "All are held to the limits by segment that were set under “By segment”, not to an order set there."
            )
        if not is_set:
            st.caption(
                f"The list has room for {count(k)} cases {per_words(per)}, one case in twenty; open “A list of fixed length” "
                "above to set another."
            )
        if reviewer is None:
            st.caption(
                "With human review is not among them: open it above and say what a look costs and how often a person is "
                "right, or agree it in the contract."
            )


def _draw_picture(
    study: Study,
    lens: Lens,
    lines: list[KindLine],
    points: dict[str, OperatingPoint],
    x: Metric,
    y: Metric,
    rule: str | None,
) -> None:
    drawn = [line for line in lines if len(line.values)]
    if not drawn:
        return
    rows = [(line.name, "line", *value, place) for line in drawn for place, value in enumerate(line.values.tolist())]
    for name, point in points.items():
        own = measure_point(lens.sweep, point.policy, contract=lens.contract, metrics=(x, y))
        value = (own.value(x.name), own.value(y.name))
        if not any(math.isnan(each) for each in value):
            rows.append((name, "best", *value, 0))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    text = _text(lens, drawn, x, y, rule)
    names = list(dict.fromkeys(frame["kind"]))
    palette = DARK if st.context.theme.type == "dark" else LIGHT

    def draw(is_narrow: bool) -> None:
        width, height = (300, 360) if is_narrow else (900, 430)
        chart = kind_frontiers_chart(
            frame, x=x, y=y, kinds=names, width=width, height=height, palette=palette, text=text
        )
        st.altair_chart(chart, theme=None, width="stretch", key=f"kinds-{is_narrow}-{study.id}")

    draw_at_two_widths("kinds", draw)
    st.html(kinds_legend(names, palette=palette))
    if points:
        st.caption("The large mark on a line is what is recommended of that kind.")
    st.caption(plain(text))


def _text(lens: Lens, drawn: list[KindLine], x: Metric, y: Metric, rule: str | None) -> str:
    single = best_single(lens, rule)
    if single is not None and single.point is not None:
        policy, anchor = single.point.policy, "the best single threshold"
    else:
        policy = lens.first_point if lens.today is None else lens.today[0]
        anchor = named(policy, lens.sweep)
    at = measure_point(lens.sweep, policy, contract=lens.contract, metrics=(x,)).value(x.name)
    currency = lens.contract.currency if lens.contract is not None else ""
    return kinds_text(
        {line.name: reached(line, x=x, y=y, at=at) for line in drawn if not line.is_part},
        x=x,
        y=y,
        at=at,
        currency=currency,
        anchor=anchor,
    )


def _draw_said(lines: list[KindLine], found: list[Compared]) -> None:
    """How sure each line and each best policy is, or why there is none."""
    best = {each.name: each.said for each in found}
    for line in lines:
        parts = [best.get(line.name, "")]
        if line.said:
            parts.append(line.said if not len(line.values) else f"Its line: {line.said}.")
        words = " ".join(dict.fromkeys(part for part in parts if part))
        if words:
            st.markdown(f"- **{plain(line.name)}:** {plain(words)}")
