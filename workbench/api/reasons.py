"""``wb.why`` and ``wb.relax``: what stands behind a point, and what to relax where nothing is feasible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from workbench.api.choices import choose, measured_for
from workbench.api.show import nothing_feasible_text
from workbench.api.wanted_metrics import cases_of, wanted_metrics
from workbench.contract import Contract
from workbench.decision import Decision, picture_axes, point_to_dict
from workbench.decision.infeasible import recorded_ways_out
from workbench.decision.why import recorded_why
from workbench.errors import InputError, NothingFeasible
from workbench.metrics import Metric
from workbench.policy import (
    Choice,
    Limit,
    OperatingPoint,
    Policy,
    SingleThreshold,
    baseline_policy,
    choose_like,
    measure_point,
    parse_limit,
    policy_from_dict,
)
from workbench.sweep import Sweep
from workbench.wording.recorded_points import Units
from workbench.wording.ways_out import (
    NEAREST_MEANS,
    NOTHING_RELAXED,
    blocked_sentences,
    no_way_text,
    ways_of,
    ways_sentences,
    ways_table,
)
from workbench.wording.why import Facts, why_facts
from workbench.wording.why_tables import TextTable, forbidden_table, limits_table, rivals_table, terms_table


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why a point, as sentences and tables of texts; ``content`` has the numbers, as the decision record has them."""

    content: Mapping[str, Any]
    policy: Mapping[str, Any] = field(repr=False)
    point: Mapping[str, Any] = field(repr=False)
    units: Units = field(repr=False)
    payoff: Mapping[str, Any] = field(repr=False)

    @property
    def facts(self) -> Facts:
        """Names with sentences, as the page and the memo say them."""
        return why_facts(self.content, self.point, self.units, self.payoff)

    def terms(self) -> pd.DataFrame:
        """What the objective adds up from; empty where the rule is one metric."""
        return _frame(terms_table(self.content, self.units))

    def limits(self) -> pd.DataFrame:
        """Each limit with what is left of it."""
        return _frame(limits_table(self.content))

    def rivals(self) -> pd.DataFrame:
        """The point beside the recommended one, the runner-up, the best of each other score and the one a limit stops."""
        return _frame(rivals_table(self.content, self.policy, self.point, self.units))

    def forbidden(self) -> pd.DataFrame:
        """The terms of the winner that a limit stops; empty where there is none."""
        return _frame(forbidden_table(self.content, self.units))

    def __str__(self) -> str:
        return "\n".join(f"{name}: {text}" for name, text in self.facts)

    def _repr_html_(self) -> str:
        said = "".join(f"<dt><b>{escape(name)}</b></dt><dd>{escape(text)}</dd>" for name, text in self.facts)
        return f"<dl>{said}</dl>"


@dataclass(frozen=True, kw_only=True)
class WaysOut:
    """What to relax where nothing is feasible; ``content`` is None where something is, and so nothing need be."""

    content: Mapping[str, Any] | None
    units: Units = field(repr=False)
    today: Mapping[str, Any] | None = field(repr=False)

    @property
    def is_needed(self) -> bool:
        return self.content is not None

    @property
    def points(self) -> dict[str, Policy]:
        """Each way out by its name, with the policy that would then be chosen."""
        named = ways_of(self.content) if self.content is not None else ()
        return {name: policy_from_dict(way["policy"]) for name, way in named}

    def table(self) -> pd.DataFrame:
        """A row a way out, with everything at the point then chosen; today last."""
        return _frame(None if self.content is None else ways_table(self.content, self.units, today=self.today))

    def __str__(self) -> str:
        if self.content is None:
            return "Some point keeps every limit: nothing need be relaxed."
        lines = [*blocked_sentences(self.content), no_way_text(self.content)]
        header, rows = ways_table(self.content, self.units, today=self.today)
        lines += [f"{name}, {flagged}: {_listed(header[2:], values)}." for name, flagged, *values in rows]
        lines += ways_sentences(self.content, self.units, today=self.today)
        return "\n".join([*(line for line in lines if line), NEAREST_MEANS, NOTHING_RELAXED])

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(line)}</p>" for line in str(self).splitlines())


def why(
    point: Choice | OperatingPoint,
    contract: Contract | None = None,
    *,
    choice: Choice | None = None,
    rule: str | None = None,
    axes: tuple[str | Metric, str | Metric] | None = None,
) -> Reasons:
    """Why a point: the terms of its score, the limits, its rivals, and how far each weight and cost may move.

    ``point`` is what ``wb.choose`` recommended, or any point of ``wb.at``, which is then compared with what ``rule``
    recommends (``choice``, where it is known). ``contract`` is the one that the point was measured against unless given.
    ``axes`` are the two metrics of the picture. Raises NothingFeasible for a choice without a point, InputError where no
    rule can be followed.
    """
    contract = contract or getattr(point, "contract", None)
    if isinstance(point, Choice):
        choice = choice or point
        if point.point is None:
            raise NothingFeasible(f"{nothing_feasible_text(point)} wb.relax says what each way out would cost.")
        point = point.point
    point = measured_for(point, contract)
    limits = [item.limit for item in point.limits]
    if choice is None and isinstance(point.policy, SingleThreshold):
        choice = choose(point.sweep, contract, rule=rule, limits=limits)
    elif choice is None:
        choice = choose_like(point.sweep, contract, point.policy, rule=_rule(rule, contract), limits=limits)
    picked = picture_axes(point, contract)
    if axes is not None:
        found = [wanted_metrics(axis, sweep=point.sweep, contract=contract)[0] for axis in axes]
        picked = (found[0], found[1])
    content = recorded_why(point.sweep, point, contract=contract, choice=choice, axes=picked)
    if content is None:
        raise InputError(f"{point.policy.score!r} is no candidate of this sweep, so no rule has a place for the point.")
    return Reasons(
        content=content,
        policy=point.policy.to_dict(),
        point=point_to_dict(point),
        units=units_for(point.sweep, contract, [item.metric for item in point.metrics]),
        payoff=_payoff(contract),
    )


def _rule(rule: str | None, contract: Contract | None) -> str:
    if rule is None and contract is None:
        raise InputError("Say what is best: rule 'max:METRIC' or 'min:METRIC', or give a contract.")
    return rule or "contract"


def recorded_reasons(decision: Decision) -> Reasons | None:
    """The reasons in a decision record; None where it has none."""
    from workbench.exporters.recorded import (
        Recorded,  # the exporters bring the chart's theme, which choosing does not need
    )
    from workbench.exporters.units import units_of

    record = Recorded(decision=decision)
    if not record["why"]:
        return None
    return Reasons(
        content=record["why"],
        policy=record["policy"],
        point=record["operating_point"],
        units=units_of(record),
        payoff=record.contract.get("payoff") or {},
    )


def relax(
    sweep: Sweep, contract: Contract | None = None, *, rule: str | None = None, limits: Iterable[str | Limit] = ()
) -> WaysOut:
    """Where nothing is feasible: what each limit would have to become, and what would then be chosen, with all it costs.

    The same arguments as ``wb.choose``. Nothing is relaxed by it. ``nearest`` moves all limits together as little as
    possible: its largest excess, as a share of the limit, is the smallest of all candidates.
    """
    cases_count = cases_of(sweep)
    parsed = [
        limit if isinstance(limit, Limit) else parse_limit(limit, contract=contract, cases_count=cases_count)
        for limit in limits
    ]
    found = choose(sweep, contract, rule=rule, limits=parsed)
    metrics = list(found.metrics)
    content = recorded_ways_out(sweep, found, contract=contract, limits=parsed, metrics=metrics)
    baseline = baseline_policy(sweep.predictions, contract)
    today = None
    if baseline is not None:
        measured = measure_point(sweep, baseline[0], contract=contract, metrics=metrics, limits=parsed)
        today = {"policy": baseline[0].to_dict(), "operating_point": point_to_dict(measured)}
    return WaysOut(content=content, units=units_for(sweep, contract, metrics), today=today)


def units_for(sweep: Sweep, contract: Contract | None, metrics: list[Metric]) -> Units:
    """What numbers on these predictions are written with: money for the contract's period where it has one."""
    named = {metric.name: metric for metric in metrics}
    currency = contract.currency if contract is not None else ""
    cases_count = cases_of(sweep)
    if contract is None or contract.volume is None or not cases_count:
        return Units(metrics=named, currency=currency)
    return Units(
        metrics=named, currency=currency, factor=contract.volume.cases / cases_count, per=f"a {contract.volume.per}"
    )


def _payoff(contract: Contract | None) -> Mapping[str, Any]:
    return contract.to_dict().get("payoff") or {} if contract is not None else {}


def _frame(table: TextTable | None) -> pd.DataFrame:
    return pd.DataFrame() if table is None else pd.DataFrame(list(table[1]), columns=list(table[0]))


def _listed(names: Iterable[str], values: Iterable[str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
