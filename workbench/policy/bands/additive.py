"""Rules that come apart over the two thresholds of a band: a part for where to act from, and one for what to clear."""

from __future__ import annotations

import numpy as np

from workbench.metrics import BUILTIN, payoff_size
from workbench.policy.bands.boxes import Blocks, Boxes
from workbench.policy.bands.pairs import Pairs
from workbench.policy.rule import Rule

# Sums of cells over totals that no threshold changes.
ADDITIVE = (
    "recall", "fnr", "fpr", "specificity", "accuracy", "error_rate", "flag_rate", "balanced_accuracy", "informedness",
    "review_rate", "automation_rate",
)  # fmt: skip
ROUNDING = 1e-13


def comes_apart(rule: Rule) -> bool:
    """Whether the rule's value is a sum of cells: then the value of a band is f(act threshold) + g(clear threshold)."""
    if rule.text == "payoff":
        return True
    asked = rule.asked
    if asked is None:
        return False
    return asked.name in ADDITIVE and asked.value is BUILTIN[asked.name].value


class Halves:
    """f and g of every candidate, for a rule that comes apart."""

    def __init__(self, blocks: Blocks, rule: Rule) -> None:
        sweep, reviewer = blocks.sweep, blocks.reviewer
        every = np.arange(len(sweep))
        first = blocks.first[:-1][sweep.score_code]
        last = blocks.first[1:][sweep.score_code] - 1

        def value(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
            return np.asarray(rule.objective(Pairs(sweep=sweep, reviewer=reviewer, upper=upper, lower=lower)))

        whole = value(first, last)
        self.blocks = blocks
        self.act, self.clear = value(every, last), value(first, every) - whole
        sizes = [np.abs(self.act), np.abs(self.clear), np.abs(whole)]
        if rule.text == "payoff":
            for upper, lower in ((every, last), (first, every)):
                pairs = Pairs(sweep=sweep, reviewer=reviewer, upper=upper, lower=lower)
                sizes.append(payoff_size(pairs.counts(), rule.contract.payoff))
        size = max((float(np.max(each, initial=0.0)) for each in sizes), default=0.0)
        self.rounding = ROUNDING * size if np.isfinite(size) else np.inf
        self._ends: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def best(self) -> tuple[np.ndarray, np.ndarray]:
        """``upper`` and ``lower`` of the best band of each score, in one pass: the running maximum of f, and then g."""
        upper, lower = [], []
        for start, stop in zip(self.blocks.first, self.blocks.first[1:], strict=False):
            act = np.where(np.isnan(self.act[start:stop]), -np.inf, self.act[start:stop])
            reached = np.maximum.accumulate(act)
            place = np.maximum.accumulate(np.where(act == reached, np.arange(len(act)), 0))
            total = reached + self.clear[start:stop]
            total = np.where(np.isnan(total), -np.inf, total)
            best = int(np.argmax(total))
            upper.append(start + int(place[best]))
            lower.append(start + best)
        return np.array(upper), np.array(lower)

    def at_most(self, boxes: Boxes) -> np.ndarray:
        """What no band of each box can pass."""
        if boxes.level not in self._ends:
            starts = self.blocks.starts(boxes.level)
            self._ends[boxes.level] = tuple(np.fmax.reduceat(each, starts) for each in (self.act, self.clear))
        act, clear = self._ends[boxes.level]
        offset = self.blocks.offset(boxes.level)[boxes.score]
        high = act[offset + boxes.upper] + clear[offset + boxes.lower] + self.rounding
        return np.where(np.isnan(high), np.inf, high)
