"""Limits as text, and what they measure."""

from __future__ import annotations

import math
import warnings
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from tests.policy.partial_sweep import hide
from workbench.contract import Contract
from workbench.errors import ColumnError, FormulaError, LimitError
from workbench.metrics import contract_metrics
from workbench.metrics.gaps import Gaps
from workbench.metrics.ranges import Range
from workbench.policy import Limit, contract_limits, parse_limit
from workbench.sweep import Sweep

FORMS = {
    "recall>=0.9": ("value", "recall", False, 0.9, None, ()),
    "  fpr <= 2e-2 ": ("value", "fpr", True, 0.02, None, ()),
    "mcc>=-0.5": ("value", "mcc", False, -0.5, None, ()),
    "recall>=.9": ("value", "recall", False, 0.9, None, ()),
    "flag_rate<=1_000": ("value", "flag_rate", True, 1000, None, ()),
    "fpr<=0.02@tier=premium": ("value", "fpr", True, 0.02, "tier", ("premium",)),
    "fpr <= 0.02 @ tier = premium , gold": ("value", "fpr", True, 0.02, "tier", ("premium", "gold")),
    "fpr<=0.02@home town=St. Ives": ("value", "fpr", True, 0.02, "home town", ("St. Ives",)),
    "fpr<=0.02@tier=gold,,base,": ("value", "fpr", True, 0.02, "tier", ("gold", "base")),
    "gap(fpr)<=0.05@region": ("gap", "fpr", True, 0.05, "region", ()),
    "gap( fpr ) <= 0.05 @region=north,south": ("gap", "fpr", True, 0.05, "region", ("north", "south")),
    "ratio(recall)>=0.8@sex": ("ratio", "recall", False, 0.8, "sex", ()),
}


@pytest.mark.parametrize("text", FORMS)
def test_every_form_reads(text):
    limit = parse_limit(text)
    assert (limit.kind, limit.metric.name, limit.at_most, limit.bound, limit.column, limit.values) == FORMS[text]
    assert limit.text == text.strip()


WRONG = {
    "recall": "cannot be read",
    "recall>0.9": "cannot be read",
    "recall=0.9": "cannot be read",
    "recall==0.9": "cannot be read",
    "recall>=": "cannot be read",
    ">=0.9": "cannot be read",
    "recall>=ninety": "cannot be read",
    "recall>=90%": "cannot be read",
    "recall>=inf": "cannot be read",
    "recall>=nan": "cannot be read",
    "recall>=1e999": "needs a number after >=; found '1e999'",
    "recall>=1.2.3": "needs a number after >=; found '1.2.3'",
    "recall>=1e": "needs a number after >=; found '1e'",
    "gap(recall<=0.1@x": "cannot be read",
    "gap()<=0.1@x": "cannot be read",
    "gap(fpr)<=0.05": "compares segments; say of which column: gap\\(fpr\\)<=0.05@COLUMN",
    "fpr<=0.05@region": "needs a value of region: fpr<=0.05@region=VALUE",
    "fpr<=0.05@region=": "cannot be read",
    "fpr<=0.05@region=,": "needs a value of region",
    "": "cannot be read",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_read_shows_what_can(text):
    with pytest.raises(LimitError, match=WRONG[text]):
        parse_limit(text)


def test_payoff_per_period_can_be_bounded_where_the_number_of_cases_is_known(make_predictions):
    """Flagging the event alone is worth 3 on 4 cases, 300 on the 400 of a year."""
    content = {"title": "T", "decision": "D", "payoff": {"TP": 3}, "volume": {"cases": 400, "per": "year"}}
    limit = parse_limit("payoff_per_year>=250", contract=Contract.from_dict(content), cases_count=4)
    sweep = Sweep(make_predictions([1, 0, 0, 0], [4, 3, 2, 1]))
    assert limit.measure_at(sweep, "score", 4) == 300


def test_a_limit_cannot_be_changed_and_its_parts_are_named():
    limit = parse_limit("recall>=0.9")
    with pytest.raises(FrozenInstanceError):
        limit.bound = 0.8
    with pytest.raises(TypeError):
        Limit(limit.text, limit.kind, limit.metric, limit.at_most, limit.bound)


def test_an_unknown_metric_names_the_nearest():
    with pytest.raises(FormulaError, match="Did you mean 'recall'"):
        parse_limit("recal>=0.9")


@pytest.fixture
def sweep(make_predictions):
    """At 0.5, FPR is 1/2 in the north, 1/4 in the south and undefined in the west, which has no non-event."""
    label = [0, 0, 1, 0, 0, 0, 0, 1, 1]
    score = [0.9, 0.1, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.9]
    region = ["north"] * 3 + ["south"] * 5 + ["west"]
    return Sweep(make_predictions(label, score, segments={"region": region}))


def at(text, sweep, threshold=0.5):
    return parse_limit(text).measure_at(sweep, "score", threshold)


def test_whole_segment_gap_and_ratio_worked_by_hand(sweep):
    assert at("fpr<=1", sweep) == pytest.approx(2 / 6)
    assert at("fpr<=1@region=north", sweep) == 0.5
    assert at("fpr<=1@region=south", sweep) == 0.25
    assert at("fpr<=1@region=north,south", sweep) == pytest.approx(2 / 6)
    assert at("gap(fpr)<=1@region=north,south", sweep) == 0.25
    assert at("ratio(fpr)>=0@region=north,south", sweep) == 0.5
    assert at("gap(flag_rate)<=1@region", sweep) == pytest.approx(1 - 1 / 5)
    assert at("ratio(flag_rate)>=0@region", sweep) == pytest.approx(1 / 5)


def test_a_segment_without_evidence_leaves_the_gap_undefined_and_never_passes(sweep):
    limit = parse_limit("gap(fpr)<=1@region")
    values = limit.measure(sweep)
    assert np.isnan(values).all()
    assert not limit.keeps(values).any()


def test_a_ratio_of_nothing_to_nothing_is_undefined(sweep):
    assert math.isnan(at("ratio(flag_rate)>=0.8@region", sweep, math.inf))


def test_dividing_by_0_warns_nobody(sweep):
    """True negatives at 0.5: 1 in the north, 3 in the south, 0 in the west; less 1, the largest of two is 0."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert math.isnan(at("ratio(n = TN - 1)>=0@region=north,west", sweep))
        assert math.isnan(at("ratio(flag_rate)>=0.8@region", sweep, math.inf))
        assert at("ratio(n = TN + 1)>=0@region", sweep) == 1 / 4


def test_the_largest_gap_is_from_the_least_to_the_most_wherever_they_stand(sweep):
    """Flagged at 0.5: north 2 of 3, south 1 of 5, west 1 of 1."""
    for regions in ("north,south,west", "south,west,north", "west,north,south", "south,north,west"):
        assert at(f"gap(flag_rate)<=1@region={regions}", sweep) == pytest.approx(4 / 5)
        assert at(f"ratio(flag_rate)>=0@region={regions}", sweep) == pytest.approx(1 / 5)


def test_where_no_row_is_there_is_no_gap(make_predictions):
    nothing = Sweep(make_predictions([], [], segments={"region": []}))
    for text in ("gap(flag_rate)<=1@region", "ratio(flag_rate)>=0@region", "gap(n = FLAGGED)<=1@region"):
        np.testing.assert_array_equal(parse_limit(text).measure(nothing), [math.nan])


def test_rows_that_weigh_nothing_are_no_rows(make_predictions):
    """The west weighs 0, the south half: flagged at 0.5 are all of the north and none of the south."""
    predictions = make_predictions(
        [1, 0, 1], [0.9, 0.1, 0.9], weight=[2, 0.5, 0], segments={"region": ["north", "south", "west"]}
    )
    assert at("gap(flag_rate)<=1@region", Sweep(predictions)) == 1


def test_a_limit_may_hold_where_the_near_end_of_the_range_does():
    within = Range(np.array([0.1, 0.3, 0.2, math.nan]), np.array([0.3, 0.5, 0.4, math.nan]))
    assert parse_limit("fpr<=0.2").may_keep(within).tolist() == [True, False, True, False]
    assert parse_limit("fpr>=0.4").may_keep(within).tolist() == [False, True, True, False]


def test_a_limit_must_hold_where_the_far_end_of_the_range_does_and_the_value_is_defined():
    low, high = np.array([0.1, 0.3, 0.2, 0.1, math.nan]), np.array([0.2, 0.5, 0.4, 0.2, math.nan])
    within = Range(low, high, np.array([False, False, False, True, True]))
    assert parse_limit("fpr<=0.2").must_keep(within).tolist() == [True, False, False, False, False]
    assert parse_limit("fpr>=0.3").must_keep(within).tolist() == [False, True, False, False, False]
    assert parse_limit("fpr<=0.4").must_keep(Range(low, high)).tolist() == [True, False, True, True, False]


@pytest.mark.parametrize("kind", ["gap", "ratio"])
def test_gaps_and_ratios_are_bounded_where_candidates_are_hidden(make_predictions, kind):
    """80 cases in two regions, every fourth candidate listed."""
    rng = np.random.default_rng(8)
    region = np.where(rng.random(80) < 0.4, "north", "south").tolist()
    whole = Sweep(make_predictions(rng.integers(0, 2, 80).tolist(), rng.random(80), segments={"region": region}))
    partial = hide(whole, np.arange(81) % 4 == 0)
    limit = parse_limit(f"{kind}(fpr)<=0.05@region")
    index = np.flatnonzero(partial.has_gap)
    bounds, values = limit.measure(Gaps(sweep=partial, index=index)), limit.measure(whole)
    for low, high, i in zip(bounds.low, bounds.high, index, strict=True):
        hidden = values[partial.listed[i] + 1 : partial.listed[i + 1]]
        hidden = hidden[~np.isnan(hidden)]
        assert ((hidden >= low) & (hidden <= high)).all()
    # By its nature the ratio of two ranges is wide where both are near 0.
    assert np.nanmedian(bounds.high - bounds.low) < 0.5


def test_a_value_that_no_row_has_any_more_is_not_compared(sweep):
    """Looking only at north and south, the west must not make every gap undefined."""
    only = Sweep(sweep.predictions.only("region", ["north", "south"]))
    assert at("gap(fpr)<=1@region", only) == 0.25


def test_one_threshold_is_measured_as_all_are(sweep):
    for text in FORMS:
        limit = parse_limit(text.replace("tier", "region").replace("sex", "region").replace("home town", "region"))
        if limit.values:
            limit = parse_limit("gap(fpr)<=0.1@region=north,south")
        for k, threshold in enumerate(sweep.threshold):
            np.testing.assert_equal(limit.measure_at(sweep, "score", threshold), limit.measure(sweep)[k])


def test_the_limit_holds_at_the_bound_itself(sweep):
    assert parse_limit("gap(fpr)<=0.25@region=north,south").keeps(np.array([0.25, 0.2500001])).tolist() == [True, False]
    assert parse_limit("recall>=0.5").keeps(np.array([0.5, 0.4999999, math.nan])).tolist() == [True, False, False]


def test_an_unknown_column_or_value_is_refused_when_measured(sweep):
    with pytest.raises(ColumnError, match="'regoin'"):
        at("fpr<=1@regoin=north", sweep)
    with pytest.raises(ColumnError, match="'nroth'"):
        at("fpr<=1@region=nroth", sweep)


URBAN = {"name": "urban_miss", "role": "guardrail", "goal": "minimise", "formula": "FN / POSITIVES",
         "where": {"road": "urban"}, "limit": 0.125}  # fmt: skip


def test_a_metric_of_one_segment_cannot_be_compared_across_that_column(make_predictions):
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": [URBAN]})
    with pytest.raises(LimitError, match="road: urban_miss looks only at road=urban already"):
        parse_limit("urban_miss<=0.1@road=highway", contract=contract)
    two = Contract.from_dict({"title": "T", "decision": "D", "metrics": [{**URBAN, "where": {"road": ["a", "b"]}}]})
    with pytest.raises(LimitError, match="looks only at road=a, b already"):
        parse_limit("gap(urban_miss)<=0.1@road", contract=two)
    both = parse_limit("urban_miss<=0.1@tier=gold", contract=contract)
    predictions = make_predictions(
        [1, 1, 1, 1],
        [0.9, 0.1, 0.1, 0.1],
        segments={"road": ["urban", "urban", "urban", "highway"], "tier": ["gold", "gold", "base", "gold"]},
    )
    assert both.measure_at(Sweep(predictions), "score", 0.5) == 0.5
    np.testing.assert_array_equal(both.measure(Sweep(predictions)), [1, 0.5, 0])


def test_the_contracts_limits_read_as_text():
    metrics = [URBAN, {"name": "recall", "limit": 0.9}, {"name": "f1", "limit": 40}, {"name": "mcc"}]
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": metrics})
    limits = contract_limits(contract_metrics(contract))
    assert [limit.text for limit in limits] == ["urban_miss<=0.125", "recall>=0.9", "f1>=40"]
    assert [limit.at_most for limit in limits] == [True, False, False]
    for limit, metric in zip(limits, contract_metrics(contract)[:3], strict=True):
        assert parse_limit(limit.text, contract=contract).bound == limit.bound == metric.limit
        assert (limit.kind, limit.column, limit.values) == ("value", None, ())
        assert (limit.metric.name, limit.metric.where) == (metric.name, metric.where)


def test_the_label_says_what_is_bounded():
    assert parse_limit("fpr<=0.1").label == "False positive rate"
    assert parse_limit("fpr<=0.1@tier=gold,base").label == "False positive rate (tier gold, base)"
    assert parse_limit("gap(fpr)<=0.1@tier").label == "Largest gap in False positive rate (tier)"
    assert parse_limit("ratio(recall)>=0.8@sex").label == "Smallest ratio of Recall (sex)"
