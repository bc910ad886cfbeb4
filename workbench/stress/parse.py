"""Stresses as text: ``prevalence=0.05``, ``mix=0.4@tier=premium``, ``cost=2@FN[eur]``, ``drift=0.1@road=urban``, ``noise=0.02``."""

from __future__ import annotations

import math
import re

from workbench.contract.value_list import read_values
from workbench.errors import InputError
from workbench.stress.stress import Stress

FORMS = (
    "prevalence=SHARE, mix=SHARE@COLUMN=VALUE, noise=SHARE, cost=TIMES, cost=TIMES@CELL, cost=TIMES@CELL[AMOUNT], "
    "drift=NUMBER or drift=PERCENT% of the ranks, both also with @COLUMN=VALUE1,VALUE2"
)
_PATTERN = re.compile(r"\s*([a-z]+)\s*=\s*([-+]?[0-9.][-+0-9.eE_]*)\s*(%?)\s*(?:@\s*(.+?)\s*)?", re.DOTALL)
_CELL = re.compile(r"([A-Za-z]*)\s*(?:\[\s*(.+?)\s*\])?")


def parse_stress(text: str) -> Stress:
    """The stress that ``text`` writes.

    >>> parse_stress("cost=2@FN[eur]").amount, parse_stress("drift=5%").unit, parse_stress("mix=0.4@tier=premium").shares
    ('eur', 'ranks', (('premium', 0.4),))

    Raises InputError that shows the forms.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise InputError(f"The stress {text!r} cannot be read. Write {FORMS}.")
    kind, digits, percent, where = found.groups()
    try:
        size = float(digits)
        if not math.isfinite(size):
            raise ValueError
    except ValueError:
        raise InputError(f"The stress {text!r} needs a number after =; found {digits!r}.") from None
    if percent:
        size = size / 100
    if kind == "cost":
        cell = _CELL.fullmatch(where or "")
        if cell is None or percent:
            raise InputError(f"The stress {text!r} cannot be read. Write cost=TIMES@CELL or cost=TIMES@CELL[AMOUNT].")
        return Stress(kind="cost", size=size, cell=cell[1].upper() or None, amount=cell[2])
    column, values = None, ""
    if where is not None:
        column, equals, values = where.partition("=")
        column, values = column.strip(), values.strip()
        if not equals or not column or not values:
            raise InputError(f"The stress {text!r} needs a value of the column: {kind}={digits}@COLUMN=VALUE.")
    if kind == "mix":
        if column is None:
            raise InputError(f"The stress {text!r} needs a segment and its value: mix={digits}@COLUMN=VALUE.")
        return Stress(kind="mix", column=column, shares={values: size})
    if kind == "drift":
        return Stress(
            kind="drift", size=size, column=column, values=read_values(values), unit="ranks" if percent else "score"
        )
    if column is not None:
        raise InputError(f"The stress {text!r} is of all cases; leave out what follows @.")
    return Stress(kind=kind, size=size)  # type: ignore[arg-type]
