"""How long tiers take: the tiered frontier of a million rows and 50 values, against sorting the same scores once.

``python -m benchmarks.measure_tiers`` prints seconds and the ratio to ``numpy.sort``, the least of three rounds.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from workbench.metrics import BUILTIN, resolve_metrics
from workbench.policy import parse_limit
from workbench.policy.tiers import tiered_frontier
from workbench.predictions.predictions import Columns, Predictions, Receipt, Segment
from workbench.sweep import Sweep

ROWS, VALUES, ROUNDS = 1_000_000, (4, 10, 50), 3
LIMITS = {
    "no limit": (),
    "a guardrail in one value": ("recall>=0.5@tier=v0",),
    "a gap limit": ("gap(fpr)<=0.05@tier",),
}


def draw_predictions(rows_count: int, values_count: int, *, has_amount: bool = False, seed: int = 0) -> Predictions:
    """Rows whose score is better in some values than in others; values are of very different size."""
    bits = np.random.default_rng(seed)
    share = 1 / np.arange(1, values_count + 1)
    value = bits.choice(values_count, rows_count, p=share / share.sum())
    label = bits.random(rows_count) < 0.05 + 0.1 * value / values_count
    score = bits.normal(0, 1, rows_count) + label * (1.5 + value / values_count) + 0.3 * np.sin(value)
    columns = Columns(label="label", scores=("score",), segments=("tier",))
    return Predictions(
        label=label.astype(np.uint8),
        scores={"score": 1 / (1 + np.exp(-score))},
        segments={"tier": Segment(codes=value.astype(np.int32), values=tuple(f"v{v}" for v in range(values_count)))},
        amounts={"eur": np.exp(bits.normal(4, 1, rows_count))} if has_amount else {},
        receipt=Receipt(
            file_name="drawn",
            sha256="0" * 64,
            bytes_count=0,
            format="drawn",
            rows_read=rows_count,
            rows_used=rows_count,
            columns=columns,
            label_meaning="1",
        ),
    )


def seconds(call) -> float:
    """The least of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)


def main() -> None:
    for values_count in VALUES:
        for has_amount in (False, True):
            predictions = draw_predictions(ROWS, values_count, has_amount=has_amount)
            sweep = Sweep(predictions, candidates_max=1 << 14)
            caught = BUILTIN["recall"]
            if has_amount:
                caught = replace(resolve_metrics(["loss = FN[eur]"])[0], goal="minimise")
            sort = seconds(lambda p=predictions: np.sort(p.scores["score"]))
            kind = "counts and an amount" if has_amount else "counts"
            for limited, texts in LIMITS.items():
                limits = [parse_limit(text) for text in texts]
                taken = seconds(
                    lambda s=sweep, x=caught, asked=limits: tiered_frontier(
                        s, x=x, y=BUILTIN["fpr"], segment="tier", limits=asked
                    )
                )
                what = f"{ROWS:,} rows, {values_count} values, {kind}, {limited}"
                print(f"{what}: {taken:.2f} s, {taken / sort:.0f} x a sort", flush=True)


if __name__ == "__main__":
    main()
