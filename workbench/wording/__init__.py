"""Numbers become words, once: the same text in the app, the memo and the command line."""

from workbench.wording.moves import Phrase, phrase_for, say_difference, say_move
from workbench.wording.numbers import (
    UNDEFINED,
    count,
    money,
    number,
    percent,
    points,
    threshold_text,
    unit_text,
    value_text,
    value_with_unit,
)

__all__ = [
    "UNDEFINED",
    "Phrase",
    "count",
    "money",
    "number",
    "percent",
    "phrase_for",
    "points",
    "say_difference",
    "say_move",
    "threshold_text",
    "unit_text",
    "value_text",
    "value_with_unit",
]
