"""Fairness by group: rates against a reference group, and the gaps between the groups that are furthest apart.

Definitions as in Fairlearn (``fairlearn.metrics``: ``demographic_parity_difference``, ``demographic_parity_ratio``,
``equal_opportunity_difference``, ``equalized_odds_difference``; agg="worst_case"), except that an undefined rate is no 0:
a group without events has no true positive rate, is named, and is left out of that gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.errors import InputError
from workbench.evidence.intervals import LEVEL, difference_interval, effective_size, ratio_interval, wilson
from workbench.evidence.policy_counts import policy_counts
from workbench.policy import Policy
from workbench.sweep import GroupCounts, Sweep, group_rows

FOUR_FIFTHS = 0.8
Favourable = Literal["flagged", "cleared"]
FourFifths = Literal["reference", "below", "below, not sure", "insufficient", "not below", "undefined"]
# Each rate as its cells over others: who gets the decision, who of the events is caught, who is flagged for nothing,
# how often a flag is right.
RATES = {
    "flagged": (("TP", "FP"), ("TP", "FP", "FN", "TN")),
    "cleared": (("FN", "TN"), ("TP", "FP", "FN", "TN")),
    "tpr": (("TP",), ("TP", "FN")),
    "fpr": (("FP",), ("FP", "TN")),
    "precision": (("TP",), ("TP", "FP")),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupRate:
    """One rate in each of k groups, and against the reference group; arrays have shape (k,), NaN where undefined.

    ``denominator`` is the number of cases (sum of weights) that it is a rate of, ``size`` how many independent rows that
    is worth. ``difference`` is the group's rate less the reference's, ``ratio`` the one over the other; at the reference
    itself they are 0 and 1, with no interval.
    """

    name: str
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    denominator: np.ndarray
    size: np.ndarray
    difference: np.ndarray
    difference_low: np.ndarray
    difference_high: np.ndarray
    ratio: np.ndarray
    ratio_low: np.ndarray
    ratio_high: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The largest difference of a rate between two groups and the smallest ratio; NaN with fewer than two groups left.

    ``highest`` and ``lowest`` name the two groups; ``left_out`` those whose rate is undefined or rests on too few cases.
    """

    name: str
    difference: float
    ratio: float
    highest: str | None
    lowest: str | None
    left_out: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class FairnessReport:
    """Rates by the values of one segment column. ``values`` are the groups, ``reference`` is one of them.

    ``favourable`` says which side of the decision is the good one to be on. ``four_fifths`` has a word a group: whether its
    rate of the favourable decision is below four fifths of the reference's.
    """

    policy: Policy
    column: str
    values: tuple[str, ...]
    reference: str
    favourable: Favourable
    cases: np.ndarray
    rates: tuple[GroupRate, ...]
    gaps: tuple[Gap, ...]
    four_fifths: tuple[FourFifths, ...]
    least_cases: int
    level: float

    def rate(self, name: str) -> GroupRate:
        """``flagged``, ``cleared``, ``tpr``, ``fpr`` or ``precision``."""
        return next(rate for rate in self.rates if rate.name == name)

    def gap(self, name: str) -> Gap:
        """``demographic_parity``, ``equal_opportunity``, ``fpr``, ``equalized_odds`` or ``predictive_parity``."""
        return next(gap for gap in self.gaps if gap.name == name)


def fairness(
    sweep: Sweep,
    policy: Policy,
    *,
    column: str,
    reference: str | None = None,
    favourable: Favourable = "cleared",
    least_cases: int = 0,
    level: float = LEVEL,
) -> FairnessReport:
    """How a policy treats the groups of a segment column; the reference is the largest group unless one is named.

    ``favourable`` is ``cleared`` where being flagged does harm (a payment is blocked) and ``flagged`` where it is a benefit
    (a loan is granted): demographic parity and four fifths are about that decision. Groups with fewer than ``least_cases``
    cases under a rate are left out of its gap, by name.

    >>> import pandas as pd
    >>> from workbench.policy import SingleThreshold
    >>> from workbench.predictions import read_predictions
    >>> frame = pd.DataFrame({"y": [0, 1, 0, 1] * 25, "p": [0.9, 0.9, 0.1, 0.9] * 25, "sex": ["f", "f", "m", "m"] * 25})
    >>> found = fairness(Sweep(read_predictions(frame, label="y", score="p", segments=["sex"])),
    ...                  SingleThreshold(score="p", threshold=0.5), column="sex", favourable="flagged")
    >>> found.reference, found.rate("flagged").ratio, found.four_fifths, found.gap("demographic_parity").difference
    ('f', array([1. , 0.5]), ('reference', 'below'), 0.5)

    Raises ColumnError for a column that is no segment, InputError for a reference that does not occur.
    """
    if favourable not in ("flagged", "cleared"):
        raise InputError(f"The favourable decision is 'flagged' or 'cleared'; found {favourable!r}.")
    groups = group_rows(sweep.predictions, (column,))
    values = tuple(value for (value,) in groups.values)
    counted = policy_counts(sweep, policy).within(groups)
    cases = counted.counts.cell("ALL")
    if reference is None:
        if not values:
            raise InputError("There are no rows that count, so there are no groups to compare.")
        reference = values[int(np.argmax(cases))]
    if reference not in values:
        raise InputError(f"{reference!r} is not a value of {column}: {', '.join(map(repr, values[:20]))}.")
    at = values.index(reference)
    rates = tuple(_rate(name, counted, at, level) for name in RATES)
    by_name = {rate.name: rate for rate in rates}
    return FairnessReport(
        policy=policy,
        column=column,
        values=values,
        reference=reference,
        favourable=favourable,
        cases=cases,
        rates=rates,
        gaps=_gaps(by_name, values, favourable, least_cases),
        four_fifths=_four_fifths(by_name[favourable], at),
        least_cases=least_cases,
        level=level,
    )


def _rate(name: str, counted: GroupCounts, at: int, level: float) -> GroupRate:
    part, among = ([counted.counts.cell(cell) for cell in cells] for cells in RATES[name])
    below = np.asarray(sum(among))
    size = effective_size(below, sum(getattr(counted.squares, cell.lower()) for cell in RATES[name][1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(below > 0, sum(part) / below, np.nan)
        ratio = np.where(value[at] > 0, value / value[at], np.nan)
    low, high = wilson(value, size, level=level)
    apart = difference_interval(value, size, value[at], size[at], level=level)
    times = ratio_interval(value, size, value[at], size[at], level=level)
    for ends in (*apart, *times):
        ends[at] = np.nan
    return GroupRate(
        name=name,
        value=value,
        low=low,
        high=high,
        denominator=below,
        size=size,
        difference=value - value[at],
        difference_low=apart[0],
        difference_high=apart[1],
        ratio=ratio,
        ratio_low=times[0],
        ratio_high=times[1],
    )


def _gaps(
    rates: dict[str, GroupRate], values: Sequence[str], favourable: Favourable, least_cases: int
) -> tuple[Gap, ...]:
    tpr, fpr = (
        _gap(name, rates[rate], values, least_cases) for name, rate in (("equal_opportunity", "tpr"), ("fpr", "fpr"))
    )
    wider = max((tpr, fpr), key=lambda gap: -1.0 if np.isnan(gap.difference) else gap.difference)
    is_known = not (np.isnan(tpr.difference) or np.isnan(fpr.difference))
    odds = Gap(
        name="equalized_odds",
        difference=wider.difference if is_known else np.nan,
        ratio=float(np.minimum(tpr.ratio, fpr.ratio)) if is_known else np.nan,
        highest=wider.highest if is_known else None,
        lowest=wider.lowest if is_known else None,
        left_out=tuple(value for value in values if value in (*tpr.left_out, *fpr.left_out)),
    )
    return (
        _gap("demographic_parity", rates[favourable], values, least_cases),
        tpr,
        fpr,
        odds,
        _gap("predictive_parity", rates["precision"], values, least_cases),
    )


def _gap(name: str, rate: GroupRate, values: Sequence[str], least_cases: int) -> Gap:
    is_used = ~np.isnan(rate.value) & (rate.denominator >= least_cases)
    left_out = tuple(value for value, used in zip(values, is_used, strict=True) if not used)
    if is_used.sum() < 2:
        return Gap(name=name, difference=np.nan, ratio=np.nan, highest=None, lowest=None, left_out=left_out)
    high = int(np.argmax(np.where(is_used, rate.value, -np.inf)))
    low = int(np.argmin(np.where(is_used, rate.value, np.inf)))
    most, least = float(rate.value[high]), float(rate.value[low])
    return Gap(
        name=name,
        difference=most - least,
        ratio=least / most if most else np.nan,
        highest=values[high],
        lowest=values[low],
        left_out=left_out,
    )


def _four_fifths(rate: GroupRate, at: int) -> tuple[FourFifths, ...]:
    said: list[FourFifths] = []
    for place, ratio in enumerate(rate.ratio):
        if place == at:
            said.append("reference")
        elif np.isnan(ratio):
            said.append("undefined")
        elif ratio < FOUR_FIFTHS:
            said.append("below" if rate.ratio_high[place] < FOUR_FIFTHS else "below, not sure")
        else:
            said.append("not below" if rate.ratio_low[place] >= FOUR_FIFTHS else "insufficient")
    return tuple(said)
