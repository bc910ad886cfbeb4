"""Under which session keys the payoff's fields keep what is written in them."""

from __future__ import annotations

NOWHERE = "nothing: it is the same everywhere"


def field_keys(key: str, cell: str, part: str) -> tuple[str, str, str]:
    """The keys of a number of the payoff, and of the least and the most it may be; part is ``each`` or an amount."""
    own = f"{key}-{cell}" if part == "each" else f"{key}-{cell}-{part}"
    return own, f"{own}-low", f"{own}-high"


def segment_key(key: str) -> str:
    """The key of the segment column that the payoff differs by; ``NOWHERE`` is its value where there is none."""
    return f"{key}-by"
