"""Texts that options hold: lists of metrics, NAME=COL, COL=V1,V2, thresholds."""

from __future__ import annotations

import math
from collections.abc import Iterable

from workbench.errors import InputError

NOBODY = ("none", "nobody")


def split_list(texts: Iterable[str]) -> list[str]:
    """The items of comma-separated lists; commas inside brackets belong to a formula.

    >>> split_list(["recall,cost = max(FP, FN)", "f1"])
    ['recall', 'cost = max(FP, FN)', 'f1']
    """
    items: list[str] = []
    for text in texts:
        depth, start = 0, 0
        for position, letter in enumerate(text):
            depth += (letter in "([") - (letter in ")]")
            if letter == "," and depth <= 0:
                items.append(text[start:position])
                start = position + 1
        items.append(text[start:])
    return [item.strip() for item in items if item.strip()]


def parse_only(texts: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Columns and the values wanted in them.

    >>> parse_only(["tier=gold, silver"])
    [('tier', ('gold', 'silver'))]
    """
    from workbench.contract.value_list import read_values

    found = []
    for text in texts:
        column, equals, listed = text.partition("=")
        values = read_values(listed)
        if not (column.strip() and equals and values):
            raise InputError(f"--only {text!r} cannot be read. Write it like --only 'tier=gold,silver'.")
        found.append((column.strip(), values))
    return found


def parse_amounts(texts: Iterable[str]) -> dict[str, str]:
    """Names in formulas and their columns; a column alone goes by its own name.

    >>> parse_amounts(["eur=amount_eur", "km"])
    {'eur': 'amount_eur', 'km': 'km'}
    """
    amounts: dict[str, str] = {}
    for text in texts:
        name, equals, column = (part.strip() for part in text.partition("="))
        if not name or (equals and not column):
            raise InputError(f"--amount {text!r} cannot be read. Write it like --amount eur=amount_eur.")
        if amounts.setdefault(name, column or name) != (column or name):
            raise InputError(f"--amount names {name!r} twice, for {amounts[name]!r} and {column!r}. Keep one.")
    return amounts


def parse_threshold(text: str) -> float:
    """A threshold; ``none`` and ``nobody`` mean that nobody is flagged.

    >>> parse_threshold("0.25"), parse_threshold("nobody")
    (0.25, inf)
    """
    if text.strip().lower() in NOBODY:
        return math.inf
    try:
        threshold = float(text)
    except ValueError:
        threshold = math.nan
    if not math.isfinite(threshold):
        raise InputError(f"--threshold must be a number, or 'nobody' to flag nobody; found {text!r}.")
    return threshold
