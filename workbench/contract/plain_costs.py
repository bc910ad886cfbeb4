"""Payoffs from plain answers: minutes and hourly rates, customers lost, what a miss costs, how often the action works."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.contract.guess import Guess, said
from workbench.errors import InputError

NOTHING = Guess.of(0)
ALWAYS = Guess.of(1)
_SHARED = (
    "Some of these ranges come from one answer and move together. A contract holds each range on its own, so those are left "
    "out and their middles are used; work it out again with the least and with the most to see whether the choice stays. "
    "Counted from doing nothing, an unsure loss is in one number only and keeps its range."
)


@dataclass(frozen=True, kw_only=True)
class PlainAnswers:
    """What somebody can say who does not think in confusion cells; what is not answered costs nothing.

    ``minutes`` and ``hourly_cost`` are what handling a flag takes, of events too with ``handles_events``;
    ``lost_share`` (0 to 1) of the people flagged by mistake go, each worth ``customer_value``. A missed event loses
    ``loss`` and ``loss_rate`` x the amount ``loss_amount``. The action prevents the loss in the share ``works`` of events.
    ``against_nothing`` counts from clearing everybody, which is then worth 0.
    """

    minutes: Guess = NOTHING
    hourly_cost: Guess = NOTHING
    handles_events: bool = False
    lost_share: Guess = NOTHING
    customer_value: Guess = NOTHING
    loss: Guess = NOTHING
    loss_amount: str | None = None
    loss_rate: Guess = ALWAYS
    works: Guess = ALWAYS
    against_nothing: bool = False
    currency: str = ""


@dataclass(frozen=True, kw_only=True)
class PlainCosts:
    """``payoff`` is the payoff part of a contract, as its file has it; ``derivation`` says where each number is from."""

    payoff: Mapping[str, Mapping[str, Any]]
    derivation: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Worth:
    """Money per case: a constant, and a coefficient on the amount that a miss loses."""

    each: Guess = NOTHING
    rate: Guess = NOTHING


def plain_costs(answers: PlainAnswers) -> PlainCosts:
    """The payoff of each cell that the answers come to, and how.

    With H = minutes / 60 x hourly cost, C = lost share x customer value, L the loss of a miss and w how often the action
    works: FP = -(H + C), FN = -L, TP = -(1 - w) L, less H where events are handled as well. Against doing nothing, L is
    added to both cells of events: TP = w L and FN = 0, and the payoff of each threshold rises by the same sum.

    >>> of = Guess.of
    >>> alarm = {"minutes": of(4), "hourly_cost": of(38), "lost_share": of(1 / 50), "customer_value": of(300)}
    >>> plain_costs(PlainAnswers(**alarm, loss=of(900), works=of(0.7))).payoff["FP"], plain_costs(
    ...     PlainAnswers(loss=of(900), works=of(0.7))
    ... ).payoff["TP"]
    ({'each': -8.5333}, {'each': -270.0})

    Raises InputError for an answer below 0, a share above 1, or an amount without a name.
    """
    _check(answers)
    handling = answers.minutes * Guess.of(1 / 60) * answers.hourly_cost
    insult = answers.lost_share * answers.customer_value
    rate = answers.loss_rate if answers.loss_amount is not None else NOTHING
    fails = Guess(low=1 - answers.works.high, mid=1 - answers.works.mid, high=1 - answers.works.low)
    spent = -handling if answers.handles_events else NOTHING
    if answers.against_nothing:
        hit = _Worth(each=answers.works * answers.loss + spent, rate=answers.works * rate)
        miss = _Worth()
    else:
        hit = _Worth(each=-(fails * answers.loss) + spent, rate=-(fails * rate))
        miss = _Worth(each=-answers.loss, rate=-rate)
    alarm = _Worth(each=-(handling + insult))
    cells = {"TP": hit, "FP": alarm, "FN": miss}
    shared = _shared(answers, cells)
    payoff = {
        cell: _content(worth, answers.loss_amount, sure={part for each, part in shared if each == cell})
        for cell, worth in cells.items()
    }
    derivation = _derivation(answers, handling, insult, cells)
    return PlainCosts(payoff=payoff, derivation=(*derivation, *([_SHARED] if shared else [])))


def _shared(answers: PlainAnswers, cells: Mapping[str, _Worth]) -> set[tuple[str, str]]:
    """The unsure parts that move with another one, as (cell, ``each`` or ``rate``): one unsure answer is in both.

    A contract's ranges are each on its own, so together they would hold what the answer excludes.
    """
    handling, loss = ("minutes", "hourly_cost"), ("loss", "works")
    asked = {
        ("TP", "each"): (*loss, *(handling if answers.handles_events else ())),
        ("TP", "rate"): ("loss_rate", "works"),
        ("FP", "each"): (*handling, "lost_share", "customer_value"),
        ("FN", "each"): ("loss",),
        ("FN", "rate"): ("loss_rate",),
    }
    unsure = {
        place: {name for name in names if not getattr(answers, name).is_sure}
        for place, names in asked.items()
        if not getattr(cells[place[0]], place[1]).is_sure
    }
    return {
        place for place, names in unsure.items() if any(names & other for at, other in unsure.items() if at != place)
    }


def _check(answers: PlainAnswers) -> None:
    for name in ("minutes", "hourly_cost", "lost_share", "customer_value", "loss", "loss_rate", "works"):
        guess: Guess = getattr(answers, name)
        if guess.low < 0:
            raise InputError(f"{name.replace('_', ' ').capitalize()} cannot be below 0; found {said(guess.low)}.")
        if name in ("lost_share", "works") and guess.high > 1:
            raise InputError(f"{name.replace('_', ' ').capitalize()} is a share, at most 1; found {said(guess.high)}.")
    if answers.loss_amount is not None and not answers.loss_amount.strip():
        raise InputError("Name the amount that a miss loses.")


def _content(worth: _Worth, amount: str | None, *, sure: Collection[str]) -> dict[str, Any]:
    """The terms of a cell as a contract's file has them; the parts in ``sure`` without their ranges."""
    parts = {"each": worth.each.rounded}
    if amount is not None and (worth.rate.low or worth.rate.high):
        parts[amount] = worth.rate.rounded
    fixed = {"each" if part == "each" else amount for part in sure}
    between = {
        name: [guess.low, guess.high] for name, guess in parts.items() if not guess.is_sure and name not in fixed
    }
    content: dict[str, Any] = {"each": parts.pop("each").mid}
    if parts:
        content["amounts"] = {name: guess.mid for name, guess in parts.items()}
    return content | ({"between": between} if between else {})


def _derivation(answers: PlainAnswers, handling: Guess, insult: Guess, cells: Mapping[str, _Worth]) -> list[str]:
    money = f" {answers.currency}" if answers.currency else ""
    lines = []
    if handling.high:
        who = "A flag" if answers.handles_events else "A false alarm"
        lines.append(
            f"{who} takes {answers.minutes.range_text} minutes at {answers.hourly_cost.range_text}{money} an hour: "
            f"{said(answers.minutes.mid)} / 60 × {said(answers.hourly_cost.mid)} = {handling.text}{money}."
        )
    if insult.high:
        lines.append(
            f"A false alarm loses {share_text(answers.lost_share)} customers worth {answers.customer_value.range_text}{money}: "
            f"{said(answers.lost_share.mid)} × {said(answers.customer_value.mid)} = {insult.text}{money}."
        )
    lines.append(f"So a false alarm is worth {_worth_text(cells['FP'], answers, money)}.")
    loss = _loss_text(answers, money)
    if loss:
        lines.append(f"A missed event loses {loss}.")
    if loss and answers.works != ALWAYS:
        works = _percent(answers.works)
        lines.append(
            f"The action works {works} of the time, so {works} of that loss is prevented where an event is flagged."
        )
    made_of = (
        " (the loss prevented, less the time it takes)"
        if answers.against_nothing
        else " (the loss that is left, and the time it takes)"
    )
    made_of = made_of if loss and handling.high and answers.handles_events else ""
    flagged = f"a flagged event is worth {_worth_text(cells['TP'], answers, money)}{made_of}"
    if answers.against_nothing:
        lines.append(
            f"Compared with doing nothing, {flagged}, a missed one 0, and clearing everybody 0. The differences between "
            "thresholds are what they are without this: every event is worth the same sum more."
        )
    else:
        lines.append(f"So {flagged}, and a missed one {_worth_text(cells['FN'], answers, money)}.")
    return lines


def _loss_text(answers: PlainAnswers, money: str) -> str:
    parts = [f"{answers.loss.range_text}{money}"] if answers.loss.high else []
    if answers.loss_amount is not None and answers.loss_rate.high:
        times = "" if answers.loss_rate == ALWAYS else f"{answers.loss_rate.range_text} × "
        parts.append(f"{times}its {answers.loss_amount}")
    return " and ".join(parts)


def _worth_text(worth: _Worth, answers: PlainAnswers, money: str) -> str:
    has_rate = bool(worth.rate.low or worth.rate.high)
    parts = [f"{worth.each.text}{money}"] if worth.each.low or worth.each.high or not has_rate else []
    return " and ".join([*parts, *([f"{worth.rate.text} × its {answers.loss_amount}"] if has_rate else [])])


def share_text(share: Guess) -> str:
    """A share of people as they say it.

    >>> share_text(Guess.of(1 / 50)), share_text(Guess.of(0.03)), share_text(Guess.of(0.01, 0.02))
    ('1 in 50', '3 % of', '1 % to 2 % of')
    """
    if share.is_sure and share.mid and abs(1 / share.mid - round(1 / share.mid)) < 1e-9:
        return f"1 in {round(1 / share.mid):,}"
    return f"{_percent(share)} of"


def _percent(share: Guess) -> str:
    low, high = (f"{said(round(100 * end, 9))} %" for end in (share.low, share.high))
    return low if share.is_sure else f"{low} to {high}"
