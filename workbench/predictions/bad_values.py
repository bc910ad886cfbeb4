"""Numbers that cannot be counted: refused with the way out, or left out and counted."""

from __future__ import annotations

import numpy as np

from workbench.errors import ColumnError
from workbench.predictions.numbers import Numbers
from workbench.predictions.predictions import Dropped, Finding


def bad_values(numbers: dict[str, Numbers], *, roles: dict[str, str]) -> list[tuple[str, str, np.ndarray]]:
    """For each column and kind of value that cannot be counted: the column, the reason, and a mask of rows."""
    bad = []
    for name, each in numbers.items():
        # One pass for the usual case in which all is well.
        if np.isfinite(each.values).all():
            continue
        for kind, mask in (("missing", np.isnan(each.values)), ("infinite", np.isinf(each.values))):
            if mask.any():
                article = "an" if (kind + roles[name])[0] in "aeiou" else "a"
                bad.append((name, f"{article} {kind} {roles[name]} in {name!r}", mask))
    return bad


def drop_bad(bad: list[tuple[str, str, np.ndarray]], *, keep: np.ndarray, is_allowed: bool) -> list[Dropped]:
    """Take the bad rows out of ``keep``; a row counts once, under the first reason that it has."""
    dropped = []
    for name, reason, mask in bad:
        mask = mask & keep
        if not mask.any():
            continue
        found = dropped_rows(reason, mask)
        if not is_allowed:
            raise ColumnError(
                f"Every value of {name!r} must be a finite number, but {found.rows_count:,} "
                f"row{'s have' if found.rows_count != 1 else ' has'} {reason}, first in row {found.first_row:,}. "
                "Correct the file, or exclude these rows (exclude_bad_scores=True); the receipt then says how many."
            )
        keep &= ~mask
        dropped.append(found)
    return dropped


def dropped_rows(reason: str, mask: np.ndarray) -> Dropped:
    return Dropped(reason=reason, rows_count=int(np.count_nonzero(mask)), first_row=int(np.argmax(mask)) + 1)


def dropped_findings(dropped: list[Dropped]) -> list[Finding]:
    return [
        Finding(
            level="warning",
            code="rows-dropped",
            text=f"{each.rows_count:,} row{'s' if each.rows_count != 1 else ''} with {each.reason} "
            f"{'were' if each.rows_count != 1 else 'was'} left out, first row {each.first_row:,}.",
            row=each.first_row,
        )
        for each in dropped
    ]


def check_weight(numbers: dict[str, Numbers], *, weight: str | None, keep: np.ndarray) -> None:
    if weight is None:
        return
    values = numbers[weight].values
    is_negative = (values < 0) & keep
    if is_negative.any():
        row = int(np.argmax(is_negative))
        raise ColumnError(
            f"Weights must be 0 or more, but {np.count_nonzero(is_negative):,} rows of {weight!r} are negative, first "
            f"row {row + 1:,} with {values[row]:g}. Correct them, or read without a weight."
        )
    if not (values[keep] > 0).any():
        raise ColumnError(f"At least one weight must be above 0, but all of {weight!r} are 0. Read without a weight.")
