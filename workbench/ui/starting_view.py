"""Where a study's looking begins: its axes, its rule and its first point, unless somebody said otherwise."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.contract import Contract
from workbench.decision import picture_axes
from workbench.explore import Lens
from workbench.metrics import Metric, known_metrics
from workbench.policy import SingleThreshold, measure_point
from workbench.register import Study
from workbench.sweep import Sweep


def axis_metrics(sweep: Sweep, contract: Contract | None) -> dict[str, Metric]:
    """Every metric that can be an axis here, by name."""
    return known_metrics(contract, cases_count=float(sweep.counts().cell("ALL")[0]))


def policy_from(content: Mapping[str, Any] | None, sweep: Sweep) -> SingleThreshold | None:
    """The stored point, where its score is still one of the study's."""
    if not content or content.get("kind", "single") != "single" or content.get("score") not in sweep.scores:
        return None
    return SingleThreshold.from_dict(dict(content))


def axes_of(study: Study, lens: Lens) -> tuple[Metric, Metric, Metric | None]:
    """The metrics across, up and as colour: those that somebody picked, else the usual ones."""
    known = known_axes(lens)

    def usual() -> tuple[Metric, Metric]:
        nobody = SingleThreshold(score=lens.sweep.scores[0], threshold=math.inf)
        return picture_axes(measure_point(lens.sweep, nobody, contract=lens.contract), lens.contract)

    x, y = lens.keep("usual axes", usual)
    money = next((metric for metric in known.values() if metric.is_money), None)

    def axis(metric: Metric | None) -> Metric | None:
        return money if metric is not None and metric.is_money else metric

    every = lens.keep("known metrics", lambda: axis_metrics(lens.sweep, lens.contract))
    named = {key: axis(every.get(study.view.get(key) or "")) for key in ("x", "y", "third")}
    return named["x"] or axis(x) or x, named["y"] or axis(y) or y, named["third"]


def is_weighed(contract: Contract) -> bool:
    """Whether the contract's score can be worked out: every weighed metric has its scale."""
    weighed = [metric for metric in contract.metrics if metric.effective_weight]
    return bool(weighed) and all(metric.worst is not None and metric.target is not None for metric in weighed)


def why_no_rule(contract: Contract | None) -> str:
    """What to do so that something is recommended."""
    if contract is None:
        return "No contract yet, so nothing is recommended. Agree one on the Contract page."
    return "Nothing is recommended: give each weighed metric a worst and a target, or each case a worth, on the Contract page."


def known_axes(lens: Lens) -> Mapping[str, Metric]:
    """Every metric that can be an axis here, by name, worked out once; money only of the contract's period, as it is
    written everywhere else on the page."""

    def find() -> Mapping[str, Metric]:
        every = axis_metrics(lens.sweep, lens.contract)
        has_period = any(metric.is_money and name != "payoff" for name, metric in every.items())
        return {name: metric for name, metric in every.items() if not (has_period and name == "payoff")}

    return lens.keep("known axes", find)


def rules_of(contract: Contract | None) -> list[tuple[str, str]]:
    """The rules that can recommend under this contract, with their names for people; the usual one first."""
    if contract is None:
        return []
    rules = [("contract", "the contract's score")] if is_weighed(contract) else []
    return [*rules, ("payoff", "money")] if contract.payoff else rules


def rule_of_study(study: Study, contract: Contract | None) -> str | None:
    """The rule that the study recommends by; None where there is none to recommend by."""
    names = [name for name, _ in rules_of(contract)]
    kept = study.view.get("rule")
    return kept if kept in names else (names[0] if names else None)
