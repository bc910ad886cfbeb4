"""``wb.by_segment`` and ``wb.fairness``: who pays for a policy, by segment and by group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from html import escape

import numpy as np
import pandas as pd

from workbench.api.wanted_metrics import wanted_metrics
from workbench.contract import Contract
from workbench.errors import InputError, NothingFeasible
from workbench.evidence import FairnessReport, SegmentReport, harm_order
from workbench.evidence import by_segment as report_by_segment
from workbench.evidence import fairness as report_fairness
from workbench.evidence.fairness import Favourable
from workbench.evidence.harm import Order
from workbench.evidence.report_frames import fairness_frame, segment_frame
from workbench.metrics import Metric, contract_metrics
from workbench.policy import Choice, OperatingPoint, Policy
from workbench.sweep import Sweep
from workbench.wording import value_text
from workbench.wording.fairness import gap_sentence, group_sentence
from workbench.wording.segments import denominator_text, interval_text, standing, summary

SHOWN_MAX = 25


@dataclass(frozen=True, kw_only=True, eq=False)
class ShownSegments(SegmentReport):
    """Metrics by segment that show themselves as a table of the primary one, worst first."""

    contract: Contract | None = field(default=None, repr=False)

    def table(self) -> pd.DataFrame:
        """A row a segment and metric: ``value``, ``low``, ``high``, ``denominator``, ``verdict``, ``harm``, ``interval``."""
        return segment_frame(self)

    def order(self, metric: str | None = None, *, by: Order = "worst") -> list[tuple[str, ...]]:
        """The segments, the most harm first; ``by`` is ``worst``, ``harm``, ``cases`` or ``name``."""
        return [self.values[place] for place in harm_order(self, metric or self._first, order=by).tolist()]

    @property
    def _first(self) -> str:
        return next(
            (item.metric.name for item in self.metrics if item.metric.role == "primary"), self.metrics[0].metric.name
        )

    @property
    def _currency(self) -> str:
        return self.contract.currency if self.contract is not None else ""

    def _rows(self) -> list[tuple[str, ...]]:
        item, whole = self.metric(self._first), float(self.whole_of(self._first).value[0])
        return [
            (
                ", ".join(self.values[place]),
                value_text(item.metric, float(item.value[place]), self._currency),
                interval_text(item.metric, item.low[place], item.high[place], self._currency),
                denominator_text(self, item, place),
                " ".join(standing(item, place, whole)),
            )
            for place in harm_order(self, self._first)[:SHOWN_MAX].tolist()
        ]

    def __repr__(self) -> str:
        said = summary(self, self._first, harm_order(self, self._first), self._currency)
        rows = self._rows()
        widths = [max(len(row[place]) for row in rows) for place in range(5)] if rows else []
        lines = ["  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in rows]
        more = len(self) - len(rows)
        return "\n".join([said, *lines, *([f"... and {more:,} more: table() has all"] if more > 0 else [])])

    def _repr_html_(self) -> str:
        said = summary(self, self._first, harm_order(self, self._first), self._currency)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self._rows())
        return f"<p>{escape(said)}</p><table>{body}</table>"


@dataclass(frozen=True, kw_only=True, eq=False)
class ShownFairness(FairnessReport):
    """A fairness report that says itself in sentences."""

    def table(self) -> pd.DataFrame:
        """A row a group and rate, with differences and ratios against the reference."""
        return fairness_frame(self)

    def gap_table(self) -> pd.DataFrame:
        """A row a gap: ``difference``, ``ratio``, the groups furthest apart, and who is left out."""
        names = ("name", "difference", "ratio", "highest", "lowest", "left_out")
        return pd.DataFrame([{name: getattr(gap, name) for name in names} for gap in self.gaps])

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each group against the reference, then each gap."""
        groups = [group_sentence(self, place) for place in range(len(self.values))]
        return (*groups, *(gap_sentence(self, gap) for gap in self.gaps))

    def __repr__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        return f"<ul>{''.join(f'<li>{escape(sentence)}</li>' for sentence in self.sentences)}</ul>"


def by_segment(
    sweep: Sweep,
    policy: Policy | OperatingPoint | Choice,
    column: str | Sequence[str],
    *,
    metrics: Iterable[str | Metric] | None = None,
    contract: Contract | None = None,
    level: float = 0.95,
    replicates: int = 1_000,
    seed: int = 0,
) -> ShownSegments:
    """Metrics within each value of a segment column, or each crossing of two, with intervals and verdicts on their limits.

    ``policy`` is any policy, a point or a choice; ``metrics`` are the contract's unless others are named. A limit is said to
    be kept or broken only where the whole interval keeps or breaks it. The same ``seed`` gives the same intervals.

    >>> from workbench.api import at, sweep
    >>> from workbench.predictions import read_predictions
    >>> frame = pd.DataFrame({"y": [1, 1, 0, 0] * 50, "p": [0.9, 0.2, 0.6, 0.1] * 50, "hub": ["N", "N", "S", "N"] * 50})
    >>> found = sweep(read_predictions(frame, label="y", score="p", segments=["hub"]))
    >>> by_segment(found, at(found, 0.5), "hub", metrics=["fpr"])
    2 values of hub. False positive rate on the whole: 50% of non-events. Worst with evidence: S with 100% of non-events (92.9% to 100%).
    S  100%  92.9% to 100%  of 50 non-events  ▼ worse than the whole
    N  0%    0% to 7.13%    of 50 non-events  ▲ better than the whole

    Raises ColumnError for a column that is no segment, NothingFeasible for a choice without a point.
    """
    if metrics is not None:
        wanted = wanted_metrics(metrics, sweep=sweep, contract=contract)
    elif contract is not None:
        wanted = contract_metrics(contract)
    else:
        wanted = ()
    if not wanted:
        raise InputError("Name the metrics, such as metrics=['fnr', 'fpr'], or give a contract that has some.")
    found = report_by_segment(
        sweep,
        _policy(policy),
        metrics=wanted,
        columns=column,
        rng=np.random.default_rng(seed),
        level=level,
        replicates=replicates,
    )
    return ShownSegments(**{part.name: getattr(found, part.name) for part in fields(found)}, contract=contract)


def fairness(
    sweep: Sweep,
    policy: Policy | OperatingPoint | Choice,
    column: str,
    *,
    reference: str | None = None,
    favourable: Favourable = "cleared",
    least_cases: int = 0,
    level: float = 0.95,
) -> ShownFairness:
    """How a policy treats the groups of a segment column, against a reference group and between those furthest apart.

    ``favourable`` says which side of the decision is the good one: ``cleared`` where being flagged does harm, ``flagged``
    where it is a benefit. The reference is the largest group unless one is named.

    >>> from workbench.api import at, sweep
    >>> from workbench.predictions import read_predictions
    >>> frame = pd.DataFrame({"y": [0, 1, 0, 1] * 50, "p": [0.9, 0.9, 0.1, 0.9] * 50, "sex": ["f", "f", "m", "m"] * 50})
    >>> found = sweep(read_predictions(frame, label="y", score="p", segments=["sex"]))
    >>> print(fairness(found, at(found, 0.5), "sex", favourable="flagged").sentences[1])
    m is flagged 0.5 times as often as f (0.404 to 0.599): below four fifths.

    Raises ColumnError for a column that is no segment, InputError for a reference that does not occur.
    """
    found = report_fairness(
        sweep,
        _policy(policy),
        column=column,
        reference=reference,
        favourable=favourable,
        least_cases=least_cases,
        level=level,
    )
    return ShownFairness(**{part.name: getattr(found, part.name) for part in fields(found)})


def _policy(given: Policy | OperatingPoint | Choice) -> Policy:
    if isinstance(given, Choice):
        if given.point is None:
            raise NothingFeasible("The choice has no feasible point, so there is nothing to look at by segment.")
        given = given.point
    return given.policy if isinstance(given, OperatingPoint) else given
