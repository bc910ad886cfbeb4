"""What is said below the panel of a kind of policy: what it buys, what it implies, and all kinds side by side."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from workbench.decision import point_to_dict
from workbench.decision.mixing import mixing_to_dict
from workbench.explore import Lens
from workbench.explore.kind_view import Asked, KindView, best_single, measured_metrics, told_metrics
from workbench.explore.tier_order import order_label
from workbench.explore.tier_view import Tiers, TierView, recommended_tiers
from workbench.exporters.table_file import table_bytes
from workbench.policy import Policy, TieredThresholds, measure_point
from workbench.policy.tiers import MixingBuys
from workbench.register import Study
from workbench.ui.comparison import draw_compared
from workbench.ui.kinds_panel import draw_kinds
from workbench.ui.pins import draw_unpin
from workbench.ui.plain_text import plain
from workbench.ui.why_panel import units_of
from workbench.wording.mixing import mixing_sentence
from workbench.wording.named_policy import named
from workbench.wording.recorded_points import change_words


def draw_notes(study: Study, lens: Lens, asked: Asked, view: KindView) -> None:
    """Everything below the panel."""
    if isinstance(view, TierView):
        _draw_which_model(lens, asked, view)
        if view.is_out_of_order:
            st.warning(
                plain(f"{order_label(asked.column, asked.order or ())}: these thresholds break it."),
                icon=":material/block:",
            )
    else:
        _draw_other_model(lens, asked, view)
    _draw_gain(lens, asked, view)
    _draw_side_by_side(study, lens, asked, view)
    if isinstance(view, TierView):
        _draw_tiers(study, view)
    for note in view.notes:
        st.caption(plain(note))
    draw_kinds(study, lens, x=asked.x, y=asked.y, rule=asked.rule)


def _draw_other_model(lens: Lens, asked: Asked, view: KindView) -> None:
    """A band or list is of one model; that another model has a better one is what the Decision page would say."""
    if asked.rule is None or len(lens.sweep.scores) < 2:
        return
    found = lens.look_like(view.now, rule=asked.rule, limits=asked.limits)
    if found is None or found.point is None:
        return
    own, best = None if view.choice is None else view.choice.point, found.point.policy
    if own is not None and found.is_best(own.policy):
        return
    by = "the contract's score" if found.rule == "contract" else "money"
    what = (
        f"Recommended by {by} is {named(best, lens.sweep)}, which is of another model. Pick that model above to see it."
    )
    st.info(plain(what), icon=":material/compare_arrows:")


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
        f"- **From the best single threshold to this policy:** {plain(change_words(start, _settled(recorded(view.now), start), units))}"
    ]
    best = view.choice.point if view.choice is not None else None
    if best is not None and best.policy != view.now:
        words = change_words(start, _settled(recorded(best.policy), start), units)
        said.append(f"- **From the best single threshold to the recommended policy:** {plain(words)}")
    st.markdown("\n".join(said))


def _settled(point: dict, start: dict) -> dict:
    """The point with what differs from ``start`` by rounding alone as it is there: that is no difference to tell."""

    def settled(value: float | None, before: float | None) -> float | None:
        return before if None not in (value, before) and math.isclose(value, before, rel_tol=1e-9) else value

    metrics = {
        name: {**each, "value": settled(each["value"], start["metrics"][name]["value"])}
        for name, each in point["metrics"].items()
    }
    return {**point, "metrics": metrics, "payoff": settled(point["payoff"], start["payoff"])}


def _draw_which_model(lens: Lens, asked: Asked, view: TierView) -> None:
    """What a model of its own for each value buys over the best one model, where each may have its own."""
    if not asked.is_mixed or asked.rule is None or view.choice is None or len(lens.sweep.scores) < 2:
        return
    # Each is worked out once, and the mixture is what the panel recommends.
    alone = [
        (score, recommended_tiers(lens, Tiers(segment=asked.column, scores=(score,), limits=asked.limits), asked.rule))
        for score in lens.sweep.scores
    ]
    found = MixingBuys(mixed=view.choice, alone=tuple((name, each) for name, each in alone if each is not None))
    metrics = [metric for metric in lens.metrics if not metric.is_money]  # the point has it
    content = mixing_to_dict(
        found, lens.sweep, segment=asked.column, contract=lens.contract, rule=asked.rule, metrics=metrics,
        limits=asked.limits,
    )  # fmt: skip
    st.info(plain(mixing_sentence(content, units_of(lens, metrics))), icon=":material/account_tree:")


def _draw_side_by_side(study: Study, lens: Lens, asked: Asked, view: KindView) -> None:
    """This policy, the recommended one, the best single threshold, today and the pins, in one table."""
    named: list[tuple[str, Policy]] = [("This policy", view.now)]
    if view.choice is not None and view.choice.point is not None:
        named.append(("Recommended", view.choice.point.policy))
    single = best_single(lens, asked.rule)
    if single is not None and single.point is not None:
        named.append(("Best single threshold", single.point.policy))
    if lens.today is not None:
        named.append(("Today", lens.today[0]))
    named += [(f"Pin {name}", policy) for name, policy in asked.pins]
    metrics = [metric for metric in measured_metrics(lens, asked) if not metric.is_money]
    st.subheader("Side by side", anchor=False)
    points = [(name, measure_point(lens.sweep, each, contract=lens.contract, metrics=metrics)) for name, each in named]
    draw_compared(points, lens.sweep, lens.contract, key=f"kind-{study.id}")
    if asked.pins:
        draw_unpin(study, [name for name, _ in asked.pins])


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
