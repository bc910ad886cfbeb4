"""The swap set in words: who is flagged otherwise than before, as a sentence and as tables of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.sweep import SwapGroup, SwapSegment, SwapSet
from workbench.wording.numbers import count, number

GROUP_NAMES = {
    "in": "Newly flagged",
    "out": "No longer flagged",
    "both": "Flagged as before",
    "neither": "Cleared as before",
}
SEGMENT_HEADER = ("Newly missed", "New false alarms", "Newly caught", "False alarms gone")
_SEGMENT_FIELDS = ("newly_missed", "new_false_alarms", "newly_caught", "false_alarms_gone")
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


def reviewed_sentence(reviewed: Mapping[str, SwapGroup] | None) -> str:
    """How many cases a person decides now, and what was done with them before; empty where nobody reviews."""
    if not reviewed:
        return ""
    flagged, cleared = reviewed["flagged_before"], reviewed["cleared_before"]
    cases = flagged.cases + cleared.cases
    if not flagged.rows_count + cleared.rows_count:
        return "No case goes to a person first."
    before = f"{count(flagged.cases)} that {_was(flagged.cases)} flagged before and {count(cleared.cases)} that {_was(cleared.cases)} not"
    return f"{_things(cases, 'case')} {'goes' if cases == 1 else 'go'} to a person first and {_is(cases)} not counted here: {before}."


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
    """A row a segment value under ``SEGMENT_HEADER``, the value itself first; cases with their first amounts in brackets.

    >>> kinds = dict(newly_missed=2, new_false_alarms=0, newly_caught=1, false_alarms_gone=0)
    >>> eur = dict(newly_missed=900.0, new_false_alarms=0.0, newly_caught=12.5, false_alarms_gone=0.0)
    >>> swap_segment_rows([SwapSegment(value="north", **kinds, amounts={"eur": eur})])
    (('north', '2 (900 eur)', '0', '1 (12.5 eur)', '0'),)
    """
    return tuple((each.value, *(_cases_with_amounts(each, name) for name in _SEGMENT_FIELDS)) for each in segments)


def _cases_with_amounts(segment: SwapSegment, name: str) -> str:
    cases = getattr(segment, name)
    amounts = list(segment.amounts.items())[:AMOUNTS_SHOWN_MAX] if cases else []
    said = ", ".join(f"{number(added[name])} {amount}" for amount, added in amounts)
    return f"{count(cases)} ({said})" if said else count(cases)


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
