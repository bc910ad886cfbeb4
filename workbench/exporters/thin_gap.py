"""Thresholds so near to the next score below that single precision cannot tell the two apart."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from typing import Any

THIN_TITLE = "The threshold needs all its digits"
THIN_TEXT = (
    "The next score below lies so near that a system with single-precision numbers cannot tell the two apart. Deploy the "
    "threshold in double precision, or expect other cases to be flagged."
)


def is_thin(point: Mapping[str, Any]) -> bool:
    """Whether both ends of ``same_actions`` are one number in single precision."""
    same = point.get("same_actions") or {}
    low, high = same.get("above"), same.get("up_to")
    if low is None or high is None:
        return False
    return _single(low) >= _single(high)


def _single(value: float) -> float:
    try:
        return struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
