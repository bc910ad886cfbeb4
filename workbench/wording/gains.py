"""What a policy of another kind buys over the best single threshold, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.wording.numbers import count
from workbench.wording.policies import policy_name
from workbench.wording.recorded_points import Units, change_words, real
from workbench.wording.why import margin_text

Record = Mapping[str, Any]
_SUBJECTS = {"tiered": "Tiered thresholds", "review": "The review band", "capacity": "The list"}
_RULES = {"contract": " of the contract's score", "payoff": ""}
_SAME = 1e-12


def gain_sentence(best: Record | None, policy: Record, point: Record, units: Units) -> str:
    """``Tiered thresholds buy 0.12 points over the best single threshold, v7 ≥ 0.5: ...``; empty where it is not known."""
    if not best:
        return ""
    subject = _SUBJECTS[policy["kind"]]
    is_many = policy["kind"] == "tiered"
    if best["policy"] is None:
        return f"No single threshold keeps every limit, so there is none to compare {subject[:1].lower()}{subject[1:]} with."
    single = policy_name(best["policy"], best["operating_point"])
    among = f"the best single threshold{' that keeps every limit' if _has_limits(best['operating_point']) else ''}"
    if best["gain"] is None:
        return f"{among.capitalize()} is {single}; by how much this is better is undefined."
    gain = real(best["gain"])
    if abs(gain) <= _SAME * max(1.0, abs(real(best["objective"]))):
        return f"{subject} {'buy' if is_many else 'buys'} nothing over {among}, {single}: it is as good by the rule."
    verb = ("buy" if gain > 0 else "cost") + ("" if is_many else "s")
    amount = f"{margin_text(best, gain, units)}{_RULES.get(best['rule'], ' of ' + _asked(best))}"
    side = "over" if gain > 0 else "against"
    if policy["kind"] == "capacity":
        cells = best["operating_point"]["confusion"]
        single = f"{single}, which flags {count(real(cells['tp']) + real(cells['fp']))} cases"
    changes = change_words(best["operating_point"], point, units)
    return f"{subject} {verb} {amount} {side} {among}, {single}. From it to here: {changes}"


def _has_limits(point: Record) -> bool:
    return bool(point.get("limits")) or any(each.get("limit") is not None for each in point["metrics"].values())


def _asked(best: Record) -> str:
    return str((best.get("asked") or {}).get("label") or best["rule"][4:])
