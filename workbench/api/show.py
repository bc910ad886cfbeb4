"""Choices and operating points as people read them, at the terminal and in a notebook."""

from __future__ import annotations

from html import escape

from workbench.contract import Contract
from workbench.metrics import payoff_metric
from workbench.policy import Blocked, Choice, OperatingPoint
from workbench.wording import count, number, percent, threshold_text, value_text, value_with_unit

Rows = list[tuple[str, str, str]]


def policy_text(point: OperatingPoint) -> str:
    """The policy in words: ``score_v7 >= 0.4131``."""
    if point.policy.flags_nobody:
        return f"{point.policy.score}: flag nobody"
    return f"{point.policy.score} >= {threshold_text(point.policy.threshold, point.same_actions)}"


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
    currency = contract.currency if contract is not None else ""
    for item in point.metrics:
        remark = ""
        if item.is_kept is not None:
            sign = "at most" if item.metric.goal == "minimise" else "at least"
            bound = value_text(item.metric, item.metric.limit, currency)
            remark = f"limit {sign} {bound}: {'kept' if item.is_kept else 'BROKEN'}"
        rows.append((item.metric.label, value_with_unit(item.metric, item.value, currency), remark))
    for item in point.limits:
        rows.append((item.limit.text, number(item.value), "kept" if item.is_kept else "BROKEN"))
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
    feasible = f"{choice.feasible_count:,} of {choice.candidates_count:,} candidates{looked_at} are feasible"
    rows: Rows = [("Recommended by", choice.rule, feasible), *point_rows(choice.point, contract)]
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
    return f"No threshold keeps every limit: {said}. Relax a limit, or bring better predictions."


def _blocked_text(item: Blocked, candidates: str) -> str:
    gap = abs(item.nearest_value - item.limit.bound)
    where = f"{item.nearest.score} >= {item.nearest.threshold:.6g}"
    if item.nearest.flags_nobody:
        where = "nobody flagged"
    alone = f"{item.keeps_count:,} of {candidates} keep it" if item.keeps_count else "none keeps it"
    rows = "".join(f" on {column} {', '.join(values)}" for column, values in item.limit.metric.where.items())
    nearest = f"nearest {number(item.nearest_value)} with {where}"
    return f"{item.limit.text}{rows} is missed by {number(gap)} ({nearest}; {alone})"


def _same_actions(point: OperatingPoint) -> str:
    low, high = (f"{end:.10g}" for end in point.same_actions)
    if high == "inf":
        return f"any threshold above {low} flags the same cases"
    if low == "-inf":
        return f"any threshold up to {high} flags the same cases"
    return f"any threshold above {low} and up to {high} flags the same cases"
