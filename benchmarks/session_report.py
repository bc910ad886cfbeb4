"""The measured session as a table for the documents."""

from __future__ import annotations

import re
from typing import Any

OPENING_SECONDS_MAX = 10.0
ANSWER_MS_MAX = 150.0
CHARTS_BYTES_MAX = 300_000


def session_table(found: dict[str, Any]) -> str:
    """What was promised of a session, what was measured, and whether it holds, as Markdown."""
    lines = [["what", "limit", "measured", "holds"]]
    for name, opening in found["openings"].items():
        seconds = opening["painted_seconds"]
        measured = f"{seconds:.1f} s"
        lines.append(
            [
                f"{name}, navigation to painted",
                f"{OPENING_SECONDS_MAX:.0f} s",
                measured,
                _holds(seconds, OPENING_SECONDS_MAX),
            ]
        )
    for kind, figures in found["actions"].items():
        median, p95, ended = (figures[key] for key in ("answered_median_ms", "answered_p95_ms", "ended_median_ms"))
        measured = (
            f"median {median:.0f} ms, 95th percentile {p95:.0f} ms, all drawn up {ended:.0f} ms, n {figures['times']}"
        )
        lines.append(
            [f"{kind}, answered", f"{ANSWER_MS_MAX:.0f} ms at the median", measured, _holds(median, ANSWER_MS_MAX)]
        )
    for name, weight in found["weights"].items():
        charts, rest = weight["charts_bytes"], weight["rest_bytes"]
        measured = f"{_kilobytes(charts)} for charts, {_kilobytes(rest)} for the rest"
        lines.append(
            [
                f"{name}, received",
                f"{_kilobytes(CHARTS_BYTES_MAX)} for charts",
                measured,
                _holds(charts, CHARTS_BYTES_MAX),
            ]
        )
    rule = ["---"] * len(lines[0])
    return "\n".join("| " + " | ".join(line) + " |" for line in (lines[0], rule, *lines[1:]))


def session_section(found: dict[str, Any]) -> str:
    """The table with what it was measured on."""
    machine = ", ".join(f"{name} {value}" for name, value in found["machine"].items())
    load = ", ".join(f"{value:.1f}" for value in found["load_average"])
    said = f"{found['rows']:,} rows, Parquet. {machine}. Load average from beginning to end: {load}."
    return f"{said}\n\n{session_table(found)}"


def with_session(text: str, found: dict[str, Any]) -> str:
    """A document's text with the session between its markers; raises ValueError where they are not there once.

    >>> found = {"rows": 1, "machine": {}, "load_average": [], "openings": {}, "actions": {}, "weights": {}}
    >>> "of before" in with_session("<!-- session --> of before <!-- end -->", found)
    False
    """
    marked = re.compile(r"(<!-- session -->).*?(<!-- end -->)", re.DOTALL)
    changed, count = marked.subn(lambda place: f"{place[1]}\n\n{session_section(found)}\n\n{place[2]}", text)
    if count != 1:
        raise ValueError(f"The document must have the markers of the session once; found {count} times.")
    return changed


def _holds(value: float, limit: float) -> str:
    return "yes" if value <= limit else "**no**"


def _kilobytes(count: int) -> str:
    return f"{count / 1000:.0f} KB"
