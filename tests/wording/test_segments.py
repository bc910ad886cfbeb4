"""Segments and fairness in words, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench.evidence import by_segment, fairness, harm_order
from workbench.metrics import resolve_metrics
from workbench.policy import SingleThreshold
from workbench.predictions import read_predictions
from workbench.sweep import Sweep
from workbench.wording.fairness import gap_sentence, group_sentence
from workbench.wording.segments import against_whole, denominator_text, harm_text, standing, summary

POLICY = SingleThreshold(score="p", threshold=0.5)
# tp, fp, fn, tn
CELLS = {"a": (900, 100, 100, 900), "b": (60, 60, 40, 40), "few": (3, 0, 0, 0)}


@pytest.fixture(scope="module")
def sweep() -> Sweep:
    rows = [
        (label, score, group)
        for group, counts in CELLS.items()
        for count, (label, score) in zip(counts, ((1, 0.9), (0, 0.9), (1, 0.1), (0, 0.1)), strict=True)
        for _ in range(count)
    ]
    frame = pd.DataFrame(rows, columns=["y", "p", "g"])
    return Sweep(read_predictions(frame, label="y", positive=1, score="p", segments=["g"]))


def report(sweep, word="fnr", limit=None):
    metric = replace(resolve_metrics([word])[0], limit=limit)
    return by_segment(sweep, POLICY, metrics=[metric], columns="g", rng=np.random.default_rng(0))


def test_the_summary_counts_verdicts_and_names_the_worst(sweep):
    found = report(sweep, limit=0.15)
    assert summary(found, "fnr", harm_order(found, "fnr")) == (
        "3 values of g. Miss rate on the whole: 12.7% of events. Worst with evidence: b with 40% of events (30.9% to 49.8%). "
        "Limit at most 15%: broken in 1, kept in 1, insufficient evidence in 1."
    )


def test_the_summary_calls_none_the_worst_where_the_table_sees_no_sure_difference():
    """Two segments of 40 events with 10 and 12 missed: neither interval leaves the whole's 27.5%."""
    rows = [(1, 0.1 if k < missed else 0.9, group) for group, missed in (("n", 10), ("s", 12)) for k in range(40)]
    frame = pd.DataFrame(rows, columns=["y", "p", "g"])
    found = report(Sweep(read_predictions(frame, label="y", positive=1, score="p", segments=["g"])))
    item = found.metric("fnr")
    assert [against_whole(item, place, 0.275) for place in range(2)] == ["alike", "alike"]
    said = summary(found, "fnr", harm_order(found, "fnr"))
    assert "Worst with evidence" not in said
    assert "None is surely worse than the whole; nearest to it comes s with 30% of events" in said


def test_a_segment_stands_against_the_limit_or_the_whole(sweep):
    with_limit, without = report(sweep, limit=0.15), report(sweep)
    assert [standing(with_limit.metric("fnr"), place, 0.127)[1] for place in range(3)] == [
        "keeps the limit",
        "breaks the limit",
        "insufficient evidence",
    ]
    item = without.metric("fnr")
    assert [against_whole(item, place, 140 / 1103) for place in range(3)] == ["better", "worse", "unsure"]
    better = report(sweep, "recall").metric("recall")
    assert [against_whole(better, place, 963 / 1103) for place in range(3)] == ["better", "worse", "unsure"]
    assert standing(report(sweep, "fpr").metric("fpr"), 2, 0.1)[1] == "undefined: no such cases"


def test_denominators_and_harm_are_said(sweep):
    found = report(sweep)
    assert denominator_text(found, found.metric("fnr"), 1) == "of 100 events"
    assert harm_text(found, "fnr", 1) == "adds 2.48 points to the whole"  # 100/1103 * (0.4 - 140/1103)
    assert harm_text(found, "fnr", 0) == "takes 2.44 points from the whole"
    recall = report(sweep, "recall")
    assert harm_text(recall, "recall", 1) == "takes 2.48 points from the whole"
    assert harm_text(report(sweep, "fpr"), "fpr", 2) == ""


def test_a_group_is_compared_in_one_sentence(sweep):
    benefit = fairness(sweep, POLICY, column="g", favourable="flagged", reference="b")
    assert group_sentence(benefit, 0) == "a is flagged 0.833 times as often as b (0.738 to 0.941): insufficient evidence that it is not below four fifths."  # fmt: skip
    assert group_sentence(benefit, 1) == "b, the reference: 60% of 200 cases are flagged."
    harm = fairness(sweep, POLICY, column="g")
    assert group_sentence(harm, 1).startswith(
        "b is flagged 1.2 times as often as a (1.06 to 1.35). It is cleared 0.8 times"
    )


def test_gaps_say_between_whom_and_who_is_left_out(sweep):
    found = fairness(sweep, POLICY, column="g", least_cases=30)
    assert gap_sentence(found, found.gap("equal_opportunity")) == (
        "Equal opportunity: 30 points apart. 90% of the events are caught in a and 60% in b, a ratio of 0.667. "
        "Left out, since the rate is undefined there or rests on fewer than 30 cases: few."
    )
    assert gap_sentence(found, found.gap("equalized_odds")).startswith(
        "Equalised odds: 50 points, the wider of the gaps in caught events and in false alarms (here false alarms)."
    )
    nothing = fairness(sweep, POLICY, column="g", least_cases=5000)
    assert "undefined, since fewer than two groups are left" in gap_sentence(nothing, nothing.gap("fpr"))
