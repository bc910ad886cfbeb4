"""Why this point: a closed box that works its reasons out when it is opened, so that no slider waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.contract import Contract
from workbench.decision import picture_axes, point_to_dict
from workbench.decision.why import recorded_why
from workbench.explore import Lens, period_factor
from workbench.metrics import Metric
from workbench.policy import Policy, SingleThreshold, measure_point
from workbench.ui.frame import sentences_for_errors
from workbench.ui.plain_text import plain
from workbench.ui.stacked_table import draw_table, turned
from workbench.wording.policies import scores_text
from workbench.wording.recorded_points import Units
from workbench.wording.why import why_facts
from workbench.wording.why_tables import forbidden_table, limits_table, rivals_table, terms_table


@st.fragment
@sentences_for_errors()
def draw_why(
    study_id: str,
    lens: Lens,
    policy: Policy,
    *,
    rule: str | None,
    metrics: Sequence[Metric],
    axes: tuple[Metric, Metric] | None,
    place: str,
) -> None:
    """The box for one point under a rule; ``metrics`` are measured at it and its rivals, ``place`` names the page."""
    box = st.expander("Why this point", key=f"why-{place}-{study_id}", on_change="rerun")
    if not box.open:
        return
    with box:
        if rule is None or lens.contract is None:
            st.caption("There is no rule yet that could speak for a point. Agree a contract first.")
            return
        with st.spinner("Looking for what comes next, and how far the weights may move …"):
            found = _reasons(lens, policy, rule, tuple(metrics), axes)
        if found is None:
            st.caption(
                plain(f"{scores_text(policy.to_dict())} is no candidate, so the rule has no place for this point.")
            )
            return
        why, point = found
        draw_reasons(why, policy.to_dict(), point, units_of(lens, metrics), lens.contract)


def draw_reasons(
    why: Mapping[str, Any],
    policy: Mapping[str, Any],
    point: Mapping[str, Any],
    units: Units,
    contract: Contract | None,
) -> None:
    """The sentences and tables of a recorded ``why``."""
    payoff = contract.to_dict().get("payoff") if contract is not None else None
    for name, text in why_facts(why, point, units, payoff):
        st.markdown(f"**{plain(name)}.** {plain(text)}")
    terms = terms_table(why, units)
    if terms is not None:
        st.markdown("**What it adds up from**")
        draw_table(terms)
    limits = limits_table(why)
    if limits is not None:
        st.markdown("**The limits**")
        draw_table(limits)
    st.markdown("**The point and its rivals**")
    draw_table(turned(rivals_table(why, policy, point, units)))
    stopped = forbidden_table(why, units)
    if stopped is not None:
        st.markdown("**The point that a limit stops**")
        draw_table(stopped)


def units_of(lens: Lens, metrics: Sequence[Metric]) -> Units:
    """What the page's numbers are written with."""
    factor, per = period_factor(lens.sweep, lens.contract)
    currency = lens.contract.currency if lens.contract is not None else ""
    return Units(metrics={metric.name: metric for metric in metrics}, currency=currency, factor=factor, per=per)


def _reasons(
    lens: Lens, policy: Policy, rule: str, metrics: tuple[Metric, ...], axes: tuple[Metric, Metric] | None
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The reasons by the contract as agreed, whatever a what-if slider says, and the point as a record has it."""

    def make() -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
        if isinstance(policy, SingleThreshold):
            choice, sweep = lens.look(rule=rule, what_if=None, marked=(policy,))
        else:
            choice, sweep = lens.look_like(policy, rule=rule), lens.sweep
        point = measure_point(sweep, policy, contract=lens.contract, metrics=metrics)
        shown = axes or picture_axes(point, lens.contract)
        why = recorded_why(sweep, point, contract=lens.contract, choice=choice, axes=shown)
        return None if why is None else (why, point_to_dict(point))

    across = "usual" if axes is None else " ".join(metric.name for metric in axes)
    named = " ".join(metric.name for metric in metrics)
    return lens.keep(f"why {policy} by {rule} on {across} with {named}", make)
