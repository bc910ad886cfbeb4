"""The swap set in the record: sums of the flips, whole again when read, and no row of the predictions."""

from __future__ import annotations

import copy
import json

import pytest

from workbench.decision import decide, read_decision
from workbench.decision.swap import DISTINCT_MAX, VALUES_MAX, recorded_swap, swap_from_dict, swap_to_dict
from workbench.errors import InputError
from workbench.policy import SingleThreshold, measure_point
from workbench.sweep import Sweep

NOW, BEFORE = SingleThreshold(score="new", threshold=0.5), SingleThreshold(score="old", threshold=0.5)
LABEL, NEW, OLD = [1, 0, 1, 0], [0.9, 0.8, 0.1, 0.2], [0.9, 0.1, 0.7, 0.2]


def flips(**some):
    return {**dict.fromkeys(("newly_caught", "new_false_alarms", "newly_missed", "false_alarms_gone"), 0), **some}


# Of four rows b comes in (no event, 20) and c goes out (an event, 30).
WRITTEN = {
    "now": {"kind": "single", "score": "new", "threshold": 0.5},
    "before": {"kind": "single", "score": "old", "threshold": 0.5},
    "groups": {
        "both": {"rows": 1, "events": 1, "others": 0, "amounts": {"eur": {"events": 10, "others": 0}}},
        "in": {"rows": 1, "events": 0, "others": 1, "amounts": {"eur": {"events": 0, "others": 20.5}}},
        "out": {"rows": 1, "events": 1, "others": 0, "amounts": {"eur": {"events": 30, "others": 0}}},
        "neither": {"rows": 1, "events": 0, "others": 1, "amounts": {"eur": {"events": 0, "others": 40}}},
    },
    "segments": {
        "tier": {
            "changed_values_count": 2,
            "values": [
                {
                    **{"value": "x", **flips(new_false_alarms=1)},
                    "amounts": {"eur": flips(new_false_alarms=20.5)},
                },
                {
                    **{"value": "y", **flips(newly_missed=1)},
                    "amounts": {"eur": flips(newly_missed=30)},
                },
            ],
        }
    },
}


@pytest.fixture
def four_rows(make_predictions):
    return make_predictions(
        LABEL,
        {"new": NEW, "old": OLD},
        scores=("new", "old"),
        baseline="old",
        segments={"tier": ["x", "x", "y", "y"]},
        amounts={"eur": [10, 20.5, 30, 40]},
    )


def test_the_sums_of_four_rows_by_hand(four_rows):
    assert recorded_swap(Sweep(four_rows), now=NOW, before=BEFORE) == WRITTEN


def sums(written):
    return {name: written[name] for name in ("groups", "segments")}


def test_what_is_written_reads_back(four_rows):
    assert swap_to_dict(swap_from_dict(json.loads(json.dumps(WRITTEN)))) == sums(WRITTEN)
    nobody = SingleThreshold(score="new", threshold=float("inf"))
    written = recorded_swap(Sweep(four_rows), now=nobody, before=BEFORE)
    assert written["now"]["threshold"] is None
    assert swap_to_dict(swap_from_dict(written)) == sums(written)


def test_a_record_of_before_has_no_amounts_of_segments_and_is_read_all_the_same():
    earlier = copy.deepcopy(WRITTEN)
    for each in earlier["segments"]["tier"]["values"]:
        del each["amounts"]
    assert [each.amounts for each in swap_from_dict(earlier).segments["tier"]] == [{}, {}]


def test_a_decision_has_it_where_there_is_a_baseline_and_null_where_not(four_rows, make_predictions):
    decided = decide(measure_point(Sweep(four_rows), NOW), rationale="x", owner="R")
    assert decided["swap"] == WRITTEN
    assert read_decision(decided.to_json().encode()).content == decided.content
    alone = Sweep(make_predictions(LABEL, {"new": NEW, "old": OLD}))
    assert decide(measure_point(alone, NOW), rationale="x", owner="R")["swap"] is None


def test_of_many_values_those_with_the_most_harm_are_kept_and_a_column_that_names_rows_is_not(make_predictions):
    count = DISTINCT_MAX + 1
    predictions = make_predictions(
        [0] * count,
        {"new": [1] * count, "old": [0] * count},
        segments={
            "hub": [f"h{row % (VALUES_MAX + 1)}" for row in range(count)],
            "card": [f"c{row}" for row in range(count)],
        },
    )
    written = recorded_swap(Sweep(predictions), now=NOW, before=BEFORE)["segments"]
    assert list(written) == ["hub"]
    assert written["hub"]["changed_values_count"] == VALUES_MAX + 1
    harms = [each["new_false_alarms"] for each in written["hub"]["values"]]
    assert len(harms) == VALUES_MAX
    assert harms == sorted(harms, reverse=True)


def broken(change):
    content = copy.deepcopy(WRITTEN)
    change(content)
    return content


@pytest.mark.parametrize(
    "content",
    [
        [],
        3,
        "swap",
        broken(lambda swap: swap.pop("groups")),
        broken(lambda swap: swap["groups"].pop("in")),
        broken(lambda swap: swap["groups"]["in"].update(events="many")),
        broken(lambda swap: swap["groups"]["in"].update(rows=None)),
        broken(lambda swap: swap["groups"]["in"].update(amounts={"eur": 3})),
        broken(lambda swap: swap.update(now={"score": "new"})),
        broken(lambda swap: swap["segments"].update(tier=[])),
        broken(lambda swap: swap["segments"]["tier"].pop("changed_values_count")),
        broken(lambda swap: swap["segments"]["tier"]["values"][0].pop("newly_missed")),
        broken(lambda swap: swap["segments"]["tier"]["values"][0].update(amounts={"eur": {"newly_missed": 1}})),
    ],
)
def test_a_record_whose_swap_is_broken_is_refused_in_a_sentence(content, four_rows):
    record = dict(decide(measure_point(Sweep(four_rows), NOW), rationale="x", owner="R").content)
    with pytest.raises(InputError, match="The decision record cannot be used: its swap is not whole"):
        read_decision(json.dumps({**record, "swap": content}).encode())
