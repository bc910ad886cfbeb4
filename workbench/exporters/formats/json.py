"""The decision record itself, as it stands."""

from __future__ import annotations

from workbench.exporters.blocks import Memo

SUFFIX = ".json"


def export(memo: Memo) -> bytes:
    """The record as UTF-8 JSON."""
    return memo.record.encode("utf-8")
