"""Labels: which value of a column is the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.errors import ColumnError
from workbench.predictions.predictions import Finding

_VALUES_MAX = 1_000
# Negative, positive. Everything but 0 and 1 is a guess that the receipt states.
_PAIRS = (
    ("0", "1"), ("-1", "1"), ("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"),
    ("negative", "positive"), ("neg", "pos"), ("-", "+"), ("1", "2"),
)  # fmt: skip
_CERTAIN = ("0", "1")
_UNSURE = ("1", "2")
MISSING_LABELS = ("", "na", "n/a", "#n/a", "nan", "null")
# Class names, too: missing only beside values that are recognised.
_PERHAPS_MISSING = ("none",)


@dataclass(frozen=True, kw_only=True, eq=False)
class Labels:
    """A label column: ``values`` is uint8 with 1 for the event, ``is_missing`` is true where there is no label."""

    values: np.ndarray
    is_missing: np.ndarray
    positive: str
    meaning: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PositiveGuess:
    """Which value is probably the event: ``is_certain`` only for 0 and 1. ``alternatives`` has all other values."""

    value: str
    reason: str
    alternatives: tuple[str, ...] = ()
    is_certain: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class _Values:
    """The distinct values of a column, joined where they mean the same (1 and 1.0, Yes and yes)."""

    names: tuple[str, ...]
    codes: np.ndarray
    counts: tuple[int, ...]


def parse_labels(column: pa.ChunkedArray | pa.Array, *, name: str = "label", positive: object = None) -> Labels:
    """The column as 0 and 1.

    ``positive`` is the value that means the event, as text or number; without it 0/1, yes/no, true/false,
    positive/negative, -1/1 and 1/2 are recognised, and the receipt says so. With it, more than two values are read
    as this one against the rest. Raises ColumnError where the event cannot be told.

    >>> parse_labels(pa.array(["no", "yes", "no"])).values.tolist()
    [0, 1, 0]
    """
    values = _values(column, name=name)
    if not values.names:
        raise ColumnError(f"Column {name!r} must hold the labels, but it is empty. Choose another column.")
    if positive is None:
        event, findings = _recognise(values, name=name)
    else:
        event, findings = _named(values, positive=positive, name=name)
    is_missing = values.codes < 0
    labels = values.codes == values.names.index(event) if event in values.names else np.zeros_like(is_missing)
    meaning = f"{name} = {event} is the event"
    others = [each for each in values.names if each != event]
    if others:
        shown = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
        meaning += f"; {shown} {'are' if len(others) > 1 else 'is'} not"
    return Labels(
        values=labels.astype(np.uint8),
        is_missing=is_missing,
        positive=event,
        meaning=meaning + ".",
        findings=tuple(findings),
    )


def guess_positive(column: pa.ChunkedArray | pa.Array, *, name: str = "label") -> PositiveGuess:
    """The value that is probably the event: the recognised one, else the rarest; raises ColumnError on an empty column."""
    values = _values(column, name=name)
    if not values.names:
        raise ColumnError(f"Column {name!r} must hold the labels, but it is empty. Choose another column.")
    pair = recognised_pair(values.names)
    if pair is not None:
        event = _spelled(pair[1], values.names) or pair[1]
        reason = f"{pair[1]} usually means the event beside {pair[0]}"
    else:
        event = values.names[int(np.argmin(values.counts))]
        reason = f"{event} is the rarest value"
    others = tuple(each for each in values.names if each != event)
    return PositiveGuess(value=event, reason=reason, alternatives=others, is_certain=pair == _CERTAIN)


def _recognise(values: _Values, *, name: str) -> tuple[str, list[Finding]]:
    pair = recognised_pair(values.names)
    if pair is None:
        shown = ", ".join(map(repr, values.names[:5])) + (", ..." if len(values.names) > 5 else "")
        example = values.names[int(np.argmin(values.counts))]
        if len(values.names) > 2:
            found = f"{len(values.names):,} different values ({shown})"
        else:
            found = f"the value{'s' if len(values.names) > 1 else ''} {shown}"
        raise ColumnError(
            f"One value of {name!r} must mean the event, but it holds {found} and it cannot be told which. "
            f"Pass positive=..., for example positive={example!r}."
        )
    event = _spelled(pair[1], values.names) or pair[1]
    if pair == _CERTAIN:
        return event, []
    level, code = ("question", "label-question") if pair == _UNSURE else ("info", "label-guessed")
    text = f"In {name!r}, {event} was taken to mean the event and {_spelled(pair[0], values.names) or pair[0]} its absence."
    if pair == _UNSURE:
        text += " Confirm this: 1 and 2 have no common meaning."
    return event, [Finding(level=level, code=code, text=text, column=name)]


def _named(values: _Values, *, positive: object, name: str) -> tuple[str, list[Finding]]:
    wanted = _canonical(positive)
    event = _spelled(wanted, values.names)
    if event is None and wanted.casefold() in ("true", "1"):
        # True is 1 in every language people export from.
        event = _spelled("1" if wanted.casefold() == "true" else "true", values.names)
    if event is None and wanted.casefold() in ("false", "0"):
        event = _spelled("0" if wanted.casefold() == "false" else "false", values.names)
    if event is None and len(values.names) == 1 and recognised_pair((values.names[0], wanted)) is not None:
        event = wanted
    if event is None:
        shown = ", ".join(map(repr, values.names[:10])) + (", ..." if len(values.names) > 10 else "")
        raise ColumnError(f"No row of {name!r} has the value {str(positive)!r}. Its values are: {shown}. Pass one of them.")
    if len(values.names) <= 2:
        return event, []
    return event, [
        Finding(
            level="info",
            code="one-against-rest",
            text=f"{name!r} has {len(values.names):,} values; {event} was taken as the event and all others as its absence.",
            column=name,
        )
    ]


def recognised_pair(names: Sequence[str]) -> tuple[str, str] | None:
    """The recognised pair that the values are, or are one half of."""
    folded = {name.casefold() for name in names}
    for pair in _PAIRS:
        if folded == set(pair):
            return pair
    if len(folded) == 1:
        return next((pair for pair in _PAIRS if folded < set(pair)), None)
    return None


def _spelled(wanted: str, names: Sequence[str]) -> str | None:
    """The value as the column spells it: the same text, else the same but for capitals."""
    if wanted in names:
        return wanted
    return next((name for name in names if name.casefold() == wanted.casefold()), None)


def _canonical(value: object) -> str:
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


def _values(column: pa.ChunkedArray | pa.Array, *, name: str) -> _Values:
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    if pa.types.is_string(column.type):
        column = column.cast(pa.large_string())
    encoded = pc.dictionary_encode(column.combine_chunks())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    distinct = encoded.dictionary.to_pylist()
    if len(distinct) > _VALUES_MAX:
        raise ColumnError(
            f"Column {name!r} must hold labels, but it holds {len(distinct):,} different values, such as "
            f"{str(distinct[0])[:40]!r}. Choose the column that says whether the event happened."
        )
    spelled = [_canonical(value) for value in distinct]
    missing = {each for each in spelled if each.casefold() in MISSING_LABELS}
    kept = {each for each in spelled if each not in missing}
    perhaps = {each for each in kept if each.casefold() in _PERHAPS_MISSING}
    if perhaps and kept - perhaps and recognised_pair(tuple(kept - perhaps)) is not None:
        missing |= perhaps
    names = _joined([each for each in spelled if each not in missing])
    place = np.array([-1, *(-1 if each in missing else _place(each, names) for each in spelled)], dtype=np.int32)
    codes = place[encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False) + 1]
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    return _Values(names=names, codes=codes, counts=tuple(int(count) for count in counts))


def _joined(spelled: list[str]) -> tuple[str, ...]:
    """Distinct values, sorted; capitals are ignored only where the values are then a recognised pair (Yes, yes, no)."""
    distinct = sorted(set(spelled))
    folded = {each.casefold(): each for each in reversed(distinct)}
    if len(folded) < len(distinct) and recognised_pair(tuple(folded)) is not None:
        return tuple(sorted(folded.values()))
    return tuple(distinct)


def _place(value: str, names: tuple[str, ...]) -> int:
    spelled = _spelled(value, names)
    assert spelled is not None
    return names.index(spelled)
