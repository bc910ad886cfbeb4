"""The chosen point against the baseline: what each metric and the money gain or lose."""

from __future__ import annotations

import math
import re

from workbench.exporters.blocks import Table
from workbench.exporters.limit_words import bound_text, difference_text, interval_text, name_with_unit, verdict
from workbench.exporters.recorded import Recorded, real, value_at
from workbench.metrics import BUILTIN, Metric
from workbench.wording import UNDEFINED, money, phrase_for, say_difference
from workbench.wording.agreed import agreed_number
from workbench.wording.judged import judged_number, judged_text

_LIMIT = re.compile(
    r"^\s*(?:(?P<kind>gap|ratio)\s*\(\s*)?(?P<name>\w+)\s*\)?\s*(?P<sign><=|>=)\s*(?P<bound>[-+]?[0-9.][-+0-9.eE_]*)"
)


def metrics_table(record: Recorded) -> Table | None:
    """The contract's metrics at the chosen point with limit or target, verdict, baseline and difference."""
    point, baseline = record["operating_point"], (record["baseline"] or {}).get("operating_point")
    rows, has_interval = [], any(item.get("low") is not None for item in point["metrics"].values())
    for name, metric in record.metrics.items():
        here = point["metrics"].get(name) or {"value": None}
        bound = metric.target if metric.limit is None else metric.limit
        row = [name_with_unit(metric), record.judged_text(metric, here["value"], bound)]
        if has_interval:
            row.append(interval_text(record, metric, here.get("low"), here.get("high")))
        row += [bound_text(record, metric), verdict(metric, here["value"])]
        if baseline is not None:
            there = value_at(baseline, name)
            row += [record.text(metric, there), difference_text(record, metric, here["value"], there)]
        rows.append(tuple(row))
    for limit in point.get("limits") or ():
        row = (
            [limit["label"], limit_value(record, limit)]
            + [""] * has_interval
            + [limit_bound(record, limit), "kept" if limit["ok"] else "BROKEN"]
        )
        rows.append(tuple(row + ["", ""] * (baseline is not None)))
    rows += [_payoff_row(record, has_interval)] if point.get("payoff") is not None else []
    if not rows:
        return None
    columns = [("Metric", "left", 3.0), ("This point", "right", 1.4)]
    columns += [("Interval", "right", 1.6)] if has_interval else []
    columns += [("Limit or target", "left", 1.6), ("Outcome", "left", 1.35)]
    columns += [("Baseline", "right", 1.4), ("Difference", "left", 2.1)] if baseline is not None else []
    filled = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    header, align, widths = zip(*(columns[index] for index in filled), strict=True)
    return Table(
        header=header,
        rows=tuple(tuple(row[index] for index in filled) for row in rows),
        align=align,
        widths=widths,
        caption="What was agreed to matter, at this point" if record.contract else "What was measured, at this point",
    )


def limit_value(record: Recorded, limit: dict) -> str:
    """The value of a limit that was asked for beside the contract, in its metric's unit where the record knows it."""
    if _is_told(record, limit):
        return limit["value_text"]
    found, bound = _read(limit)
    metric, value = _metric(record, found), real(limit["value"])
    at_most = found is not None and found["sign"] == "<="
    if metric is None:
        return judged_number(value, bound, at_most=at_most)
    return judged_text(metric, value, bound, at_most=at_most, currency=record.currency)


def limit_bound(record: Recorded, limit: dict) -> str:
    """``at most 5%``: the bound of such a limit in words; its label already names the metric and the column."""
    if _is_told(record, limit):
        return limit["bound_text"]
    found, bound = _read(limit)
    if found is None or math.isnan(bound):
        return limit["text"]
    metric = _metric(record, found)
    text = agreed_number(bound) if metric is None else record.agreed_text(metric, bound)
    return f"{'at most' if found['sign'] == '<=' else 'at least'} {text}"


def _is_told(record: Recorded, limit: dict) -> bool:
    """Whether the record has the words of a limit whose unit no metric of its own has: work per period, or an order."""
    found, _ = _read(limit)
    is_work = found is not None and "/" in limit["text"]
    return (found is None or is_work) and limit.get("bound_text") is not None and limit.get("value_text") is not None


def _read(limit: dict) -> tuple[re.Match[str] | None, float]:
    found = _LIMIT.match(limit["text"])
    try:
        return found, float(found["bound"]) if found else math.nan
    except ValueError:
        return found, math.nan


def _metric(record: Recorded, found: re.Match[str] | None) -> Metric | None:
    """What is bounded; a ratio between segments has no unit, whatever its metric has."""
    if found is None or found["kind"] == "ratio":
        return None
    return record.metrics.get(found["name"]) or BUILTIN.get(found["name"])


def _payoff_row(record: Recorded, has_interval: bool) -> tuple[str, ...]:
    point, baseline = record["operating_point"], (record["baseline"] or {}).get("operating_point")
    factor = record.per_period or 1.0
    here = real(point["payoff"]) * factor
    name = f"Payoff per {record.period}" if record.per_period else "Payoff on these predictions"
    row = [name, money(here, record.currency)] + [""] * has_interval + ["", ""]
    if baseline is not None:
        there = real(baseline.get("payoff")) * factor
        change = here - there
        sign, better = ("+", "better") if change > 0 else ("", "worse")
        said = (
            UNDEFINED
            if math.isnan(change)
            else "same"
            if change == 0
            else f"{sign}{money(change, record.currency)}, {better}"
        )
        row += [money(there, record.currency), said]
    return tuple(row)


def gains_and_losses(record: Recorded) -> tuple[list[str], list[str]]:
    """Against the baseline, in words: what got better and what got worse; both empty without a baseline."""
    better: list[str] = []
    worse: list[str] = []
    baseline = (record["baseline"] or {}).get("operating_point")
    if baseline is None:
        return better, worse
    for name, metric in record.metrics.items():
        start, end = value_at(baseline, name), value_at(record["operating_point"], name)
        if math.isnan(start) or math.isnan(end) or start == end:
            continue
        said = say_difference(phrase_for(metric, currency=record.currency), start, end)
        (better if metric.sign * (end - start) > 0 else worse).append(said)
    return better, worse
