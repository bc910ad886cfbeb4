"""Guesses: which column plays which part, with reasons, for a person to confirm or correct."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from workbench.predictions.column_profile import Profile, profiles
from workbench.predictions.labels import MISSING_LABELS, recognised_pair
from workbench.predictions.predictions import Columns
from workbench.predictions.table import Table

_SEGMENT_VALUES_MAX = 50
_PERIOD_VALUES_MAX = 1_000
_LABEL_VALUES_MAX = 20

_LABEL = frozenset("label labels target y truth outcome actual class gold groundtruth ytrue".split())
_EVENT = frozenset(
    "fraud churn churned event default defaulted converted conversion clicked click positive defect relevant toxic spam "
    "pedestrian recidivism recid readmitted escalated failure failed sick died bad is has did".split()
)
_SCORE = frozenset("score scores p prob proba probability pred prediction predicted risk model logit confidence".split())
_RULE = frozenset("rule rules baseline today current existing heuristic policy process decision flagged champion".split())
_ID = frozenset("id ids uuid guid key".split())
_PERIOD = frozenset("week weeks month date day period quarter year time timestamp".split())
_WEIGHT = frozenset("weight weights w wt sampleweight".split())
_AMOUNT = frozenset(
    "amount amounts eur usd gbp chf value cost costs price km miles revenue balance loss exposure minutes hours kg".split()
)
_SEGMENT = frozenset("segment group tier region country category type channel band road sex gender race age".split())


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

    def take(part: str, chosen: Iterable[Profile], *, because: str, others: Callable[[Profile], bool]) -> tuple[str, ...]:
        names = tuple(each.name for each in chosen)
        for name in names:
            free.pop(name, None)
        alternatives[part] = tuple(each.name for each in everything if each.name not in names and others(each))
        if names:
            reasons[part] = f"{', '.join(map(repr, names))}: {because}."
        return names

    found_label, because = ([free[label]], "named") if label in free else _find_label(everything)
    (label_name,) = take("label", found_label, because=because, others=_may_be_label) or ("",)
    identifier = take(
        "id",
        _first(free.values(), _is_id),
        because="its name ends like an id and (almost) every row has its own value",
        others=lambda each: len(each.values) > 0.5 * each.rows_count,
    )
    weight = take(
        "weight", _first(free.values(), _is_weight), because="its name says weight", others=lambda e: e.numbers is not None
    )
    scores, because = _find_scores(free.values())
    scores_names = take("scores", scores, because=because, others=lambda each: each.numbers is not None)
    baseline = [each for each in scores if each.is_zero_one] or [each for each in scores if each.has_word(_RULE)]
    period = take(
        "period", _first(free.values(), _is_period), because="its name is a span of time", others=lambda each: not each.is_zero_one
    )
    amounts = take(
        "amounts",
        [each for each in free.values() if _is_amount(each)],
        because="numbers beyond 0 to 1 with the name of a quantity",
        others=lambda each: each.numbers is not None,
    )
    segments = take(
        "segments",
        [each for each in free.values() if _is_segment(each)],
        because=f"texts with 2 to {_SEGMENT_VALUES_MAX} different values",
        others=lambda each: 2 <= len(each.values) <= _PERIOD_VALUES_MAX,
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


def _label_values(each: Profile) -> tuple[str, ...]:
    return tuple(value for value in each.values if value.casefold() not in MISSING_LABELS)


def _may_be_label(each: Profile) -> bool:
    return 1 <= len(_label_values(each)) <= _LABEL_VALUES_MAX


def _find_label(profiles: Iterable[Profile]) -> tuple[list[Profile], str]:
    possible = [each for each in profiles if _may_be_label(each) and not each.has_word(_SCORE | _RULE | _WEIGHT | _ID)]
    for fits, because in (
        (lambda each: _says_label(each) and recognised_pair(_label_values(each)), "its name says label and it has two values"),
        (lambda each: each.has_word(_EVENT) and recognised_pair(_label_values(each)), "its name says event and it has two values"),
        (lambda each: _says_label(each) and len(_label_values(each)) == 2, "its name says label and it has two values"),
        (lambda each: each.has_word(_EVENT) and len(_label_values(each)) == 2, "its name says event and it has two values"),
        (_says_label, "its name says label"),
    ):
        found = [each for each in possible if fits(each)]
        if found:
            # A bare "label" or "y" before "label_source".
            return [min(found, key=lambda each: len(each.words))], because
    found = [each for each in possible if len(_label_values(each)) == 2 and recognised_pair(_label_values(each))]
    return (found, "the only column with two values such as 0 and 1") if len(found) == 1 else ([], "")


def _says_label(each: Profile) -> bool:
    return each.has_word(_LABEL) or each.words[-1:] == ("true",)


def _find_scores(profiles: Iterable[Profile]) -> tuple[list[Profile], str]:
    numeric = [each for each in profiles if each.numbers is not None and not (each.has_word(_PERIOD | _ID))]
    named = [each for each in numeric if each.has_word(_SCORE) or (each.has_word(_RULE) and each.is_zero_one)]
    if any(not each.is_zero_one for each in named):
        return named, "numbers whose name says score, probability, model or rule"
    plain = [
        each
        for each in numeric
        if each not in named and each.is_within_zero_one and not each.is_whole and len(each.values) > 10
    ]
    if plain:
        return [*plain, *named], "numbers between 0 and 1"
    return named, "numbers whose name says score, probability, model or rule"


def _is_id(each: Profile) -> bool:
    if not (each.words[-1:] and each.words[-1] in _ID) and each.words not in (("frame",), ("case",), ("ticket",)):
        return False
    return (each.is_text or each.is_whole) and len(each.values) >= 0.5 * each.rows_count


def _is_weight(each: Profile) -> bool:
    return each.has_word(_WEIGHT) and each.numbers is not None and bool((each.numbers >= 0).all())


def _is_period(each: Profile) -> bool:
    return each.has_word(_PERIOD) and (each.numbers is None or each.is_whole) and 2 <= len(each.values) <= _PERIOD_VALUES_MAX


def _is_amount(each: Profile) -> bool:
    return each.has_word(_AMOUNT) and each.numbers is not None and not each.is_within_zero_one


def _is_segment(each: Profile) -> bool:
    if not 2 <= len(each.values) <= _SEGMENT_VALUES_MAX:
        return False
    return each.numbers is None or (each.has_word(_SEGMENT) and each.is_whole)
