"""Where nothing is feasible: what blocks, and what each way out would cost. It relaxes nothing; it only goes and looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.decision import point_to_dict
from workbench.decision.infeasible import recorded_ways_out
from workbench.explore import Lens
from workbench.metrics import Metric
from workbench.policy import SingleThreshold, measure_point
from workbench.ui.frame import sentences_for_errors
from workbench.ui.plain_text import plain
from workbench.ui.stacked_table import draw_table, turned
from workbench.ui.why_panel import units_of
from workbench.wording.ways_out import (
    NEAREST_MEANS,
    NOTHING_RELAXED,
    blocked_sentences,
    no_way_text,
    ways_of,
    ways_sentences,
    ways_table,
)


@st.fragment
@sentences_for_errors()
def draw_ways_out(
    study_id: str,
    lens: Lens,
    *,
    now: SingleThreshold,
    rule: str | None,
    metrics: Sequence[Metric],
    look_at: Callable[[SingleThreshold], None],
    place: str,
) -> None:
    """The box where the rule recommends nothing; nothing is drawn where it does. ``look_at`` moves the study's point from ``now``."""
    if rule is None or lens.contract is None:
        return
    choice, _ = lens.look(rule=rule, what_if=None, marked=())
    if choice is None or choice.is_feasible or not choice.blocked:
        return
    box = st.expander(
        "Nothing is feasible: the ways out", key=f"ways-out-{place}-{study_id}", on_change="rerun", expanded=True
    )
    if not box.open:
        return
    with box:
        with st.spinner("Looking for the ways out …"):
            ways, today = _ways(lens, rule, tuple(metrics))
        units = units_of(lens, metrics)
        st.markdown(plain(f"No threshold keeps every limit. {no_way_text(ways)}".strip()))
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in blocked_sentences(ways)))
        named = ways_of(ways)
        if not named:
            return
        draw_table(turned(ways_table(ways, units, today=today)))
        here = ("where you are", _recorded(lens, now, metrics))
        said = ways_sentences(ways, units, today=today, here=here)
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in said))
        for index, (name, way) in enumerate(named):
            policy = SingleThreshold.from_dict(dict(way["policy"]))
            is_here = policy == now
            label = f"{'You are here' if is_here else 'Look at this point'}: {plain(name)}"
            st.button(label, key=f"look-{place}-{study_id}-{index}", disabled=is_here, on_click=look_at, args=(policy,))
        st.caption(plain(f"{NEAREST_MEANS} {NOTHING_RELAXED}"))


def _ways(lens: Lens, rule: str, metrics: tuple[Metric, ...]) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The ways out, and today's point as a record has it; None without a baseline."""

    def make() -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
        choice, sweep = lens.look(rule=rule, what_if=None, marked=())
        ways = recorded_ways_out(sweep, choice, contract=lens.contract, metrics=metrics)
        assert ways is not None  # the caller has seen that nothing is feasible
        if lens.today is None:
            return ways, None
        return ways, _recorded(lens, lens.today[0], metrics)

    return lens.keep(f"ways out by {rule} with {' '.join(metric.name for metric in metrics)}", make)


def _recorded(lens: Lens, policy: SingleThreshold, metrics: Sequence[Metric]) -> Mapping[str, Any]:
    """A point as a record has it."""
    point = measure_point(lens.sweep, policy, contract=lens.contract, metrics=metrics)
    return {"policy": policy.to_dict(), "operating_point": point_to_dict(point)}
