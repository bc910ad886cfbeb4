"""That nothing kept every limit: which stood in the way, and what each way out would have cost."""

from __future__ import annotations

from workbench.exporters.blocks import Block, Bullets, Paragraph, Section, Table
from workbench.exporters.recorded import Recorded
from workbench.exporters.units import units_of
from workbench.wording.ways_out import (
    NEAREST_MEANS,
    NOTHING_RELAXED,
    blocked_sentences,
    no_way_text,
    nothing_sentence,
    ways_of,
    ways_sentences,
    ways_table,
)

COUNTS_COLUMNS = 3


def infeasible_section(record: Recorded) -> Section | None:
    ways = record["infeasible"]
    if not ways:
        return None
    units, today = units_of(record), record["baseline"]
    chosen = {"policy": record["policy"], "operating_point": record["operating_point"]}
    blocks: list[Block] = [
        Paragraph(text=f"{nothing_sentence(ways)} {no_way_text(ways)}".strip()),
        Bullets(items=blocked_sentences(ways)),
    ]
    if ways_of(ways):
        header, rows = ways_table(ways, units, today=today)
        header, rows = header[:-COUNTS_COLUMNS], tuple(row[:-COUNTS_COLUMNS] for row in rows)
        numbers = len(header) - 2
        blocks += [
            Table(
                header=header,
                rows=rows,
                align=("left", "left", *["right"] * numbers),  # type: ignore[arg-type]
                widths=(2.2, 1.6, *[1.2] * numbers),
                caption="Ways out: the point that would be chosen, and all that it costs",
            ),
            Bullets(items=ways_sentences(ways, units, today=today, here=("the chosen point", chosen))),
            Paragraph(text=f"{NEAREST_MEANS} {NOTHING_RELAXED}", style="note"),
        ]
    return Section(heading="Nothing was feasible", blocks=tuple(block for block in blocks if not _is_empty(block)))


def _is_empty(block: Block) -> bool:
    return isinstance(block, Bullets) and not block.items
