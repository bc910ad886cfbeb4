"""Guesses: which column plays which part, with reasons, for a person to confirm or correct."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from workbench.predictions.column_profile import Profile, profiles
from workbench.predictions.part_hints import (
    PERIOD_VALUES_MAX,
    RULE,
    SEGMENT_VALUES_MAX,
    find_label,
    find_scores,
    is_amount,
    is_id,
    is_period,
    is_segment,
    is_weight,
    may_be_label,
)
from workbench.predictions.predictions import Columns
from workbench.predictions.table import Table


@dataclass(frozen=True, kw_only=True)
class ColumnGuess:
    """Columns that may be right; ``reasons`` and ``alternatives`` are by part (label, scores, baseline, ...).

    ``columns.label`` is empty where no column looks like a label. The weight is only ever a proposal:
    ``read_predictions`` does not use it unless it is named.
    """

    columns: Columns
    reasons: Mapping[str, str] = field(default_factory=dict)
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def guess_columns(table: Table, *, label: str | None = None) -> ColumnGuess:
    """A part for each column of the table, from its name and a sample of its values; raises nothing.

    ``label`` is the label where that is known.
    """
    free = {profile.name: profile for profile in profiles(table.arrow)}
    reasons: dict[str, str] = {}
    alternatives: dict[str, tuple[str, ...]] = {}
    everything = tuple(free.values())

    def take(
        part: str, chosen: Iterable[Profile], *, because: str, others: Callable[[Profile], bool]
    ) -> tuple[str, ...]:
        names = tuple(each.name for each in chosen)
        for name in names:
            free.pop(name, None)
        alternatives[part] = tuple(each.name for each in everything if each.name not in names and others(each))
        if names:
            reasons[part] = f"{', '.join(map(repr, names))}: {because}."
        return names

    found_label, because = ([free[label]], "named") if label in free else find_label(everything)
    (label_name,) = take("label", found_label, because=because, others=may_be_label) or ("",)
    identifier = take(
        "id",
        _first(free.values(), is_id),
        because="its name ends like an id and (almost) every row has its own value",
        others=lambda each: len(each.values) > 0.5 * each.rows_count,
    )
    weight = take(
        "weight",
        _first(free.values(), is_weight),
        because="its name says weight",
        others=lambda e: e.numbers is not None,
    )
    scores, because = find_scores(free.values())
    scores_names = take("scores", scores, because=because, others=lambda each: each.numbers is not None)
    baseline = [each for each in scores if each.is_zero_one] or [each for each in scores if each.has_word(RULE)]
    period = take(
        "period",
        _first(free.values(), is_period),
        because="its name is a span of time",
        others=lambda each: not each.is_zero_one,
    )
    amounts = take(
        "amounts",
        [each for each in free.values() if is_amount(each)],
        because="numbers beyond 0 to 1 with the name of a quantity",
        others=lambda each: each.numbers is not None,
    )
    segments = take(
        "segments",
        [each for each in free.values() if is_segment(each)],
        because=f"texts with 2 to {SEGMENT_VALUES_MAX} different values",
        others=lambda each: 2 <= len(each.values) <= PERIOD_VALUES_MAX,
    )
    alternatives["baseline"] = scores_names
    if baseline:
        reasons["baseline"] = f"{baseline[0].name!r}: a 0/1 column or a name such as rule or today is what is done now."
    columns = Columns(
        label=label_name,
        scores=scores_names,
        baseline=baseline[0].name if baseline and len(scores) > 1 else None,
        segments=segments,
        amounts={name: name for name in amounts},
        weight=weight[0] if weight else None,
        period=period[0] if period else None,
        id=identifier[0] if identifier else None,
    )
    return ColumnGuess(columns=columns, reasons=reasons, alternatives=alternatives)


def _first(profiles: Iterable[Profile], fits: Callable[[Profile], bool]) -> list[Profile]:
    return [each for each in profiles if fits(each)][:1]
