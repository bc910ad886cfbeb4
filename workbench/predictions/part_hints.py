"""Hints: the words in a column's name, and the values, that speak for a part."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.predictions.column_profile import Profile
from workbench.predictions.label_values import recognised_pair

SEGMENT_VALUES_MAX = 50
PERIOD_VALUES_MAX = 1_000
_LABEL_VALUES_MAX = 20
# What says that there is no label can be spelled in 36 ways, capitals counted.
_LABEL_AND_MISSING_VALUES_MAX = _LABEL_VALUES_MAX + 36


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LABEL = _words("label labels target y truth outcome actual class gold groundtruth ytrue")
_EVENT = _words(
    "fraud churn churned event default defaulted converted conversion clicked click positive defect "
    "relevant toxic spam pedestrian recidivism recid readmitted escalated failure failed sick died bad is "
    "has did"
)
_SCORE = _words("score scores p prob proba probability pred prediction predicted risk model logit confidence")
RULE = _words("rule rules baseline today current existing heuristic policy process decision flagged champion")
# A predicted class as text splits rows by what the model said, not by who they are.
_PREDICTED = _words("pred predicted prediction")
_ID = _words("id ids uuid guid key")
_PERIOD = _words("week weeks month date day period quarter year time timestamp")
_WEIGHT = _words("weight weights w wt sampleweight")
_AMOUNT = _words(
    "amount amounts eur usd gbp chf value cost costs price km miles revenue balance loss exposure minutes hours kg"
)
_SEGMENT = _words("segment group tier region country category type channel band road sex gender race age")


def may_be_label(each: Profile) -> bool:
    return len(each.values) <= _LABEL_AND_MISSING_VALUES_MAX and 1 <= len(each.label_values) <= _LABEL_VALUES_MAX


def find_label(profiles: Iterable[Profile]) -> tuple[list[Profile], str]:
    possible = [each for each in profiles if may_be_label(each) and not each.has_word(_SCORE | RULE | _WEIGHT | _ID)]
    for fits, because in (
        (
            lambda each: _says_label(each) and recognised_pair(each.label_values),
            "its name says label and it has two values",
        ),
        (
            lambda each: each.has_word(_EVENT) and recognised_pair(each.label_values),
            "its name says event and it has two values",
        ),
        (lambda each: _says_label(each) and len(each.label_values) == 2, "its name says label and it has two values"),
        (
            lambda each: each.has_word(_EVENT) and len(each.label_values) == 2,
            "its name says event and it has two values",
        ),
        (_says_label, "its name says label"),
    ):
        found = [each for each in possible if fits(each)]
        if found:
            # A bare "label" or "y" before "label_source".
            return [min(found, key=lambda each: len(each.words))], because
    found = [each for each in possible if len(each.label_values) == 2 and recognised_pair(each.label_values)]
    return (found, "the only column with two values such as 0 and 1") if len(found) == 1 else ([], "")


def _says_label(each: Profile) -> bool:
    return each.has_word(_LABEL) or each.words[-1:] == ("true",)


def find_scores(profiles: Iterable[Profile]) -> tuple[list[Profile], str]:
    numeric = [each for each in profiles if each.numbers is not None and not (each.has_word(_PERIOD | _ID))]
    named = [each for each in numeric if each.has_word(_SCORE) or (each.has_word(RULE) and each.is_zero_one)]
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


def is_id(each: Profile) -> bool:
    if not (each.words[-1:] and each.words[-1] in _ID) and each.words not in (("frame",), ("case",), ("ticket",)):
        return False
    return (each.is_text or each.is_whole) and len(each.values) >= 0.5 * each.rows_count


def is_weight(each: Profile) -> bool:
    return each.has_word(_WEIGHT) and each.numbers is not None and bool((each.numbers >= 0).all())


def is_period(each: Profile) -> bool:
    return (
        each.has_word(_PERIOD)
        and (each.numbers is None or each.is_whole)
        and 2 <= len(each.values) <= PERIOD_VALUES_MAX
    )


def is_amount(each: Profile) -> bool:
    return each.has_word(_AMOUNT) and each.numbers is not None and not each.is_within_zero_one


def is_segment(each: Profile) -> bool:
    if not 2 <= len(each.values) <= SEGMENT_VALUES_MAX or each.has_word(_PREDICTED):
        return False
    return each.numbers is None or (each.has_word(_SEGMENT) and each.is_whole)
