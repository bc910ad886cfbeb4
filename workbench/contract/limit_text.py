"""A limit as text, taken apart: ``recall>=0.9``, ``gap(fpr)<=0.05@region``, ``alerts<=40/reviewer/day``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from workbench.contract.value_list import read_values
from workbench.errors import LimitError

# What people have to look at; with a period behind the bound these two words mean the work, whatever else is so named.
WORK = ("alerts", "reviewed")
FORMS = (
    "METRIC<=X, METRIC>=X@COLUMN=VALUE, gap(METRIC)<=X@COLUMN, ratio(METRIC)>=X@COLUMN, alerts<=X/day or "
    "alerts<=X/reviewer/day"
)
_PATTERN = re.compile(
    r"^\s*(?:(?P<kind>gap|ratio)\s*\(\s*(?P<inner>[^()]+?)\s*\)|(?P<metric>[A-Za-z_]\w*))\s*(?P<sign><=|>=)\s*"
    r"(?P<bound>[-+]?[0-9.][-+0-9.eE_]*)\s*"
    r"(?:@\s*(?P<column>[^=]+?)\s*(?:=\s*(?P<values>.+?))?|/\s*(?:(?P<each>reviewer)\s*/\s*)?(?P<per>\S.*?))?\s*$"
)


@dataclass(frozen=True, kw_only=True)
class LimitText:
    """What a limit's text says. ``values`` of ``column`` are those it looks at, all of them where it names none.

    ``per`` is the period whose busiest one is bounded (``day``, ``week``, ``month``, ``period`` or ``all``), None for other
    limits; ``is_each`` says that the bound is for each reviewer.
    """

    text: str
    kind: Literal["value", "gap", "ratio"]
    metric: str
    at_most: bool
    bound: float
    column: str | None = None
    values: tuple[str, ...] = ()
    per: str | None = None
    is_each: bool = False


def read_limit(text: str) -> LimitText:
    """The parts of a limit.

    >>> read = read_limit("alerts<=40/reviewer/day")
    >>> read.metric, read.bound, read.is_each, read.per
    ('alerts', 40.0, True, 'day')

    Raises LimitError that shows the accepted forms, or says what is missing.
    """
    found = _PATTERN.match(text)
    if found is None:
        raise LimitError(f"The limit {text!r} cannot be read. Write {FORMS}.")
    try:
        bound = float(found["bound"])
        if not math.isfinite(bound):
            raise ValueError
    except ValueError:
        raise LimitError(
            f"The limit {text!r} needs a number after {found['sign']}; found {found['bound']!r}."
        ) from None
    kind, column, per = found["kind"] or "value", found["column"], found["per"]
    values = read_values(found["values"] or "")
    if kind != "value" and column is None:
        raise LimitError(f"The limit {text!r} compares segments; say of which column: {text.strip()}@COLUMN.")
    if kind == "value" and column is not None and not values:
        raise LimitError(f"The limit {text!r} needs a value of {column}: {text.strip()}=VALUE.")
    if per is not None and (found["metric"] not in WORK or found["sign"] != "<="):
        raise LimitError(
            f"The limit {text!r} cannot be read: only the work of people is bounded per {per}. Write alerts<=X/{per} for "
            f"what is flagged, or reviewed<=X/{per} for what a review band gives to people."
        )
    return LimitText(
        text=text.strip(),
        kind=kind,
        metric=found["inner"] or found["metric"],
        at_most=found["sign"] == "<=",
        bound=bound,
        column=column,
        values=values,
        per=per,
        is_each=found["each"] is not None,
    )
