"""Everything that is kept comes back from JSON as it was, and what is broken is refused in a sentence."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest

from tests.elicit.people import concave, made
from workbench.elicit import (
    Answer,
    Board,
    Dissent,
    ImpliedRate,
    Middle,
    Move,
    Movement,
    Outcome,
    Pair,
    Plan,
    Preferred,
    Ranked,
    Spread,
    Story,
    StoryVote,
    Vote,
    add_stories,
    answer_pair,
    implied_rate,
    merge_stories,
    movement,
    preferred,
    rank_stories,
    slider_rate,
    spread,
    tally,
)
from workbench.errors import InputError

FRONTIER = made(concave(np.random.default_rng(1), 6))
GIVEN = [
    answer_pair(FRONTIER, Pair(left=left, right=right), said)
    for left, right, said in ((0, 3, "left"), (3, 0, "left"), (1, 2, "same"))
]
RATE = implied_rate(FRONTIER, GIVEN)
VOTES = [
    Vote(seat="a", point=1, low=0, high=3),
    Vote(seat="b", point=3, low=1, high=5, words="no"),
    Vote(seat="c", point=1, low=0, high=5),
    Vote(seat="d", point=None),
]
BOARD = merge_stories(
    add_stories(Board(), [Story(id=name, author="ann", text=f"é {name} \u0000 <b>") for name in "abc"]),
    ["a", "c"],
    title="T",
)
STORY_VOTES = [
    StoryVote(seat="s", story="a", likelihood=2, harm=5),
    StoryVote(seat="t", story="c", likelihood=3, harm=5),
]
TRIPWIRE = {"metric": "recall", "level": 0.9, "at_most": False, "window": "a week", "owner": "Ann"}
KEPT = [
    GIVEN[0],
    GIVEN[2].pair,
    RATE,
    implied_rate(FRONTIER, GIVEN[:1]),
    implied_rate(FRONTIER, []),
    slider_rate(3.0, between=(2.0, 5.0)),
    preferred(FRONTIER, RATE),
    spread({"a": 1, "b": 4, "c": None}, {"a": "risk"}, frontier=FRONTIER, rates={"a": RATE}, feasible=[True] * 3 + [False] * 3),
    spread({}, {}, frontier=FRONTIER),
    movement({"a": 1, "b": 4}, {"a": 2, "b": 4, "c": 1}, frontier=FRONTIER),
    *VOTES,
    *(tally(VOTES, method, frontier=FRONTIER, feasible=[True] * 6) for method in ("majority", "median", "consensus")),
    tally([Vote(seat="a", point=1), Vote(seat="b", point=2)], "consensus", frontier=FRONTIER),
    BOARD,
    *rank_stories(BOARD, STORY_VOTES),
    STORY_VOTES[0],
    Plan(story="a", stress={"kind": "drift", "by": [0.1, {"x": None}]}, mitigation="Call", owner="Ann", tripwire=TRIPWIRE),
    Plan(story="b"),
    Plan(story="c", tripwire={**TRIPWIRE, "formula": "TP / POSITIVES", "unit": "share of events"}),
]  # fmt: skip
JUNK = [
    None,
    True,
    -1,
    0,
    3,
    10**400,
    0.5,
    float("nan"),
    float("inf"),
    "",
    "left",
    "x" * 5000,
    [],
    [1],
    ["a", "b"],
    [[2, 1]],
    {},
    {"a": 1},
]


def test_every_kind_that_can_be_kept_is_tried():
    kinds = {Answer, Pair, ImpliedRate, Preferred, Spread, Movement, Vote, Outcome, Board, Ranked, StoryVote, Plan}
    assert {type(kept) for kept in KEPT} == kinds
    for inner in (Middle, Move, Dissent, Story):
        assert hasattr(inner, "from_dict"), "and these inside others"


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: type(kept).__name__)
def test_json_gives_back_the_same(kept):
    text = json.dumps(kept.to_dict(), allow_nan=False)
    assert type(kept).from_dict(json.loads(text)) == kept
    assert json.dumps(type(kept).from_dict(json.loads(text)).to_dict()) == text


def places(content, path=()):
    """Every place in nested JSON."""
    yield path
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def changed(content, path, change):
    """A copy with the value at the path changed, by ``change(parent, key)``."""
    whole = {"": copy.deepcopy(content)}
    parent, key = whole, ""
    for step in path:
        parent, key = parent[key], step
    change(parent, key)
    return whole.get("")


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: type(kept).__name__)
def test_broken_content_is_refused_in_a_sentence_or_kept_as_it_is(kept):
    """At every place anything else, nothing, or one key more: never another error, and never another content than was given."""
    content = kept.to_dict()
    said = []
    for path in places(content):
        broken = [changed(content, path, lambda parent, key, junk=junk: parent.__setitem__(key, junk)) for junk in JUNK]
        if path:
            broken.append(changed(content, path, lambda parent, key: parent.__delitem__(key)))
        broken.append(
            changed(
                content,
                path,
                lambda parent, key: parent[key].__setitem__("more", 1) if isinstance(parent[key], dict) else None,
            )
        )
        for each in broken:
            try:
                found = type(kept).from_dict(each)
            except InputError as error:
                said.append(str(error))
            else:
                missing = (
                    {}
                    if not isinstance(each, dict)
                    else {key: value for key, value in found.to_dict().items() if key not in each}
                )
                assert {**found.to_dict()} == {**each, **missing}
                assert not any(missing.values()), "only what is empty may be left out"
    assert len(said) > 10
    assert all(sentence.endswith(".") and len(sentence) < 400 for sentence in said)


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        (Pair, {"left": 1, "right": 1}, "this has point 1 twice"),
        (Pair, [1, 2], "A pair must be an object, and this is"),
        (Vote, {"seat": "a", "point": 1, "low": 0}, "two ends, and this has one"),
        (Vote, {"seat": "a", "point": None, "low": 0, "high": 1}, "abstains"),
        (ImpliedRate, {**RATE.to_dict(), "low": 1e9}, "0 <= low <= middle <= high"),
        (ImpliedRate, {**RATE.to_dict(), "is_consistent": True}, "only there"),
        (ImpliedRate, {**RATE.to_dict(), "answers_count": 1}, "an answer that was not given"),
        (Plan, {"story": "a", "stress": {"kind": "earthquake"}}, "must be one of 'prevalence', 'mix', 'noise', 'cost', 'drift'"),
        (Plan, {"story": "a", "stress": {"kind": "cost", "by": float("nan")}}, "finite numbers"),
        (Plan, {"story": "a", "tripwire": {**TRIPWIRE, "at_most": "yes"}}, "must be true or false"),
        (Plan, {"story": "a", "tripwire": {"metric": "x"}}, "A tripwire lacks 'level', 'at_most', 'window', 'owner'"),
        (Board, {"stories": [], "merges": [{"stories": ["a", "b"], "title": ""}]}, "no story 'a'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(kind, content, said):
    with pytest.raises(InputError, match=said):
        kind.from_dict(content)
