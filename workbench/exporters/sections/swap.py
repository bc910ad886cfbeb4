"""Who is treated differently from today: counts, amounts and segments, and no single case."""

from __future__ import annotations

from workbench.decision.swap import reviewed_from_dict, swap_from_dict
from workbench.exporters.blocks import Block, Paragraph, Section, Table
from workbench.exporters.policy_words import rule_text
from workbench.exporters.recorded import Recorded
from workbench.sweep import SwapSet
from workbench.wording import count
from workbench.wording.swaps import (
    SEGMENT_HEADER,
    reviewed_sentence,
    swap_group_table,
    swap_segment_rows,
    swap_sentence,
)

VALUES_SHOWN_MAX = 5


def swap_section(record: Recorded) -> Section | None:
    swap = swap_from_dict(record["swap"])
    if swap is None:
        return None
    blocks: list[Block] = [Paragraph(text=swap_sentence(swap))]
    baseline = record["baseline"] or {}
    rule = rule_text(record["swap"]["before"], baseline.get("operating_point"))
    blocks.append(Paragraph(text=f"Counted on these predictions. Today a case is flagged when {rule}.", style="note"))
    reviewed = reviewed_sentence(reviewed_from_dict(record["swap"]))
    blocks += [Paragraph(text=reviewed)] if reviewed else []
    if not swap.flipped_count:
        return Section(heading="Who is treated differently from today", blocks=tuple(blocks))
    header, rows = swap_group_table(swap)
    numbers = len(header) - 1
    blocks.append(
        Table(
            header=header,
            rows=rows,
            align=("left", *["right"] * numbers),  # type: ignore[arg-type]
            widths=(2.4, *[1.4] * numbers),
            caption="Who is flagged, compared with today",
        )
    )
    blocks += _segments(swap)
    return Section(heading="Who is treated differently from today", blocks=tuple(blocks))


def _segments(swap: SwapSet) -> list[Block]:
    rows: list[tuple[str, ...]] = []
    left_out = []
    for column, values in swap.segments.items():
        rows += [(f"{column}: {value}", *numbers) for value, *numbers in swap_segment_rows(values[:VALUES_SHOWN_MAX])]
        left = swap.changed_values_count[column] - VALUES_SHOWN_MAX
        if left > 0:
            left_out.append(f"{count(left)} more of {column}")
    if not rows:
        return []
    table = Table(
        header=("Segment", *SEGMENT_HEADER),
        rows=tuple(rows),
        align=("left", "right", "right", "right", "right"),
        widths=(2.4, 1.4, 1.4, 1.4, 1.4),
        caption="Where it changes, most newly missed events and new false alarms first",
    )
    if not left_out:
        return [table]
    return [table, Paragraph(text=f"Segments with less change are not listed: {', '.join(left_out)}.", style="note")]
