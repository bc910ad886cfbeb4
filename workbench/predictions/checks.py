"""Checks: what a careful reader would notice in predictions, one function and one sentence each.

A check takes the predictions and gives findings. Decorate a new one with ``check`` and it is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from workbench.predictions.predictions import Finding, Predictions
from workbench.predictions.rank_auc import rank_auc, rank_auc_bounds
from workbench.predictions.repeated_ids import repeated_ids
from workbench.predictions.score_kinds import is_constant, is_rule, many_valued

_SMALL_CLASS_ROWS = 30
_FEW_VALUES = 20
_HEAVY_SHARE = 0.2
_SEGMENT_VALUES_MAX = 1_000
_SAMPLE_ROWS = 10_000
_EXACT_ROWS = 100_000

Check = Callable[[Predictions], Iterator[Finding]]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    """Register a check."""
    CHECKS.append(function)
    return function


def check_predictions(predictions: Predictions) -> list[Finding]:
    """All findings, in the order of the checks below."""
    return [finding for each in CHECKS for finding in each(predictions)]


@check
def inverted_scores(predictions: Predictions) -> Iterator[Finding]:
    for name, score in predictions.scores.items():
        if len(score) > _EXACT_ROWS:
            # Most scores are plainly good, which the bounds show without sorting; only the rest is worth a sort.
            low, _ = rank_auc_bounds(score, predictions.label, weight=predictions.weight)
            if low >= 0.5:
                continue
        auc = rank_auc(score, predictions.label, weight=predictions.weight)
        if auc < 0.5:
            yield Finding(
                level="question",
                code="inverted-score",
                text=f"{name!r} is higher where the event did not happen (AUC {auc:.3f}); if a low value means that "
                "the "
                "event is likely, flip it with the switch.",
                column=name,
            )


@check
def score_scales(predictions: Predictions) -> Iterator[Finding]:
    for name, score in many_valued(predictions):
        low, high = score.min(), score.max()
        if low >= 0 and high <= 1:
            continue
        # A largest value of 1.5 is a probability gone wrong rather than one and a half per cent.
        if low >= 0 and 1.5 < high <= 100:
            code, text = "percent-score", "as percentages do; thresholds are on that scale"
        else:
            code, text = "not-a-probability", "so it is no probability (perhaps logits or points); it is used as it is"
        yield Finding(level="info", code=code, text=f"{name!r} runs from {low:g} to {high:g}, {text}.", column=name)


@check
def rules(predictions: Predictions) -> Iterator[Finding]:
    for name, score in predictions.scores.items():
        if is_rule(score):
            yield Finding(
                level="info",
                code="rule",
                text=f"{name!r} holds only 0 and 1: it is a rule or today's process, with one threshold to choose.",
                column=name,
            )


@check
def constant_scores(predictions: Predictions) -> Iterator[Finding]:
    for name, score in predictions.scores.items():
        if is_constant(score):
            yield Finding(
                level="warning",
                code="constant-score",
                text=f"{name!r} is {score[0]:g} in every row, so it cannot tell rows apart.",
                column=name,
            )


@check
def tied_scores(predictions: Predictions) -> Iterator[Finding]:
    for name, score in many_valued(predictions):
        # A value held by a fifth of the rows shows in any sample; only then are all rows counted.
        sample = score[:: max(1, len(score) // _SAMPLE_ROWS)]
        values, counts = np.unique(sample, return_counts=True)
        few = np.unique(score) if len(values) <= _FEW_VALUES else values
        share = float(np.mean(score == values[np.argmax(counts)])) if counts.max() > 0.1 * len(sample) else 0.0
        if len(few) <= _FEW_VALUES < len(score) / 5:
            yield Finding(
                level="warning",
                code="few-score-values",
                text=f"{name!r} has only {len(few)} different values in {len(score):,} rows, so only {len(few) + 1} "
                "thresholds differ.",
                column=name,
            )
        elif share > _HEAVY_SHARE and len(score) > 5 * _FEW_VALUES:
            yield Finding(
                level="warning",
                code="tied-score",
                text=f"{share:.0%} of the rows have the same {name!r} ({values[np.argmax(counts)]:g}); no threshold "
                "can "
                "tell them apart.",
                column=name,
            )


@check
def small_classes(predictions: Predictions) -> Iterator[Finding]:
    label = predictions.receipt.columns.label
    events_count = int(np.count_nonzero(predictions.label))
    for count, what, uncounted in (
        (events_count, "with the event", "misses"),
        (len(predictions) - events_count, "without the event", "false alarms"),
    ):
        if count == 0:
            yield Finding(
                level="warning",
                code="single-class",
                text=f"No row {what} is there, so {uncounted} cannot be counted. Load rows of both kinds.",
                column=label,
            )
        elif count < _SMALL_CLASS_ROWS:
            yield Finding(
                level="warning",
                code="small-class",
                text=f"Only {count} row{'s' if count > 1 else ''} {what}: intervals will be wide, and one row moves "
                "a rate "
                "a lot.",
                column=label,
            )


@check
def duplicated_ids(predictions: Predictions) -> Iterator[Finding]:
    if predictions.id_column is None:
        return
    found = repeated_ids(predictions.id_column)
    if found is not None:
        yield Finding(
            level="warning",
            code="duplicated-id",
            text=f"{found.extra_count:,} row{'s repeat' if found.extra_count > 1 else ' repeats'} an id that is already "
            f"there, first {found.first_id!r} ({found.rows_count:,} times). Repeated rows count more than once.",
            column=predictions.receipt.columns.id,
        )


@check
def weights(predictions: Predictions) -> Iterator[Finding]:
    weight, column = predictions.weight, predictions.receipt.columns.weight
    if weight is None:
        return
    zeros_count = int(np.count_nonzero(weight == 0))
    if zeros_count:
        yield Finding(
            level="info",
            code="zero-weight",
            text=f"{zeros_count:,} rows have weight 0 and count for nothing.",
            column=column,
        )
    if not np.array_equal(weight, np.floor(weight)):
        yield Finding(
            level="info",
            code="fractional-weight",
            text=f"Weights in {column!r} are not all whole numbers, so counts are sums of weights and not numbers of "
            "rows.",
            column=column,
        )


@check
def many_segment_values(predictions: Predictions) -> Iterator[Finding]:
    for name, segment in predictions.segments.items():
        if len(segment.values) > _SEGMENT_VALUES_MAX:
            yield Finding(
                level="warning",
                code="many-segment-values",
                text=f"{name!r} has {len(segment.values):,} different values; a segment with few rows each says "
                "little. "
                "Choose a coarser column.",
                column=name,
            )
