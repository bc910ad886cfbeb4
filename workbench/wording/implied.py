"""What a hand-set combination of tiers says about values, in sentences."""

from __future__ import annotations

import math

from workbench.policy.tiers import ImpliedValues, RateRatio
from workbench.wording.numbers import number

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
