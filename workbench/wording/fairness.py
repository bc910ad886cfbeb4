"""Fairness in plain sentences: each group against the reference, and the gaps between the groups furthest apart."""

from __future__ import annotations

import numpy as np

from workbench.evidence import FairnessReport, Gap
from workbench.wording.numbers import count, number, percent

FOUR_FIFTHS_WORDS = {
    "below": "below four fifths",
    "below, not sure": "below four fifths, though chance alone could do that",
    "insufficient": "insufficient evidence that it is not below four fifths",
    "not below": "not below four fifths",
    "undefined": "four fifths cannot be judged",
    "reference": "the reference",
}
GAP_NAMES = {
    "demographic_parity": "Demographic parity",
    "equal_opportunity": "Equal opportunity",
    "fpr": "False alarms",
    "equalized_odds": "Equalised odds",
    "predictive_parity": "Predictive parity",
}
_WHAT = {
    "demographic_parity": {"flagged": "are flagged", "cleared": "are cleared"},
    "equal_opportunity": "of the events are caught",
    "fpr": "of the non-events are flagged",
    "predictive_parity": "of the flags are right",
}
LISTED_MAX = 6


def group_sentence(report: FairnessReport, place: int) -> str:
    """How one group is treated against the reference.

    ``B is flagged 0.71 times as often as A (0.62 to 0.81): below four fifths.`` Where being cleared is the good decision,
    four fifths is about that, and is said of it.
    """
    name = report.values[place]
    flagged = report.rate("flagged")
    if name == report.reference:
        return (
            f"{name}, the reference: {percent(flagged.value[place])} of {count(report.cases[place])} cases are flagged."
        )
    said = f"{name} is {_times(report, 'flagged', place)}"
    if np.isnan(flagged.ratio[place]):
        said = f"{name} has {percent(flagged.value[place])} flagged; {report.reference} has nobody flagged, so there is no ratio"
    words = FOUR_FIFTHS_WORDS[report.four_fifths[place]]
    if report.favourable == "flagged":
        return f"{said}: {words}."
    return f"{said}. It is {_times(report, 'cleared', place)}: {words}."


def _times(report: FairnessReport, name: str, place: int) -> str:
    rate = report.rate(name)
    ratio, low, high = rate.ratio[place], rate.ratio_low[place], rate.ratio_high[place]
    if np.isnan(ratio):
        return f"{name} in {percent(rate.value[place])} of cases, and {report.reference} in none"
    as_often = f"{name} {number(ratio)} times as often as {report.reference}"
    return as_often if np.isnan(low) else f"{as_often} ({number(low)} to {number(high)})"


def gap_sentence(report: FairnessReport, gap: Gap) -> str:
    """What the gap is, between whom, and who is left out of it.

    Points are the difference of two rates in percent.
    """
    left_out = _left_out(report, gap)
    name = GAP_NAMES[gap.name]
    if np.isnan(gap.difference) or gap.highest is None or gap.lowest is None:
        return f"{name}: undefined, since fewer than two groups are left.{left_out}"
    points = f"{number(100 * gap.difference)} points"
    if gap.name == "equalized_odds":
        wider = "caught events" if gap.difference == report.gap("equal_opportunity").difference else "false alarms"
        return f"{name}: {points}, the wider of the gaps in caught events and in false alarms (here {wider}).{left_out}"
    rate = report.rate(_rate_of(report, gap))
    high, low = (float(rate.value[report.values.index(who)]) for who in (gap.highest, gap.lowest))
    what = _WHAT[gap.name]
    words = what if isinstance(what, str) else what[report.favourable]
    if gap.difference == 0:
        return f"{name}: no gap; {percent(high)} {words} in every group.{left_out}"
    ratio = "" if np.isnan(gap.ratio) else f", a ratio of {number(gap.ratio)}"
    return (
        f"{name}: {points} apart. {percent(high)} {words} in {gap.highest} and {percent(low)} in {gap.lowest}{ratio}."
        f"{left_out}"
    )


def _rate_of(report: FairnessReport, gap: Gap) -> str:
    names = {"equal_opportunity": "tpr", "fpr": "fpr", "predictive_parity": "precision"}
    return names.get(gap.name, report.favourable)


def _left_out(report: FairnessReport, gap: Gap) -> str:
    if not gap.left_out:
        return ""
    named = ", ".join(gap.left_out[:LISTED_MAX])
    more = len(gap.left_out) - LISTED_MAX
    named += f" and {count(more)} more" if more > 0 else ""
    few = f" or rests on fewer than {count(report.least_cases)} cases" if report.least_cases else ""
    return f" Left out, since the rate is undefined there{few}: {named}."
