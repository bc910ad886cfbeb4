"""What a hand-set combination of tiers says about values, in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.policy.tiers import ImpliedValues, RateRatio
from workbench.wording.numbers import number
from workbench.wording.policies import policy_name
from workbench.wording.recorded_points import Units, change_words

SAID_MAX = 5


def implied_sentences(found: ImpliedValues, segment: str) -> tuple[str, ...]:
    """The pairs of tiers that value one unit of ``found.x`` least alike, the furthest apart first; one sentence if all are."""
    what = f"“{found.x.label}”"
    if len(found.rates) < 2:
        return ()
    if found.is_equal:
        return (
            f"Every {segment} pays the same exchange rate: one unit of {what} is valued alike in each, so no other "
            f"combination that some one rate justifies does better.",
        )
    names = [rate.value for rate in found.rates]
    ratios = [found.ratio(of, to) for of in names for to in names if of != to]
    unequal = sorted((each for each in ratios if each.low > 1 + 1e-9), key=lambda each: -each.low)
    said = [ratio_sentence(each, what, segment) for each in unequal[:SAID_MAX]]
    off = [rate.value for rate in found.rates if not rate.on_hull]
    if off:
        listed = ", ".join(off[:SAID_MAX]) + (" and more" if len(off) > SAID_MAX else "")
        said.append(f"No exchange rate picks the threshold of {listed}; it needs a limit to justify it.")
    return tuple(said)


def ratio_sentence(ratio: RateRatio, what: str, segment: str) -> str:
    """``You value one unit of “Missed” where road is town at 2 to 4 times the same where it is motorway.``"""
    if math.isinf(ratio.low):
        times = "beyond any bound against"
    elif math.isinf(ratio.high):
        times = f"at {number(ratio.low)} times or more of"
    elif number(ratio.low) == number(ratio.high):
        times = f"at {number(ratio.low)} times"
    else:
        times = f"at {number(ratio.low)} to {number(ratio.high)} times"
    return f"You value one unit of {what} where {segment} is {ratio.of} {times} the same where it is {ratio.to}."


def equal_sentence(implied: Mapping[str, Any] | None, units: Units, start: Mapping[str, Any]) -> str:
    """What the combination that values all tiers alike would change from ``start``, and which limits it would break.

    ``implied`` and ``start`` (a point) are as a decision record has them; empty where the tiers are valued alike.
    """
    equal = (implied or {}).get("equal")
    if not equal:
        return ""
    name = policy_name(equal["policy"], equal["operating_point"])
    changes = change_words(start, equal["operating_point"], units)
    text = f"To value all alike: {name}. From here to there: {changes}"
    return f"{text} {breaks_sentence(equal['breaks'])}".rstrip()


def breaks_sentence(breaks: Sequence[str]) -> str:
    """``It breaks a limit: ...``, so that nobody takes it unknowing; empty where every limit is kept."""
    if not breaks:
        return ""
    return f"It breaks {'a limit' if len(breaks) == 1 else f'{len(breaks)} limits'}: {'; '.join(breaks)}."
