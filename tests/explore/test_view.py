"""What the Trade-off page is told: exact, small, and with every point that somebody will ask about."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.explore import build_view, with_costs, with_weights
from workbench.explore.shown import SHOWN_MAX
from workbench.metrics import BUILTIN, contract_metrics
from workbench.policy import SingleThreshold, measure_point
from workbench.predictions import read_predictions
from workbench.sweep import Sweep
from workbench.wording.plain import plain_number

CONTRACT = Contract.from_dict(
    {
        "title": "t",
        "decision": "d",
        "currency": "EUR",
        "volume": {"cases": 100_000, "per": "year"},
        "payoff": {"FP": {"each": -1}, "FN": {"each": -20}},
        "metrics": [
            {"name": "fnr", "role": "primary", "worst": 0.5, "target": 0.0},
            {"name": "fpr", "role": "guardrail", "limit": 0.2},
        ],
    }
)
X, Y = BUILTIN["fpr"], BUILTIN["fnr"]


@pytest.fixture(scope="module")
def big():
    import pandas as pd

    random = np.random.default_rng(0)
    label = random.random(200_000) < 0.1
    score = random.normal(size=200_000) + 2 * label
    return Sweep(read_predictions(pd.DataFrame({"y": label.astype(int), "s": score}), label="y", score="s"))


def _view(sweep, **more):
    now = SingleThreshold(score="s", threshold=0.7)
    return build_view(sweep, contract=CONTRACT, x=X, y=Y, rule="contract", points={"now": now}, **more)


def test_a_large_study_stays_small_for_the_browser(big):
    view = _view(big)
    assert len(view.index) <= SHOWN_MAX + 10
    assert len(json.dumps(view.payload)) < 280_000


def test_every_shown_number_is_the_exact_one(big):
    view, score, label = _view(big), big.predictions.scores["s"], big.predictions.label
    points = view.payload["points"]
    for i in range(0, len(view.index), 37):
        threshold = np.inf if points["threshold"][i] is None else points["threshold"][i]
        flagged = score >= threshold
        assert points["TP"][i] == np.sum(flagged & (label == 1))
        assert points["FP"][i] == np.sum(flagged & (label == 0))
        assert points["metrics"]["fnr"][i] == pytest.approx(np.sum(~flagged & (label == 1)) / np.sum(label), abs=0)
        assert points["payoff"]["FN"][i] == -20 * np.sum(~flagged & (label == 1))
        assert points["ok"][i] == (np.sum(flagged & (label == 0)) / np.sum(label == 0) <= 0.2)


def test_asked_for_points_are_always_shown(big):
    pins = [
        ("A", SingleThreshold(score="s", threshold=1.23456789)),
        ("B", SingleThreshold(score="s", threshold=float("inf"))),
    ]
    payload = _view(big, pins=pins).payload
    for pin, (_, policy) in zip(payload["pins"], pins, strict=True):
        shown = payload["points"]["threshold"][pin["at"]]
        same = big.predictions.scores["s"] >= (np.inf if shown is None else shown)
        assert np.array_equal(same, big.predictions.scores["s"] >= policy.threshold)
    assert payload["now"] is not None
    assert payload["recommended"] is not None


def test_neighbours_are_those_on_the_whole_frontier(big):
    view = _view(big)
    place = {int(candidate): shown for shown, candidate in enumerate(view.index)}
    position = len(view.frontier) // 2
    while int(view.frontier.index[position]) not in place:
        position += 1
    at = view.payload["frontier"].index(place[int(view.frontier.index[position])])
    before, after = ([view.payload["exchange"][side][axis][at] for axis in ("x", "y")] for side in ("before", "after"))
    assert before == view.frontier.values[position - 1].tolist()
    assert after == view.frontier.values[position + 1].tolist()


def test_the_ends_of_the_frontier_have_one_neighbour(big):
    exchange = _view(big).payload["exchange"]
    assert [exchange["before"][axis][0] for axis in ("x", "y")] == [None, None]
    assert [exchange["after"][axis][-1] for axis in ("x", "y")] == [None, None]
    assert None not in exchange["after"]["x"][:-1] + exchange["before"]["x"][1:]


def test_what_if_changes_a_copy_only():
    before = CONTRACT.to_dict()
    assert with_weights(CONTRACT, {"fnr": 3}).metrics[0].weight == 3
    assert with_costs(CONTRACT, {"FN": 2}).payoff["FN"].each == -40
    by_segment = Contract.from_text(
        "{title: t, decision: d, payoff: {FN: {each: -1, by: {road: {urban: {each: -3, eur: 1}}}}}}"
    )
    urban = with_costs(by_segment, {"FN": 2}).payoff["FN"].by["road"]["urban"]
    assert (urban.each, dict(urban.amounts)) == (-6, {"eur": 2})
    assert with_costs(CONTRACT, {"FN": 1e9}).payoff["FN"].each == -200  # held to ten times
    assert CONTRACT.to_dict() == before


def test_without_a_contract_nothing_is_recommended(big):
    payload = build_view(
        big, contract=None, x=X, y=Y, points={"now": SingleThreshold(score="s", threshold=0.0)}
    ).payload
    assert payload["rule"] is None
    assert payload["recommended"] is None
    assert payload["money"] is None


LIMITS = ["gap(fnr)<=0.1@road", "alerts<=7/reviewer/day", "fpr<=0.6@road=town"]


def test_limits_beside_the_metrics_are_told_and_judged_at_every_point(make_predictions):
    """The page of one threshold says of each whether it holds, as `measure_point` does."""
    rng = np.random.default_rng(5)
    label = (rng.random(120) < 0.4).astype(int)
    score = np.round(0.3 * label + 0.7 * rng.random(120), 2)
    segments = {"road": rng.choice(["town", "lane"], 120).tolist()}
    day = [f"2026-11-{each:02}" for each in rng.integers(1, 8, 120)]
    sweep = Sweep(make_predictions(label.tolist(), {"s": score.tolist()}, segments=segments, period=day))
    contract = Contract.from_dict({**CONTRACT.to_dict(), "limits": LIMITS, "team": {"reviewers": 2}})
    payload = build_view(sweep, contract=contract, x=X, y=Y, rule=None, points={}).payload
    told = {metric["name"]: metric for metric in payload["metrics"]}
    assert [told[text]["limit"] for text in LIMITS] == [0.1, 7.0, 0.6]
    points, ok = payload["points"], []
    for i, threshold in enumerate(points["threshold"]):
        policy = SingleThreshold(score="s", threshold=math.inf if threshold is None else threshold)
        point = measure_point(sweep, policy, contract=contract, metrics=contract_metrics(contract))
        values = {item.limit.text: item.value for item in point.limits}
        for text in LIMITS:
            assert plain_number(values[text]) == points["metrics"][text][i]
        ok.append(point.is_feasible)
    assert points["ok"] == ok
    assert len(set(ok)) == 2
