"""Rows by period: ISO dates by day, week and month as pandas has them, own values, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.errors import ColumnError
from workbench.predictions.period_groups import period_groups


def groups(make_predictions, period, per):
    found = period_groups(make_predictions([0] * len(period), [0.5] * len(period), period=period), per)
    return found, [found.groups.values[code] for code in found.groups.codes]


def test_days_weeks_and_months_are_those_of_pandas(make_predictions):
    rng = np.random.default_rng(8)
    stamps = pd.Timestamp("2019-12-20") + pd.to_timedelta(rng.integers(0, 3 * 366 * 86400, 2000), unit="s")
    forms = [
        str(stamp) if i % 3 == 0 else stamp.isoformat() + "Z" if i % 3 == 1 else str(stamp.date())
        for i, stamp in enumerate(stamps)
    ]
    week = [f"{day.year:04d}-W{day.week:02d}" for day in stamps.isocalendar().itertuples()]
    for per, wanted in (("day", stamps.strftime("%Y-%m-%d")), ("week", week), ("month", stamps.strftime("%Y-%m"))):
        found, names = groups(make_predictions, forms, per)
        assert names == list(wanted)
        assert found.groups.values == tuple(sorted(set(wanted)))
        assert {name: set(members) for name, members in found.members.items()} == {
            name: {form for form, own in zip(forms, wanted, strict=True) if own == name} for name in set(wanted)
        }


@pytest.mark.parametrize(
    ("text", "week"),
    [("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"), ("2024-12-30T23:59:59+02:00", "2025-W01"), ("2026-W05", "2026-W05"), ("2026W53", "2026-W53")],
)  # fmt: skip
def test_iso_weeks_begin_on_monday_and_belong_to_the_year_of_their_thursday(make_predictions, text, week):
    assert groups(make_predictions, [text], "week")[1] == [week]


def test_months_may_stand_alone(make_predictions):
    assert groups(make_predictions, ["2026-02", "2026-02-03", "2026-12"], "month")[1] == [
        "2026-02",
        "2026-02",
        "2026-12",
    ]


@pytest.mark.parametrize("text", ["spring", "20260102", "2026-13-01", "2026-02-30", "02.01.2026", "2026-01-02x", "7", "2026-W60", "2026-00"])  # fmt: skip
def test_what_is_no_date_is_refused_with_what_to_do(make_predictions, text):
    for per in ("day", "week", "month"):
        with pytest.raises(ColumnError, match=rf"must hold dates such as 2026-01-31; found '{text}'"):
            groups(make_predictions, ["2026-01-02", text], per)
    assert groups(make_predictions, [text, text], "period")[1] == [text, text]


def test_rows_without_a_date_are_refused_and_counted(make_predictions):
    with pytest.raises(ColumnError, match=r"2 rows have none in period"):
        groups(make_predictions, ["2026-01-02", "(missing)", "(missing)"], "week")
    assert groups(make_predictions, ["2026-01-02", "(missing)"], "period")[1] == ["2026-01-02", "(missing)"]


def test_all_is_one_group_without_a_period_column(make_predictions):
    for per in (None, "all"):
        found = period_groups(make_predictions([0, 1], [0.5, 0.4]), per)
        assert (found.per, found.column, found.members, found.groups.values) == ("all", None, {}, ("all",))
    for per in ("day", "period"):
        with pytest.raises(ColumnError, match=r"need a period column"):
            period_groups(make_predictions([0, 1], [0.5, 0.4]), per)


def test_a_period_that_does_not_exist_is_refused(make_predictions):
    with pytest.raises(ColumnError, match=r"no period 'year'"):
        groups(make_predictions, ["2026-01-02"], "year")


def test_values_that_no_row_has_are_no_periods(make_predictions):
    some = make_predictions([0, 0], [0.5, 0.4], period=["2026-01-02", "no date"]).rows(np.array([True, False]))
    assert period_groups(some, "day").groups.values == ("2026-01-02",)
