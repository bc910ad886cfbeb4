"""``wb.mixing`` and ``wb.implied``: which model for whom, and what tiers say about values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from workbench.api.choices import measured_for
from workbench.api.reasons import units_for
from workbench.api.wanted_metrics import cases_of, wanted_metrics
from workbench.contract import Contract
from workbench.decision import Decision, picture_axes, point_to_dict
from workbench.decision.implied import recorded_implied
from workbench.decision.mixing import mixing_to_dict
from workbench.errors import InputError
from workbench.metrics import Metric, contract_metrics
from workbench.policy import Limit, OperatingPoint, Policy, parse_limit, policy_from_dict
from workbench.policy.tiers import what_mixing_buys
from workbench.sweep import Sweep
from workbench.wording.implied import equal_sentence
from workbench.wording.mixing import mixing_sentence
from workbench.wording.recorded_points import Units


@dataclass(frozen=True, kw_only=True)
class Mixing:
    """What another score for each tier buys; ``content`` has the numbers, as the decision record has them."""

    content: Mapping[str, Any]
    units: Units = field(repr=False)

    @property
    def gain(self) -> float | None:
        """The rule at the best mixture less the rule at the best score alone, higher is better; None where one is not there."""
        return self.content["gain"]

    @property
    def policy(self) -> Policy | None:
        """The best mixture; None where nothing is feasible."""
        mixed = self.content["mixed"]
        return None if mixed is None else policy_from_dict(mixed["policy"])

    def __str__(self) -> str:
        return mixing_sentence(self.content, self.units)

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>"


@dataclass(frozen=True, kw_only=True)
class Implied:
    """What tiers say about values; ``content`` has the numbers, as the decision record has them."""

    content: Mapping[str, Any]
    start: Mapping[str, Any] = field(repr=False)
    units: Units = field(repr=False)

    @property
    def is_equal(self) -> bool:
        """Whether every tier values one unit alike."""
        return self.content["is_equal"]

    @property
    def equal(self) -> Policy | None:
        """The combination that values all alike; None where this one does. ``breaks`` says which limits it breaks."""
        equal = self.content["equal"]
        return None if equal is None else policy_from_dict(equal["policy"])

    @property
    def breaks(self) -> tuple[str, ...]:
        """The limits that ``equal`` breaks, in words."""
        return tuple((self.content["equal"] or {}).get("breaks") or ())

    @property
    def sentences(self) -> tuple[str, ...]:
        equal = equal_sentence(self.content, self.units, self.start)
        return (*self.content["sentences"], *([equal] if equal else []))

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(text)}</p>" for text in self.sentences)


def mixing(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    by: str,
    rule: str | None = None,
    limits: Iterable[str | Limit] = (),
    metrics: Iterable[str | Metric] | None = None,
) -> Mixing:
    """Which model for whom: the best thresholds by ``by`` that may look at another score in each value, against the best
    with one score for all, by the same rule and limits (as for ``wb.choose``), in the rule and in each metric.

    Raises InputError with one score alone, and where the contract has an order of ``by``.
    """
    if rule is None and contract is None:
        raise InputError("Say what is best: rule 'max:METRIC' or 'min:METRIC', or give a contract.")
    cases_count = cases_of(sweep)
    parsed = [
        limit if isinstance(limit, Limit) else parse_limit(limit, contract=contract, cases_count=cases_count)
        for limit in limits
    ]
    agreed = list(contract_metrics(contract)) if contract is not None else []
    words = metrics if metrics is not None else [] if agreed else ["recall", "fpr"]
    named = {metric.name for metric in agreed}
    agreed += [each for each in wanted_metrics(words, sweep=sweep, contract=contract) if each.name not in named]
    found = what_mixing_buys(sweep, contract, segment=by, rule=rule or "contract", limits=parsed)
    content = mixing_to_dict(
        found, sweep, segment=by, contract=contract, rule=rule or "contract", metrics=agreed, limits=parsed
    )
    return Mixing(content=content, units=units_for(sweep, contract, agreed))


def implied(
    point: OperatingPoint,
    contract: Contract | None = None,
    *,
    of: str | Metric | None = None,
    against: str | Metric | None = None,
) -> Implied:
    """What the thresholds of tiers say about values: one unit of ``of`` in each, in units of ``against``.

    Both are totals over the tiers: counts, costs, or rates of a fixed number such as recall; missed events and false alarms
    where the contract's are none. ``equal`` is the combination that values all alike, and ``breaks`` the limits of the
    contract and of the point that it breaks. Raises InputError for a policy that is no tiers.
    """
    point = measured_for(point, contract)
    x, y = picture_axes(point, contract)
    if of is not None:
        y = wanted_metrics(of, sweep=point.sweep, contract=contract)[0]
    if against is not None:
        x = wanted_metrics(against, sweep=point.sweep, contract=contract)[0]
    content = recorded_implied(point.sweep, point, contract=contract, axes=(x, y))
    if content is None:
        raise InputError(
            "Only thresholds by segment value, one for each value that occurs, say something about values; measure such a "
            "policy with wb.at(..., thresholds={...}, by=...)."
        )
    asked = [metric.name for metric, given in ((y, of), (x, against)) if given is not None]
    used = [content["x"]["name"], content["y"]["name"]]
    if any(name not in used for name in asked):
        raise InputError(
            f"{' and '.join(asked)}: one of them is no total over the tiers, so no tier has a rate of its own in it. Use a "
            "count, a cost, or a rate of a fixed number such as recall."
        )
    metrics = [item.metric for item in point.metrics]
    return Implied(content=content, start=point_to_dict(point), units=units_for(point.sweep, contract, metrics))


def tier_sentences(decision: Decision) -> tuple[str, ...]:
    """What a decision record says of its tiers: which model for whom, and what they imply; empty where it says nothing."""
    from workbench.exporters.recorded import Recorded
    from workbench.exporters.units import units_of

    record = Recorded(decision=decision)
    found = record["implied"]
    units = units_of(record)
    said = [mixing_sentence(record["mixing"], units)]
    if found:
        said += [*found["sentences"], equal_sentence(found, units, record["operating_point"])]
    return tuple(text for text in said if text)
