"""What a record's numbers are written with, for the sentences that pages and memos share."""

from __future__ import annotations

from workbench.exporters.recorded import Recorded
from workbench.wording.recorded_points import Units


def units_of(record: Recorded) -> Units:
    """The record's metrics and currency; money for the contract's period where it has one."""
    factor = record.per_period
    if factor is None:
        return Units(metrics=record.metrics, currency=record.currency)
    return Units(metrics=record.metrics, currency=record.currency, factor=factor, per=f"a {record.period}")
