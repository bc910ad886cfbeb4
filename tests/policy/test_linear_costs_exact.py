"""The best threshold by linear costs is that of brute force in whole numbers, on ten thousand random data sets."""

from __future__ import annotations

import math
import random

from workbench.contract import Contract
from workbench.policy import choose
from workbench.sweep import Sweep

DATA_SETS = 10_000


def test_the_optimum_is_that_of_brute_force(make_predictions, soak, exactness):
    """Every candidate is tried, row by row; the best value, all that reach it and their number are the same."""
    rng = random.Random(20_261_123)
    seen = {"tied": 0, "nobody": 0, "everybody": 0, "two scores": 0, "amounts": 0}
    for _ in range(DATA_SETS * soak):
        label, scores, eur = _data(rng)
        payoff = _payoff(rng)
        brute = _brute_force(label, scores, eur, payoff)
        best = max(brute.values())
        winners = {policy for policy, value in brute.items() if value == best}
        found = choose(Sweep(make_predictions(label, scores, amounts={"eur": eur})), _contract(payoff), rule="payoff")
        assert found.objective == best, (label, scores, eur, payoff)
        chosen = {(policy.score, policy.threshold) for policy in found.ties} or {
            (found.point.policy.score, found.point.policy.threshold)
        }
        assert chosen == winners, (label, scores, eur, payoff)
        assert found.ties_count == (len(winners) if len(winners) > 1 else 0)
        score, threshold = found.point.policy.score, found.point.policy.threshold
        seen["tied"] += len(winners) > 1
        seen["nobody"] += threshold == math.inf
        seen["everybody"] += threshold == min(scores[score])
        seen["two scores"] += len(scores) > 1
        seen["amounts"] += any(by for _, by in payoff.values())
    exactness.optima += DATA_SETS * soak
    assert min(seen.values()) > DATA_SETS // 50, seen


def _data(rng: random.Random) -> tuple[list[int], dict[str, list[float]], list[int]]:
    rows = rng.randrange(1, 13)
    label = [int(rng.random() < 0.4) for _ in range(rows)]
    # Few different scores, so that rows are tied at a threshold; in eighths, so that nothing is rounded.
    names = ["a", "b"][: rng.choice([1, 1, 2])]
    scores = {name: [rng.randrange(-4, 8) / 8 for _ in range(rows)] for name in names}
    return label, scores, [rng.randrange(0, 20) for _ in range(rows)]


def _payoff(rng: random.Random) -> dict[str, tuple[int, int]]:
    """What each cell is worth: a whole number each, and perhaps a multiple of the amount."""
    amounts = rng.random() < 0.3
    worth = {"TP": rng.randrange(0, 4), "FP": -rng.randrange(0, 6), "FN": -rng.randrange(0, 12), "TN": 0}
    return {cell: (each, rng.randrange(-2, 3) if amounts else 0) for cell, each in worth.items()}


def _contract(payoff: dict[str, tuple[int, int]]) -> Contract:
    content = {cell: {"each": each, **({"eur": by} if by else {})} for cell, (each, by) in payoff.items()}
    return Contract.from_dict({"title": "T", "decision": "D", "payoff": content})


def _brute_force(label, scores, eur, payoff) -> dict[tuple[str, float], int]:
    worth = {}
    for name, values in scores.items():
        for threshold in (math.inf, *sorted(set(values))):
            total = 0
            for event, value, amount in zip(label, values, eur, strict=True):
                each, by = payoff[_cell(event, value >= threshold)]
                total += each + by * amount
            worth[name, threshold] = total
    return worth


def _cell(event: int, flagged: bool) -> str:
    return ("TP" if flagged else "FN") if event else ("FP" if flagged else "TN")
