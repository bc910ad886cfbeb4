"""A frontier a segment beside each other, drawn when somebody opens the box."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from workbench.charts.segment_frontiers import frontiers_text, segment_frontiers_chart
from workbench.charts.theme import DARK, LIGHT
from workbench.decision import picture_axes
from workbench.evidence import SegmentReport
from workbench.explore import Lens
from workbench.explore.segment_frontiers import segment_frontiers, segment_name
from workbench.metrics import Metric
from workbench.policy import SingleThreshold, measure_point
from workbench.register import Study
from workbench.ui.plain_text import plain
from workbench.ui.starting_view import axis_metrics
from workbench.ui.two_widths import draw_at_two_widths
from workbench.wording import count

PANELS = 12
PANELS_MAX = 60


def draw_multiples(study: Study, lens: Lens, report: SegmentReport, order: np.ndarray, currency: str) -> None:
    """The frontiers of the first segments of ``order``; more on request."""
    box = st.expander("The trade-off in each segment", key=f"multiples-{study.id}", on_change="rerun")
    if not box.open:
        return
    with box:
        x, y = _axes(study, lens)
        panels = PANELS
        if len(order) > PANELS:
            most = min(len(order), PANELS_MAX)
            if st.toggle(f"Show {count(most)} of {count(len(order))} segments", key=f"multiples-more-{study.id}"):
                panels = most
            else:
                st.caption(f"The first {PANELS} of {count(len(order))} segments, sorted as the table is.")
        values = tuple(report.values[place] for place in order[:panels].tolist())
        frame = _frame(lens, report, x, y, values)
        names = [segment_name(own) for own in values]
        text = frontiers_text(frame, x=x, y=y, order=names, currency=currency)
        palette = DARK if st.context.theme.type == "dark" else LIGHT

        def draw(is_narrow: bool) -> None:
            across, width = (1, 250) if is_narrow else (4, 230)  # one panel a row on a phone
            chart = segment_frontiers_chart(
                frame, x=x, y=y, order=names, columns=across, width=width, palette=palette, currency=currency
            )
            st.altair_chart(chart, theme=None, width="content", key=f"multiples-{is_narrow}-{study.id}")

        draw_at_two_widths("multiples", draw)
        st.caption(plain(text))


def _frame(
    lens: Lens, report: SegmentReport, x: Metric, y: Metric, values: tuple[tuple[str, ...], ...]
) -> pd.DataFrame:
    def make() -> pd.DataFrame:
        return segment_frontiers(lens.sweep, report.policy, x=x, y=y, columns=report.columns, values=values)

    with st.spinner("Finding the frontier of each segment …"):
        key = f"{report.policy!r} by {report.columns!r}: {values!r} on {x.name} and {y.name}"
        return lens.keep(key, make, question="multiples")


def _axes(study: Study, lens: Lens) -> tuple[Metric, Metric]:
    """The axes of the Trade-off page."""
    known = lens.keep("known metrics", lambda: axis_metrics(lens.sweep, lens.contract))

    def usual() -> tuple[Metric, Metric]:
        nobody = SingleThreshold(score=lens.sweep.scores[0], threshold=np.inf)
        return picture_axes(measure_point(lens.sweep, nobody, contract=lens.contract), lens.contract)

    x, y = lens.keep("usual axes", usual)
    named = [known.get(study.view.get(key) or "") for key in ("x", "y")]
    return named[0] or x, named[1] or y
