"""Rows that change sides when one rule replaces another, as they stand in the file, and which of them to look at first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from workbench.predictions.predictions import Predictions


@dataclass(frozen=True, kw_only=True, eq=False)
class SwapRows:
    """m rows that flip; every array and list has one entry a row.

    ``is_in`` is True where the row is flagged now and was not before, False where it was and no longer is. ``row``
    counts the rows used from 1, the header not counted: where rows were left out at reading it is not the line of the
    file. ``id`` is None where no id column was named.
    """

    is_in: np.ndarray
    is_event: np.ndarray
    row: np.ndarray
    id: list[Any] | None
    scores: Mapping[str, np.ndarray]
    weight: np.ndarray | None
    segments: Mapping[str, list[str]]
    amounts: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.row)

    def columns(self) -> dict[str, list[Any]]:
        """The rows as a table: ``row``, ``id``, ``change`` (in or out), ``event`` (1 or 0), scores, weight, segments,
        amounts.

        A name that is taken already gets its part behind it, as in ``amount (segment)``.
        """
        table: dict[str, list[Any]] = {"row": self.row.tolist()}
        if self.id is not None:
            table["id"] = self.id
        table["change"] = ["in" if is_in else "out" for is_in in self.is_in]
        table["event"] = self.is_event.astype(int).tolist()
        named = [(name, "score", values.tolist()) for name, values in self.scores.items()]
        if self.weight is not None:
            named.append(("weight", "weight", self.weight.tolist()))
        named += [(name, "segment", values) for name, values in self.segments.items()]
        named += [(name, "amount", values.tolist()) for name, values in self.amounts.items()]
        for name, part, values in named:
            while name in table:
                name = f"{name} ({part})"
            table[name] = values
        return table


def rows_at(predictions: Predictions, index: np.ndarray, is_in: np.ndarray, *, scores: tuple[str, ...]) -> SwapRows:
    """The rows at ``index``, shape (m,), in that order; ``is_in`` says which way each flips."""
    ids = predictions.id_column
    return SwapRows(
        is_in=is_in,
        is_event=predictions.label[index].astype(bool),
        row=index + 1,
        id=None if ids is None else ids.take(pa.array(index)).to_pylist(),
        scores={name: predictions.scores[name][index] for name in dict.fromkeys(scores)},
        weight=None if predictions.weight is None else predictions.weight[index],
        segments={
            name: [segment.values[code] for code in segment.codes[index]]
            for name, segment in predictions.segments.items()
        },
        amounts={name: values[index] for name, values in predictions.amounts.items()},
    )


def first_rows(
    predictions: Predictions, index: np.ndarray, *, is_in: bool, past: tuple[np.ndarray, np.ndarray], count: int
) -> np.ndarray:
    """Which ``count`` of the rows at ``index`` (ascending, all flipping one way) are looked at first.

    Those with the largest first amount where there is one; else those furthest past the border of the rule now (the
    highest of those that came in, the lowest of those that went out), and of equal ones furthest past that of the rule
    before; ``past`` has how far each row is past the two. Ties by id, then by row. Chance takes no part, and row order only where there is no id or ids repeat.
    """
    keys = _smallest_first(predictions, index, is_in=is_in, past=past)
    if len(index) > count:
        # All but a few rows are out of the question by the first key, so that ids need not be sorted.
        near = keys[0] <= np.partition(keys[0], count - 1)[count - 1]
        index, keys = index[near], [key[near] for key in keys]
    if predictions.id_column is not None:
        keys.append(_places(predictions.id_column.take(pa.array(index))))
    return index[np.lexsort([index, *reversed(keys)])[:count]]


def _smallest_first(
    predictions: Predictions, index: np.ndarray, *, is_in: bool, past: tuple[np.ndarray, np.ndarray]
) -> list[np.ndarray]:
    amount = next(iter(predictions.amounts.values()), None)
    if amount is not None:
        return [-amount[index]]
    now, before = (each[index] for each in past)
    return [-now, before] if is_in else [now, -before]


def _places(ids: pa.ChunkedArray) -> np.ndarray:
    """The place of each id in their order, equal ids in that of their rows; ids that have no order all stay at 0."""
    if pa.types.is_dictionary(ids.type):
        ids = ids.cast(ids.type.value_type)
    try:
        order = pc.sort_indices(ids).to_numpy()
    except (pa.ArrowNotImplementedError, pa.ArrowTypeError):
        return np.zeros(len(ids), dtype=np.int64)
    place = np.empty(len(ids), dtype=np.int64)
    place[order] = np.arange(len(ids))
    return place
