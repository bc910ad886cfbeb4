"""What stands behind the point: the inputs of its score, its rivals, and how far weights and costs may move."""

from __future__ import annotations

from workbench.exporters.blocks import Block, Facts, Section, Table
from workbench.exporters.recorded import Recorded
from workbench.exporters.units import units_of
from workbench.wording.why import why_facts
from workbench.wording.why_tables import TextTable, forbidden_table, limits_table, rivals_table, terms_table

# Said with the exchange rates, under what was given up.
SAID_ELSEWHERE = "Weighting two metrics"
COUNTS_COLUMNS = 3


def why_section(record: Recorded) -> Section | None:
    why = record["why"]
    if not why:
        return None
    units, point = units_of(record), record["operating_point"]
    said = why_facts(why, point, units, record.contract.get("payoff"))
    blocks: list[Block] = [Facts(items=tuple(fact for fact in said if fact[0] != SAID_ELSEWHERE))]
    header, rows = rivals_table(why, record["policy"], point, units)
    rivals = header[:-COUNTS_COLUMNS], tuple(row[:-COUNTS_COLUMNS] for row in rows)
    tables = (
        (terms_table(why, units), "What the score adds up from" if why["terms"] else "What the money adds up from", 1),
        (limits_table(why), "The limits, and what is left of them", 4),
        (rivals, "The point and its rivals", 2),
        (forbidden_table(why, units), "The point that a limit stops", 1),
    )
    blocks += [_table(table, caption, left) for table, caption, left in tables if table is not None]
    return Section(heading="What stands behind this point", blocks=tuple(blocks))


def _table(table: TextTable, caption: str, left_columns: int) -> Table:
    """A table whose first columns are text and whose others are numbers."""
    header, rows = table
    others = len(header) - left_columns
    return Table(
        header=header,
        rows=rows,
        align=(*["left"] * left_columns, *["right"] * others),  # type: ignore[arg-type]
        widths=(2.8 if left_columns == 1 else 2.2, *[1.6] * (left_columns - 1), *[1.2] * others),
        caption=caption,
    )
