"""The browser writes the same numbers, sentences and recommendation as the library, digit for digit."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.explore import build_view, with_costs, with_weights
from workbench.metrics import BUILTIN, Metric, contract_metrics
from workbench.metrics.bound import reach
from workbench.policy import SingleThreshold, choose
from workbench.predictions import read_predictions
from workbench.sweep import Sweep
from workbench.wording import count, money, number, percent, phrase_for, say_move
from workbench.wording.judged import distance_number, judged_text
from workbench.wording.rates import say_short_rate

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "workbench" / "ui" / "browser"


def _run(page, scripts: tuple[str, ...], expression: str, argument: object):
    code = "\n".join((SCRIPTS / name).read_text(encoding="utf-8") for name in scripts)
    return page.evaluate(f"(argument) => {{ {code}\n return ({expression})(argument); }}", argument)


@pytest.fixture
def values():
    random = np.random.default_rng(3)
    spread = random.choice([-1, 1], 4000) * 10.0 ** random.uniform(-8, 11, 4000)
    short = np.round(random.uniform(-200, 200, 3000), 3)
    halves = np.arange(-400, 400) / 8  # ties of the rounding, exact in binary
    return [
        float(value) for value in (*spread, *short, *halves, 0.0, 0.1, 0.5, 0.005, 99.95, 999.5, 9999.5, 1e6, 999999.5)
    ]


def test_numbers(page, values):
    written = _run(
        page, ("numbers.js",), "(v) => v.map((x) => [number(x), percent(x), money(x, 'EUR'), count(x)])", values
    )
    for value, texts in zip(values, written, strict=True):
        assert texts == [number(value), percent(value), money(value, "EUR"), count(value)], value


def test_undefined(page):
    assert _run(page, ("numbers.js",), "() => [number(null), percent(NaN), money(null, 'EUR')]", None) == [
        number(math.nan),
        percent(math.nan),
        money(math.nan, "EUR"),
    ]


def test_sentences(page, values):
    shares = [BUILTIN[name] for name in ("fnr", "fpr", "f1", "net_benefit")]
    phrases = [phrase_for(metric) for metric in shares]
    starts = [value % 1 for value in values[:500]]
    ends = [value % 1 for value in values[500:1000]]
    moves = [[[a] * 4, [b, a, b, math.nan]] for a, b in zip(starts, ends, strict=True)]
    sent = {
        "phrases": [phrase.to_dict() for phrase in phrases],
        "moves": [[a, [None if math.isnan(v) else v for v in b]] for a, b in moves],
    }
    written = _run(
        page, ("numbers.js", "moves.js"), "(d) => d.moves.map(([a, b]) => sayMove('A', 'B', d.phrases, a, b))", sent
    )
    assert written == [say_move("A", "B", phrases, a, b) for a, b in moves]


def test_rates(page, values):
    """Of every two phrases, and of changes of all sizes, none and undefined among them."""
    coin = Metric(name="m", label="Money", goal="maximise", unit="EUR", value=None, is_money=True)
    brakes = Metric(name="b", label="Hard brakes", goal="minimise", unit="per 1,000 km", value=None)
    phrases = [phrase_for(BUILTIN[name]) for name in ("fnr", "f1")]
    phrases += [phrase_for(brakes), phrase_for(coin, currency="EUR", factor=37.5, per="a year")]
    pairs = [(one, other) for one in phrases for other in phrases]
    ends = [[values[i], values[i + 1]] for i in range(0, 1200, 2)] + [[0.0, 0.5], [0.0, 0.0], [math.nan, 0.5]]
    sent = {
        "pairs": [[one.to_dict(), other.to_dict()] for one, other in pairs],
        "ends": [[None if math.isnan(v) else v for v in end] for end in ends],
    }
    written = _run(
        page,
        ("numbers.js", "moves.js"),
        "(d) => d.pairs.map((p) => d.ends.map((e) => sayShortRate(p, [0, 0], e)))",
        sent,
    )
    assert written == [[say_short_rate(pair, [0.0, 0.0], end) for end in ends] for pair in pairs]


@pytest.mark.parametrize("rule", ["contract", "payoff"])
def test_the_recommended_point_while_a_weight_moves(page, rule):
    folder = ROOT / "sample_data" / "breast-cancer"
    contract = Contract.read(folder / "contract.yaml")
    named = contract.predictions
    predictions = read_predictions(
        folder / "predictions.csv", label=named.label, positive=named.positive, scores=list(named.scores), segments=list(named.segments)
    )  # fmt: skip
    sweep, metrics = Sweep(predictions), contract_metrics(contract)
    random = np.random.default_rng(5)
    for _ in range(12):
        weights = {metric.name: float(random.uniform(0, 3)) for metric in metrics if metric.weight}
        costs = {cell: float(10 ** random.uniform(-0.9, 0.9)) for cell in ("FN", "FP")}
        changed = with_costs(with_weights(contract, weights), costs)
        expected = choose(sweep, changed, rule=rule)
        now = SingleThreshold(score=sweep.scores[0], threshold=0.5)
        view = build_view(
            sweep, contract=contract, x=metrics[1], y=metrics[0], rule=rule, what_if=changed, points={"now": now}
        )
        sent = {"data": json.loads(json.dumps(dict(view.payload))), "weights": weights, "costs": costs}
        best = _run(page, ("choose.js",), "(d) => recommend(d.data, d.weights, d.costs)", sent)
        candidate = view.index[best]
        policy = SingleThreshold(
            score=sweep.scores[sweep.score_code[candidate]], threshold=float(sweep.threshold[candidate])
        )
        assert policy == expected.point.policy or policy in expected.ties


def test_a_limit_that_is_met_exactly_is_kept_on_the_page_too(page, make_predictions):
    """1 - 7/10 is 0.30000000000000004; the page must not say broken where the library says kept."""
    miss = {"name": "miss", "role": "guardrail", "goal": "minimise", "formula": "1 - TP / POSITIVES", "limit": 0.3}
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": [miss]})
    scores = [k / 10 for k in range(10, 0, -1)]
    sweep = Sweep(make_predictions([1] * 10, scores))
    metric = contract_metrics(contract)[0]
    now = {"now": SingleThreshold(score="score", threshold=0.4)}
    payload = build_view(sweep, contract=contract, x=metric, y=BUILTIN["fnr"], points=now).payload
    told = next(each for each in payload["metrics"] if each["name"] == "miss")
    values = payload["points"]["metrics"]["miss"]
    asked = "({ metric, values }) => values.map((value) => isBroken(metric, value))"
    broken = _run(page, ("numbers.js", "panel.js"), asked, {"metric": told, "values": values})
    assert broken == [not ok for ok in payload["points"]["ok"]] == [value > 0.31 for value in values]
    assert 0.30000000000000004 in values


def test_a_value_beside_its_limit_is_written_as_the_library_writes_it(page, values):
    kinds = {"share": BUILTIN["fpr"], "number": BUILTIN["f1"], "money": replace(BUILTIN["f1"], is_money=True)}
    for kind, metric in kinds.items():
        for at_most in (True, False):
            random = np.random.default_rng(7)
            asked, expected = [], []
            for value in values[::7]:
                bound = float(value * (1 + random.choice([-1, 1, 0]) * 10.0 ** -random.integers(1, 12)))
                furthest = reach(bound, at_most=at_most)
                told = {"kind": kind, "sign": -1 if at_most else 1, "limit": bound, "limit_reach": furthest}
                asked.append([told, value])
                expected.append(judged_text(metric, value, bound, at_most=at_most, currency="EUR"))
            code = "(all) => all.map(([metric, value]) => judgedText(metric, value, 'EUR'))"
            assert _run(page, ("numbers.js",), code, asked) == expected
    sizes = [0.0, 3e-9, 4.4e-7, 0.01, 12.0]
    code = "(sizes) => sizes.map(distanceNumber)"
    assert _run(page, ("numbers.js",), code, sizes) == [distance_number(size) for size in sizes]
