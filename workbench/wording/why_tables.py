"""Why a point, as tables of texts: the exact inputs of its score, the limits with their slack, and its rivals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.wording.agreed import agreed_number, agreed_value
from workbench.wording.intervals import CELL_WORDS
from workbench.wording.numbers import points, value_text
from workbench.wording.policies import policy_name
from workbench.wording.recorded_points import Units, real, values_header, values_row
from workbench.wording.why import objective_text

Record = Mapping[str, Any]
TextTable = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
TERMS_HEADER = ("Metric", "Here", "Worth nothing at", "Target", "Worth", "Weight", "Points")
LIMITS_HEADER = ("Limit", "Agreed", "Here", "Outcome")


def terms_table(why: Record, units: Units) -> TextTable | None:
    """What the objective adds up from: the terms of the score, or the money of each cell; None where neither is there."""
    if why["terms"]:
        total = ("Sum", "", "", "", "", "", points(real(why["objective"])))
        return TERMS_HEADER, (*_terms(why["terms"], units), total)
    if why["rule"] != "payoff":
        return None
    rows = [
        (f"{words[:1].upper()}{words[1:]}", units.money(real(why["payoff_by_cell"][cell])))
        for cell, words in CELL_WORDS.items()
        if cell in why["payoff_by_cell"]
    ]
    if why.get("payoff_of_reviews"):
        rows.append(("Reviews", units.money(real(why["payoff_of_reviews"]))))
    return ("Cases", f"Money {units.per}"), (*rows, ("Sum", units.money(real(why["objective"]))))


def forbidden_table(why: Record, units: Units) -> TextTable | None:
    """The terms of the winner that a limit stops, with what each broken limit is shown as."""
    found = why.get("forbidden")
    if not found or not found["terms"]:
        return None
    broken = [
        (f"{limit['label']}: {limit['bound_text']}", limit["value_text"], "", "", "broken", "", points(limit["points"]))
        for limit in found["broken"]
    ]
    total = ("Shown as", "", "", "", "", "", points(real(found["shown_score"])))
    return TERMS_HEADER, (*_terms(found["terms"], units), *broken, total)


def _terms(terms: list[Record], units: Units) -> list[tuple[str, ...]]:
    rows = []
    for term in terms:
        metric = units.metrics[term["metric"]]
        ends = [
            "" if end is None else agreed_value(metric, end, units.currency) for end in (metric.worst, metric.target)
        ]
        here = value_text(metric, real(term["value"]), units.currency)
        name = f"{metric.label}, {metric.unit}" if metric.unit else metric.label
        gives, adds = (points(real(term[key])) for key in ("worth", "points"))
        rows.append((name, here, *ends, gives, agreed_number(real(term["weight"])), adds))
    return rows


def limits_table(why: Record) -> TextTable | None:
    """Each limit with what is left of it, or by how much it is broken; None without limits."""
    if not why["limits"]:
        return None
    rows = tuple(
        (
            limit["label"],
            limit["bound_text"],
            limit["value_text"],
            f"kept, {limit['by_text']} to spare" if limit["ok"] else f"BROKEN by {limit['by_text']}",
        )
        for limit in why["limits"]
    )
    return LIMITS_HEADER, rows


def rivals_table(why: Record, policy: Record, point: Record, units: Units) -> TextTable:
    """This point beside the recommended one, the runner-up, the best of each other score and the one a limit stops."""
    own = {"policy": policy, "operating_point": point, "objective": why["objective"]}
    named = [("This point", own)]
    if why["recommended"] is not None:
        named.append(("Recommended", why["recommended"]))
    found = why["runner_up"]
    if found is not None and (why["recommended"] is None or found["policy"] != why["recommended"]["policy"]):
        named.append(("Runner-up", found))
    named += [(f"Best of {each['policy']['score']}", each) for each in why["best_of_others"]]
    if why.get("forbidden"):
        named.append(("Stopped by a limit", why["forbidden"]))
    has_money = point.get("payoff") is not None
    scored = {"contract": "Score", "payoff": "By money"}.get(why["rule"], "By the rule")
    rows = tuple(
        (
            name,
            policy_name(each["policy"], each["operating_point"]),
            objective_text(why, each["objective"], units),
            *values_row(each["operating_point"], units, has_money=has_money),
        )
        for name, each in named
    )
    return ("Point", "Flagged when", scored, *values_header(units, has_money=has_money)), rows
