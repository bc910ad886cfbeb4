"""Periods: the rows by day, week or month of the period column, by its own values, or all together."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

import numpy as np

from workbench.errors import ColumnError
from workbench.predictions.predictions import MISSING, Predictions, Segment

_KNOWN: WeakKeyDictionary[Predictions, dict[str | None, PeriodGroups]] = WeakKeyDictionary()
ALL = "all"
OWN = "period"
_DATE = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?"
)
_MONTH, _WEEK = re.compile(r"\d{4}-\d{2}"), re.compile(r"(?P<year>\d{4})-?W(?P<week>\d{2})")


@dataclass(frozen=True, kw_only=True, eq=False)
class PeriodGroups:
    """The rows by period: ``groups.values[groups.codes[i]]`` is the period of row i.

    ``column`` is the period column and ``members`` has, for each period, those of its values that belong to it; None and
    empty where all rows are one group.
    """

    per: str
    groups: Segment
    column: str | None
    members: dict[str, tuple[str, ...]]


def period_groups(predictions: Predictions, per: str | None) -> PeriodGroups:
    """The rows by ``per``: None or ``"all"``; ``"day"``, ``"week"`` (ISO 8601, Monday to Sunday) or ``"month"`` of dates in
    the period column; ``"period"`` or the column's own name for its own values, a missing one among them.

    Dates are those of ISO 8601, with or without a time; a day is the one that is written, whatever its time zone. A
    month may stand alone (``2026-01``), and so may a week (``2026-W05``). A column that is itself named ``day``, ``week``
    or ``month`` and holds no dates is taken by its own values.

    Grouped once for the same predictions. Raises ColumnError where there is no period column, no such ``per``, or a value
    that is no date.
    """
    known = _KNOWN.setdefault(predictions, {})
    if per not in known:
        known[per] = _period_groups(predictions, per)
    return known[per]


def _period_groups(predictions: Predictions, per: str | None) -> PeriodGroups:
    if per is None or per == ALL:
        codes = np.zeros(len(predictions), dtype=np.int32)
        return PeriodGroups(per=ALL, groups=Segment(codes=codes, values=(ALL,)), column=None, members={})
    column, period = predictions.receipt.columns.period, predictions.period
    if period is None or column is None:
        raise ColumnError(
            f"To go by {per}, the predictions need a period column. Name the column with the date of each row as period: --period "
            "COLUMN, or predictions.period in the contract."
        )
    if per in _NAMES:
        texts = [period.values[code] for code in np.unique(period.codes)]
        names = {text: _NAMES[per](text) for text in texts}
        undated = [text for text, name in names.items() if name is None]
        if not undated:
            return _grouped(period, column, per, names)
        if per != column:
            raise ColumnError(_refusal(per, column, period, undated[0]))
    elif per not in (OWN, column):
        raise ColumnError(
            f"There is no period {per!r}. Write all, day, week, month, or {column} for the column's own values."
        )
    return PeriodGroups(per=column, groups=period, column=column, members={value: (value,) for value in period.values})


def _grouped(period: Segment, column: str, per: str, names: dict[str, str]) -> PeriodGroups:
    members: dict[str, tuple[str, ...]] = {}
    for text, name in names.items():
        members[name] = (*members.get(name, ()), text)
    values = tuple(sorted(members))
    place = {name: code for code, name in enumerate(values)}
    codes = np.array([place.get(names.get(text, ""), -1) for text in period.values], dtype=np.int32)
    return PeriodGroups(
        per=per,
        groups=Segment(codes=codes[period.codes], values=values),
        column=column,
        members={name: members[name] for name in values},
    )


def _refusal(per: str, column: str, period: Segment, text: str) -> str:
    if text == MISSING:
        count = int((period.codes == period.values.index(MISSING)).sum())
        return f"To go by {per}, every row needs a date; {count:,} rows have none in {column}. Leave them out first."
    return (
        f"To go by {per}, {column} must hold dates such as 2026-01-31; found {text!r}. "
        f"Use {column} for its own values, or map a column with dates as period."
    )


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    try:
        return date.fromisoformat(found["date"]) if found else None
    except ValueError:
        return None


def _day_name(text: str) -> str | None:
    day = _day(text)
    return None if day is None else day.isoformat()


def _week_name(text: str) -> str | None:
    day, alone = _day(text), _WEEK.fullmatch(text)
    if alone:
        try:
            day = date.fromisocalendar(int(alone["year"]), int(alone["week"]), 1)
        except ValueError:
            return None
    if day is None:
        return None
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def _month_name(text: str) -> str | None:
    day = _day(f"{text}-01" if _MONTH.fullmatch(text) else text)
    return None if day is None else f"{day.year:04d}-{day.month:02d}"


_NAMES: dict[str, Callable[[str], str | None]] = {"day": _day_name, "week": _week_name, "month": _month_name}
