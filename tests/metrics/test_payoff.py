"""Payoff: the sum over rows, however it is written."""

from __future__ import annotations

import random
import warnings
from fractions import Fraction

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.errors import FormulaError
from workbench.metrics import payoff_metric, payoff_of, payoff_per_period_metric
from workbench.sweep import Sweep


def contract(payoff, **more):
    return Contract.from_dict({"title": "T", "decision": "D", "payoff": payoff, **more})


def test_row_by_row_sum_with_amounts_and_weights(make_predictions, soak):
    """On 300 small data sets, against exact fractions row by row."""
    rng = random.Random(5)
    for _ in range(300 * soak):
        n = rng.randrange(1, 10)
        label = [rng.randrange(2) for _ in range(n)]
        score = [rng.randrange(4) / 4 for _ in range(n)]
        eur = [rng.randrange(-50, 500) / 4 for _ in range(n)]
        weight = [rng.randrange(5) / 4 for _ in range(n)] if rng.random() < 0.5 else None
        terms = {cell: (rng.randrange(-9, 9) / 2, rng.choice([0, -1, 0.5])) for cell in ("TP", "FP", "FN", "TN")}
        sweep = Sweep(make_predictions(label, score, amounts={"eur": eur}, weight=weight))
        agreed = contract({cell: {"each": each, "eur": factor} for cell, (each, factor) in terms.items()})
        values = payoff_of(sweep.counts(), agreed.payoff)
        for k, threshold in enumerate(sweep.threshold):
            total = Fraction(0)
            for i in range(n):
                cell = ("T" if (score[i] >= threshold) == label[i] else "F") + ("P" if score[i] >= threshold else "N")
                each, factor = terms[cell]
                total += (1 if weight is None else Fraction(weight[i])) * (
                    Fraction(each) + Fraction(factor) * Fraction(eur[i])
                )
            assert values[k] == float(total)


def test_cells_without_a_payoff_are_worth_nothing(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 0], [0.9, 0.4, 0.4]))
    assert payoff_of(sweep.counts(), contract({"FP": -4.5}).payoff).tolist() == [0.0, 0.0, -9.0]


def test_a_missing_amount_is_named(make_predictions):
    sweep = Sweep(make_predictions([1, 0], [0.9, 0.4], amounts={"km": [1, 2]}))
    with pytest.raises(FormulaError, match=r"payoff of FN needs the amount 'eur'; these predictions have km"):
        payoff_of(sweep.counts(), contract({"FN": {"eur": -1}}).payoff)


def test_payoff_is_money_to_maximise_or_absent():
    metric = payoff_metric(contract({"FP": {"each": -5, "eur": -1}}, currency="EUR"))
    assert (metric.name, metric.goal, metric.is_money, metric.layer) == ("payoff", "maximise", True, "outcome")
    assert metric.definition == "FP: -5 each -1 x eur"
    assert payoff_metric(contract({})) is None


def test_the_payoff_says_in_words_what_each_cell_is_worth_and_in_which_money():
    """Cells in the order TP, FP, FN, TN; a cell worth nothing by itself is named all the same."""
    agreed = contract({"TN": 0, "FN": {"eur": -1}, "FP": -4.5, "TP": {"each": 10, "eur": 0.5}}, currency="EUR")
    metric = payoff_metric(agreed)
    assert (metric.label, metric.unit) == ("Payoff", "EUR on these predictions")
    assert metric.definition == "TP: +10 each +0.5 x eur; FP: -4.5 each; FN: -1 x eur; TN: +0 each"
    assert payoff_metric(contract({"FP": -1})).unit == "units on these predictions"


def test_the_payoff_per_period_says_the_period_and_what_it_is_scaled_by():
    volume = {"cases": 2_400_000, "per": "4 weeks"}
    metric = payoff_per_period_metric(contract({"FP": -4.5}, volume=volume, currency="EUR"), cases_count=1200)
    assert (metric.name, metric.label) == ("payoff_per_4_weeks", "Payoff per 4 weeks")
    assert (metric.unit, metric.goal, metric.layer) == ("EUR per 4 weeks", "maximise", "outcome")
    assert metric.is_money
    assert metric.definition == "payoff * 2,400,000 cases per 4 weeks / 1,200 predictions"
    without_currency = payoff_per_period_metric(contract({"FP": -4.5}, volume=volume), cases_count=1200)
    assert without_currency.unit == "units per 4 weeks"


def test_without_a_payoff_there_is_none_per_period_either():
    assert payoff_per_period_metric(contract({}, volume={"cases": 10}), cases_count=3) is None


def test_volume_turns_the_payoff_into_money_per_period(make_predictions):
    """2 cases cost 4.5 each here; 2.4 million cases a year come, 3 are here: -9 * 800,000."""
    sweep = Sweep(make_predictions([1, 0, 0], [0.9, 0.4, 0.4]))
    agreed = contract({"FP": -4.5}, volume={"cases": 2_400_000, "per": "year"})
    metric = payoff_per_period_metric(agreed, cases_count=3)
    assert metric.name == "payoff_per_year"
    assert metric.measure(sweep).tolist() == [0.0, 0.0, -7_200_000.0]
    assert payoff_per_period_metric(contract({"FP": -4.5}), cases_count=3) is None


def test_no_cases_leave_the_payoff_per_period_undefined(make_predictions):
    sweep = Sweep(make_predictions([], []))
    metric = payoff_per_period_metric(contract({"FP": -1}, volume={"cases": 10}), cases_count=0)
    assert np.isnan(metric.measure(sweep)).all()


def test_never_infinite(make_predictions):
    sweep = Sweep(make_predictions([0, 0], [0.9, 0.4], amounts={"eur": [1e308, 1e308]}))
    values = payoff_of(sweep.counts(), contract({"FP": {"eur": -10}}).payoff)
    assert values[0] == 0
    assert np.isnan(values[1:]).all()


def test_beyond_all_numbers_is_undefined_without_a_warning(make_counts):
    """-10 * 1e308 is -inf; 10 * 1e308 - 10 * 1e308 is inf - inf."""
    counts = make_counts((1, 1, 1, 1), eur=[(1e308, 1e308, 0, 0)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(payoff_of(counts, contract({"FP": {"eur": -10}}).payoff)).all()
        assert np.isnan(payoff_of(counts, contract({"TP": {"eur": 10}, "FP": {"eur": -10}}).payoff)).all()
