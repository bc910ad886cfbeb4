"""Parts of ``why`` as plain JSON values: terms of the score, intervals, and ranges of the payoff."""

from __future__ import annotations

from typing import Any

from workbench.policy import StaysBest, Term
from workbench.policy.unsure import UnsurePayoff
from workbench.wording.plain import plain_number


def terms_to_dicts(terms: tuple[Term, ...]) -> list[dict[str, Any]]:
    return [
        {
            "metric": term.metric.name,
            "value": plain_number(term.value),
            "worth": plain_number(term.worth),
            "weight": plain_number(term.metric.weight),
            "points": plain_number(term.points),
        }
        for term in terms
    ]


def interval_to_dict(found: StaysBest) -> dict[str, Any] | None:
    """``low``, ``high`` (null where nothing ends it) and ``now``; None where the point is best at no value."""
    if not found.is_anywhere:
        return None
    return {"low": plain_number(found.low), "high": plain_number(found.high), "now": plain_number(found.now)}


def range_to_dict(found: UnsurePayoff) -> dict[str, Any]:
    """A range of the payoff, and from where to where in it the point is the best; both null where it is nowhere."""
    return {
        "cell": found.cell,
        "part": found.part,
        "now": plain_number(found.now),
        "low": plain_number(found.low),
        "high": plain_number(found.high),
        "stays_low": plain_number(found.stays_low),
        "stays_high": plain_number(found.stays_high),
    }
