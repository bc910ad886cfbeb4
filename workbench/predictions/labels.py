"""Labels: which value of a column is the event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from workbench.errors import ColumnError
from workbench.predictions.label_values import (
    CERTAIN,
    UNSURE,
    LabelValues,
    canonical,
    label_values,
    recognised_pair,
    spelled_as,
)
from workbench.predictions.predictions import Finding, Level


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


def parse_labels(column: pa.ChunkedArray | pa.Array, *, name: str = "label", positive: object = None) -> Labels:
    """The column as 0 and 1.

    ``positive`` is the value that means the event, as text or number; without it 0/1, yes/no, true/false,
    positive/negative, -1/1 and 1/2 are recognised, and the receipt says so. With it, more than two values are read
    as this one against the rest. Raises ColumnError where the event cannot be told.

    >>> parse_labels(pa.array(["no", "yes", "no"])).values.tolist()
    [0, 1, 0]
    """
    values = label_values(column, name=name)
    if not values.names:
        raise ColumnError(f"Column {name!r} must hold the labels, but it is empty. Choose another column.")
    if positive is None:
        event, findings = _recognise(values, name=name)
    else:
        event, findings = _named(values, positive=positive, name=name)
    is_missing = values.codes < 0
    is_event = values.codes == values.names.index(event) if event in values.names else np.zeros_like(is_missing)
    meaning = f"{name} = {event} is the event"
    others = [each for each in values.names if each != event]
    if others:
        shown = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
        meaning += f"; {shown} {'are' if len(others) > 1 else 'is'} not"
    return Labels(
        values=is_event.view(np.uint8),
        is_missing=is_missing,
        positive=event,
        meaning=meaning + ".",
        findings=tuple(findings),
    )


def guess_positive(column: pa.ChunkedArray | pa.Array, *, name: str = "label") -> PositiveGuess:
    """The value that is probably the event: the recognised one, else the rarest.

    Raises ColumnError on an empty column.
    """
    values = label_values(column, name=name)
    if not values.names:
        raise ColumnError(f"Column {name!r} must hold the labels, but it is empty. Choose another column.")
    pair = recognised_pair(values.names)
    if pair is not None:
        event = spelled_as(pair[1], values.names) or pair[1]
        reason = f"{pair[1]} usually means the event beside {pair[0]}"
    else:
        event = values.names[int(np.argmin(values.counts))]
        reason = f"{event} is the rarest value"
    others = tuple(each for each in values.names if each != event)
    return PositiveGuess(value=event, reason=reason, alternatives=others, is_certain=pair == CERTAIN)


def _recognise(values: LabelValues, *, name: str) -> tuple[str, list[Finding]]:
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
    event = spelled_as(pair[1], values.names) or pair[1]
    if pair == CERTAIN:
        return event, []
    level: Level = "question" if pair == UNSURE else "info"
    code = "label-question" if pair == UNSURE else "label-guessed"
    text = (
        f"In {name!r}, {event} was taken to mean the event and {spelled_as(pair[0], values.names) or pair[0]} its "
        "absence."
    )
    if pair == UNSURE:
        text += " Confirm this: 1 and 2 have no common meaning."
    return event, [Finding(level=level, code=code, text=text, column=name)]


def _named(values: LabelValues, *, positive: object, name: str) -> tuple[str, list[Finding]]:
    wanted = canonical(positive)
    event = spelled_as(wanted, values.names)
    if event is None and wanted.casefold() in ("true", "1"):
        # True is 1 in every language people export from.
        event = spelled_as("1" if wanted.casefold() == "true" else "true", values.names)
    if event is None and wanted.casefold() in ("false", "0"):
        event = spelled_as("0" if wanted.casefold() == "false" else "false", values.names)
    if event is None and len(values.names) == 1 and recognised_pair((values.names[0], wanted)) is not None:
        event = wanted
    if event is None:
        shown = ", ".join(map(repr, values.names[:10])) + (", ..." if len(values.names) > 10 else "")
        raise ColumnError(
            f"No row of {name!r} has the value {str(positive)!r}. Its values are: {shown}. Pass one of them."
        )
    if len(values.names) <= 2:
        return event, []
    return event, [
        Finding(
            level="info",
            code="one-against-rest",
            text=f"{name!r} has {len(values.names):,} values; {event} was taken as the event and all others as its "
            "absence.",
            column=name,
        )
    ]
