"""How much time is between two moments."""

from __future__ import annotations

import math
from datetime import datetime


def seconds_between(start: str, end: str) -> float:
    """The seconds from one ISO time to another; infinite where one of them is no time.

    >>> seconds_between("2026-11-23T09:00:00Z", "2026-11-23T09:01:30+00:00")
    90.0
    """
    try:
        return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
    except (ValueError, TypeError):
        return math.inf
