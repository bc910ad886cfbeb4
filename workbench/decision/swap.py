"""The swap set as the decision record has it: counts, amounts and segments, and no row of the predictions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from workbench.errors import InputError
from workbench.policy import SingleThreshold
from workbench.predictions import Predictions
from workbench.sweep import SwapGroup, SwapSegment, SwapSet, swap_set
from workbench.sweep.swap_set import GROUPS
from workbench.wording.plain import plain_number

VALUES_MAX = 50
# A column with more values than this is near to naming people, which a record must not.
DISTINCT_MAX = 1_000
_SEGMENT_FIELDS = ("newly_caught", "new_false_alarms", "newly_missed", "false_alarms_gone")


def recorded_swap(predictions: Predictions, *, now: SingleThreshold, before: SingleThreshold) -> dict[str, Any]:
    """Who is treated differently by ``now`` than by ``before``, as plain JSON values.

    Sums alone: the sample of rows that a page shows is not in it, a segment column with more than 1,000 values is
    left out, and of the others stand the 50 values with the most harm.
    """
    found = swap_set(
        predictions, now=(now.score, now.threshold), before=(before.score, before.threshold), sample_rows=0
    )
    columns = predictions.segments.items()
    return swap_to_dict(found, leave_out=[name for name, segment in columns if len(segment.values) > DISTINCT_MAX])


def swap_to_dict(swap: SwapSet, *, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """``now`` and ``before`` as policies, ``groups`` (both, in, out, neither) and ``segments`` but those to leave out."""
    return {
        "now": SingleThreshold(score=swap.now[0], threshold=swap.now[1]).to_dict(),
        "before": SingleThreshold(score=swap.before[0], threshold=swap.before[1]).to_dict(),
        "groups": {
            name: {
                "rows": group.rows_count,
                "events": plain_number(group.events),
                "others": plain_number(group.others),
                "amounts": {
                    amount: {"events": plain_number(events), "others": plain_number(others)}
                    for amount, (events, others) in group.amounts.items()
                },
            }
            for name, group in swap.groups.items()
        },
        "segments": {
            column: {
                "changed_values_count": swap.changed_values_count[column],
                "values": [
                    {"value": each.value, **{name: plain_number(getattr(each, name)) for name in _SEGMENT_FIELDS}}
                    for each in values[:VALUES_MAX]
                ],
            }
            for column, values in swap.segments.items()
            if column not in leave_out
        },
    }


def swap_from_dict(content: Mapping[str, Any] | None) -> SwapSet | None:
    """The swap set of a record, without a sample; None where the record has none.

    Raises InputError where it is not what ``swap_to_dict`` writes.
    """
    if content is None:
        return None
    try:
        now, before = (SingleThreshold.from_dict(content[name]) for name in ("now", "before"))
        return SwapSet(
            now=(now.score, now.threshold),
            before=(before.score, before.threshold),
            groups={name: _group(content["groups"][name]) for name in GROUPS},
            segments={
                column: tuple(
                    SwapSegment(value=str(each["value"]), **{name: _real(each[name]) for name in _SEGMENT_FIELDS})
                    for each in part["values"]
                )
                for column, part in content["segments"].items()
            },
            changed_values_count={
                column: int(part["changed_values_count"]) for column, part in content["segments"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError("The decision record cannot be used: its swap is not whole. Export it again.") from None


def _group(content: Mapping[str, Any]) -> SwapGroup:
    return SwapGroup(
        rows_count=int(content["rows"]),
        events=_real(content["events"]),
        others=_real(content["others"]),
        amounts={name: (_real(added["events"]), _real(added["others"])) for name, added in content["amounts"].items()},
    )


def _real(value: float | None) -> float:
    return float("nan") if value is None else float(value)
