"""Predictions: labelled rows ready to be counted, and the receipt of how they were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from workbench.errors import ColumnError

if TYPE_CHECKING:
    import pyarrow as pa

MISSING = "(missing)"
Level = Literal["info", "warning", "question"]


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which column plays which part. ``amounts`` maps the name used in formulas to its column.

    ``flip`` names score columns where a low value means the event is likely; such a score is used as its
    negative and is called ``-column`` from then on, so that *flagged means score >= threshold* stays true.
    """

    label: str
    positive: str | None = None
    scores: tuple[str, ...] = ()
    flip: tuple[str, ...] = ()
    baseline: str | None = None
    segments: tuple[str, ...] = ()
    amounts: Mapping[str, str] = field(default_factory=dict)
    weight: str | None = None
    period: str | None = None
    id: str | None = None

    def used_name(self, column: str) -> str:
        """The name a score column goes by once flips are applied."""
        return f"-{column}" if column in self.flip else column

    @property
    def score_columns(self) -> tuple[str, ...]:
        """Every column read as a score: the candidates, and a baseline that is named only as such."""
        return tuple(dict.fromkeys([*self.scores, *([self.baseline] if self.baseline else [])]))

    @property
    def candidate_names(self) -> tuple[str, ...]:
        """The scores one may choose a threshold on: ``scores``, without a baseline that is named only as such."""
        return tuple(self.used_name(column) for column in self.scores)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One sentence a reader of the receipt should know, with where it was found.

    ``row`` is 1-based, the header not counted.
    """

    level: Level
    code: str
    text: str
    column: str | None = None
    row: int | None = None


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Rows that were read and not used, and why."""

    reason: str
    rows_count: int
    first_row: int


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was read, used, dropped and why."""

    file_name: str
    sha256: str
    bytes_count: int
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    rows_read: int
    rows_used: int
    dropped: tuple[Dropped, ...] = ()
    columns: Columns
    label_meaning: str
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The receipt as plain JSON values."""
        return _plain(asdict(self))


@dataclass(frozen=True, kw_only=True, eq=False)
class Segment:
    """A column of categories: ``values[codes[i]]`` is the value in row i."""

    codes: np.ndarray
    values: tuple[str, ...]

    def mask(self, wanted: Iterable[str]) -> np.ndarray:
        """True where the row's value is one of ``wanted``.

        Raises ColumnError where a wanted value does not occur in the column at all.
        """
        wanted = [str(value) for value in wanted]
        unknown = [value for value in wanted if value not in self.values]
        if unknown:
            raise ColumnError(
                f"No row has the value {unknown[0]!r}. The values are: {', '.join(map(repr, self.values[:20]))}."
            )
        chosen = np.array([value in wanted for value in self.values], dtype=bool)
        return chosen[self.codes]


@dataclass(frozen=True, kw_only=True, eq=False)
class Predictions:
    """Labelled rows.

    ``label`` is uint8, 1 = the event. ``scores`` are float64, finite, higher = more likely. ``weight`` is float64,
    finite and >= 0, or None where every row counts once. Amounts are finite float64. All arrays have one entry a row,
    and so has ``id_column``, the ids as the file has them.
    """

    label: np.ndarray
    scores: Mapping[str, np.ndarray]
    segments: Mapping[str, Segment] = field(default_factory=dict)
    amounts: Mapping[str, np.ndarray] = field(default_factory=dict)
    weight: np.ndarray | None = None
    period: Segment | None = None
    id_column: pa.ChunkedArray | None = None
    receipt: Receipt

    def __len__(self) -> int:
        return len(self.label)

    @property
    def id(self) -> np.ndarray | None:
        """The ids as an array, made anew each time: ten million texts are a gigabyte of Python objects."""
        return None if self.id_column is None else self.id_column.to_numpy()

    @property
    def score_names(self) -> tuple[str, ...]:
        return tuple(self.scores)

    @property
    def baseline(self) -> str | None:
        """The name in ``scores`` of what the decision is compared with, or None; ``-column`` where it is flipped."""
        columns = self.receipt.columns
        return f"-{columns.baseline}" if columns.baseline in columns.flip else columns.baseline

    def segment(self, column: str) -> Segment:
        """The segment column of this name; the period counts as one.

        Raises ColumnError naming the columns there are.
        """
        if column in self.segments:
            return self.segments[column]
        if self.period is not None and column == self.receipt.columns.period:
            return self.period
        known = ", ".join(self.segments) or "none were named"
        raise ColumnError(f"{column!r} is not one of the segment columns ({known}).")

    def rows(self, mask: np.ndarray) -> Predictions:
        """The predictions of the rows where ``mask`` is true; the receipt stays that of the file."""

        def cut(segment: Segment) -> Segment:
            return replace(segment, codes=segment.codes[mask])

        return replace(
            self,
            label=self.label[mask],
            scores={name: values[mask] for name, values in self.scores.items()},
            segments={name: cut(segment) for name, segment in self.segments.items()},
            amounts={name: values[mask] for name, values in self.amounts.items()},
            weight=None if self.weight is None else self.weight[mask],
            period=None if self.period is None else cut(self.period),
            id_column=None if self.id_column is None else self.id_column.filter(mask),
        )

    def only(self, column: str, values: Iterable[str]) -> Predictions:
        """The predictions of the rows whose ``column`` has one of ``values``."""
        return self.rows(self.segment(column).mask(values))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
