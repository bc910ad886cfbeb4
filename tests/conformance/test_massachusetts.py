"""Employment in Massachusetts, a LightGBM model of NannyML's, by year, sex, race, disability and age.

Source of the predictions: NannyML's real-data example (Apache-2.0) over the US Census ACS PUMS (public domain). NannyML
prints a chart and no figures, so the cells, rates and areas are those of an independent recomputation kept with the
predictions; predicted means ``score >= 0.5``. Nothing here runs without the predictions: 277,677 rows are no small case.
"""

from __future__ import annotations

import math

import pytest

import workbench as wb

COLUMNS = ("year", "sex", "race", "disability", "age_band")
# Our names, and those of the recomputation.
RATES = {
    "accuracy": "accuracy",
    "recall": "tpr",
    "fpr": "fpr",
    "specificity": "tnr",
    "fnr": "fnr",
    "precision": "ppv",
    "npv": "npv",
    "flag_rate": "selection_rate",
}


@pytest.fixture(scope="module")
def case(read_case):
    frame, expected = read_case("nannyml_ma_employment")
    predictions = wb.read_predictions(frame, label="label", score="score", segments=COLUMNS)
    assert len(predictions) == 277_677
    return predictions, expected["recomputed"]["groups"]


def where_of(group: str) -> dict[str, list[str]]:
    """``race=asian|year=2015`` as the columns and values that pick the rows."""
    return {} if group == "all" else {part.split("=")[0]: [part.split("=")[1]] for part in group.split("|")}


def rows_of(predictions, group: str):
    for column, values in where_of(group).items():
        predictions = predictions.only(column, values)
    return predictions


def test_cells_of_every_group_within_one_sweep(case):
    predictions, groups = case
    sweep = wb.sweep(predictions)
    assert len(groups) > 15
    for group, printed in groups.items():
        counts = sweep.at("score", [0.5], where=where_of(group))
        ours = {cell: counts.cell(cell.upper())[0] for cell in ("tp", "fp", "fn", "tn")}
        assert ours == {cell: printed["at_0_5"][cell] for cell in ours}, group


def test_rates_and_areas_of_every_group_by_itself(case, values_at, areas):
    """A rate is null there where it is 0/0, and undefined here.

    The area is a sum of trapezoids over every candidate.
    """
    predictions, groups = case
    undefined = []
    for group, printed in groups.items():
        sweep = wb.sweep(rows_of(predictions, group))
        ours = values_at(sweep, 0.5, RATES)
        for name, theirs in RATES.items():
            value = printed["at_0_5"][theirs]
            undefined += [name] if value is None else []
            assert ours[name] == pytest.approx(math.nan if value is None else value, rel=1e-13, nan_ok=True), group
        if printed["auc"] is not None:
            assert areas(sweep)[0] == pytest.approx(printed["auc"], abs=1e-12), group
    # Of children nobody is employed and nobody is predicted to be.
    assert sorted(undefined) == ["fnr", "precision", "recall"]


def test_the_groups_of_a_column_add_up_to_the_whole(case):
    """The four years, and of 2015 both sexes, are all the rows: their cells add up to the printed ones."""
    predictions, groups = case
    for column, whole in (("year", "all"), ("sex", "year=2015")):
        rows = rows_of(predictions, whole)
        parts = [wb.at(wb.sweep(rows.only(column, [value])), 0.5) for value in rows.segment(column).values]
        for cell in ("tp", "fp", "fn", "tn"):
            assert sum(part.count(cell.upper()) for part in parts) == groups[whole]["at_0_5"][cell], (column, cell)


def test_limits_between_groups_measure_the_printed_rates(case):
    """The gap and the ratio of 2015's groups, from the recomputed rates of each."""
    predictions, groups = case
    sweep = wb.sweep(predictions.only("year", ["2015"]))
    for column in ("sex", "race"):
        values = predictions.only("year", ["2015"]).segment(column).values
        of_groups = [groups[f"{column}={value}|year=2015"]["at_0_5"] for value in values]
        recall, flagged = ([group[name] for group in of_groups] for name in ("tpr", "selection_rate"))
        point = wb.at(sweep, 0.5, limits=[f"gap(recall)<=1@{column}", f"ratio(flag_rate)>=0.8@{column}"])
        gap, ratio = point.limits
        assert gap.value == pytest.approx(max(recall) - min(recall), rel=1e-12), column
        assert ratio.value == pytest.approx(min(flagged) / max(flagged), rel=1e-12), column
        assert ratio.is_kept == (min(flagged) / max(flagged) >= 0.8), column
