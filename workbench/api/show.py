"""Choices and operating points as people read them, at the terminal and in a notebook."""

from __future__ import annotations

import math
from html import escape

from workbench.contract import Contract
from workbench.decision.policy_parts import recorded_parts
from workbench.metrics import payoff_metric
from workbench.policy import (
    Blocked,
    Choice,
    OperatingPoint,
    PeriodLimit,
    Policy,
    ShorterList,
    SingleThreshold,
)
from workbench.wording import count, number, percent, value_with_unit
from workbench.wording.agreed import agreed_value
from workbench.wording.judged import distance, distance_number, judged_number, judged_with_unit
from workbench.wording.limits import bound_words, nearest_text
from workbench.wording.named_policy import named
from workbench.wording.optimality import optimality_to_dict
from workbench.wording.policies import KIND_WORDS, policy_name, short_value

Rows = list[tuple[str, str, str]]


def policy_text(point: OperatingPoint) -> str:
    """The policy in words: ``score_v7 >= 0.4131``."""
    if isinstance(point.policy, SingleThreshold) and point.policy.flags_nobody:
        return f"{point.policy.score}: flag nobody"
    return named(point.policy, point.sweep).replace("≥", ">=")


def point_rows(point: OperatingPoint, contract: Contract | None = None) -> Rows:
    """What a point does, as rows of name, value and remark."""
    everybody = point.count("ALL")
    flagged = point.count("FLAGGED")
    share = percent(flagged / everybody) if everybody else "undefined"
    rows: Rows = [
        ("Policy", policy_text(point), _same_actions(point)),
        ("Flagged", count(flagged), f"{share} of cases"),
    ]
    names = {"TP": "flagged, and the event", "FP": "flagged, no event", "FN": "missed", "TN": "rightly left alone"}
    rows += [(cell, count(point.count(cell)), said) for cell, said in names.items()]
    rows += part_rows(point)
    currency = contract.currency if contract is not None else ""
    for item in point.metrics:
        remark, value = "", value_with_unit(item.metric, item.value, currency)
        if item.is_kept is not None:
            limit, at_most = item.metric.limit, item.metric.goal == "minimise"
            bound = agreed_value(item.metric, limit, currency)
            remark = f"limit at {'most' if at_most else 'least'} {bound}: {'kept' if item.is_kept else 'BROKEN'}"
            value = judged_with_unit(item.metric, item.value, limit, at_most=at_most, currency=currency)
        rows.append((item.metric.label, value, remark))
    for item in point.limits:
        value = judged_number(item.value, item.limit.bound, at_most=item.limit.at_most)
        remark = "kept" if item.is_kept else "BROKEN"
        if isinstance(item.limit, PeriodLimit):
            remark = f"{item.limit.label}; {bound_words(item.limit, item.limit.bound)}: {remark}"
        rows.append((item.limit.text, value, remark))
    payoff = payoff_metric(contract) if contract is not None else None
    if point.payoff is not None and payoff is not None:
        rows.append((payoff.label, value_with_unit(payoff, point.payoff, currency), "on these predictions"))
    elif point.payoff is not None:
        rows.append(("Payoff", number(point.payoff), "on these predictions"))
    return rows


def choice_rows(choice: Choice, contract: Contract | None = None) -> Rows:
    """What a rule recommends, or why nothing can be."""
    if choice.point is None:
        return [("Recommended", "nothing is feasible", nothing_feasible_text(choice))]
    looked_at = "" if choice.candidates_total is not None else " looked at"
    is_single = isinstance(choice.point.policy, SingleThreshold)
    listed = f"candidates{looked_at}" if is_single else f"{KIND_WORDS[choice.point.policy.to_dict()['kind']]} looked at"
    feasible = f"{choice.feasible_count:,} of {choice.candidates_count:,} {listed} are feasible"
    rows: Rows = [("Recommended by", choice.rule, feasible), *point_rows(choice.point, contract)]
    if getattr(choice, "says", ""):
        rows.append(("Against one threshold", "", choice.says))
    if choice.optimality is not None:
        rows.append(("How near the best", "", optimality_to_dict(choice.optimality)["text"]))
    if choice.ties_count:
        rows.append(("Ties", f"{choice.ties_count:,}", "policies that the rule values alike; the first is shown"))
    return rows


def as_text(rows: Rows) -> str:
    """The rows as aligned plain text."""
    wide, wider = max(len(row[0]) for row in rows), max(min(len(row[1]), 32) for row in rows)
    return "\n".join(f"{name:<{wide}}  {value:<{wider}}  {remark}".rstrip() for name, value, remark in rows)


def as_html(rows: Rows) -> str:
    """The rows as an HTML table; what users wrote stays text."""
    cells = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th><td style='text-align:right'>{escape(value)}</td>"
        f"<td style='text-align:left'>{escape(remark)}</td></tr>"
        for name, value, remark in rows
    )
    return f"<table>{cells}</table>"


def nothing_feasible_text(choice: Choice) -> str:
    """Why nothing can be chosen: each limit that blocks, how near a candidate comes, and by how much it misses."""
    if not choice.blocked:
        return f"Nothing can be chosen: the rule {choice.rule} is undefined at every candidate that keeps the limits."
    looked_at = "" if choice.candidates_total is not None else " looked at"
    candidates = f"{choice.candidates_count:,} candidates{looked_at}"
    said = "; ".join(_blocked_text(item, candidates) for item in choice.blocked)
    kind = choice.blocked[0].nearest.to_dict()["kind"]
    nothing = "No threshold keeps" if kind == "single" else f"None of the {KIND_WORDS[kind]} keeps"
    return f"{nothing} every limit: {said}. {_shorter_works(choice)}Relax a limit, or bring better predictions."


def _shorter_works(choice: Choice) -> str:
    """That a shorter list, or a part of this one, keeps every limit, where one does."""
    # A list's choice has both, in the form that is shown too.
    length, part = getattr(choice, "feasible_k", None), getattr(choice, "shorter", None)
    policy = choice.blocked[0].nearest.to_dict()
    if length is not None:
        when = "" if policy["per"] == "all" else f"/{policy['per']}"
        return f"A shorter list keeps every limit: capacity:{length}{when}. "
    if part is not None and not math.isinf(part.threshold):
        return (
            f"A part of the list keeps every limit: the {count(part.flagged_count)} cases of it with {policy['score']} >= "
            f"{part.threshold!r}. "
        )
    return ""


def _blocked_text(item: Blocked, candidates: str) -> str:
    rows = "".join(f" on {column} {', '.join(values)}" for column, values in item.limit.metric.where.items())
    if math.isnan(item.nearest_value):
        return f"{item.limit.text}{rows} is {nearest_text(item.limit, item.nearest_value)}"
    nearest_number = judged_number(item.nearest_value, item.limit.bound, at_most=item.limit.at_most)
    gap = distance_number(distance(item.nearest_value, item.limit.bound))
    where = _where(item.nearest)
    alone = f"{item.keeps_count:,} of {candidates} keep it" if item.keeps_count else "none keeps it"
    nearest = f"nearest {nearest_number} with {where}"
    return f"{item.limit.text}{rows} is missed by {gap} ({nearest}; {alone})"


def _where(policy: Policy) -> str:
    if isinstance(policy, SingleThreshold) and policy.flags_nobody:
        return "nobody flagged"
    return policy_name(policy.to_dict()).replace("≥", ">=")


def part_rows(point: OperatingPoint) -> Rows:
    """A row for each part of a policy of more than one threshold, with all digits of its threshold."""
    rows, parts = [], recorded_parts(point)
    if "review" in parts:
        rows += _review_rows(point.policy.to_dict(), parts["review"])
    if "capacity" in parts:
        rows += _capacity_rows(parts["capacity"])
    for tier in parts.get("tiers") or ():
        cells = tier["confusion"]
        does = f"{count(cells['tp'])} caught, {count(cells['fn'])} missed, {count(cells['fp'])} false alarms"
        where = "nobody" if tier["threshold"] is None else f"{tier['score']} >= {tier['threshold']!r}"
        rows.append((f"{point.policy.to_dict()['segment']} {short_value(tier['value'])}", where, does))
    return rows


def shorter_text(shorter: ShorterList | None, choice: Choice) -> str:
    """That a part of a list would do better by the rule than all of it; empty where none does."""
    if shorter is None or choice.point is None:
        return ""
    if math.isinf(shorter.threshold):
        return "By the rule an empty list would do better."
    score = choice.point.policy.to_dict()["score"]
    return (
        f"A shorter list would do better by the rule: the {count(shorter.flagged_count)} cases of it with {score} >= "
        f"{shorter.threshold!r}."
    )


def _capacity_rows(capacity: dict) -> Rows:
    """How full the lists are, and where a tie did not fit."""
    rows: Rows = []
    if capacity["flagged_max"] is not None:
        most = f"{count(capacity['flagged_max'])} in the fullest of {count(capacity['periods_count'])} lists"
        rows.append(("On a list", count(capacity["flagged_mean"]), f"in the mean; {most}"))
    if capacity["ties_count"]:
        tied = (
            f"cases of one score did not all fit in {count(capacity['ties_count'])} lists, and were left out together"
        )
        rows.append(("Ties at the limit", count(capacity["ties_count"]), tied))
    return rows


def _review_rows(policy: dict, review: dict) -> Rows:
    """What is acted on at once, what a person decides and what is cleared, with all digits of both ends."""
    ends = {name: "nobody" if policy[name] is None else repr(policy[name]) for name in ("clear_below", "act_from")}
    said = (
        ("Act at once", f">= {ends['act_from']}" if policy["act_from"] is not None else "nobody", "acted"),
        ("A person decides", f">= {ends['clear_below']}", "reviewed"),
        ("Clear", f"< {ends['clear_below']}" if policy["clear_below"] is not None else "everybody", "cleared"),
    )
    return [
        (name, where, f"{count(review[part]['events'])} events, {count(review[part]['others'])} others")
        for name, where, part in said
    ]


def _same_actions(point: OperatingPoint) -> str:
    if point.same_actions is None:
        return ""
    low, high = (f"{end:.10g}" for end in point.same_actions)
    if high == "inf":
        return f"any threshold above {low} flags the same cases"
    if low == "-inf":
        return f"any threshold up to {high} flags the same cases"
    return f"any threshold above {low} and up to {high} flags the same cases"
