"""A recorded point in words: which cases it flags, and how it differs from another one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.metrics import Metric
from workbench.wording.moves import Phrase, phrase_for, say_difference
from workbench.wording.numbers import count, money, value_text
from workbench.wording.rates import say_rate

Point = Mapping[str, Any]
SAME = 1e-12


@dataclass(frozen=True, kw_only=True)
class Units:
    """What the numbers of a record are written with.

    ``metrics`` by name in their order; ``factor`` scales money from the predictions to the period that ``per`` names.
    """

    metrics: Mapping[str, Metric]
    currency: str = ""
    factor: float = 1.0
    per: str = "on these predictions"

    def money(self, amount: float) -> str:
        return money(amount * self.factor, self.currency)

    @property
    def money_phrase(self) -> Phrase:
        return Phrase(style="money", factor=self.factor, head=self.currency, tail=self.per, sign=1)


def real(value: float | None) -> float:
    """A number of a record, where null is undefined."""
    return math.nan if value is None else float(value)


def point_value(point: Point, name: str) -> float:
    """The metric of this name at a recorded point; NaN where it was not measured there."""
    return real((point["metrics"].get(name) or {}).get("value"))


def values_header(units: Units, *, has_money: bool) -> tuple[str, ...]:
    """The columns of ``values_row``; counts say that they are, so that no metric of the same name is taken for them."""
    named = [metric.label for metric in units.metrics.values()]
    return (
        *named,
        *([f"Money {units.per}"] if has_money else []),
        "Flagged (count)",
        "Missed (count)",
        "False alarms (count)",
    )


def values_row(point: Point, units: Units, *, has_money: bool) -> tuple[str, ...]:
    """Every metric, the money and the counts of a point."""
    written = [value_text(metric, point_value(point, name), units.currency) for name, metric in units.metrics.items()]
    cells = point["confusion"]
    tallies = (real(cells["tp"]) + real(cells["fp"]), real(cells["fn"]), real(cells["fp"]))
    coin = [units.money(real(point.get("payoff")))] if has_money else []
    return (*written, *coin, *(count(tally) for tally in tallies))


def change_words(start: Point, end: Point, units: Units) -> str:
    """How ``end`` differs from ``start`` in every metric that moves and in money, then the rate of it."""
    phrases, before, after = _moved(start, end, units)
    said = [say_difference(phrase, a, b) for phrase, a, b in zip(phrases, before, after, strict=True) if a != b]
    if not said:
        return "Nothing measured here differs."
    return " ".join(part for part in (f"{', '.join(said)}.", say_rate(phrases, before, after)) if part)


def _moved(start: Point, end: Point, units: Units) -> tuple[Sequence[Phrase], Sequence[float], Sequence[float]]:
    phrases = [phrase_for(metric, currency=units.currency) for metric in units.metrics.values()]
    before = [point_value(start, name) for name in units.metrics]
    after = [point_value(end, name) for name in units.metrics]
    if start.get("payoff") is not None and end.get("payoff") is not None:
        phrases.append(units.money_phrase)
        before.append(real(start["payoff"]))
        after.append(real(end["payoff"]))
    known = [place for place, (a, b) in enumerate(zip(before, after, strict=True)) if not (a != a or b != b)]
    # Sums that were added in another order are the same; nobody is told that they are 0 EUR worse.
    after = [a if math.isclose(a, b, rel_tol=SAME, abs_tol=0.0) else b for a, b in zip(before, after, strict=True)]
    return [phrases[i] for i in known], [before[i] for i in known], [after[i] for i in known]
