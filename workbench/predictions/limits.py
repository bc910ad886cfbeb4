"""Limits: how much of this machine one upload may take."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024**2
GIGABYTE = 1024**3


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most a file of predictions may be, and the most its reader may take.

    ``cpu_seconds_max`` counts every core, so it is larger than the wall-clock ``seconds_max``.
    ``expansion_max`` bounds how many times larger than itself an archive may become once it passes 64 MB.
    """

    bytes_max: int = GIGABYTE
    uncompressed_bytes_max: int = 4 * GIGABYTE
    expansion_max: int = 400
    cells_max: int = 500_000_000
    sheet_cells_max: int = 20_000_000
    memory_bytes_max: int = 4 * GIGABYTE
    seconds_max: float = 120
    cpu_seconds_max: int = 240


DEFAULT_LIMITS = Limits()


def size_text(bytes_count: float) -> str:
    """A size as people write it.

    >>> size_text(2 * GIGABYTE), size_text(1536), size_text(12)
    ('2 GB', '1.5 KB', '12 bytes')
    """
    for unit, size in (("GB", GIGABYTE), ("MB", MEGABYTE), ("KB", 1024)):
        if bytes_count >= size:
            return f"{bytes_count / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{bytes_count:.0f} bytes"
