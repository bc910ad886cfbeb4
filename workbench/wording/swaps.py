"""The swap set in words: who is flagged otherwise than before, as a sentence and as tables of texts."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.sweep import SwapGroup, SwapSegment, SwapSet
from workbench.wording.numbers import count, number

GROUP_NAMES = {
    "in": "Newly flagged",
    "out": "No longer flagged",
    "both": "Flagged as before",
    "neither": "Cleared as before",
}
SEGMENT_HEADER = ("Newly missed", "New false alarms", "Newly caught", "False alarms gone")
AMOUNTS_SHOWN_MAX = 2

TextTable = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def swap_sentence(swap: SwapSet) -> str:
    """Who comes in and who goes out, with the first amount; then what is left of it in all.

    >>> group = SwapGroup(rows_count=3, events=1, others=2, amounts={"eur": (50.0, 7.0)})
    >>> none = SwapGroup(rows_count=0, events=0, others=0, amounts={"eur": (0.0, 0.0)})
    >>> groups = {"both": none, "in": group, "out": none, "neither": group}
    >>> swap_sentence(SwapSet(now=("s", 0.4), before=("s", 0.5), groups=groups, segments={}, changed_values_count={}))
    '3 cases are newly flagged: 1 event (50 eur) and 2 others (7 eur).'
    """
    enters, leaves = swap.groups["in"], swap.groups["out"]
    if not swap.flipped_count:
        return "Nobody is treated differently: the same cases are flagged."
    said = []
    if enters.rows_count:
        said.append(f"{_things(enters.cases, 'case')} {_is(enters.cases)} newly flagged: {_split(enters)}.")
    if leaves.rows_count:
        cases = count(leaves.cases) if enters.rows_count else _things(leaves.cases, "case")
        said.append(f"{cases} that {_was(leaves.cases)} flagged no longer {_is(leaves.cases)}: {_split(leaves)}.")
    if enters.rows_count and leaves.rows_count:
        said.append(
            f"In all: {_more(enters.cases - leaves.cases, 'case')} flagged, "
            f"{_more(enters.events - leaves.events, 'event')} caught, "
            f"{_more(enters.others - leaves.others, 'false alarm')}."
        )
    return " ".join(said)


def swap_group_table(swap: SwapSet) -> TextTable:
    """A row a group: its cases by label, its rows where they are weighted, and its first amounts by label."""
    groups = [swap.groups[name] for name in GROUP_NAMES]
    is_weighted = any(group.rows_count != group.cases for group in groups)
    amounts = list(groups[0].amounts)[:AMOUNTS_SHOWN_MAX]
    header = ["Group", "Events", "Others", *(["Rows"] if is_weighted else [])]
    for amount in amounts:
        header += [f"{amount} of events", f"{amount} of others"]
    rows = []
    for name, group in zip(GROUP_NAMES.values(), groups, strict=True):
        row = [name, count(group.events), count(group.others), *([count(group.rows_count)] if is_weighted else [])]
        for amount in amounts:
            row += [number(value) for value in group.amounts[amount]]
        rows.append(tuple(row))
    return tuple(header), tuple(rows)


def swap_segment_rows(segments: Sequence[SwapSegment]) -> tuple[tuple[str, ...], ...]:
    """A row a segment value under ``SEGMENT_HEADER``, the value itself first."""
    return tuple(
        (
            each.value,
            *map(count, (each.newly_missed, each.new_false_alarms, each.newly_caught, each.false_alarms_gone)),
        )
        for each in segments
    )


def _split(group: SwapGroup) -> str:
    amount = next(iter(group.amounts), None)
    parts = []
    for index, (cases, thing) in enumerate(((group.events, "event"), (group.others, "other"))):
        if cases:
            worth = "" if amount is None else f" ({number(group.amounts[amount][index])} {amount})"
            parts.append(f"{_things(cases, thing)}{worth}")
    return " and ".join(parts)


def _things(cases: float, thing: str) -> str:
    return f"{count(cases)} {thing}{'' if cases == 1 else 's'}"


def _is(cases: float) -> str:
    return "is" if cases == 1 else "are"


def _was(cases: float) -> str:
    return "was" if cases == 1 else "were"


def _more(change: float, thing: str) -> str:
    size = count(abs(change))
    if size == "0":
        return f"as many {thing}s"
    return f"{size} {'more' if change > 0 else 'fewer'} {thing}{'' if size == '1' else 's'}"
