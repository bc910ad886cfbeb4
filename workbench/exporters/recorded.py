"""What a decision record says, in the words of the workbench: metrics, points and thresholds read back from JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from workbench.decision import Decision
from workbench.metrics import BUILTIN, Metric
from workbench.sweep.counts import REVIEWED, Cells, Counts
from workbench.wording import value_text, value_with_unit
from workbench.wording.agreed import agreed_value
from workbench.wording.judged import judged_text


def metric_from_dict(content: Mapping[str, Any]) -> Metric:
    """The metric of a record, for writing its values; measuring needs predictions, which a record does not have."""
    return Metric(
        name=content["name"],
        label=content.get("label") or content["name"],
        goal=content["goal"],
        unit=content.get("unit") or "",
        value=_unmeasured,
        definition=content.get("definition") or "",
        things=content.get("things"),
        role=content.get("role") or "diagnostic",
        weight=content.get("weight") or 0.0,
        worst=content.get("worst"),
        target=content.get("target"),
        limit=content.get("limit"),
        where={column: tuple(values) for column, values in (content.get("where") or {}).items()},
        so_what=content.get("so_what") or "",
        layer=content.get("layer") or "model",
        is_money=bool(content.get("is_money")),
    )


def _unmeasured(counts: Counts) -> np.ndarray:
    return np.full(len(counts), np.nan)


def real(value: float | None) -> float:
    """A number of a record, where null is undefined."""
    return math.nan if value is None else float(value)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A decision record with its metrics, currency and period read out once.

    Keys are in the order of their names, so that two records of one hash make one memo: JSON gives the order of keys no
    meaning, and a register sorts them. Metrics stand in the contract's order.
    """

    decision: Decision

    def __getitem__(self, key: str) -> Any:
        return self._content.get(key)

    @cached_property
    def _content(self) -> Mapping[str, Any]:
        return _by_name(self.decision.content)

    @cached_property
    def contract(self) -> Mapping[str, Any]:
        """The contract as agreed; empty where the decision had none."""
        return self["contract"] or {}

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """By name, in the contract's order."""
        recorded = self["metrics"] or {}
        agreed = [metric["name"] for metric in self.contract.get("metrics") or () if metric["name"] in recorded]
        return {name: metric_from_dict(recorded[name]) for name in dict.fromkeys([*agreed, *recorded])}

    @property
    def currency(self) -> str:
        return self.contract.get("currency") or ""

    @property
    def cases(self) -> float:
        """How many cases the confusion counts add up to."""
        return cases_of(self["operating_point"]["confusion"])

    @property
    def period(self) -> str:
        """The name of the period that the volume is given for; empty without a volume."""
        return (self.contract.get("volume") or {}).get("per") or ""

    @property
    def volume(self) -> float | None:
        volume = self.contract.get("volume")
        return None if not volume else float(volume["cases"])

    @property
    def per_period(self) -> float | None:
        """What a count on these predictions is multiplied by to stand for a period; None without a volume or a case."""
        return None if self.volume is None or not self.cases else self.volume / self.cases

    def text(self, metric: Metric, value: float | None) -> str:
        return value_text(metric, real(value), self.currency)

    def agreed_text(self, metric: Metric, value: float | None) -> str:
        """A limit, worst or target with all the digits it was agreed with."""
        return agreed_value(metric, real(value), self.currency)

    def judged_text(self, metric: Metric, value: float | None, bound: float | None) -> str:
        """The value with the digits that it takes to see on which side of ``bound`` it is; None for no bound."""
        at_most = metric.goal == "minimise"
        return judged_text(metric, real(value), real(bound), at_most=at_most, currency=self.currency)

    def text_with_unit(self, metric: Metric, value: float | None) -> str:
        return value_with_unit(metric, real(value), self.currency)


def _by_name(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _by_name(value[key]) for key in sorted(value)}
    return [_by_name(item) for item in value] if isinstance(value, list | tuple) else value


def cases_of(confusion: Mapping[str, float]) -> float:
    return sum(real(confusion[cell]) for cell in ("tp", "fp", "fn", "tn"))


def value_at(point: Mapping[str, Any], name: str) -> float:
    """The metric of this name at a recorded point: as recorded, or counted again where it is built in; else NaN."""
    recorded = point["metrics"].get(name)
    if recorded is not None:
        return real(recorded["value"])
    reviewed = point["confusion"].get("reviewed")
    if name not in BUILTIN or (reviewed is None and REVIEWED in BUILTIN[name].definition):
        return math.nan
    names = ("tp", "fp", "fn", "tn", *(() if reviewed is None else ("reviewed",)))
    cells = Cells(**{cell: np.array([real(point["confusion"][cell])]) for cell in names})
    # What a metric would need the threshold for is undefined here, never that of another threshold.
    return float(BUILTIN[name].value(Counts(threshold=np.array([np.nan]), cases=cells))[0])
