"""Metrics by segment: the values are those of the policy there, and no verdict is passed on too little evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.contract import Contract
from workbench.errors import ColumnError, InputError
from workbench.evidence import by_segment, effective_size, harm, wilson
from workbench.metrics import contract_metrics, payoff_metric, resolve_metrics
from workbench.policy import SingleThreshold, TieredThresholds
from workbench.predictions import read_predictions
from workbench.sweep import Sweep

POLICY = SingleThreshold(score="p", threshold=0.5)
CONTRACT = """
version: 1
title: t
decision: d
currency: EUR
payoff: {FP: {each: -4, by: {hub: {"N": {each: -9}}}}, FN: {each: 0, eur: -1}}
metrics:
  - {name: miss_rate, role: primary, weight: 1, goal: minimise, formula: FN / POSITIVES, limit: 0.4}
  - {name: north_misses, role: guardrail, goal: minimise, formula: FN / POSITIVES, where: {hub: "N"}, limit: 0.5}
  - {name: loss, role: secondary, weight: 0, goal: minimise, formula: 'FN[eur] / ALL', limit: 12}
"""


def study(rows: int = 1200, seed: int = 0, weight: bool = False) -> Sweep:
    rng = np.random.default_rng(seed)
    hub = rng.choice(["N", "S", "tiny"], rows, p=[0.6, 0.39, 0.01])
    score = rng.random(rows).round(2)
    frame = pd.DataFrame(
        {
            "y": (rng.random(rows) < 0.2 + 0.6 * score).astype(int),
            "p": score,
            "hub": hub,
            "shift": rng.choice(["day", "night"], rows),
            "eur": rng.lognormal(2, 1, rows).round(2),
            "w": rng.integers(0, 5, rows),
        }
    )
    read = {"label": "y", "positive": 1, "score": "p", "segments": ["hub", "shift"], "amounts": {"eur": "eur"}}
    return Sweep(read_predictions(frame, **read, weight="w" if weight else None))


def report(sweep, metrics, columns="hub", **more):
    return by_segment(sweep, POLICY, metrics=metrics, columns=columns, rng=np.random.default_rng(0), **more)


@pytest.mark.parametrize("weight", [False, True])
@pytest.mark.parametrize("columns", ["hub", ("shift", "hub")])
def test_values_and_denominators_are_those_of_the_policy(weight, columns):
    sweep = study(weight=weight)
    metrics = (*contract_metrics(Contract.from_text(CONTRACT)), *resolve_metrics(["precision", "f1", "net_benefit"]))
    found = report(sweep, metrics, columns, replicates=50)
    for item in found.metrics:
        for place, values in enumerate(found.values):
            where = dict(zip(found.columns, ((value,) for value in values), strict=True))
            if any(where.get(column, among)[0] not in among for column, among in item.metric.where.items()):
                assert np.isnan(item.value[place])
                assert item.verdict[place] == "outside"
                continue
            counts = POLICY.count(sweep, {**item.metric.where, **where})
            assert item.value[place] == pytest.approx(float(item.metric.value(counts)[0]), rel=1e-12, nan_ok=True)
            if item.denominator is not None:
                assert item.denominator[place] == pytest.approx(float(item.metric.denominator(counts)[0]), rel=1e-12)
    whole = POLICY.count(sweep)
    assert found.whole_of("f1").value[0] == pytest.approx(float(resolve_metrics(["f1"])[0].value(whole)[0]))
    assert found.cases.sum() == pytest.approx(whole.cell("ALL")[0])


def test_rates_have_the_score_interval_of_their_own_denominator():
    sweep = study()
    found = report(sweep, resolve_metrics(["precision", "per_thousand = 1000 * FN / POSITIVES"]))
    for item, part, below in zip(found.metrics, ("TP", "FN"), ("FLAGGED", "POSITIVES"), strict=True):
        scale = 1 if below == "FLAGGED" else 1000
        for place, (value,) in enumerate(found.values):
            counts = POLICY.count(sweep, {"hub": (value,)})
            size = counts.cell(below)[0]
            low, high = wilson(counts.cell(part)[0] / size, size)
            assert (item.low[place], item.high[place]) == (pytest.approx(scale * low), pytest.approx(scale * high))
        assert set(item.method) == {"score"}


def test_weighted_rates_rest_on_the_effective_number_of_rows():
    sweep = study(weight=True)
    found = report(sweep, resolve_metrics(["recall"])).metric("recall")
    predictions = sweep.predictions
    own = predictions.segment("hub").mask(["S"]) & (predictions.label == 1)
    weight = predictions.weight[own]
    rate = weight[predictions.scores["p"][own] >= 0.5].sum() / weight.sum()
    low, high = wilson(rate, effective_size(weight.sum(), (weight**2).sum()))
    assert (found.low[1], found.high[1]) == (pytest.approx(low), pytest.approx(high))
    assert found.method[1] == "score, effective size"


def test_the_bootstrap_interval_is_that_of_drawing_rows():
    sweep = study(rows=900)
    found = report(sweep, resolve_metrics(["loss = FN[eur] / ALL"]), replicates=4000).metric("loss")
    rng = np.random.default_rng(1)
    own = np.flatnonzero(sweep.predictions.segment("hub").mask(["S"]))
    lost = np.where(
        (sweep.predictions.scores["p"] < 0.5) & (sweep.predictions.label == 1), sweep.predictions.amounts["eur"], 0
    )
    drawn = [lost[rng.choice(own, len(own))].mean() for _ in range(4000)]
    assert (found.low[1], found.high[1]) == (
        pytest.approx(np.quantile(drawn, 0.025), rel=0.05),
        pytest.approx(np.quantile(drawn, 0.975), rel=0.05),
    )
    assert found.method[1] == "bootstrap"


def made(cells: dict[str, tuple[int, int, int, int]], limit: float, formula: str, goal: str = "minimise"):
    """A study whose groups have exactly these tp, fp, fn, tn, and one metric with a limit."""
    rows = [
        (label, score, group, 1.5)
        for group, counts in cells.items()
        for count, (label, score) in zip(counts, ((1, 0.9), (0, 0.9), (1, 0.1), (0, 0.1)), strict=True)
        for _ in range(count)
    ]
    frame = pd.DataFrame(rows, columns=["y", "p", "g", "km"])
    sweep = Sweep(read_predictions(frame, label="y", positive=1, score="p", segments=["g"], amounts={"km": "km"}))
    from dataclasses import replace

    metric = replace(resolve_metrics([f"m = {formula}"])[0], limit=limit, goal=goal)
    return by_segment(sweep, POLICY, metrics=[metric], columns="g", rng=np.random.default_rng(0)), metric


def test_a_verdict_needs_the_whole_interval():
    cells = {
        "keeps": (990, 5, 10, 5),  # 1.0 %, interval up to 1.8 %
        "breaks": (900, 5, 100, 5),  # 10 %
        "looks fine": (29, 5, 0, 5),  # 0 of 29: up to 11.7 %
        "looks bad": (9, 5, 1, 5),  # 10 % of ten
        "two": (0, 5, 2, 5),  # 2 of 2: from 34 %, and yet by chance 1 time in 11 where 3 in 10 are missed
        "nobody": (0, 5, 0, 5),
    }
    found, _ = made(cells, 0.02, "FN / POSITIVES")
    said = dict(zip([value for (value,) in found.values], found.metrics[0].verdict, strict=True))
    assert said == {
        "keeps": "keeps",
        "breaks": "breaks",
        "looks fine": "insufficient",
        "looks bad": "insufficient",
        "two": "insufficient",
        "nobody": "undefined",
    }
    nobody = [value for (value,) in found.values].index("nobody")
    assert np.isnan([found.metrics[0].value[nobody], found.metrics[0].low[nobody]]).all()
    assert found.metrics[0].denominator[nobody] == 0


def test_a_limit_from_below_is_judged_from_the_other_side():
    found, _ = made(
        {"a": (990, 5, 10, 5), "b": (900, 5, 100, 5), "c": (29, 5, 0, 5)}, 0.95, "TP / POSITIVES", "maximise"
    )
    assert found.metrics[0].verdict == ("keeps", "breaks", "insufficient")


def test_no_false_alarm_seen_is_not_none_to_come():
    """Every resample of 40 clean rows is clean, so the plain bootstrap would be sure; 60 km settle nothing."""
    found, _ = made({"clean": (0, 0, 5, 35), "long": (0, 0, 5, 20_000)}, 20.0, "1000 * FP / ALL[km]")
    item = found.metrics[0]
    assert item.value.tolist() == [0.0, 0.0]
    assert item.verdict == ("insufficient", "keeps")
    assert item.method == ("bootstrap, widened", "bootstrap, widened")
    clean = 1000 * float(wilson(0.0, 35)[1]) * 35 / 60
    assert (item.low[0], item.high[0]) == (0.0, pytest.approx(clean))


def test_too_few_rows_with_an_amount_have_no_interval():
    found, _ = made({"few": (50, 5, 9, 500), "some": (50, 5, 10, 500)}, 1e9, "FN[km] / ALL")
    item = found.metrics[0]
    assert item.method == ("none", "bootstrap, widened") or item.method == ("none", "bootstrap")
    assert item.verdict == ("insufficient", "keeps")
    assert np.isnan(item.low[0])


def test_a_total_is_told_against_the_average_a_case_and_its_limit_judges_no_part():
    """Of 10 false alarms in 1,000 cases, half of the cases have 8; a bound on the sum is kept by each part of it."""
    found, _ = made({"a": (100, 8, 10, 382), "b": (100, 2, 10, 388)}, 100, "FP + 0 * FN")
    item = found.metrics[0]
    assert item.is_sum
    assert item.limit is None
    assert item.verdict == ("", "")
    assert harm(found, item.metric.name).tolist() == [3.0, -3.0]
    rate, _ = made({"a": (100, 8, 10, 382), "b": (100, 2, 10, 388)}, 100, "FP / NEGATIVES * 100")
    assert not rate.metrics[0].is_sum
    assert rate.metrics[0].limit == 100


def test_widening_covers_where_the_plain_bootstrap_would_not():
    """With two events expected, the interval of a count per kilometre holds the truth at least 19 times in 20."""
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(60):
        false_alarms = int(rng.binomial(400, 2 / 400))
        found, _ = made({"a": (20, false_alarms, 20, 400 - false_alarms)}, 1.0, "1000 * FP / ALL[km]")
        truth = 1000 * 2 / (440 * 1.5)
        covered += bool(found.metrics[0].low[0] <= truth <= found.metrics[0].high[0])
    assert covered >= 56


def test_payoffs_that_differ_by_the_column_itself_have_intervals_and_by_another_none():
    contract = Contract.from_text(CONTRACT)
    payoff = payoff_metric(contract)
    sweep = study()
    by_hub, by_shift = (report(sweep, [payoff], column, replicates=200).metric("payoff") for column in ("hub", "shift"))
    assert by_hub.method[:2] == ("bootstrap", "bootstrap")
    assert by_shift.method == ("none", "none")
    assert by_shift.value.sum() == pytest.approx(by_hub.value.sum())
    assert (by_hub.low[:2] < by_hub.value[:2]).all()
    assert (by_hub.value[:2] < by_hub.high[:2]).all()


def test_a_policy_without_a_mask_is_counted_group_by_group():
    """People who review catch some of the events only, so the counts are no mask of rows."""

    class Halved:
        def count(self, sweep, where=None):
            from workbench.sweep import Cells, Counts

            counts = POLICY.count(sweep, where)
            tp, fn = counts.cell("TP") / 2, counts.cell("FN") + counts.cell("TP") / 2
            cells = Cells(tp=tp, fp=counts.cell("FP"), fn=fn, tn=counts.cell("TN"))
            return Counts(threshold=np.array([np.nan]), cases=cells, sums=counts.sums)

        def flagged(self, sweep):  # a mask that is not what it counts must not be used
            return POLICY.flagged(sweep)

    sweep = study()
    found = by_segment(
        sweep, Halved(), metrics=resolve_metrics(["recall", "f1"]), columns="hub", rng=np.random.default_rng(0)
    )
    plain = report(sweep, resolve_metrics(["recall"])).metric("recall")
    assert found.metric("recall").value == pytest.approx(plain.value / 2)
    assert found.metric("recall").method == ("score",) * 3
    assert found.metric("f1").method == ("none",) * 3


def test_tiers_are_measured_by_any_other_column():
    sweep = study()
    tiers = tuple(
        (value, SingleThreshold(score="p", threshold=at)) for value, at in (("N", 0.3), ("S", 0.7), ("tiny", 0.5))
    )
    policy = TieredThresholds(segment="hub", tiers=tiers)
    found = by_segment(sweep, policy, metrics=resolve_metrics(["fpr"]), columns="shift", rng=np.random.default_rng(0))
    for place, (value,) in enumerate(found.values):
        counts = policy.count(sweep, {"shift": (value,)})
        assert found.metrics[0].value[place] == counts.cell("FP")[0] / counts.cell("NEGATIVES")[0]


def test_the_same_seed_gives_the_same_bits():
    metrics = resolve_metrics(["loss = FN[eur] / ALL", "f1"])
    first, second = (report(study(), metrics, replicates=100) for _ in range(2))
    for one, other in zip(first.metrics, second.metrics, strict=True):
        assert np.array_equal(one.low, other.low, equal_nan=True)


def test_what_cannot_be_is_refused():
    sweep, metrics = study(rows=60), resolve_metrics(["recall"])
    with pytest.raises(ColumnError, match="not one of the segment columns"):
        report(sweep, metrics, "road")
    with pytest.raises(InputError, match="Name one segment column"):
        report(sweep, metrics, ())
    with pytest.raises(InputError, match="50 replicates or more"):
        report(sweep, metrics, replicates=10)
    with pytest.raises(InputError, match="above 0 and below 1"):
        report(sweep, metrics, level=1.0)
    with pytest.raises(InputError, match="not among these metrics"):
        report(sweep, metrics).metric("fpr")
