"""What a contract agrees beside its metrics, in words."""

from __future__ import annotations

from workbench.wording.agreed_limits import beside_metrics


def test_what_reviewers_share_is_said_as_people_would_multiply_it():
    """In floats 3 x 82.4 is 247.20000000000002."""
    said = beside_metrics({"team": {"reviewers": 3}, "limits": ["alerts<=82.4/reviewer/week"]})
    assert said[1] == "Alerts per reviewer in the busiest week: at most 82.4, 3 reviewers: 247.2 a week."
