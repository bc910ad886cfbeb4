"""The limits at a point as a record has them: numbers for machines, and the texts that every format shows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from workbench.policy import Limit
from workbench.wording.limits import bound_words, distance_text, limit_judged_text
from workbench.wording.plain import plain_number


def limit_to_dict(limit: Limit, value: float, *, currency: str) -> dict[str, Any]:
    """``ok`` is whether the value keeps the limit; ``by_text`` is how far it is from the bound, on either side."""
    return {
        "limit": limit.text,
        "label": limit.label,
        "bound": plain_number(limit.bound),
        "bound_text": bound_words(limit, limit.bound, currency),
        "value": plain_number(value),
        "value_text": limit_judged_text(limit, value, currency),
        "by_text": distance_text(limit, value, limit.bound, currency),
        "ok": bool(limit.keeps(value)) and not math.isnan(value),
    }


def limits_to_dicts(measured: Iterable[tuple[Limit, float]], *, currency: str) -> list[dict[str, Any]]:
    return [limit_to_dict(limit, value, currency=currency) for limit, value in measured]
