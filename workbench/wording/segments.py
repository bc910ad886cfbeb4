"""A metric by segment in words: the interval, the verdict on a limit, how it stands against the whole, the summary."""

from __future__ import annotations

import numpy as np

from workbench.evidence import SegmentMetric, SegmentReport, harm
from workbench.metrics import Metric
from workbench.wording.numbers import UNDEFINED, count, money, number, value_text, value_with_unit

# Each with a sign, so that nobody needs a colour to tell them apart.
VERDICTS = {
    "keeps": ("✓", "keeps the limit"),
    "breaks": ("✗", "breaks the limit"),
    "insufficient": ("?", "insufficient evidence"),
    "undefined": ("–", "undefined: no such cases"),
    "outside": ("–", "not looked at by this metric"),
}
AGAINST = {
    "worse": ("▼", "worse than the whole"),
    "better": ("▲", "better than the whole"),
    "alike": ("=", "no sure difference"),
    "unsure": ("?", "insufficient evidence"),
}
METHODS = {
    "score": "Wilson's score interval",
    "score, effective size": "Wilson's score interval on the effective number of weighted rows",
    "bootstrap": "bootstrap",
    "bootstrap, widened": "bootstrap, widened where a cell has few rows",
    "none": "none",
}


def interval_text(metric: Metric, low: float, high: float, currency: str = "") -> str:
    """``2.1% to 5.2%``, or that there is none.

    >>> from workbench.metrics import BUILTIN
    >>> interval_text(BUILTIN["fnr"], 0.021, 0.052), interval_text(BUILTIN["fnr"], float("nan"), float("nan"))
    ('2.1% to 5.2%', 'no interval')
    """
    if np.isnan(low) or np.isnan(high):
        return "no interval"
    return f"{value_text(metric, low, currency)} to {value_text(metric, high, currency)}"


def standing(item: SegmentMetric, place: int, whole: float) -> tuple[str, str]:
    """The sign and the words for one segment: on the metric's limit, or without one against the whole."""
    verdict = item.verdict[place]
    if verdict:
        return VERDICTS[verdict]
    if np.isnan(item.value[place]):
        return VERDICTS["undefined"]
    return AGAINST[against_whole(item, place, whole)]


def against_whole(item: SegmentMetric, place: int, whole: float) -> str:
    """``worse`` or ``better`` only where the whole interval is; a sum of money is not compared."""
    low, high = item.low[place], item.high[place]
    if item.is_sum or item.is_few[place] or np.isnan([low, high, whole]).any():
        return "unsure"
    if low > whole:
        return "worse" if item.metric.sign < 0 else "better"
    if high < whole:
        return "better" if item.metric.sign < 0 else "worse"
    return "alike"


def denominator_text(report: SegmentReport, item: SegmentMetric, place: int) -> str:
    """What the value rests on: ``of 1,234 pedestrians``; for what is no share, the cases of the segment."""
    if item.metric.is_share and item.denominator is not None:
        below = item.denominator[place]
        things = item.metric.unit.removeprefix("share of ")
        return f"of {count(below) if not np.isnan(below) else 'no'} {things}"
    return f"{count(report.cases[place])} case{'' if report.cases[place] == 1 else 's'}"


def harm_text(report: SegmentReport, name: str, place: int, currency: str = "") -> str:
    """What the segment adds to the metric's shortfall, as it is shown under the verdict; empty where undefined."""
    item = report.metric(name)
    own = float(harm(report, name)[place])
    if np.isnan(own):
        return ""
    if item.is_sum:
        if item.metric.is_money:
            return f"{money(abs(own), currency)} {'lost' if own > 0 else 'gained'} against the average"
        return f"{value_text(item.metric, abs(own), currency)} {'worse' if own > 0 else 'better'} than at the average a case"
    size = f"{number(100 * abs(own))} points" if item.metric.is_share else value_text(item.metric, abs(own), currency)
    if size.split(" ")[0] == "0":
        return "as the average"
    is_more = (own > 0) == (item.metric.sign < 0)
    return f"{'adds' if is_more else 'takes'} {size} {'to' if is_more else 'from'} the whole"


def summary(report: SegmentReport, name: str, order: np.ndarray, currency: str = "") -> str:
    """How many segments there are, what the whole has, which is worst, and how many keep, break or settle nothing."""
    item, whole = report.metric(name), report.whole_of(name)
    metric = item.metric
    columns = " and ".join(report.columns)
    values = f"{count(len(report))} {'crossings' if len(report.columns) > 1 else 'values'} of {columns}"
    said = [f"{values}. {metric.label} on the whole: {value_with_unit(metric, float(whole.value[0]), currency)}."]
    worst = next((place for place in order.tolist() if not (np.isnan(item.low[place]) or item.is_few[place])), None)
    if worst is not None and not item.is_sum and len(report) > 1:
        value = value_with_unit(metric, float(item.value[worst]), currency)
        ends = interval_text(metric, item.low[worst], item.high[worst], currency)
        called = ", ".join(report.values[worst])
        if against_whole(item, worst, float(whole.value[0])) == "worse":
            said.append(f"Worst with evidence: {called} with {value} ({ends}).")
        else:  # the table calls its difference no sure one, so no more is said here
            said.append(f"None is surely worse than the whole; nearest to it comes {called} with {value} ({ends}).")
    if item.is_sum and metric.limit is not None:
        said.append("Its limit is one of the whole and judges no part.")
    if item.limit is not None:
        counted = {verdict: item.verdict.count(verdict) for verdict in VERDICTS}
        sign = "at most" if metric.goal == "minimise" else "at least"
        bound = value_text(metric, item.limit, currency)
        parts = [
            f"broken in {count(counted['breaks'])}",
            f"kept in {count(counted['keeps'])}",
            f"insufficient evidence in {count(counted['insufficient'])}",
        ]
        if counted["undefined"]:
            parts.append(f"undefined in {count(counted['undefined'])}")
        if counted["outside"]:
            parts.append(f"not looked at in {count(counted['outside'])}")
        said.append(f"Limit {sign} {bound}: {', '.join(parts)}.")
    return " ".join(said)


def bar_text(item: SegmentMetric, place: int, whole: float, currency: str = "") -> str:
    """The picture of an interval in words."""
    metric = item.metric
    if np.isnan(item.value[place]):
        return UNDEFINED
    said = f"{value_text(metric, float(item.value[place]), currency)}, "
    said += interval_text(metric, item.low[place], item.high[place], currency)
    if not item.is_sum:
        said += f"; the whole {value_text(metric, whole, currency)}"
    if item.limit is not None:
        said += f"; limit {value_text(metric, item.limit, currency)}"
    return said
