"""A recorded policy of any kind in words: its name, and which cases it flags.

A threshold is written in as few digits as flag the same cases where the point says which those are, else with all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.wording.agreed import agreed_number
from workbench.wording.numbers import count, threshold_text

Record = Mapping[str, Any]
KIND_WORDS = {
    "single": "single thresholds",
    "tiered": "tiered thresholds",
    "review": "review bands",
    "capacity": "lists of this length",
}
TIERS_SAID_MAX = 4
_VALUE_LENGTH = 60


def short_threshold(threshold: float | None, point: Record | None = None) -> str:
    """A threshold in as few digits as flag the same cases (``same_actions`` of ``point``); all digits without a point.

    >>> short_threshold(0.41312345678, {"same_actions": {"above": 0.4127, "up_to": 0.41312345678}})
    '0.4131'
    """
    if threshold is None:
        return "nobody"
    same = (point or {}).get("same_actions") or {}
    low, high = same.get("above"), same.get("up_to")
    if low is None and high is None:
        return threshold_text(threshold, (threshold, threshold))
    return threshold_text(threshold, (-math.inf if low is None else low, math.inf if high is None else high))


def is_mixed(policy: Record) -> bool:
    """Whether the tiers look at different scores."""
    return policy.get("kind") == "tiered" and bool(policy.get("scores"))


def tier_score(policy: Record, value: str) -> str:
    """The score that the tier of this segment value looks at."""
    return str((policy.get("scores") or {}).get(value) or policy.get("score"))


def score_names(policy: Record) -> tuple[str, ...]:
    """The scores that a policy looks at, each once."""
    if policy.get("kind") != "tiered":
        return (str(policy.get("score")),)
    return tuple(dict.fromkeys(tier_score(policy, value) for value in policy["thresholds"]))


def scores_text(policy: Record) -> str:
    """``v7``, or ``v7 or v6 by road``."""
    names = score_names(policy)
    return names[0] if len(names) == 1 else f"{' or '.join(names)} by {policy['segment']}"


def policy_name(policy: Record, point: Record | None = None) -> str:
    """A policy in as few words as tell it from others.

    >>> policy_name({"score": "v7", "threshold": 0.5})
    'v7 ≥ 0.5'
    >>> policy_name({"kind": "tiered", "score": "v7", "segment": "road", "thresholds": {"town": 0.4, "motorway": None}})
    'v7 by road: town ≥ 0.4, motorway nobody'
    """
    kind = policy.get("kind", "single")
    if kind == "tiered":
        parts = _tiers(policy, point, " ≥ ", " nobody")
        if parts is None:
            by = "" if is_mixed(policy) else f" by {policy['segment']}"  # its scores say it
            return f"{scores_text(policy)}{by}, {_spread(policy, point)}"
        start = policy["segment"] if is_mixed(policy) else f"{policy['score']} by {policy['segment']}"
        return f"{start}: {', '.join(parts)}"
    if kind == "review" and policy["clear_below"] == policy["act_from"]:
        return policy_name({"score": policy["score"], "threshold": policy["act_from"]}, _as_single(point))
    if kind == "review":
        clear, act = _band_ends(policy, point)
        return f"{policy['score']}: review from {clear}, act from {act}" if act else _review_only(policy, clear)
    if kind == "capacity":
        return f"the {count(policy['k'])} highest {policy['score']} {per_words(policy['per'])}"
    if policy["threshold"] is None:
        return f"{policy['score']}, nobody flagged"
    return f"{policy['score']} ≥ {short_threshold(policy['threshold'], point)}"


def rule_words(policy: Record, point: Record | None = None) -> str:
    """Which cases the policy flags, after ``when``: ``v7 is 0.33 or higher``."""
    kind = policy.get("kind", "single")
    if kind == "tiered":
        parts = _tiers(policy, point, " from ", " never")
        reaches = f"{scores_text(policy)} reaches the threshold of its {policy['segment']}"
        return f"{reaches}: {_spread(policy, point) if parts is None else ', '.join(parts)}"
    if kind == "review" and policy["clear_below"] == policy["act_from"]:
        return rule_words({"score": policy["score"], "threshold": policy["act_from"]}, _as_single(point))
    if kind == "review":
        clear, act = _band_ends(policy, point)
        if not act:
            return f"never without a person: one decides from {policy['score']} {clear} on, lower is cleared"
        return f"{policy['score']} is {act} or higher; from {clear} up to there a person decides, and lower is cleared"
    if kind == "capacity":
        return f"{policy['score']} is among the {count(policy['k'])} highest {per_words(policy['per'])}"
    if policy["threshold"] is None:
        return "never: nobody is flagged"
    return f"{policy['score']} is {short_threshold(policy['threshold'], point)} or higher"


def per_words(per: str | None) -> str:
    """``of each day``, or ``in all``."""
    return "in all" if per in (None, "", "all") else f"of each {per}"


def shared_words(policy: Record) -> str:
    """What each reviewer has of a list: ``40 alerts per reviewer per day, 3 reviewers: 120 a day``; empty for other lists.

    >>> shared_words({"kind": "capacity", "k": 120, "per": "day", "reviewers": 3, "alerts_each": 40})
    'at most 40 alerts per reviewer per day, 3 reviewers: 120 a day'
    """
    if policy.get("reviewers") is None:
        return ""
    per = policy["per"]
    when = "" if per in (None, "", "all") else f" per {per}"
    return f"at most {agreed_number(policy['alerts_each'])} alerts per reviewer{when}, {sharing(policy['reviewers'], policy['k'], per)}"


def sharing(reviewers: float, together: float, per: str | None) -> str:
    """``3 reviewers: 120 a day``; ``together`` without the digits that multiplying floats leaves behind."""
    when = "in all" if per in (None, "", "all") else f"a {per}"
    return f"{agreed_number(reviewers)} reviewer{'' if reviewers == 1 else 's'}: {agreed_number(float(f'{together:.12g}'))} {when}"


def _tiers(policy: Record, point: Record | None, reaches: str, never: str) -> list[str] | None:
    """A word for each tier, None where they are too many to be said."""
    if len(policy["thresholds"]) > TIERS_SAID_MAX:
        return None
    measured, said = _measured(policy, point), []
    for value, threshold in policy["thresholds"].items():
        name = short_value(value)
        if is_mixed(policy):
            name = f"{name} {tier_score(policy, value)}"
        end = never if threshold is None else f"{reaches}{short_threshold(threshold, measured.get(value))}"
        said.append(f"{name}{end}")
    return said


def short_value(value: str) -> str:
    """A segment value as a sentence has room for it; tables have it whole."""
    return value if len(value) <= _VALUE_LENGTH else f"{value[:_VALUE_LENGTH]}…"


def said_values(policy: Record) -> tuple[str, ...]:
    """The values of a tiered policy whose thresholds its name says: all, or the lowest and the highest of many."""
    if len(policy["thresholds"]) <= TIERS_SAID_MAX:
        return tuple(policy["thresholds"])
    numbered = _by_threshold(policy)
    return tuple(dict.fromkeys(value for value, _ in (numbered[:1] + numbered[-1:])))


def _by_threshold(policy: Record) -> list[tuple[str, float]]:
    """The tiers that flag anybody, from the lowest threshold to the highest."""
    some = [(value, threshold) for value, threshold in policy["thresholds"].items() if threshold is not None]
    return sorted(some, key=lambda tier: tier[1])


def _measured(policy: Record, point: Record | None) -> dict[str, Record]:
    """The tiers of a point by value; where all have one threshold, with the ends that flag the same in every one."""
    tiers = {tier["value"]: tier for tier in (point or {}).get("tiers") or ()}
    if is_mixed(policy) or len(set(policy["thresholds"].values())) > 1:
        return tiers
    same = [tier["same_actions"] for tier in tiers.values()]
    above = [each["above"] for each in same if each["above"] is not None]
    up_to = [each["up_to"] for each in same if each["up_to"] is not None]
    shared = {"above": max(above, default=None), "up_to": min(up_to, default=None)}
    return {value: {**tier, "same_actions": shared} for value, tier in tiers.items()}


def _spread(policy: Record, point: Record | None) -> str:
    """``50 thresholds from 0.2 to 0.6``."""
    numbers, measured = _by_threshold(policy), _measured(policy, point)
    if not numbers:
        return f"{count(len(policy['thresholds']))} tiers, nobody flagged in any"
    low, high = (short_threshold(threshold, measured.get(value)) for value, threshold in (numbers[0], numbers[-1]))
    ends = "" if is_mixed(policy) else f" from {low} to {high}"
    if len(numbers) > 1 and numbers[0][1] == numbers[-1][1] and not is_mixed(policy):
        ends = f", all {low}"
    never = len(policy["thresholds"]) - len(numbers)
    rest = f", and nobody flagged in {count(never)}" if never else ""
    return f"{count(len(numbers))} threshold{'' if len(numbers) == 1 else 's'}{ends}{rest}"


def _band_ends(policy: Record, point: Record | None) -> tuple[str, str]:
    """Where review begins and where acting does; the second is empty where nobody is acted on at once."""
    ends = ((point or {}).get("review") or {}).get("same_actions") or {}
    clear, act = policy["clear_below"], policy["act_from"]

    def said(name: str, value: float | None) -> str:
        return short_threshold(value, {"same_actions": ends.get(name)} if ends.get(name) else None)

    return ("never" if clear is None else said("clear_below", clear)), ("" if act is None else said("act_from", act))


def _as_single(point: Record | None) -> Record | None:
    """The point of a band in which nobody reviews, as that of a single threshold."""
    same = (((point or {}).get("review") or {}).get("same_actions") or {}).get("act_from")
    return point if same is None else {"same_actions": same}


def _review_only(policy: Record, clear: str) -> str:
    return f"{policy['score']}: review from {clear}, nobody acted on at once"
