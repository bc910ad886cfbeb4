"""A rate of counts is recognised however it is written, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.contract import Contract
from workbench.evidence import share_of
from workbench.metrics import payoff_metric, resolve_metrics


@pytest.mark.parametrize(
    ("word", "part", "among", "scale"),
    [
        ("recall", ("TP",), ("TP", "FN"), 1.0),
        ("fnr", ("FN",), ("TP", "FN"), 1.0),
        ("fpr", ("FP",), ("FP", "TN"), 1.0),
        ("precision", ("TP",), ("TP", "FP"), 1.0),
        ("npv", ("TN",), ("FN", "TN"), 1.0),
        ("accuracy", ("TP", "TN"), ("TP", "FP", "FN", "TN"), 1.0),
        ("flag_rate", ("TP", "FP"), ("TP", "FP", "FN", "TN"), 1.0),
        ("jaccard", ("TP",), ("TP", "FP", "FN"), 1.0),
        ("x = 1 - TP / POSITIVES", ("FN",), ("TP", "FN"), 1.0),
        ("x = 1000 * FP / NEGATIVES", ("FP",), ("FP", "TN"), 1000.0),
        ("x = 100 * (FLAGGED - TP) / (ALL - POSITIVES)", ("FP",), ("FP", "TN"), 100.0),
        ("x = abs(FN / POSITIVES)", ("FN",), ("TP", "FN"), 1.0),
    ],
)
def test_a_share_is_found(word, part, among, scale):
    found = share_of(resolve_metrics([word])[0])
    assert found is not None
    assert (found.part, found.among, found.scale) == (part, among, scale)


@pytest.mark.parametrize(
    "word",
    [
        "f1",
        "mcc",
        "balanced_accuracy",
        "net_benefit",
        "x = FP / TP",
        "x = FP",
        "x = 5 * FP + FN",
        "x = (5 * FP + FN) / ALL",
        "x = 1000 * FP / ALL[km]",
        "x = FN[km] / POSITIVES",
        "x = min(FP / NEGATIVES, 0.2)",
        "x = max(FP / NEGATIVES, 0.001)",
        "x = 2 - FN / POSITIVES",
        "x = -FN / POSITIVES",
        "x = sqrt(FN / POSITIVES)",
    ],
)
def test_what_is_no_share_is_none(word):
    assert share_of(resolve_metrics([word])[0]) is None


def test_a_payoff_is_none_by_segment_or_not():
    content = {
        "decision": "d",
        "title": "t",
        "payoff": {"FP": {"each": -4}, "FN": {"each": -9}},
        "metrics": [{"name": "recall", "role": "primary", "weight": 1}],
    }
    contract = Contract.from_dict({"version": 1, **content})
    metric = payoff_metric(contract)
    assert metric is not None
    assert share_of(metric) is None
    assert share_of(replace(metric, value=lambda counts: counts.within("hub", ("N",)).cell("TP"))) is None
