"""A formula with a mark under the character where it goes wrong."""

from __future__ import annotations

import re
import unicodedata

SHOWN_MAX = 72
LINE_BREAK = re.compile("[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def pointed(text: str, position: int | None) -> str:
    """Two lines for a fixed-width font: the line of ``text`` that ``position`` (0-based) is on, and ``^`` under it.

    A long line is cut around the mark. Empty where the position is not known, or the text is empty.

    >>> print(pointed("1000 * FP / ALL[mk]", 16))
    1000 * FP / ALL[mk]
                    ^
    """
    if position is None or not text.strip():
        return ""
    position = min(position, len(text))
    start = max((found.end() for found in LINE_BREAK.finditer(text[:position])), default=0)
    found = LINE_BREAK.search(text, start)
    line = text[start : found.start() if found else len(text)]
    place = min(position - start, len(line))
    first = max(0, min(place - SHOWN_MAX // 2, len(line) - SHOWN_MAX))
    shown = line[first : first + SHOWN_MAX]
    before = ("…" if first else "") + "".join(map(_printable, shown[: place - first]))
    after = "".join(map(_printable, shown[place - first :])) + ("…" if len(line) > first + SHOWN_MAX else "")
    return f"{before}{after}\n{' ' * sum(map(_width, before))}^"


def _printable(letter: str) -> str:
    # A character that moves, hides or cannot be written would put the mark elsewhere.
    return " " if letter == "\t" else letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
