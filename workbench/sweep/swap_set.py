"""The swap set: who is flagged otherwise when one rule replaces another, in counts, amounts, segments and a few rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from workbench.predictions.predictions import Predictions, Segment
from workbench.sweep.flagged_rows import FlaggedRows, Rule, flagged_rows
from workbench.sweep.rows import Rows
from workbench.sweep.swap_rows import SwapRows, first_rows, rows_at

GROUPS = ("both", "in", "out", "neither")
SAMPLE_ROWS = 5
# A row's place in the sums: twice its group, plus 1 for an event; the last is for rows of weight 0, which do not count.
_GROUP_AT = {"neither": 0, "in": 1, "out": 2, "both": 3}
_PLACES, _FIRST_FLIP, _PAST_FLIPS = 9, 2, 6
# The ways to change sides in the order of their places: in without an event, in with one, out without, out with one.
FLIPS = ("new_false_alarms", "newly_caught", "false_alarms_gone", "newly_missed")
# So few are added plainly before the sum goes on in extended precision.
_BLOCK_ROWS = 1 << 12


@dataclass(frozen=True, kw_only=True)
class SwapGroup:
    """How many rows a group has, how many cases by label, and each amount's sum as (events, others).

    Cases are whole where every row counts once, else sums of weights; amounts are times the weight.
    """

    rows_count: int
    events: float
    others: float
    amounts: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def cases(self) -> float:
        return self.events + self.others


@dataclass(frozen=True, kw_only=True)
class SwapSegment:
    """The cases of one segment value that change sides; ``harm`` counts those for which it is the worse side.

    ``amounts`` has of each amount what the cases of each such name in ``FLIPS`` add up to, times the weight.
    """

    value: str
    newly_caught: float
    new_false_alarms: float
    newly_missed: float
    false_alarms_gone: float
    amounts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def harm(self) -> float:
        return self.newly_missed + self.new_false_alarms

    @property
    def cases(self) -> float:
        return self.harm + self.newly_caught + self.false_alarms_gone


@dataclass(frozen=True, kw_only=True, eq=False)
class SwapSet:
    """What changes from the rule ``before`` to the rule ``now``, each a score and its threshold, or the rows it flags.

    Rows that a person decides under either rule stand aside: they are in no group. ``groups`` are ``both`` (flagged by both rules), ``in`` (now, not before), ``out`` (before, not now), ``neither``.
    ``segments`` has, for each segment column, the values with a flipped row, the most harm first (of a record: the first
    of them); ``changed_values_count`` says how many there are. ``sample`` are a few of the flipped rows: they are for
    the screen, and no record or memo keeps them.
    """

    now: Rule | FlaggedRows
    before: Rule | FlaggedRows
    groups: Mapping[str, SwapGroup]
    segments: Mapping[str, tuple[SwapSegment, ...]]
    changed_values_count: Mapping[str, int]
    sample: SwapRows | None = None

    @property
    def flipped_count(self) -> int:
        """How many rows change sides."""
        return self.groups["in"].rows_count + self.groups["out"].rows_count


def swap_set(
    predictions: Predictions, *, now: Rule | FlaggedRows, before: Rule | FlaggedRows, sample_rows: int = SAMPLE_ROWS
) -> SwapSet:
    """Who is flagged otherwise by ``score >= threshold`` of ``now`` than by that of ``before``; +inf flags nobody.

    A policy of another kind comes as the ``FlaggedRows`` it acts on.

    Counts are exact; sums agree with those of ``Sweep.at`` to 1e-12 of what was added. Rows of weight 0 do not count.
    ``sample_rows`` are kept for each way of flipping and each label: those with the largest first amount, or without
    amounts those furthest past the threshold; ties by id, then row (see ``first_rows``).

    >>> from workbench.predictions import read_predictions
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"fraud": [1, 0, 1, 0], "old": [0.9, 0.6, 0.2, 0.1], "new": [0.8, 0.3, 0.7, 0.2]})
    >>> found = swap_set(read_predictions(frame, label="fraud", score=["new", "old"]), now=("new", 0.5),
    ...                  before=("old", 0.5))
    >>> {name: (group.events, group.others) for name, group in found.groups.items()}
    {'both': (1, 0), 'in': (1, 0), 'out': (0, 1), 'neither': (0, 1)}

    Raises ColumnError for an unknown score, InputError for a threshold that is NaN.
    """
    rules = flagged_rows(predictions, now), flagged_rows(predictions, before)
    place, rows = _placed(predictions, *rules)
    flips = _flips(place)
    segments = {name: _by_value(segment, place[flips], flips, rows) for name, segment in predictions.segments.items()}
    return SwapSet(
        now=now,
        before=before,
        groups=_groups(place, rows),
        segments=segments,
        changed_values_count={name: len(values) for name, values in segments.items()},
        sample=_sample(predictions, place, flips, rules, count=sample_rows),
    )


def flipped_rows(predictions: Predictions, *, now: Rule | FlaggedRows, before: Rule | FlaggedRows) -> SwapRows:
    """Every row that changes sides, in the order of the file."""
    rules = flagged_rows(predictions, now), flagged_rows(predictions, before)
    place, _ = _placed(predictions, *rules)
    flips = _flips(place)
    return rows_at(predictions, flips, place[flips] // 2 == _GROUP_AT["in"], scores=_scores_of(rules))


def _scores_of(rules: tuple[FlaggedRows, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(score for rule in rules for score in rule.scores))


def _placed(predictions: Predictions, now: FlaggedRows, before: FlaggedRows) -> tuple[np.ndarray, Rows]:
    """Where each row belongs, uint8 of shape (n,), and the rows with what is summed of them."""
    is_event = np.asarray(predictions.label).astype(bool)
    place = before.is_flagged.astype(np.uint8)
    for bit in (now.is_flagged, is_event):
        place += place  # the next binary digit: before, now, event
        place += bit
    weight = predictions.weight
    if weight is not None:
        place[~(weight > 0)] = _PLACES - 1
    for rule in (now, before):
        if rule.aside is not None:
            place[rule.aside] = _PLACES - 1
    rows = Rows(
        score=predictions.scores[now.scores[0]],
        is_event=is_event,
        weight=weight,
        amounts=predictions.amounts,
    )
    return place, rows


def _flips(place: np.ndarray) -> np.ndarray:
    return np.flatnonzero((place >= _FIRST_FLIP) & (place < _PAST_FLIPS))


def _groups(place: np.ndarray, rows: Rows) -> dict[str, SwapGroup]:
    counts = _counted(place, _PLACES)
    cases = counts if rows.weight is None else _summed(place, _PLACES, partial(rows.values, None))
    sums = {name: _summed(place, _PLACES, partial(rows.values, name)) for name in rows.amounts}

    def group(name: str) -> SwapGroup:
        other, event = 2 * _GROUP_AT[name], 2 * _GROUP_AT[name] + 1
        return SwapGroup(
            rows_count=int(counts[other] + counts[event]),
            events=cases[event].item(),
            others=cases[other].item(),
            amounts={amount: (added[event].item(), added[other].item()) for amount, added in sums.items()},
        )

    return {name: group(name) for name in GROUPS}


def _by_value(segment: Segment, place: np.ndarray, flips: np.ndarray, rows: Rows) -> tuple[SwapSegment, ...]:
    kinds = _PAST_FLIPS - _FIRST_FLIP
    key = segment.codes[flips].astype(np.int64) * kinds + (place - _FIRST_FLIP)
    size = kinds * len(segment.values)
    counts = _counted(key, size)

    def summed(column: str | None) -> np.ndarray:
        return _summed(key, size, lambda part: rows.values(column, flips[part]))

    cases = counts if rows.weight is None else summed(None)
    cases = cases.reshape(-1, kinds)
    amounts = {name: summed(name).reshape(-1, kinds) for name in rows.amounts}
    has_flips = counts.reshape(-1, kinds).any(axis=1)
    found = []
    for code in np.flatnonzero(has_flips).tolist():
        found.append(
            SwapSegment(
                value=segment.values[code],
                **_by_flip(cases[code]),
                amounts={name: _by_flip(added[code]) for name, added in amounts.items()},
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.harm, -each.cases)))


def _by_flip(values: np.ndarray) -> dict[str, float]:
    return dict(zip(FLIPS, values.tolist(), strict=True))


def _counted(place: np.ndarray, size: int) -> np.ndarray:
    total = np.zeros(size, dtype=np.int64)
    for part in _parts(len(place), size):
        total += np.bincount(place[part], minlength=size)
    return total


def _summed(place: np.ndarray, size: int, values: Callable[[slice], np.ndarray]) -> np.ndarray:
    """What the ``values`` of some of the rows add up to at each place; float64 of shape (size,)."""
    total = np.zeros(size, dtype=np.longdouble)
    with np.errstate(over="ignore", invalid="ignore"):
        for part in _parts(len(place), size):
            total += np.bincount(place[part], weights=values(part), minlength=size)
        if not np.isfinite(total).all():  # a sum that left the range of float64 on the way may yet come back
            every = values(slice(None)).astype(np.longdouble)
            total = np.array([every[place == each].sum() for each in range(size)])
        return total.astype(np.float64)


def _parts(rows_count: int, size: int) -> list[slice]:
    step = max(_BLOCK_ROWS, size)
    return [slice(start, start + step) for start in range(0, rows_count, step)]


def _sample(
    predictions: Predictions,
    place: np.ndarray,
    flips: np.ndarray,
    rules: tuple[FlaggedRows, FlaggedRows],
    *,
    count: int,
) -> SwapRows:
    past = (rules[0].past, rules[1].past)
    chosen = []
    for name in ("in", "out"):
        for is_event in (1, 0):
            own = flips[place[flips] == 2 * _GROUP_AT[name] + is_event]
            chosen.append(first_rows(predictions, own, is_in=name == "in", past=past, count=count))
    index = np.concatenate(chosen)
    return rows_at(predictions, index, place[index] // 2 == _GROUP_AT["in"], scores=_scores_of(rules))
