"""The swap set as the decision record has it: counts, amounts and segments, and no row of the predictions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from workbench.errors import InputError
from workbench.policy import Policy, SingleThreshold, acted_rows, policy_from_dict
from workbench.sweep import FlaggedRows, SwapGroup, SwapSegment, SwapSet, Sweep, swap_set
from workbench.sweep.swap_set import GROUPS
from workbench.wording.plain import plain_number

VALUES_MAX = 50
# A column with more values than this is near to naming people, which a record must not.
DISTINCT_MAX = 1_000
_SEGMENT_FIELDS = ("newly_caught", "new_false_alarms", "newly_missed", "false_alarms_gone")


def recorded_swap(sweep: Sweep, *, now: Policy, before: Policy) -> dict[str, Any]:
    """Who is treated differently by ``now`` than by ``before``, as plain JSON values; each a policy of any kind.

    Sums alone: the sample of rows that a page shows is not in it, a segment column with more than 1,000 values is
    left out, and of the others stand the 50 values with the most harm.
    """
    predictions = sweep.predictions
    found = swap_set(predictions, now=acted_rows(now, sweep), before=acted_rows(before, sweep), sample_rows=0)
    columns = predictions.segments.items()
    leave_out = [name for name, segment in columns if len(segment.values) > DISTINCT_MAX]
    reviewed = swap_reviewed(sweep, now=now, before=before)
    return {
        "now": now.to_dict(),
        "before": before.to_dict(),
        **swap_to_dict(found, leave_out=leave_out),
        **({} if reviewed is None else {"reviewed": {name: group_to_dict(group) for name, group in reviewed.items()}}),
    }


def swap_reviewed(sweep: Sweep, *, now: Policy, before: Policy) -> dict[str, SwapGroup] | None:
    """The cases that a person decides now, as ``flagged_before`` and ``cleared_before``; None where nobody reviews.

    They are in none of the four groups. Raises InputError where ``before`` has a reviewer: only what is new may.
    """
    rows, old = acted_rows(now, sweep), acted_rows(before, sweep)
    if isinstance(old, FlaggedRows) and old.aside is not None:
        raise InputError("Who is treated differently is told against a policy that acts without a person.")
    if not isinstance(rows, FlaggedRows) or rows.aside is None:
        return None
    everybody = FlaggedRows(
        is_flagged=np.ones_like(rows.is_flagged), scores=rows.scores, past=rows.past, aside=~rows.aside
    )
    found = swap_set(sweep.predictions, now=everybody, before=old, sample_rows=0)
    return {"flagged_before": found.groups["both"], "cleared_before": found.groups["in"]}


def swap_to_dict(swap: SwapSet, *, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """``groups`` (both, in, out, neither) and ``segments`` but those to leave out."""
    return {
        "groups": {name: group_to_dict(group) for name, group in swap.groups.items()},
        "segments": {
            column: {
                "changed_values_count": swap.changed_values_count[column],
                "values": [
                    {
                        "value": each.value,
                        **{name: plain_number(getattr(each, name)) for name in _SEGMENT_FIELDS},
                        "amounts": {
                            amount: {name: plain_number(added[name]) for name in _SEGMENT_FIELDS}
                            for amount, added in each.amounts.items()
                        },
                    }
                    for each in values[:VALUES_MAX]
                ],
            }
            for column, values in swap.segments.items()
            if column not in leave_out
        },
    }


def group_to_dict(group: SwapGroup) -> dict[str, Any]:
    """The rows, cases and amounts of a group as plain JSON values."""
    return {
        "rows": group.rows_count,
        "events": plain_number(group.events),
        "others": plain_number(group.others),
        "amounts": {
            amount: {"events": plain_number(events), "others": plain_number(others)}
            for amount, (events, others) in group.amounts.items()
        },
    }


def reviewed_from_dict(content: Mapping[str, Any] | None) -> dict[str, SwapGroup] | None:
    """The cases of a record's swap set that a person decides; None where nobody reviews.

    Raises InputError where they are not what ``recorded_swap`` writes.
    """
    if not content or content.get("reviewed") is None:
        return None
    try:
        return {name: _group(content["reviewed"][name]) for name in ("flagged_before", "cleared_before")}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError("The decision record cannot be used: its swap is not whole. Export it again.") from None


def swap_from_dict(content: Mapping[str, Any] | None) -> SwapSet | None:
    """The swap set of a record, without a sample and without rows; None where the record has none.

    Raises InputError where it is not what ``recorded_swap`` writes.
    """
    if content is None:
        return None
    try:
        now, before = (_rule(policy_from_dict(content[name], place=f"swap.{name}")) for name in ("now", "before"))
        return SwapSet(
            now=now,
            before=before,
            groups={name: _group(content["groups"][name]) for name in GROUPS},
            segments={
                column: tuple(_segment(each) for each in part["values"]) for column, part in content["segments"].items()
            },
            changed_values_count={
                column: int(part["changed_values_count"]) for column, part in content["segments"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError, InputError):
        raise InputError("The decision record cannot be used: its swap is not whole. Export it again.") from None


def _rule(policy: Policy) -> tuple[str, float] | FlaggedRows:
    """What the swap set compares; of a policy that is no single threshold a record has no rows."""
    if isinstance(policy, SingleThreshold):
        return policy.score, policy.threshold
    return FlaggedRows(is_flagged=np.zeros(0, dtype=bool), scores=(), past=np.zeros(0))


def _group(content: Mapping[str, Any]) -> SwapGroup:
    return SwapGroup(
        rows_count=int(content["rows"]),
        events=_real(content["events"]),
        others=_real(content["others"]),
        amounts={name: (_real(added["events"]), _real(added["others"])) for name, added in content["amounts"].items()},
    )


def _segment(content: Mapping[str, Any]) -> SwapSegment:
    return SwapSegment(
        value=str(content["value"]),
        **{name: _real(content[name]) for name in _SEGMENT_FIELDS},
        # Records of before have none.
        amounts={
            amount: {name: _real(added[name]) for name in _SEGMENT_FIELDS}
            for amount, added in content.get("amounts", {}).items()
        },
    )


def _real(value: float | None) -> float:
    return float("nan") if value is None else float(value)
