"""Choosing by linear costs against trying every threshold."""

from __future__ import annotations

import math
import random

from workbench.contract import Contract
from workbench.policy import choose
from workbench.sweep import Sweep


def test_linear_costs_the_optimum_is_that_of_trying_everything(make_predictions, soak):
    """2,000 small data sets with weights and amounts in eighths, which floats add exactly."""
    rng = random.Random(11)
    for _ in range(2000 * soak):
        n = rng.randrange(1, 9)
        label = [rng.randrange(2) for _ in range(n)]
        score = [rng.choice([-1.5, 0.0, 0.25, 0.5, 2.0, rng.random()]) for _ in range(n)]
        eur = [rng.randrange(0, 400) / 8 for _ in range(n)]
        weight = [rng.randrange(4) / 2 for _ in range(n)] if rng.random() < 0.4 else None
        each = {cell: rng.randrange(-40, 20) / 8 for cell in ("TP", "FP", "FN", "TN")}
        factor = rng.choice([0, -1, 0.5])
        payoff = {cell: {"each": each[cell], "eur": factor if cell == "FN" else 0} for cell in each}
        times = weight or [1] * n
        best: dict[float, float] = {}
        for threshold in [math.inf, *(s for s, w in zip(score, times, strict=True) if w)]:
            total = 0.0
            for i in range(n):
                cell = {(1, 1): "TP", (1, 0): "FP", (0, 1): "FN", (0, 0): "TN"}[score[i] >= threshold, label[i]]
                total += times[i] * (payoff[cell]["each"] + payoff[cell]["eur"] * eur[i])
            best[threshold] = total
        agreed = Contract.from_dict({"title": "T", "decision": "D", "payoff": payoff})
        sweep = Sweep(make_predictions(label, score, amounts={"eur": eur}, weight=weight))
        choice = choose(sweep, agreed, rule="payoff")
        winners = {threshold for threshold, total in best.items() if total == max(best.values())}
        assert choice.objective == max(best.values())
        assert choice.point.payoff == max(best.values())
        assert {policy.threshold for policy in choice.ties or [choice.point.policy]} == winners
        assert choice.point.policy.threshold == max(winners)
