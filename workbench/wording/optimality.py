"""How near the best possible a policy is known to be, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.policy import Optimality
from workbench.wording.numbers import number, percent
from workbench.wording.plain import plain_number

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


def optimality_to_dict(found: Optimality) -> dict[str, Any]:
    """``objective``, ``bound`` and ``gap`` in the rule's unit, higher is better; ``text`` says it in words."""
    content = {
        "objective": plain_number(found.objective),
        "bound": plain_number(found.bound),
        "gap": plain_number(found.gap),
        "gap_share": plain_number(found.gap_share),
        "is_proven": found.is_proven,
        "is_approximate": found.is_approximate,
        "how": found.how,
    }
    return {**content, "text": optimality_text(content)}
