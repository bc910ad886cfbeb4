"""The receipt of a file of predictions as text."""

from __future__ import annotations

from workbench.predictions import Receipt


def receipt_text(receipt: Receipt) -> str:
    """What was read, used, dropped and why, and which column plays which part."""
    columns = receipt.columns
    dropped_count = receipt.rows_read - receipt.rows_used
    read = [receipt.format, receipt.encoding]
    read += [f"delimiter {receipt.delimiter!r}" if receipt.delimiter else None]
    read += [f"decimal {receipt.decimal!r}" if receipt.decimal else None]
    rows = [
        ("File", f"{receipt.file_name} ({receipt.bytes_count:,} bytes)"),
        ("SHA-256", receipt.sha256),
        ("Read as", ", ".join(part for part in read if part)),
        (
            "Rows",
            f"{receipt.rows_read:,} read, {receipt.rows_used:,} used, {dropped_count:,} dropped",
        ),
        *(
            (" dropped", f"{item.rows_count:,}: {item.reason}, first in row {item.first_row:,}")
            for item in receipt.dropped
        ),
        ("Label", f"{columns.label}: {receipt.label_meaning}"),
        ("Scores", ", ".join(columns.used_name(name) for name in columns.scores)),
        ("Baseline", columns.used_name(columns.baseline) if columns.baseline else ""),
        ("Segments", ", ".join(columns.segments)),
        ("Amounts", ", ".join(f"{name}={column}" for name, column in columns.amounts.items())),
        ("Weight", columns.weight or ""),
        ("Period", columns.period or ""),
        ("Id", columns.id or ""),
    ]
    lines = [f"{name:<9} {text}" for name, text in rows if text]
    if receipt.findings:
        lines += ["", "Findings"]
        lines += [f"  {finding.level}: {finding.text}" for finding in receipt.findings]
    return "\n".join(lines) + "\n"
