"""What is said below the panel of a kind of policy: what it buys, what it implies, and all kinds side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.decision import point_to_dict
from workbench.explore import Lens
from workbench.explore.kind_view import Asked, KindView, best_single, told_metrics
from workbench.explore.tier_view import TierView
from workbench.exporters.table_file import table_bytes
from workbench.policy import Policy, TieredThresholds, measure_point
from workbench.register import Study
from workbench.ui.kinds_panel import draw_kinds
from workbench.ui.plain_text import plain
from workbench.ui.why_panel import units_of
from workbench.wording.recorded_points import change_words


def draw_notes(study: Study, lens: Lens, asked: Asked, view: KindView) -> None:
    """Everything below the panel."""
    _draw_gain(lens, asked, view)
    if isinstance(view, TierView):
        _draw_tiers(study, view)
    for note in view.notes:
        st.caption(plain(note))
    draw_kinds(study, lens, x=asked.x, y=asked.y, rule=asked.rule)


def _draw_gain(lens: Lens, asked: Asked, view: KindView) -> None:
    """From the best single threshold to the best and to the shown policy of this kind."""
    single = best_single(lens, asked.rule)
    if single is None or single.point is None:
        return
    metrics = [metric for metric in told_metrics(lens, asked.x, asked.y) if not metric.is_money]  # the point has it
    units = units_of(lens, metrics)

    def recorded(policy: Policy) -> dict:
        return point_to_dict(measure_point(lens.sweep, policy, contract=lens.contract, metrics=metrics))

    start = recorded(single.point.policy)
    said = [
        f"- **From the best single threshold to this policy:** {plain(change_words(start, recorded(view.now), units))}"
    ]
    best = view.choice.point if view.choice is not None else None
    if best is not None and best.policy != view.now:
        words = change_words(start, recorded(best.policy), units)
        said.append(f"- **From the best single threshold to the recommended policy:** {plain(words)}")
    st.markdown("\n".join(said))


def _draw_tiers(study: Study, view: TierView) -> None:
    if view.implied:
        st.subheader("What these thresholds say about values", anchor=False)
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in view.implied))
    st.download_button(
        "Download these thresholds (CSV)",
        data=lambda: table_bytes(_thresholds(view.now), ".csv"),
        file_name="thresholds.csv",
        key=f"tiers-csv-{study.id}",
        on_click="ignore",
        icon=":material/download:",
    )


def _thresholds(policy: TieredThresholds) -> pd.DataFrame:
    """One row a tier, every digit; an empty threshold flags nobody."""
    rows = [
        {policy.segment: value, "score": single.score, "threshold": single.to_dict()["threshold"]}
        for value, single in policy.tiers
    ]
    return pd.DataFrame(rows)
