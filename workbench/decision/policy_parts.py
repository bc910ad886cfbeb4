"""What a policy of more than one threshold does in its parts, as the decision record has it."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.policy import Capacity, OperatingPoint, ReviewBand, TieredThresholds
from workbench.sweep import Counts, Sweep
from workbench.sweep.counts import REVIEWED, Cells
from workbench.wording.named_policy import ends_to_dict
from workbench.wording.plain import plain_number

PERIODS_MAX = 400


def recorded_parts(point: OperatingPoint) -> dict[str, Any]:
    """What stands beside the metrics of a point: ``tiers``, ``review`` or ``capacity``; empty for a single threshold."""
    policy = point.policy
    if isinstance(policy, TieredThresholds):
        return {"tiers": _tiers(point, policy)}
    if isinstance(policy, ReviewBand):
        return {"review": _review(point.sweep, policy)}
    if isinstance(policy, Capacity):
        return {"capacity": _capacity(point.sweep, policy)}
    return {}


def confusion_to_dict(counts: Counts) -> dict[str, Any]:
    """The four cells of counts of shape (1,), and ``reviewed`` where people look at cases before anything is done."""
    is_reviewed = isinstance(counts.cases, Cells) and counts.cases.reviewed is not None
    names = ("TP", "FP", "FN", "TN", *((REVIEWED,) if is_reviewed else ()))
    return {name.lower(): plain_number(float(counts.cell(name)[0])) for name in names}


def _tiers(point: OperatingPoint, policy: TieredThresholds) -> list[dict[str, Any]]:
    """A tier: its threshold, those that flag the same cases of its value, and the confusion there.

    A value that no row of these predictions has is measured on nothing: its cells are 0.
    """
    occurring, ends = point.sweep.occurring(policy.segment), policy.same_ends(point.sweep)
    found = []
    for value, tier in policy.tiers:
        where = {policy.segment: (value,)}
        has_rows = value in occurring
        cells = confusion_to_dict(point.counts.within(policy.segment, where[policy.segment])) if has_rows else _NO_ROWS
        found.append(
            {
                "value": value,
                "score": tier.score,
                "threshold": tier.to_dict()["threshold"],
                "same_actions": ends_to_dict(ends[value]),
                "confusion": cells,
            }
        )
    return found


def _review(sweep: Sweep, policy: ReviewBand) -> dict[str, Any]:
    """How many cases are acted on at once, reviewed and cleared, and which ends do the same.

    These are the cases themselves; the point's confusion is what is expected once the reviewer has sorted theirs.
    """
    upper, lower = (sweep.at(policy.score, [end]) for end in (policy.act_from, policy.clear_below))
    events = float(lower.cell("TP")[0] - upper.cell("TP")[0])
    others = float(lower.cell("FP")[0] - upper.cell("FP")[0])
    clear, act = policy.same_ends(sweep)
    everybody = float(upper.cell("ALL")[0])
    return {
        "acted": _by_label(upper.cell("TP")[0], upper.cell("FP")[0]),
        "reviewed": _by_label(events, others),
        "cleared": _by_label(lower.cell("FN")[0], lower.cell("TN")[0]),
        "reviewed_share": plain_number((events + others) / everybody) if everybody else None,
        "cost": plain_number(policy.reviewer.cost * (events + others)),
        "same_actions": {"clear_below": ends_to_dict(clear), "act_from": ends_to_dict(act)},
    }


def _capacity(sweep: Sweep, policy: Capacity) -> dict[str, Any]:
    """How full the lists are, and where a tie at the limit did not fit; of very many periods the first are told."""
    listed, predictions = policy.listed(sweep), sweep.predictions
    codes, periods = listed.groups.groups.codes, listed.groups.groups.values
    weight = np.ones(len(codes)) if predictions.weight is None else predictions.weight
    on_list = weight * listed.flagged
    flagged = np.bincount(codes, weights=on_list, minlength=len(periods))
    caught = np.bincount(codes, weights=on_list * predictions.label, minlength=len(periods))
    held = list(listed.held)
    return {
        "periods_count": len(held),
        "flagged_mean": plain_number(float(flagged[held].mean())) if held else None,
        "flagged_max": plain_number(float(flagged[held].max())) if held else None,
        "periods": [
            {
                "period": periods[code],
                "threshold": plain_number(float(listed.thresholds[code])),
                "flagged": plain_number(float(flagged[code])),
                "caught": plain_number(float(caught[code])),
            }
            for code in held[:PERIODS_MAX]
        ],
        "ties_count": len(listed.left_out),
        "ties": [
            {
                "period": each.period,
                "score": plain_number(each.score),
                "tied": plain_number(each.tied_count),
                "free": plain_number(each.free_count),
            }
            for each in listed.left_out[:PERIODS_MAX]
        ],
    }


def _by_label(events: float, others: float) -> dict[str, Any]:
    return {"events": plain_number(float(events)), "others": plain_number(float(others))}


_NO_ROWS = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
