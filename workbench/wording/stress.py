"""Stresses in words: what changes, what becomes of each limit, what tuning anew would gain, and where it tips."""

from __future__ import annotations

import math

from workbench.stress import Guardrail, Stress, Stressed, Tipping
from workbench.wording.limits import bound_words, distance_text
from workbench.wording.numbers import UNDEFINED, money, number, percent, points, value_text

LABELS = {
    "prevalence": "Share of events",
    "mix": "Mix of cases",
    "noise": "Wrong labels",
    "cost": "Costs",
    "drift": "Score drift",
}


def size_text(stress: Stress, size: float) -> str:
    """A size with its unit.

    >>> size_text(Stress(kind="prevalence", size=0.1), 0.034), size_text(Stress(kind="cost", size=2), 2.5)
    ('3.4%', '× 2.5')
    """
    if stress.kind == "cost":
        return f"× {number(size)}"
    if stress.kind == "drift" and stress.unit == "score":
        return f"{'+' if size > 0 else ''}{number(size)}"
    return f"{'+' if stress.kind == 'drift' and size > 0 else ''}{percent(size)}"


def stress_text(stress: Stress) -> str:
    """What the stress changes.

    >>> stress_text(Stress(kind="mix", column="tier", shares={"premium": 0.4}))
    'tier = premium is 40% of the cases'
    >>> stress_text(Stress(kind="drift", size=-0.05, column="tier", values=("premium",)))
    'the score falls by 0.05 where tier is premium'
    """
    if stress.kind == "prevalence":
        return f"events are {percent(stress.size)} of the cases"
    if stress.kind == "mix":
        parts = [f"{value} is {percent(share)}" for value, share in stress.shares]
        return f"{stress.column} = {', '.join(parts)} of the cases"
    if stress.kind == "noise":
        return f"{percent(stress.size)} of the labels are the other way round"
    if stress.kind == "cost":
        what = f"the payoff of {stress.cell}" if stress.cell else "every payoff"
        what += f" from {stress.amount}" if stress.amount else ""
        return f"{what} is {number(stress.size)} times as much"
    where = f" where {stress.column} is {' or '.join(stress.values)}" if stress.column else ""
    if stress.unit == "ranks":
        more = "more" if stress.size >= 0 else "fewer"
        return f"scores drift until the threshold flags {percent(abs(stress.size))} {more} of the cases{where}"
    return f"the score {'rises' if stress.size >= 0 else 'falls'} by {number(abs(stress.size))}{where}"


def verdict_text(guardrail: Guardrail, currency: str = "") -> str:
    """What becomes of a limit: kept with so much to spare, or broken by so much; undefined passes nothing."""
    if math.isnan(guardrail.stressed):
        return f"{UNDEFINED}, so not kept"
    apart = distance_text(guardrail.limit, guardrail.stressed, guardrail.limit.bound, currency)
    if guardrail.is_kept:
        return f"kept, {apart} to spare" if guardrail.slack > 0 else "kept, with nothing to spare"
    return f"broken by {apart}" + ("" if guardrail.now_is_kept else ", as without the stress")


def regret_text(found: Stressed, currency: str = "") -> str:
    """What tuning anew would gain over keeping the policy, by the rule and in money; empty where it was not asked for."""
    if found.choice is None:
        return ""
    if found.retuned is None:
        return "Under this stress no policy of this kind keeps every limit."
    if found.keeps_policy:
        return "The policy stays the best of its kind: tuning anew would gain nothing."
    by, money_said = regret_number(found, currency), _money_text(found, currency)
    if found.is_feasible:
        return f"Not tuning anew costs {by}.{money_said}"
    broken = sum(not each.is_kept for each in found.guardrails)
    limits = "a limit" if broken == 1 else f"{broken} limits"
    if found.regret >= 0:
        return f"The kept policy breaks {limits}. Tuning anew keeps every limit and gains {by}.{money_said}"
    return f"The kept policy breaks {limits}. Keeping every limit by tuning anew costs {by}.{money_said}"


def regret_number(found: Stressed, currency: str = "") -> str:
    """The size of the regret in what the rule counts."""
    if found.rule == "payoff":
        return money(abs(found.regret), currency) + _where_of_money(found, currency)
    if found.rule == "contract":
        size = points(abs(found.regret))
        return f"{size} point{'' if size == '1' else 's'} of the contract's score"
    metric = found.now.metrics[0].metric if len(found.now.metrics) == 1 else None
    size = abs(found.regret)
    return number(size) if metric is None else f"{value_text(metric, size, currency)} of {metric.label.lower()}"


def _money_text(found: Stressed, currency: str) -> str:
    """What tuning anew does to the payoff, where the rule counts something else."""
    gain = found.payoff_regret
    if gain is None or found.rule == "payoff":
        return ""
    side = "higher" if gain >= 0 else "lower"
    return f" Tuned anew, the payoff is {money(abs(gain), currency)} {side}{_where_of_money(found, currency)}."


def _where_of_money(found: Stressed, currency: str) -> str:
    """``on these predictions``, and how much that is in a period of the contract's volume."""
    said = " on these predictions"
    volume = None if found.contract is None else found.contract.volume
    everybody = found.now.count("ALL")
    if volume is None or found.payoff_regret is None or not everybody:
        return said
    return f"{said} ({money(abs(found.payoff_regret) * volume.cases / everybody, currency)} per {volume.per})"


def tipping_text(tipping: Tipping, currency: str = "") -> str:
    """Where it tips, as a sentence with how that was found."""
    stress = tipping.stress
    label = LABELS[stress.kind].lower()
    if stress.kind == "mix":
        label = f"share of {stress.column} = {stress.shares[0][0]}"
    if stress.kind == "cost":
        label = f"payoff of {stress.cell}" if stress.cell else "payoff of every cell"
    what = (
        "another policy is better"
        if tipping.limit is None
        else f"{tipping.limit.label} ({bound_words(tipping.limit, tipping.limit.bound, currency)}) breaks"
    )
    if tipping.is_already:
        return f"Already without a stress, {what}."
    way = "rises" if tipping.end > tipping.start else "falls"
    on_grid = "" if tipping.is_proven else f" {_GRID}"
    start, end = (size_text(stress, size) for size in (tipping.start, tipping.end))
    if tipping.size is None:
        nothing = "no other policy is better" if tipping.limit is None else f"{tipping.limit.label} keeps its limit"
        return f"As the {label} {way} from {start} to {end}, {nothing}.{on_grid}"
    return f"As the {label} {way} from {start}, {what} at {size_text(stress, tipping.size)}.{on_grid}"


_GRID = "Sizes were tried one after the other, so something between two of them may have been passed over."
