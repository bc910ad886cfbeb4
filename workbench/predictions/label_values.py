"""The values of a label column: which mean the same, which are missing, and which pairs everybody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from workbench.errors import ColumnError
from workbench.predictions.encoded import encode

_VALUES_MAX = 1_000
# Negative, positive. Everything but 0 and 1 is a guess that the receipt states.
_PAIRS = (
    ("0", "1"), ("-1", "1"), ("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"),
    ("negative", "positive"), ("neg", "pos"), ("-", "+"), ("1", "2"),
)  # fmt: skip
CERTAIN = ("0", "1")
UNSURE = ("1", "2")
MISSING_LABELS = ("", "na", "n/a", "#n/a", "nan", "null")
# Class names, too: missing only beside values that are recognised.
_PERHAPS_MISSING = ("none",)


@dataclass(frozen=True, kw_only=True, eq=False)
class LabelValues:
    """The distinct values of a column, joined where they mean the same (1 and 1.0, Yes and yes).

    ``codes`` is int16 with each row's place in ``names``, -1 where there is no label.
    """

    names: tuple[str, ...]
    codes: np.ndarray

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many rows have each of the values."""
        return tuple(np.bincount(self.codes[self.codes >= 0], minlength=len(self.names)).tolist())


def recognised_pair(names: Sequence[str]) -> tuple[str, str] | None:
    """The recognised pair that the values are, or are one half of."""
    folded = {name.casefold() for name in names}
    for pair in _PAIRS:
        if folded == set(pair):
            return pair
    if len(folded) == 1:
        return next((pair for pair in _PAIRS if folded < set(pair)), None)
    return None


def spelled_as(wanted: str, names: Sequence[str]) -> str | None:
    """The value as the column spells it: the same text, else the same but for capitals."""
    if wanted in names:
        return wanted
    return next((name for name in names if name.casefold() == wanted.casefold()), None)


def canonical(value: object) -> str:
    """One spelling for values that mean the same: 1, 1.0, "1" and " 1 "."""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    text = str(value).strip()
    try:
        number = float(text)
    except ValueError:
        return text
    if not np.isfinite(number) or "_" in text:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def label_values(column: pa.ChunkedArray | pa.Array, *, name: str) -> LabelValues:
    encoded = encode(column)
    if len(encoded.distinct) > _VALUES_MAX:
        raise ColumnError(
            f"Column {name!r} must hold labels, but it holds {len(encoded.distinct):,} different values, such as "
            f"{str(encoded.distinct[0].as_py())[:40]!r}. Choose the column that says whether the event happened."
        )
    distinct = encoded.distinct.to_pylist()
    spelled = [canonical(value) for value in distinct]
    missing = {each for each in spelled if each.casefold() in MISSING_LABELS}
    kept = {each for each in spelled if each not in missing}
    perhaps = {each for each in kept if each.casefold() in _PERHAPS_MISSING}
    if perhaps and kept - perhaps and recognised_pair(tuple(kept - perhaps)) is not None:
        missing |= perhaps
    names = _joined([each for each in spelled if each not in missing])
    codes = np.array([*(-1 if each in missing else _place(each, names) for each in spelled), -1], dtype=np.int16)
    return LabelValues(names=names, codes=encoded.look_up(codes))


def _joined(spelled: list[str]) -> tuple[str, ...]:
    """Distinct values, sorted; capitals are ignored only where the values are then a recognised pair (Yes, yes, no)."""
    distinct = sorted(set(spelled))
    folded = {each.casefold(): each for each in reversed(distinct)}
    if len(folded) < len(distinct) and recognised_pair(tuple(folded)) is not None:
        return tuple(sorted(folded.values()))
    return tuple(distinct)


def _place(value: str, names: tuple[str, ...]) -> int:
    spelled = spelled_as(value, names)
    assert spelled is not None
    return names.index(spelled)
