"""How near the best possible a policy is known to be, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.wording.numbers import number, percent

_LEAST_SHARE = 1e-6


def optimality_text(found: Mapping[str, Any] | None) -> str:
    """``Proven optimal. All 1,204 combinations were tried``; empty where nothing is known of it.

    >>> optimality_text({"is_proven": False, "is_approximate": False, "gap": 2.0, "gap_share": 0.0002, "how": "filled"})
    'Within 0.02% of the best possible. Filled'
    """
    if not found:
        return ""
    said = str(found.get("how") or "").strip().rstrip(".")
    how = f". {said[:1].upper()}{said[1:]}" if said else ""
    if found["is_approximate"]:
        return f"Not proven to be the best{how}"
    if found["is_proven"]:
        return f"Proven optimal{how}"
    share = found["gap_share"]
    if share is None:
        return f"At most {number(found['gap'])} from the best possible{how}"
    return f"Within {percent(max(share, _LEAST_SHARE))} of the best possible{how}"
