"""``wb.swap_set``: who is flagged otherwise when one rule replaces another."""

from __future__ import annotations

import math
from dataclasses import fields

import pandas as pd

from workbench.errors import ColumnError, InputError, NothingFeasible
from workbench.policy import Choice, OperatingPoint, Policy, SingleThreshold, acted_rows
from workbench.predictions.predictions import Predictions
from workbench.sweep import FlaggedRows, SwapSet, Sweep
from workbench.sweep import swap_set as swap_set_of
from workbench.wording.swaps import swap_sentence

Rule = Policy | OperatingPoint | Choice | tuple[str, float | None]


class ShownSwap(SwapSet):
    """A swap set that says itself as a sentence and knows its tables."""

    def table(self) -> pd.DataFrame:
        """One row per group (both, in, out, neither): ``rows``, ``events``, ``others``, and each amount by label."""
        rows = []
        for name, group in self.groups.items():
            row = {"group": name, "rows": group.rows_count, "events": group.events, "others": group.others}
            for amount, (events, others) in group.amounts.items():
                row |= {f"{amount} of events": events, f"{amount} of others": others}
            rows.append(row)
        return pd.DataFrame(rows)

    def segment_table(self, column: str) -> pd.DataFrame:
        """One row per value of a segment column with a flipped row, the most harm first.

        ``harm`` is the sum of ``newly_missed`` and ``new_false_alarms``; behind the cases stands what each amount adds up to
        over them, as ``eur of newly_missed``. Raises ColumnError for an unknown column.
        """
        if column not in self.segments:
            known = ", ".join(self.segments) or "none were named"
            raise ColumnError(f"{column!r} is not one of the segment columns ({known}).")
        flips = ("newly_missed", "new_false_alarms", "newly_caught", "false_alarms_gone")
        names, amounts = (*flips, "harm"), next(iter(self.groups.values())).amounts
        rows = [
            [
                each.value,
                *(getattr(each, name) for name in names),
                *(each.amounts[amount][name] for amount in amounts for name in flips),
            ]
            for each in self.segments[column]
        ]
        sums = [f"{amount} of {name}" for amount in amounts for name in flips]
        return pd.DataFrame(rows, columns=[column, *names, *sums])

    def sample_table(self) -> pd.DataFrame:
        """A few of the rows that flip, chosen by a rule and never by chance."""
        return pd.DataFrame() if self.sample is None else pd.DataFrame(self.sample.columns())

    def __repr__(self) -> str:
        return swap_sentence(self)


def swap_set(predictions: Predictions, *, now: Rule, before: Rule, sample_rows: int = 5) -> ShownSwap:
    """Who is flagged by ``now`` and not by ``before``, and the other way round; in cases, amounts, segments and rows.

    A rule is a choice, a point, a policy of any kind, or a score with its threshold, where None flags nobody. ``sample_rows`` are
    kept of each way of flipping and each label: those with the largest first amount, else those furthest past the
    threshold; ties by id, then row.

    >>> from workbench.predictions import read_predictions
    >>> frame = pd.DataFrame({"fraud": [1, 0, 1, 0], "p": [0.9, 0.6, 0.4, 0.1]})
    >>> swap_set(read_predictions(frame, label="fraud", score="p"), now=("p", 0.4), before=("p", 0.8))
    2 cases are newly flagged: 1 event and 1 other.

    Cases that a review band of ``now`` gives to a person are in no group.

    Raises ColumnError for an unknown score, NothingFeasible for a choice without a point.
    """
    found = swap_set_of(
        predictions,
        now=_rows(predictions, now, may_review=True),
        before=_rows(predictions, before),
        sample_rows=sample_rows,
    )
    return ShownSwap(**{part.name: getattr(found, part.name) for part in fields(found)})


def _rows(predictions: Predictions, rule: Rule, *, may_review: bool = False) -> tuple[str, float] | FlaggedRows:
    if isinstance(rule, Choice):
        if rule.point is None:
            raise NothingFeasible("The choice has no feasible point, so there is nothing to compare.")
        rule = rule.point
    if isinstance(rule, OperatingPoint):
        rule = rule.policy
    if isinstance(rule, SingleThreshold):
        return rule.score, rule.threshold
    if not isinstance(rule, tuple):
        rows = acted_rows(rule, Sweep(predictions))
        if isinstance(rows, FlaggedRows) and rows.aside is not None and not may_review:
            raise InputError("Compare with a policy that acts without a person; only ``now`` may be a review band.")
        return rows
    score, threshold = rule
    return score, math.inf if threshold is None else float(threshold)
