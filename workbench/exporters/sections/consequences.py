"""What the decision brings in a period, beside what the baseline would bring."""

from __future__ import annotations

from workbench.exporters.blocks import Paragraph, Section, Table
from workbench.exporters.recorded import Recorded, real
from workbench.wording import count, money, number
from workbench.wording.agreed import agreed_number

ROWS = (
    ("Flagged", ("tp", "fp")),
    ("Events caught", ("tp",)),
    ("Events missed", ("fn",)),
    ("False alarms (flagged, no event)", ("fp",)),
)


def consequences_section(record: Recorded) -> Section | None:
    factor = record.per_period
    if factor is None:
        return None
    here, baseline = record["operating_point"], (record["baseline"] or {}).get("operating_point")

    def signed(change: float, text: str) -> str:
        return f"+{text}" if change > 0 else text

    rows = []
    for name, cells in ROWS:
        value = factor * sum(real(here["confusion"][cell]) for cell in cells)
        row = [name, number(value)]
        if baseline is not None:
            there = factor * sum(real(baseline["confusion"][cell]) for cell in cells)
            row += [number(there), signed(value - there, number(value - there))]
        rows.append(tuple(row))
    if here.get("payoff") is not None:
        value = factor * here["payoff"]
        row = ["Payoff", money(value, record.currency)]
        if baseline is not None:
            there = factor * real(baseline.get("payoff"))
            row += [money(there, record.currency), signed(value - there, money(value - there, record.currency))]
        rows.append(tuple(row))
    header = ("Expected", f"This point, per {record.period}") + (
        ("Baseline", "Difference") if baseline is not None else ()
    )
    table = Table(
        header=header,
        rows=tuple(rows),
        align=("left", *["right"] * (len(header) - 1)),  # type: ignore[arg-type]
        widths=(2.6, *[1.6] * (len(header) - 1)),
        caption=f"Consequences per {record.period}",
    )
    text = (
        f"Scaled from {count(record.cases)} predictions to {agreed_number(record.volume or 0)} cases per {record.period}, "
        "as if the coming cases were like these."
    )
    return Section(heading=f"Consequences per {record.period}", blocks=(Paragraph(text=text), table))
