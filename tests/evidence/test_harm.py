"""The order of harm, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.contract import Contract
from workbench.evidence import by_segment, harm, harm_order
from workbench.metrics import payoff_metric, resolve_metrics
from workbench.policy import SingleThreshold
from workbench.predictions import read_predictions
from workbench.sweep import Sweep

# tp, fp, fn, tn a group. Misses: 100 of 1,000; 2 of 4; 30 of 100; none of 96; no events at all.
CELLS = {
    "large": (900, 0, 100, 50),
    "tiny": (2, 0, 2, 0),
    "bad": (70, 20, 30, 10),
    "good": (96, 0, 0, 0),
    "no": (0, 1, 0, 9),
}


def report(words=("fnr",), metrics=None):
    rows = [
        (label, score, group)
        for group, counts in CELLS.items()
        for count, (label, score) in zip(counts, ((1, 0.9), (0, 0.9), (1, 0.1), (0, 0.1)), strict=True)
        for _ in range(count)
    ]
    frame = pd.DataFrame(rows, columns=["y", "p", "g"])
    sweep = Sweep(read_predictions(frame, label="y", positive=1, score="p", segments=["g"]))
    policy = SingleThreshold(score="p", threshold=0.5)
    metrics = metrics or resolve_metrics(words)
    return by_segment(sweep, policy, metrics=metrics, columns="g", rng=np.random.default_rng(0), replicates=50)


def named(found, places):
    return [found.values[place][0] for place in places]


def test_harm_is_the_share_of_the_denominator_times_how_much_worse():
    found = report()
    own = dict(zip(named(found, range(5)), harm(found, "fnr"), strict=True))
    whole = 132 / 1200
    assert own["bad"] == pytest.approx(100 / 1200 * (0.3 - whole))
    assert own["large"] == pytest.approx(1000 / 1200 * (0.1 - whole))
    assert own["good"] == pytest.approx(-96 / 1200 * whole)
    assert np.isnan(own["no"])
    assert np.nansum(list(own.values())) == pytest.approx(0)


def test_a_metric_to_maximise_harms_where_it_is_low():
    found = report(("recall",))
    own = dict(zip(named(found, range(5)), harm(found, "recall"), strict=True))
    assert own["bad"] == pytest.approx(100 / 1200 * (0.3 - 132 / 1200))


def test_the_worst_that_the_evidence_vouches_for_comes_first():
    """Two of four missed looks worse than 30 of 100 and says little; what is undefined comes last."""
    found = report()
    assert named(found, harm_order(found, "fnr")) == ["bad", "large", "good", "tiny", "no"]
    assert named(found, harm_order(found, "fnr", order="harm"))[0] == "bad"
    assert named(found, harm_order(found, "fnr", order="harm"))[-1] == "no"
    assert named(found, harm_order(found, "fnr", order="cases"))[:2] == ["large", "bad"]
    assert named(found, harm_order(found, "fnr", order="name")) == sorted(CELLS)


def test_money_lost_against_the_average():
    contract = Contract.from_dict(
        {"version": 1, "title": "t", "decision": "d", "payoff": {"FP": {"each": -4}, "FN": {"each": -10}},
         "metrics": [{"name": "recall", "role": "primary", "weight": 1}]}
    )  # fmt: skip
    found = report(metrics=[payoff_metric(contract)])
    cases = {group: sum(counts) for group, counts in CELLS.items()}
    earned = {group: -4 * counts[1] - 10 * counts[2] for group, counts in CELLS.items()}
    average = sum(earned.values()) / sum(cases.values())
    own = dict(zip(named(found, range(5)), harm(found, "payoff"), strict=True))
    for group in CELLS:
        assert own[group] == pytest.approx(average * cases[group] - earned[group])
    assert named(found, harm_order(found, "payoff"))[0] == "bad"


def test_what_has_no_denominator_is_weighed_by_cases():
    found = report(("f1",))
    value, whole = found.metric("f1").value, found.whole_of("f1").value[0]
    place = named(found, range(5)).index("bad")
    defined = sum(
        sum(counts) for group, counts in CELLS.items() if not np.isnan(value[named(found, range(5)).index(group)])
    )
    assert harm(found, "f1")[place] == pytest.approx((whole - value[place]) * 130 / defined)
