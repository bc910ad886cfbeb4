"""The rows of one score as they are counted: none of weight 0, and each quantity that is summed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

# Plain sums run in so many lanes side by side, each short: rounding stays far below what anybody can see.
_BLOCK_ROWS, _LANES = 1 << 15, 1 << 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """``score`` float64 and ``is_event`` bool, shape (n,); ``weight`` > 0 or None where every row counts once.

    ``columns`` names what is summed: None stands for the weights themselves (absent where there are none), a text for
    that amount times the weight. ``is_kept`` says which of the rows given these are; None where all.
    """

    score: np.ndarray
    is_event: np.ndarray
    weight: np.ndarray | None = None
    amounts: Mapping[str, np.ndarray] = field(default_factory=dict)
    is_kept: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.score)

    @property
    def columns(self) -> tuple[str | None, ...]:
        return (*(() if self.weight is None else (None,)), *self.amounts)

    def values(self, column: str | None, part: slice | np.ndarray) -> np.ndarray:
        """What ``column`` adds, for some of the rows."""
        if column is None:
            assert self.weight is not None
            return self.weight[part]
        if self.weight is None:
            return self.amounts[column][part]
        with np.errstate(over="ignore", under="ignore"):
            return self.amounts[column][part] * self.weight[part]

    def only(self, among: np.ndarray) -> Rows:
        """The rows where the mask ``among`` is true."""
        return Rows(
            score=self.score[among],
            is_event=self.is_event[among],
            weight=None if self.weight is None else self.weight[among],
            amounts={name: values[among] for name, values in self.amounts.items()},
        )

    def may_be_negative(self, column: str | None) -> bool:
        """Whether a part of the column can be more than the whole."""
        return column is not None and len(self) > 0 and bool(self.amounts[column].min() < 0)

    def totals(self, among: np.ndarray | None = None) -> dict[str | None, tuple[np.float64, np.float64]]:
        """Each column's sum over events and over the rest, ``among`` these rows.

        Taken in the rows' own order, so that it has the same bits for every score and at every threshold.
        """
        added = {column: np.zeros((_LANES, 2), dtype=np.longdouble) for column in self.columns}
        lanes = np.arange(_BLOCK_ROWS) % _LANES * 2
        with np.errstate(over="ignore", invalid="ignore"):
            for start in range(0, len(self) if added else 0, _BLOCK_ROWS):
                part: slice | np.ndarray = slice(start, start + _BLOCK_ROWS)
                if among is not None:
                    part = np.flatnonzero(among[part]) + start
                is_event = self.is_event[part]
                lane = lanes[: len(is_event)] + is_event
                for column, sums in added.items():
                    values = self.values(column, part)
                    sums += np.bincount(lane, weights=values, minlength=2 * _LANES).reshape(_LANES, 2)
            found = {column: tuple(sums.sum(axis=0)[::-1].astype(np.float64)) for column, sums in added.items()}
        return {
            column: total if np.isfinite(total).all() else self._wide_total(column, among)
            for column, total in found.items()
        }

    def _wide_total(self, column: str | None, among: np.ndarray | None) -> tuple[np.float64, np.float64]:
        """The total of a column whose sum left the range of float64 on the way; it may yet come back."""
        values = self.values(column, slice(None))
        is_among = np.ones(len(self), dtype=bool) if among is None else among
        with np.errstate(invalid="ignore"):
            return tuple(  # type: ignore[return-value]
                np.float64(np.sum(values[mask & is_among], dtype=np.longdouble))
                for mask in (self.is_event, ~self.is_event)
            )


def counted_rows(
    score: np.ndarray,
    *,
    label: np.ndarray,
    weight: np.ndarray | None = None,
    amounts: Mapping[str, np.ndarray] | None = None,
) -> Rows:
    """The rows without those of weight 0, which scikit-learn drops too: their scores are no candidates."""
    score, is_event = np.asarray(score, dtype=np.float64), np.asarray(label).astype(bool, copy=False)
    amounts = {name: np.asarray(values, dtype=np.float64) for name, values in (amounts or {}).items()}
    if weight is None:
        return Rows(score=score, is_event=is_event, amounts=amounts)
    weight = np.asarray(weight, dtype=np.float64)
    is_kept = weight > 0
    if is_kept.all():
        return Rows(score=score, is_event=is_event, weight=weight, amounts=amounts)
    return Rows(
        score=score[is_kept],
        is_event=is_event[is_kept],
        weight=weight[is_kept],
        amounts={name: values[is_kept] for name, values in amounts.items()},
        is_kept=is_kept,
    )
