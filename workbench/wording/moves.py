"""Every move between two points reads as a sentence: what one gains, what one gives, and the money.

The phrases are data, so that the browser can write the same sentence while a slider is being dragged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from workbench.metrics import Metric
from workbench.wording.numbers import UNDEFINED, money, number


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """How a difference in one metric is said.

    ``count``: "12 fewer <tail>" after multiplying by ``factor``; ``level``: "<head> up 0.012 <tail>"; ``money``: "410
    k EUR <tail> better", and without a currency "worth 410 more <tail>". ``sign`` is +1 where more is better.
    """

    style: Literal["count", "level", "money"]
    factor: float
    head: str
    tail: str
    sign: int

    def to_dict(self) -> dict[str, object]:
        return asdict(self)


def phrase_for(metric: Metric, *, currency: str = "", factor: float = 1.0, per: str = "") -> Phrase:
    """The phrase of a metric; ``factor`` and ``per`` scale money to a period ("a year")."""
    if metric.is_money:
        return Phrase(style="money", factor=factor, head=currency, tail=per, sign=metric.sign)
    lowered = metric.label if metric.label[:2].isupper() else metric.label[:1].lower() + metric.label[1:]
    if metric.is_share:
        things, of = metric.things or lowered, metric.unit.removeprefix("share of ")
        return Phrase(style="count", factor=1000.0, head="", tail=f"{things} per 1,000 {of}", sign=metric.sign)
    if metric.unit.startswith("per "):
        return Phrase(style="count", factor=1.0, head="", tail=f"{lowered} {metric.unit}", sign=metric.sign)
    return Phrase(style="level", factor=1.0, head=metric.label, tail=metric.unit, sign=metric.sign)


def say_difference(phrase: Phrase, start: float, end: float) -> str:
    """One difference in words.

    >>> from workbench.metrics import BUILTIN
    >>> say_difference(phrase_for(BUILTIN["fnr"]), 0.05, 0.038)
    '12 fewer missed events per 1,000 events'
    """
    difference = (end - start) * phrase.factor
    if math.isnan(difference):
        return f"{'money' if phrase.style == 'money' else phrase.head or phrase.tail} {UNDEFINED}"
    size = number(abs(difference))
    if phrase.style == "money":
        if money(abs(difference), phrase.head) == money(0.0, phrase.head):  # nothing, or too little to write
            return "no change in money"
        amount = say_money(phrase, difference)
        if phrase.head and not phrase.tail.startswith("on "):  # "410 k EUR a year better"
            amount, better = amount.rsplit(" ", 1)
            return " ".join(part for part in (amount, phrase.tail, better) if part)
        return f"{amount} {phrase.tail}".rstrip()
    if phrase.style == "count":
        if size == "0":  # nothing, or too little to write
            return f"as many {phrase.tail}"
        return f"{size} {'fewer' if difference < 0 else 'more'} {phrase.tail}"
    if difference == 0:
        return f"{phrase.head} unchanged"
    return f"{phrase.head} {'down' if difference < 0 else 'up'} {size} {phrase.tail}".rstrip()


def say_money(phrase: Phrase, difference: float) -> str:
    """A difference in money, without its period. A number alone would not say what it counts, so it is said to be a worth.

    >>> euros, plain = (Phrase(style="money", factor=1.0, head=head, tail="", sign=1) for head in ("EUR", ""))
    >>> say_money(euros, -12.5), say_money(plain, -8.53)
    ('12.5 EUR worse', 'worth 8.53 less')
    """
    amount, is_better = money(abs(difference), phrase.head), difference * phrase.sign > 0
    if not phrase.head:
        return f"worth {amount} {'more' if is_better else 'less'}"
    return f"{amount} {'better' if is_better else 'worse'}"


def say_move(
    start: str, end: str, phrases: Sequence[Phrase], from_values: Sequence[float], to_values: Sequence[float]
) -> str:
    """The sentence of a move between two points named ``start`` and ``end``; money comes last, after a semicolon."""
    said = [(p.style, say_difference(p, a, b)) for p, a, b in zip(phrases, from_values, to_values, strict=True)]
    plain = ", ".join(text for style, text in said if style != "money")
    coin = ", ".join(text for style, text in said if style == "money")
    return f"From {start} to {end}: {'; '.join(part for part in (plain, coin) if part)}."
