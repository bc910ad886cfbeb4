"""A study of any number of rows, as a Parquet file and a contract, for the session that is measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SEGMENTS_COUNT = 10
CONTRACT = """
title: Payments to hold
decision: Hold the payment for a person to look at
owner: {name: Ines Okafor, role: product}
predictions: {label: label, positive: "1", scores: [score], segments: [segment], amounts: {amount: amount}}
volume: {cases: 20000000, per: year}
currency: EUR
payoff: {FP: {each: -3.5}, FN: {each: 0, amount: -1}}
metrics:
  - {name: missed, label: Missed fraud, role: primary, goal: minimise, formula: FN / POSITIVES, unit: share of fraud, worst: 0.6, target: 0.05}
  - {name: held, label: Honest payments held, role: secondary, goal: minimise, formula: FP / NEGATIVES, unit: share of honest payments, worst: 0.3, target: 0.01}
  - {name: lost, label: Money missed, role: secondary, goal: minimise, formula: "FN[amount] / POSITIVES[amount]", unit: share of stolen money, worst: 0.5, target: 0.05}
  - {name: held_small, label: Honest payments held in region 9, role: guardrail, goal: minimise, formula: FP / NEGATIVES, unit: share of honest payments, where: {segment: region 9}, limit: 0.12}
"""


def write_study(folder: Path, rows_count: int, *, seed: int = 1) -> tuple[Path, Path]:
    """The predictions (label int8, score and amount float64, segment of ten texts) and the contract; their paths."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(seed)
    label = (rng.random(rows_count) < 0.05).astype(np.int8)
    score = 1 / (1 + np.exp(-(rng.normal(size=rows_count) + 1.8 * label - 2)))
    amount = np.round(rng.lognormal(3.5, 1, size=rows_count), 2)
    share = 2.0 ** -(np.arange(SEGMENTS_COUNT) * 0.5)
    code = rng.choice(SEGMENTS_COUNT, size=rows_count, p=share / share.sum()).astype(np.int8)
    names = pa.array([f"region {number}" for number in range(SEGMENTS_COUNT)])
    segment = pa.DictionaryArray.from_arrays(pa.array(code), names).cast(pa.string())
    predictions, contract = folder / "payments.parquet", folder / "contract.yaml"
    pq.write_table(pa.table({"label": label, "score": score, "amount": amount, "segment": segment}), predictions)
    contract.write_text(CONTRACT, encoding="utf-8")
    return predictions, contract
