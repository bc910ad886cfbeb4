"""The decision in one sentence, and the other facts that a first page needs in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.exporters.clean_text import printable
from workbench.exporters.comparison import gains_and_losses
from workbench.exporters.policy_words import action_text
from workbench.exporters.recorded import Recorded, real
from workbench.wording import money, unit_text
from workbench.wording.agreed import agreed_number, agreed_percent

STATUS = {"draft": "DRAFT, not signed", "signed": "SIGNED", "superseded": "SUPERSEDED", "withdrawn": "WITHDRAWN"}
EXCEPTION_TITLE = "DECIDED WITH AN EXCEPTION"
BRIEF_LENGTH = 360
REVIEW_KINDS = {"validate": "check on fresh data", "audit": "full audit"}


def status_text(record: Recorded) -> str:
    status = str(record["status"] or "draft")
    said = STATUS.get(status, status.upper())
    return f"{said}, {EXCEPTION_TITLE}" if is_exception(record) else said


def is_exception(record: Recorded) -> bool:
    """Whether the point breaks a limit and a named person has allowed that in writing."""
    exception = record["exception"] or {}
    written = all(str(exception.get(key) or "").strip() for key in ("name", "reason"))
    return written and bool(broken_limits(record))


def decision_sentence(record: Recorded) -> str:
    """The action with its threshold, what it is worth per period, and who answers for it."""
    action = action_text(record.contract.get("decision") or "", record["policy"], record["operating_point"])
    worth = _worth(record)
    said = f"{action}{';' if ':' in action else ':'} {worth}" if worth else action
    return f"{said}; owner: {owner_text(record)}."


def _worth(record: Recorded) -> str:
    payoff, factor = record["operating_point"].get("payoff"), record.per_period
    if payoff is None or factor is None:
        return ""
    worth = money(payoff * factor, record.currency)
    said = f"over {agreed_number(record.volume or 0)} cases per {record.period} the payoff is {worth}"
    baseline = real(((record["baseline"] or {}).get("operating_point") or {}).get("payoff"))
    change = (payoff - baseline) * factor
    if math.isnan(change):
        return said
    if change == 0:
        return f"{said}, as with the baseline"
    return f"{said}, {money(abs(change), record.currency)} {'better' if change > 0 else 'worse'} than the baseline"


def owner_text(record: Recorded) -> str:
    """The owner with the role that the contract gives them."""
    name, agreed = str(record["owner"] or ""), record.contract.get("owner") or {}
    role = agreed.get("role") if agreed.get("name") == name else ""
    return f"{name} ({role})" if role else name


def reviews_text(record: Recorded) -> str:
    """When the decision is looked at again; empty when nobody planned it."""
    planned: dict[str, list[str]] = {}
    for review in record["reviews"] or ():
        kind = REVIEW_KINDS.get(review.get("kind", ""), review.get("kind") or "review")
        when = review.get("on") or review.get("date") or review.get("due")
        planned.setdefault(kind, []).append(f"on {when}" if when else f"in week {review.get('after_weeks')}")
    said = ", ".join(f"{kind} {' and '.join(times)}" for kind, times in planned.items())
    return f"{said} (counted from going live)" if "in week" in said else said


def given_up_text(record: Recorded) -> str:
    """What the owner says was given up, and what the numbers say against the baseline."""
    said = brief((record["rationale_parts"] or {}).get("sacrificed") or "")
    _, worse = gains_and_losses(record)
    parts = [said] if said else []
    if worse:
        parts.append(f"Against the baseline: {'; '.join(worse)}.")
    elif record["baseline"]:
        parts.append("Against the baseline nothing measured here is worse.")
    return " ".join(parts)


def brief(text: str) -> str:
    """``text`` as long as a first page has room for; whatever is cut stands in full further down."""
    text = printable(text)
    return text if len(text) <= BRIEF_LENGTH else f"{text[:BRIEF_LENGTH].rstrip()} … (in full below)"


def restriction_text(record: Recorded) -> str:
    """``Only rows where road is urban were used.``; empty where every row was looked at."""
    only = record["predictions"].get("only") or {}
    said = " and ".join(f"{column} is {' or '.join(values)}" for column, values in only.items())
    return f"Only rows where {said} were used." if said else ""


def certify_text(record: Recorded) -> str:
    """That a certification was asked for and is not computed; empty where none was asked for."""
    asked = [item["certify"] for item in record.contract.get("metrics") or () if item.get("certify")]
    if not asked:
        return ""
    levels = " and ".join(dict.fromkeys(agreed_percent(level) for level in asked))
    return f"certification at {levels} was asked for and is not computed by this version; 'kept' is the point estimate"


def broken_limits(record: Recorded) -> list[str]:
    """Each limit that the chosen point breaks, with its value; undefined never keeps a limit."""
    point = record["operating_point"]
    broken = []
    for name, metric in record.metrics.items():
        here = point["metrics"].get(name) or {}
        if here.get("ok") is False:
            side = "at most" if metric.goal == "minimise" else "at least"
            limit = record.agreed_text(metric, here.get("limit"))
            value = record.judged_text(metric, here.get("value"), here.get("limit"))
            broken.append(f"{metric.label}: agreed {side} {limit}, here {value} {unit_text(metric)}".rstrip())
    broken += [
        f"{limit['label']}: {limit['text']} does not hold"
        for limit in point.get("limits") or ()
        if limit["ok"] is False
    ]
    return broken


def exception_text(exception: Mapping[str, Any] | None) -> str:
    """Who allowed a broken limit and why."""
    if not exception:
        return "Nobody has allowed this exception in writing."
    return f"Allowed by {exception.get('name', '')}, because: {exception.get('reason', '')}"
