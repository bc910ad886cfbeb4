"""Limits, the order of tiers and the team in a contract: read, refused, and no part of the hash where left out."""

from __future__ import annotations

import pytest

from workbench.contract import Contract
from workbench.contract.limit_text import read_limit
from workbench.errors import ContractError, LimitError

PLAIN = {"title": "t", "decision": "d"}
COLUMNS = {"label": "y", "segments": ["region"], "period": "day"}


def contract(**parts):
    return Contract.from_dict({**PLAIN, "predictions": COLUMNS, **parts})


def test_limits_an_order_and_a_team_are_read_and_written_back():
    found = contract(
        limits=["gap(fnr)<=0.05@region", "alerts<=40/reviewer/day"],
        order={"region": ["south", "north"]},
        team={"reviewers": 3},
    )
    assert found.limits == ("gap(fnr)<=0.05@region", "alerts<=40/reviewer/day")
    assert (found.order, found.team.reviewers) == ({"region": ("south", "north")}, 3)
    assert Contract.from_text(found.to_yaml()) == found
    assert found.segment_columns == ("region",)


def test_a_contract_without_them_keeps_its_hash():
    assert Contract.from_dict(PLAIN).sha256 == "34f03ced33c9f97941783404c482cc65b496fe31be084eef2e580bb555df4e77"
    empty = Contract.from_dict({**PLAIN, "limits": [], "order": {}, "team": None})
    assert empty.sha256 == Contract.from_dict(PLAIN).sha256
    assert "limits" not in empty.to_dict()


@pytest.mark.parametrize(
    ("parts", "field", "said"),
    [
        ({"limits": ["recall=>0.9"]}, "limits[0]", "cannot be read"),
        ({"limits": ["gap(fnr)<=0.05"]}, "limits[0]", "say of which column"),
        ({"limits": ["recall<=0.9/day"]}, "limits[0]", "only the work of people is bounded per day"),
        ({"limits": ["alerts>=4/day"]}, "limits[0]", "Write alerts<=X/day"),
        ({"limits": ["gap(fnr)<=0.05@regoin"]}, "limits[0]", "Did you mean 'region'?"),
        ({"limits": ["alerts<=40/reviewer/day"]}, "limits[0]", "Add team: {reviewers: 3}"),
        ({"limits": ["recall>=0.9", "recall>=0.9"]}, "limits[1]", "is there twice"),
        ({"order": {"region": ["north"]}}, "order.region", "two values or more"),
        ({"order": {"region": ["north", "north"]}}, "order.region", "each once"),
        ({"order": {"road": ["a", "b"]}}, "order.road", "no segment of predictions.segments"),
        ({"team": {"reviewers": 0}}, "team.reviewers", "more than 0"),
        ({"team": {"reviewer": 2}}, "team.reviewer", "Did you mean 'reviewers'?"),
    ],
)
def test_what_cannot_be_is_named_with_what_to_do(parts, field, said):
    with pytest.raises(ContractError) as refused:
        contract(**parts)
    assert field in [problem.field for problem in refused.value.problems]
    assert said in " ".join(problem.message for problem in refused.value.problems)


def test_work_by_day_needs_a_period_column():
    with pytest.raises(ContractError, match=r"predictions\.period"):
        Contract.from_dict({**PLAIN, "predictions": {"label": "y"}, "limits": ["alerts<=4/day"]})


def test_a_limit_is_taken_apart():
    read = read_limit(" alerts <= 40 / reviewer / day ")
    assert (read.metric, read.bound, read.is_each, read.per, read.column) == ("alerts", 40.0, True, "day", None)
    read = read_limit("ratio(fnr)>=0.8@sex=a/b,c")
    assert (read.kind, read.column, read.values, read.per) == ("ratio", "sex", ("a/b", "c"), None)
    with pytest.raises(LimitError, match="needs a number"):
        read_limit("alerts<=4.4.4/day")
