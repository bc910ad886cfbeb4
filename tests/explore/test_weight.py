"""What a browser is sent for the Trade-off chart stays small, whatever the study, and every number of it stays exact."""

from __future__ import annotations

import json
import struct
from base64 import b64decode

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.explore import Lens, build_view, packed
from workbench.metrics import BUILTIN
from workbench.policy import SingleThreshold
from workbench.predictions import read_predictions
from workbench.sweep import Sweep, looking_max
from workbench.ui.tradeoff_panel import panel_bytes
from workbench.ui.tradeoff_spec import dark_colours, tradeoff_spec

BYTES_MAX = 300_000
ROWS = 300_000


@pytest.fixture(autouse=True)
def _ten_metrics(monkeypatch):
    # Twice what a contract may have today, so that a longer one does not make the page heavy unnoticed.
    monkeypatch.setattr("workbench.contract.problems.METRICS_MAX", 10)


def _contract(scores):
    measured = [f"(FN + {k} * FP) / (POSITIVES + {k} * NEGATIVES)" for k in range(1, 4)]
    metrics = [
        {"name": "missed", "role": "primary", "goal": "minimise", "formula": "FN[amount] / POSITIVES[amount]", "worst": 0.9, "target": 0.0},
        {"name": "held", "role": "secondary", "goal": "minimise", "formula": "FP[amount] / NEGATIVES[amount]", "worst": 0.9, "target": 0.0},
        *(
            {"name": f"mixed_{k}", "role": "secondary", "goal": "minimise", "formula": formula, "worst": 0.9, "target": 0.0}
            for k, formula in enumerate(measured)
        ),
        *(
            {"name": f"held_{k}", "role": "guardrail", "goal": "minimise", "formula": "FP / NEGATIVES", "where": {"region": f"r{k}"}, "limit": 0.99}
            for k in range(5)
        ),
    ]  # fmt: skip
    for metric in metrics:
        metric["unit"] = "share of what there is"
    return Contract.from_dict(
        {
            "title": "t",
            "decision": "d",
            "currency": "EUR",
            "volume": {"cases": 100_000, "per": "year"},
            "predictions": {"label": "y", "scores": scores, "segments": ["region"], "amounts": {"amount": "amount"}},
            "payoff": {"FP": {"each": -1.1}, "FN": {"each": 0, "amount": -1.7}, "TP": {"each": 0, "amount": 0.3}, "TN": {"each": 0.01}},
            "metrics": metrics,
        }
    )  # fmt: skip


def _study(rows_count, scores_count):
    import pandas as pd

    random = np.random.default_rng(3)
    label = random.random(rows_count) < 0.1
    scores = {f"model_{k}": random.normal(size=rows_count) + 2 * label for k in range(scores_count)}
    frame = pd.DataFrame({"y": label.astype(int), **scores})
    frame["amount"] = random.lognormal(3, 1, rows_count)
    frame["region"] = np.array([f"r{k}" for k in range(5)])[random.integers(5, size=rows_count)]
    predictions = read_predictions(
        frame, label="y", scores=list(scores), segments=["region"], amounts={"amount": "amount"}
    )
    return Sweep(predictions, candidates_max=looking_max(rows_count)), _contract(list(scores))


def _sent(sweep, contract, *, pins_count=8):
    x, y, third = BUILTIN["fpr"], BUILTIN["fnr"], BUILTIN["precision"]  # three more columns than the contract's
    policies = [SingleThreshold(score=sweep.scores[0], threshold=0.1 + k / 7) for k in range(pins_count + 2)]
    view = build_view(
        sweep,
        contract=contract,
        x=x,
        y=y,
        third=third,
        rule="contract",
        points={"now": policies[0], "start": policies[1]},
        pins=list(zip("ABCDEFGH", policies[2:], strict=False)),
        lens=Lens(sweep, contract),
    )
    spec = tradeoff_spec(x, y, scores=sweep.scores, third=third)
    return view, panel_bytes({**packed(view.payload), "spec": spec, "dark_colours": dark_colours()})


@pytest.mark.parametrize("scores_count", [1, 3, 6])
def test_the_widest_contract_on_a_large_study_weighs_at_most_300_kilobytes(scores_count):
    sweep, contract = _study(ROWS, scores_count)
    view, sent = _sent(sweep, contract)
    assert len(contract.metrics) == 10
    assert len(view.payload["points"]["ok"]) > 300
    assert len(view.payload["pins"]) == 8
    assert all(pin["at"] is not None for pin in view.payload["pins"])
    assert len(sent) <= BYTES_MAX


def test_three_times_the_rows_weigh_no_more_than_a_few_more_digits():
    small, large = (len(_sent(*_study(rows_count, 1))[1]) for rows_count in (ROWS, 3 * ROWS))
    assert large <= 1.1 * small
    assert large <= BYTES_MAX


def test_packed_numbers_are_the_same_numbers():
    view, sent = _sent(*_study(3_000, 2))
    again = _unpacked(json.loads(sent))
    for key, value in view.payload.items():
        assert again[key] == value, key


@pytest.mark.parametrize(
    "column",
    [
        [0.1 + k / 3 for k in range(20)],
        [None, *(float(k) for k in range(20)), 1e-308, 0.1 + 0.2],
        [*range(-128, 128, 8)],
        [*range(0, 40_000, 1000)],
        [2**31, *range(20)],
        [2**53 - 1, *range(20)],
        [True, False] * 10,
        [True] * 20,
        ["a", "b"] * 10,
        [None] * 20,
        [0.5] * 3,
    ],
)
def test_a_column_comes_back_as_it_went(column):
    back = _unpacked(packed({"column": column}))["column"]
    assert back == column
    assert [value is None for value in back] == [value is None for value in column]


def _unpacked(content):
    """What the browser makes of it, written anew from the docstring of ``packed``."""
    if isinstance(content, list):
        return [_unpacked(value) for value in content]
    if not isinstance(content, dict):
        return content
    if set(content) == {"same", "count"}:
        return [content["same"]] * content["count"]
    if set(content) == {"type", "bytes"}:
        raw = b64decode(content["bytes"])
        letter, size = {"<f8": ("d", 8), "<i4": ("i", 4), "<i2": ("h", 2), "<i1": ("b", 1), "bool": ("?", 1)}[
            content["type"]
        ]
        return [None if value != value else value for value in struct.unpack(f"<{len(raw) // size}{letter}", raw)]
    return {key: _unpacked(value) for key, value in content.items()}
